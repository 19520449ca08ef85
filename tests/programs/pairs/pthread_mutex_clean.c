// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A counter under a mutex in C.
#include <pthread.h>

struct shared {
  pthread_mutex_t mutex;
  int total;
};

static void* add(void* argument) {
  struct shared* state = argument;
  pthread_mutex_lock(&state->mutex);
  state->total += 1;
  pthread_mutex_unlock(&state->mutex);
  return 0;
}

int main(void) {
  struct shared state = {PTHREAD_MUTEX_INITIALIZER, 0};
  pthread_t one, two;
  if (pthread_create(&one, 0, add, &state) != 0) return 2;
  if (pthread_create(&two, 0, add, &state) != 0) return 2;
  pthread_join(one, 0);
  pthread_join(two, 0);
  return state.total == 2 ? 0 : 1;
}
