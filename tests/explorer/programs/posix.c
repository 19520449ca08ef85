// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A C program with pthreads: keys, a detached thread, once, semaphore, barrier, reader-writer lock.

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_barrier_t barrier;
static pthread_key_t key;
static sem_t items;
static int count, freed, started, rounds[2];

static void Free(void* value) {
  pthread_mutex_lock(&mutex);
  ++freed;
  pthread_mutex_unlock(&mutex);
  free(value);
}

static void Start(void) {
  ++started;
  pthread_key_create(&key, Free);
}

static void* Work(void* argument) {
  long me = (long)argument;
  pthread_once(&once, Start);
  char* text = malloc(16);
  strcpy(text, "own");
  pthread_setspecific(key, text);
  pthread_rwlock_rdlock(&lock);
  assert(started == 1);
  pthread_rwlock_unlock(&lock);
  rounds[me] = 1;
  pthread_barrier_wait(&barrier);
  assert(rounds[1 - me] == 1);
  pthread_barrier_wait(&barrier);
  rounds[1 - me] = 2;
  pthread_mutex_lock(&mutex);
  ++count;
  pthread_cond_signal(&changed);
  pthread_mutex_unlock(&mutex);
  sem_post(&items);
  if (me == 1) pthread_exit((void*)7);
  return (void*)6;
}

int main(void) {
  pthread_t threads[2];
  void* results[2];
  pthread_barrier_init(&barrier, NULL, 2);
  sem_init(&items, 0, 0);
  for (long i = 0; i < 2; ++i) pthread_create(&threads[i], NULL, Work, (void*)i);
  pthread_mutex_lock(&mutex);
  while (count < 2) pthread_cond_wait(&changed, &mutex);
  pthread_mutex_unlock(&mutex);
  sem_wait(&items);
  sem_wait(&items);
  struct timespec soon = {0, 1000};
  assert(sem_timedwait(&items, &soon) == -1 && errno == ETIMEDOUT);
  for (int i = 0; i < 2; ++i) pthread_join(threads[i], &results[i]);
  assert((long)results[0] == 6 && (long)results[1] == 7);
  assert(freed == 2);
  return 0;
}
