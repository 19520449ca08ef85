// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Both threads are started into one handle, which is joined twice in appearance only.
#include <pthread.h>

static int total;

static void* run(void* unused) {
  (void)unused;
  for (int k = 0; k < 200000; ++k) total += 1;  // racy
  return 0;
}

int main(void) {
  pthread_t handles[2];
  int index = 0;
  if (pthread_create(&handles[index], 0, run, 0) != 0) return 2;
  if (pthread_create(&handles[index], 0, run, 0) != 0) return 2;
  pthread_join(handles[index], 0);
  return total > 1000000;  // racy
}
