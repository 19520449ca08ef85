// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The address of the shared cell comes out of a variable argument list.
#include <pthread.h>
#include <stdarg.h>

static int total;

static void add_to(int count, ...) {
  va_list cells;
  va_start(cells, count);
  for (int i = 0; i < count; ++i) {
    int* cell = va_arg(cells, int*);  // unsupported: va_arg
    *cell += 1;
  }
  va_end(cells);
}

static void* run(void* unused) {
  (void)unused;
  add_to(1, &total);
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
