// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A thread made by the system call, which no thread library sees.
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>

#include <vector>

int total = 0;

int Run(void*) {
  total += 1;
  return 0;
}

int main() {
  std::vector<char> stack(1 << 16);
  const int flags = CLONE_VM | SIGCHLD;
  const int child = clone(Run, stack.data() + stack.size(), flags, nullptr);  // unsupported: clone
  if (child < 0) return 2;
  total += 1;
  waitpid(child, nullptr, 0);
  return total > 2;
}
