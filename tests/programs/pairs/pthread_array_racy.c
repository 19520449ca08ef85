// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Each thread gets the address of the loop counter.
#include <pthread.h>

enum { kThreads = 4 };
static int cells[kThreads + 1];

static void* fill(void* argument) {
  int* index = argument;
  const int i = *index;  // racy
  if (i >= 0 && i <= kThreads) cells[i] = 1;
  return 0;
}

int main(void) {
  pthread_t threads[kThreads];
  int i;
  for (i = 0; i < kThreads; ++i) {  // racy
    if (pthread_create(&threads[i], 0, fill, &i) != 0) return 2;
  }
  for (int k = 0; k < kThreads; ++k) pthread_join(threads[k], 0);
  return 0;
}
