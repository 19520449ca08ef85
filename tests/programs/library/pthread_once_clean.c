// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The table is filled once, before anybody reads it.
#include <pthread.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int table[4];
static int seen[2];

static void fill(void) {
  for (int k = 0; k < 4; ++k) table[k] = k;
}

static void* run(void* argument) {
  int* result = argument;
  pthread_once(&once, fill);
  *result = table[2];
  return 0;
}

int main(void) {
  pthread_t one, two;
  if (pthread_create(&one, 0, run, &seen[0]) != 0) return 2;
  if (pthread_create(&two, 0, run, &seen[1]) != 0) return 2;
  pthread_join(one, 0);
  pthread_join(two, 0);
  return seen[0] == 2 && seen[1] == 2 ? 0 : 1;
}
