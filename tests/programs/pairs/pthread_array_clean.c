// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Each thread gets the address of its own element.
#include <pthread.h>

enum { kThreads = 4 };
static int cells[kThreads];

static void* fill(void* argument) {
  int* cell = argument;
  *cell = 1;
  return 0;
}

int main(void) {
  pthread_t threads[kThreads];
  for (int i = 0; i < kThreads; ++i) {
    if (pthread_create(&threads[i], 0, fill, &cells[i]) != 0) return 2;
  }
  for (int i = 0; i < kThreads; ++i) pthread_join(threads[i], 0);
  return cells[0] + cells[3] == 2 ? 0 : 1;
}
