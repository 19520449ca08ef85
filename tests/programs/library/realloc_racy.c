// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// realloc moves the array while the other thread reads it.
#include <pthread.h>
#include <stdlib.h>

static int* rows;
static int seen;

static void* grow(void* unused) {
  (void)unused;
  int* grown = realloc(rows, 100000 * sizeof(*rows));  // racy
  if (grown != 0) rows = grown;                        // racy
  return 0;
}

static void* read_first(void* unused) {
  (void)unused;
  seen = rows != 0;  // racy
  return 0;
}

int main(void) {
  pthread_t one, two;
  rows = calloc(4, sizeof(*rows));
  if (rows == 0) return 2;
  if (pthread_create(&one, 0, grow, 0) != 0) return 2;
  if (pthread_create(&two, 0, read_first, 0) != 0) return 2;
  pthread_join(one, 0);
  pthread_join(two, 0);
  free(rows);
  return seen > 1;
}
