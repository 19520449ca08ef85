// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Two workers meet between writing and reading.
#include <pthread.h>

static pthread_barrier_t meeting;
static int cells[2];
static int sums[2];

static void* run(void* argument) {
  const int id = (int)(long)argument;
  cells[id] = 1;
  pthread_barrier_wait(&meeting);
  sums[id] = cells[0] + cells[1];
  return 0;
}

int main(void) {
  pthread_t one, two;
  pthread_barrier_init(&meeting, 0, 2);
  if (pthread_create(&one, 0, run, (void*)0l) != 0) return 2;
  if (pthread_create(&two, 0, run, (void*)1l) != 0) return 2;
  pthread_join(one, 0);
  pthread_join(two, 0);
  return sums[0] == 2 && sums[1] == 2 ? 0 : 1;
}
