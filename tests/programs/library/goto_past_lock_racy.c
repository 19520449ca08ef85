// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The goto jumps over the lock and over its release.
#include <pthread.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int total;

static void* run(void* argument) {
  const int* skip = argument;
  if (*skip) goto add;
  pthread_mutex_lock(&mutex);
add:
  total += 1;  // racy
  if (!*skip) pthread_mutex_unlock(&mutex);
  return 0;
}

int main(void) {
  pthread_t one, two;
  int no = 0, yes = 1;
  if (pthread_create(&one, 0, run, &no) != 0) return 2;
  if (pthread_create(&two, 0, run, &yes) != 0) return 2;
  pthread_join(one, 0);
  pthread_join(two, 0);
  return total > 2;
}
