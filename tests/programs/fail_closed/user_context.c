// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The access is on another stack, reached by swapcontext.
#include <pthread.h>
#include <ucontext.h>

static int total;

struct pair {
  ucontext_t caller;
  ucontext_t fiber;
  char stack[65536];
};
static struct pair pairs[2];

static void add(void) { total += 1; }

static void* run(void* argument) {
  struct pair* pair = argument;
  if (getcontext(&pair->fiber) != 0) return 0;
  pair->fiber.uc_stack.ss_sp = pair->stack;
  pair->fiber.uc_stack.ss_size = sizeof(pair->stack);
  pair->fiber.uc_link = &pair->caller;
  makecontext(&pair->fiber, add, 0);
  swapcontext(&pair->caller, &pair->fiber);  // unsupported: swapcontext
  return 0;
}

int main(void) {
  pthread_t one, two;
  if (pthread_create(&one, 0, run, &pairs[0]) != 0) return 2;
  if (pthread_create(&two, 0, run, &pairs[1]) != 0) return 2;
  pthread_join(one, 0);
  pthread_join(two, 0);
  return total > 2;
}
