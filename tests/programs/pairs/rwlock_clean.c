// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Readers and a writer under one read-write lock.
#include <pthread.h>

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int version;
static int seen;

static void* read_version(void* unused) {
  (void)unused;
  pthread_rwlock_rdlock(&lock);
  seen = version;
  pthread_rwlock_unlock(&lock);
  return 0;
}

static void* write_version(void* unused) {
  (void)unused;
  pthread_rwlock_wrlock(&lock);
  version += 1;
  pthread_rwlock_unlock(&lock);
  return 0;
}

int main(void) {
  pthread_t one, two;
  if (pthread_create(&one, 0, read_version, 0) != 0) return 2;
  if (pthread_create(&two, 0, write_version, 0) != 0) return 2;
  pthread_join(one, 0);
  pthread_join(two, 0);
  return seen > 1;
}
