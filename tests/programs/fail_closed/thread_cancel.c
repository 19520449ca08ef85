// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The thread may end at a cancellation point inside its critical section.
#include <pthread.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int total;

static void unlock(void* argument) {
  total += 1;
  pthread_mutex_unlock(argument);
}

static void* run(void* unused) {
  (void)unused;
  pthread_mutex_lock(&mutex);
  pthread_cleanup_push(unlock, &mutex);
  usleep(1000);
  pthread_cleanup_pop(1);
  return 0;
}

int main(void) {
  pthread_t one;
  if (pthread_create(&one, 0, run, 0) != 0) return 2;
  pthread_cancel(one);  // unsupported: pthread_cancel
  total += 1;
  pthread_join(one, 0);
  return total > 2;
}
