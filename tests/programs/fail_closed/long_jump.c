// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A longjmp leaves the critical section half way; the access afterwards is without the lock.
#include <pthread.h>
#include <setjmp.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int total;

static void fail(jmp_buf target) {
  longjmp(target, 1);  // unsupported: longjmp
}

static void* run(void* unused) {
  (void)unused;
  jmp_buf target;
  pthread_mutex_lock(&mutex);
  if (_setjmp(target) == 0) {
    pthread_mutex_unlock(&mutex);
    fail(target);
    pthread_mutex_lock(&mutex);
  }
  total += 1;
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
