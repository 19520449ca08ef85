// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// An external function gets a callable and may run it in a thread of its own.
void start_worker(void (*step)(void*), void* argument);

static int total;

static void step(void* argument) {
  int* cell = argument;
  *cell += 1;
}

int main(void) {
  start_worker(step, &total);  // unsupported: start_worker
  total += 1;
  return total > 2;
}
