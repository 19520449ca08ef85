// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// One of the two thread functions forgets the mutex.
#include <pthread.h>

struct shared {
  pthread_mutex_t mutex;
  int total;
};

static void* add(void* argument) {
  struct shared* state = argument;
  pthread_mutex_lock(&state->mutex);
  state->total += 1;  // racy
  pthread_mutex_unlock(&state->mutex);
  return 0;
}

static void* reset(void* argument) {
  struct shared* state = argument;
  state->total = 0;  // racy
  return 0;
}

int main(void) {
  struct shared state = {PTHREAD_MUTEX_INITIALIZER, 0};
  pthread_t one, two;
  if (pthread_create(&one, 0, add, &state) != 0) return 2;
  if (pthread_create(&two, 0, reset, &state) != 0) return 2;
  pthread_join(one, 0);
  pthread_join(two, 0);
  return state.total > 1;
}
