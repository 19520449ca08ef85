// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A semaphore used as a lock: clean, but a semaphore has no holder.
#include <pthread.h>
#include <semaphore.h>

static sem_t gate;
static int total;

static void* run(void* unused) {
  (void)unused;
  sem_wait(&gate);  // unsupported: sem_wait
  total += 1;
  sem_post(&gate);
  return 0;
}

int main(void) {
  pthread_t one, two;
  sem_init(&gate, 0, 1);
  if (pthread_create(&one, 0, run, 0) != 0) return 2;
  if (pthread_create(&two, 0, run, 0) != 0) return 2;
  pthread_join(one, 0);
  pthread_join(two, 0);
  return total == 2 ? 0 : 1;
}
