// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The function returns its static buffer; both threads write into it.
#include <pthread.h>

static char* name_of(int number) {
  static char buffer[8];
  buffer[0] = (char)('a' + number);  // racy
  buffer[1] = 0;
  return buffer;
}

static void* run(void* argument) {
  const int* number = argument;
  return name_of(*number)[0] == 0 ? argument : 0;  // racy
}

int main(void) {
  pthread_t one, two;
  int zero = 0, first = 1;
  if (pthread_create(&one, 0, run, &zero) != 0) return 2;
  if (pthread_create(&two, 0, run, &first) != 0) return 2;
  pthread_join(one, 0);
  pthread_join(two, 0);
  return 0;
}
