// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// One thread changes the environment that the other reads.
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <stdlib.h>

static void* writer(void* unused) {
  (void)unused;
  setenv("INTERLOCK_PROGRAM", "1", 1);  // racy
  return 0;
}

static void* reader(void* unused) {
  (void)unused;
  return getenv("INTERLOCK_PROGRAM") != 0 ? &reader : 0;  // racy
}

int main(void) {
  pthread_t one, two;
  if (pthread_create(&one, 0, writer, 0) != 0) return 2;
  if (pthread_create(&two, 0, reader, 0) != 0) return 2;
  pthread_join(one, 0);
  pthread_join(two, 0);
  return 0;
}
