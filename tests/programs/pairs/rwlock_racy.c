// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Two readers of the lock write.
#include <pthread.h>

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int version;

static void* bump(void* unused) {
  (void)unused;
  pthread_rwlock_rdlock(&lock);
  version += 1;  // racy
  pthread_rwlock_unlock(&lock);
  return 0;
}

int main(void) {
  pthread_t one, two;
  if (pthread_create(&one, 0, bump, 0) != 0) return 2;
  if (pthread_create(&two, 0, bump, 0) != 0) return 2;
  pthread_join(one, 0);
  pthread_join(two, 0);
  return version > 2;
}
