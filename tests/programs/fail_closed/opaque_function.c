// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// An external function without a body gets the address of shared data.
#include <pthread.h>

void mystery_update(int* cell);
static int total;

static void* run(void* unused) {
  (void)unused;
  mystery_update(&total);  // unsupported: mystery_update
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
