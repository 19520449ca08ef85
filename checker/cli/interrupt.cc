// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/interrupt.h"

#include <signal.h>
#include <unistd.h>

namespace interlock::cli {
namespace {

constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};

volatile sig_atomic_t pending_signal = 0;

void Remember(int signal_number) {
  if (pending_signal != 0) _exit(128 + signal_number);
  pending_signal = signal_number;
}

void Install(void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  for (int signal_number : kSignals) sigaction(signal_number, &action, nullptr);
}

}  // namespace

void CatchInterrupts() { Install(Remember); }

void ReleaseInterrupts() {
  Install(SIG_DFL);
  signal(SIGPIPE, SIG_DFL);
  signal(SIGXFSZ, SIG_DFL);
}

int PendingSignal() { return pending_signal; }

}  // namespace interlock::cli
