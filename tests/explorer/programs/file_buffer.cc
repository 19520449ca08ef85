// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Writes a buffer to a file while another thread fills it: the system reads the bytes, not the
// program. With an argument the threads take turns, and nothing races.

#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <mutex>
#include <thread>

int main(int argument_count, char**) {
  const bool takes_turns = argument_count > 1;
  const int fd = memfd_create("buffer", MFD_CLOEXEC);
  if (fd < 0) return 1;
  char buffer[64] = {};
  std::mutex mutex;
  std::thread filler([&] {
    std::unique_lock<std::mutex> lock(mutex, std::defer_lock);
    if (takes_turns) lock.lock();
    buffer[17] = 'x';
  });
  bool is_right = true;
  {
    std::unique_lock<std::mutex> lock(mutex, std::defer_lock);
    if (takes_turns) lock.lock();
    is_right = pwrite(fd, buffer, sizeof buffer, 0) == sizeof buffer;
  }
  filler.join();
  char back[64];
  is_right = is_right && pread(fd, back, sizeof back, 0) == sizeof back;
  is_right = is_right && (back[17] == 'x' || back[17] == 0) && back[18] == 0;
  close(fd);
  return is_right ? 0 : 1;
}
