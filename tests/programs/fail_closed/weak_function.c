// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The hook has a body here, but a stronger definition elsewhere may replace it.
#include <pthread.h>

static int total;

__attribute__((weak)) void hook(int* cell) { (void)cell; }

static void* run(void* unused) {
  (void)unused;
  hook(&total);  // unsupported: hook
  return 0;
}

int main(void) {
  pthread_t one, two;
  if (pthread_create(&one, 0, run, 0) != 0) return 2;
  if (pthread_create(&two, 0, run, 0) != 0) return 2;
  pthread_join(one, 0);
  pthread_join(two, 0);
  return total > 2;
}
