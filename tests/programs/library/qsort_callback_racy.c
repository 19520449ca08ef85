// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The comparison function counts its calls in a shared cell.
#include <pthread.h>
#include <stdlib.h>

static long comparisons;

static int compare(const void* left, const void* right) {
  comparisons += 1;  // racy
  return *(const int*)left - *(const int*)right;
}

static void* run(void* unused) {
  (void)unused;
  int rows[3] = {3, 1, 2};
  qsort(rows, 3, sizeof(rows[0]), compare);
  return 0;
}

int main(void) {
  pthread_t one, two;
  if (pthread_create(&one, 0, run, 0) != 0) return 2;
  if (pthread_create(&two, 0, run, 0) != 0) return 2;
  pthread_join(one, 0);
  pthread_join(two, 0);
  return comparisons > 1000;
}
