// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/faults/watchdog.h"

#include <dirent.h>
#include <execinfo.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>

namespace interlock::reference {
namespace {

// A run takes milliseconds, under a sanitizer on a busy machine a second.
constexpr unsigned kHangSeconds = 120;
constexpr int kFrameMax = 48;

/// What the handler prints: it may neither allocate nor format.
std::array<char, 2048> run_text;

void WriteError(const char* text) {
  const ssize_t ignored = write(STDERR_FILENO, text, std::strlen(text));
  static_cast<void>(ignored);
}

void ReportStack(int) {
  std::array<void*, kFrameMax> frames;
  const int count = backtrace(frames.data(), kFrameMax);
  WriteError("thread:\n");
  backtrace_symbols_fd(frames.data(), count, STDERR_FILENO);
}

/// Asks every other thread for its stack, one after the other. The threads stand still, so reading
/// the folder meets no lock that is held.
void ReportOtherStacks() {
  DIR* folder = opendir("/proc/self/task");
  if (folder == nullptr) return;
  while (const dirent* entry = readdir(folder)) {
    const int thread = std::atoi(entry->d_name);
    if (thread <= 0 || thread == static_cast<int>(syscall(SYS_gettid))) continue;
    syscall(SYS_tgkill, getpid(), thread, SIGUSR2);
    usleep(100000);
  }
  closedir(folder);
}

void ReportSignal(int signal_number) {
  std::signal(SIGABRT, SIG_DFL);
  WriteError(signal_number == SIGALRM ? "\na run does not end: " : "\na run ends the process: ");
  WriteError(run_text.data());
  WriteError("\n");
  ReportStack(signal_number);
  if (signal_number == SIGALRM) ReportOtherStacks();
  std::abort();
}

}  // namespace

Watchdog::Watchdog(const std::string& text) {
  void* frame = nullptr;
  backtrace(&frame, 1);  // the first call loads a library, which a handler must not
  const std::size_t size = std::min(text.size(), run_text.size() - 1);
  std::memcpy(run_text.data(), text.data(), size);
  run_text[size] = '\0';
  std::signal(SIGUSR2, &ReportStack);
  std::signal(SIGABRT, &ReportSignal);
  std::signal(SIGALRM, &ReportSignal);
  alarm(kHangSeconds);
}

Watchdog::~Watchdog() {
  alarm(0);
  std::signal(SIGALRM, SIG_DFL);
  std::signal(SIGABRT, SIG_DFL);
}

}  // namespace interlock::reference
