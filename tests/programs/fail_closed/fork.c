// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The child of a fork shares a mapping with its parent.
#define _DEFAULT_SOURCE
#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static int total;

static void* run(void* unused) {
  (void)unused;
  total += 1;
  return 0;
}

int main(void) {
  pthread_t one;
  const pid_t child = fork();  // unsupported: fork
  if (child == 0) _exit(0);
  if (pthread_create(&one, 0, run, 0) != 0) return 2;
  pthread_join(one, 0);
  waitpid(child, 0, 0);
  return total == 1 ? 0 : 1;
}
