// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/runtime/base.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

namespace interlock::explore::runtime {

u64 ParseNumber(const char* text) {
  u64 value = 0;
  while (*text >= '0' && *text <= '9') value = value * 10 + static_cast<u64>(*text++ - '0');
  return value;
}

void* MapMemory(u64 address, u64 bytes, const char* what) {
  const int flags =
      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | (address != 0 ? MAP_FIXED_NOREPLACE : 0);
  const long result = RawSyscall(SYS_mmap, static_cast<long>(address), static_cast<long>(bytes),
                                 PROT_READ | PROT_WRITE, flags, -1, 0);
  if (result < 0 && result > -4096) {
    Fail("cannot map memory for %s: %lu bytes, error %ld", what, static_cast<unsigned long>(bytes),
         -result);
  }
  return reinterpret_cast<void*>(result);
}

void Complain(const char* format, ...) {
  char text[1024];
  va_list args;
  va_start(args, format);
  int n = vsnprintf(text, sizeof text, format, args);
  va_end(args);
  if (n > static_cast<int>(sizeof text) - 1) n = sizeof text - 1;
  RawSyscall(SYS_write, 2, reinterpret_cast<long>(text), n);
}

bool FileWriter::Open(const char* path) {
  const long fd = RawSyscall(SYS_open, reinterpret_cast<long>(path),
                             O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return false;
  // Low numbers belong to the program: it may close or duplicate them.
  const long high = RawSyscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 700);
  if (high >= 0) RawSyscall(SYS_close, fd);
  descriptor_ = static_cast<int>(high >= 0 ? high : fd);
  return true;
}

void FileWriter::Put(const void* data, std::size_t bytes) {
  const char* from = static_cast<const char*>(data);
  while (bytes > 0) {
    if (used_ == sizeof buffer_) Flush();
    std::size_t part = sizeof buffer_ - used_;
    if (part > bytes) part = bytes;
    memcpy(buffer_ + used_, from, part);
    used_ += part;
    from += part;
    bytes -= part;
  }
}

void FileWriter::Print(const char* format, ...) {
  char text[4096];
  va_list args;
  va_start(args, format);
  int n = vsnprintf(text, sizeof text, format, args);
  va_end(args);
  if (n > static_cast<int>(sizeof text) - 1) n = sizeof text - 1;
  if (n > 0) Put(text, static_cast<std::size_t>(n));
}

bool FileWriter::Flush() {
  std::size_t done = 0;
  while (done < used_) {
    const long n = RawSyscall(SYS_write, descriptor_, reinterpret_cast<long>(buffer_ + done),
                              static_cast<long>(used_ - done));
    if (n <= 0) {
      failed_ = true;
      break;
    }
    done += static_cast<std::size_t>(n);
  }
  used_ = 0;
  return !failed_;
}

void FileWriter::Close() {
  if (descriptor_ <= 0) return;
  Flush();
  RawSyscall(SYS_close, descriptor_);
  descriptor_ = 0;
}

}  // namespace interlock::explore::runtime
