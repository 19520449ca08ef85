// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The only access runs at the end of each thread, as the destructor of its key.
#include <pthread.h>

static pthread_key_t key;
static int ended;

static void at_end(void* value) {
  (void)value;
  ended += 1;  // racy
}

static void* run(void* unused) {
  (void)unused;
  pthread_setspecific(key, &key);
  return 0;
}

int main(void) {
  pthread_t one, two;
  if (pthread_key_create(&key, at_end) != 0) return 2;
  if (pthread_create(&one, 0, run, 0) != 0) return 2;
  if (pthread_create(&two, 0, run, 0) != 0) return 2;
  pthread_join(one, 0);
  pthread_join(two, 0);
  return ended > 2;
}
