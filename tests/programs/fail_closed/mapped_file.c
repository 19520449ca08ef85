// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Two mappings of one file are two addresses of the same memory.
#define _GNU_SOURCE
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

static int* left;
static int* right;

static void* run_left(void* unused) {
  (void)unused;
  *left += 1;
  return 0;
}
static void* run_right(void* unused) {
  (void)unused;
  *right += 1;
  return 0;
}

int main(void) {
  const int file = memfd_create("shared", 0);
  if (file < 0 || ftruncate(file, 4096) != 0) return 2;
  left = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);  // unsupported: mmap
  right = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (left == MAP_FAILED || right == MAP_FAILED) return 2;
  pthread_t one, two;
  if (pthread_create(&one, 0, run_left, 0) != 0) return 2;
  if (pthread_create(&two, 0, run_right, 0) != 0) return 2;
  pthread_join(one, 0);
  pthread_join(two, 0);
  return *left > 2;
}
