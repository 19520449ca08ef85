// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A small interpreter jumps through a table of labels.
#include <pthread.h>

static int total;

static void interpret(const int* program) {
  static void* const labels[] = {&&add, &&stop};
  goto* labels[*program];  // unsupported: goto
add:
  total += 1;
  program += 1;
  goto* labels[*program];
stop:
  return;
}

static void* run(void* unused) {
  (void)unused;
  static const int program[] = {0, 1};
  interpret(program);
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
