// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A signal handler touches what the thread it interrupts is changing.
#include <pthread.h>
#include <signal.h>

static int total;

static void handle(int number) {
  (void)number;
  total += 1;
}

static void* run(void* unused) {
  (void)unused;
  raise(SIGUSR1);
  return 0;
}

int main(void) {
  signal(SIGUSR1, handle);  // unsupported: signal
  pthread_t one;
  if (pthread_create(&one, 0, run, 0) != 0) return 2;
  total += 1;
  pthread_join(one, 0);
  return total > 2;
}
