// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The payload is written and read under the mutex.
#include <pthread.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int ready;
static int payload;

static void* writer(void* unused) {
  (void)unused;
  pthread_mutex_lock(&mutex);
  payload = 3;
  ready = 1;
  pthread_cond_signal(&changed);
  pthread_mutex_unlock(&mutex);
  return 0;
}

int main(void) {
  pthread_t one;
  int seen;
  if (pthread_create(&one, 0, writer, 0) != 0) return 2;
  pthread_mutex_lock(&mutex);
  while (!ready) pthread_cond_wait(&changed, &mutex);
  seen = payload;
  pthread_mutex_unlock(&mutex);
  pthread_join(one, 0);
  return seen == 3 ? 0 : 1;
}
