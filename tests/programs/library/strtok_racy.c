// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// strtok keeps its position in one place for all threads.
#include <pthread.h>
#include <string.h>

static void* run(void* argument) {
  char* text = argument;
  char* word = strtok(text, " ");           // racy
  while (word != 0) word = strtok(0, " ");  // racy
  return 0;
}

int main(void) {
  pthread_t one, two;
  char left[] = "a b c";
  char right[] = "d e f";
  if (pthread_create(&one, 0, run, left) != 0) return 2;
  if (pthread_create(&two, 0, run, right) != 0) return 2;
  pthread_join(one, 0);
  pthread_join(two, 0);
  return 0;
}
