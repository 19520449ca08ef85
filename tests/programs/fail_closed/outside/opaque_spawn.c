// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// What the checker does not see: one environment in which the program races.
#include <pthread.h>

void start_worker(void (*step)(void*), void* argument);

struct job {
  void (*step)(void*);
  void* argument;
};
static struct job job;

static void* run(void* unused) {
  (void)unused;
  job.step(job.argument);
  return 0;
}

void start_worker(void (*step)(void*), void* argument) {
  pthread_t worker;
  job.step = step;
  job.argument = argument;
  if (pthread_create(&worker, 0, run, 0) == 0) pthread_detach(worker);
}
