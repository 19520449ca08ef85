// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The program's own mtx_t is a number.
#include <pthread.h>

typedef struct {
  int value;
} mtx_t;

mtx_t shared;

void* Count(void* unused) {
  shared.value += 1;  // racy
  return unused;
}

int main(void) {
  pthread_t other;
  pthread_create(&other, 0, Count, 0);
  shared.value += 1;  // racy
  pthread_join(other, 0);
  return 0;
}
