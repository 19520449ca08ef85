// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Both entries of the table that are used change one cell.
#include <pthread.h>

static int total;

static void add(void) { total += 1; }       // racy
static void subtract(void) { total -= 1; }  // racy

static void (*const table[])(void) = {add, subtract};

static void* run(void* argument) {
  const int* index = argument;
  table[*index]();
  return 0;
}

int main(void) {
  pthread_t one, two;
  int zero = 0, first = 1;
  if (pthread_create(&one, 0, run, &zero) != 0) return 2;
  if (pthread_create(&two, 0, run, &first) != 0) return 2;
  pthread_join(one, 0);
  pthread_join(two, 0);
  return total > 1;
}
