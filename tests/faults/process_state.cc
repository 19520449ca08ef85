// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/faults/process_state.h"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

namespace interlock::reference {
namespace {

constexpr int kJoinWaitMs = 5000;

/// Returns a line of /proc/self/status in bytes.
std::int64_t StatusBytes(const std::string& name) {
  std::ifstream file("/proc/self/status");
  std::string line;
  while (std::getline(file, line)) {
    if (line.rfind(name + ":", 0) != 0) continue;
    return 1024 * std::atoll(line.c_str() + name.size() + 1);
  }
  return 0;
}

}  // namespace

std::int64_t CountThreads() {
  std::int64_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/task")) {
    count += entry.path().empty() ? 0 : 1;
  }
  return count;
}

std::int64_t CountThreadsAfterJoin(std::int64_t expected) {
  std::int64_t count = CountThreads();
  for (int i = 0; i < kJoinWaitMs && count > expected; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    count = CountThreads();
  }
  return count;
}

std::int64_t ResidentBytes() { return StatusBytes("VmRSS"); }
std::int64_t ResidentBytesMax() { return StatusBytes("VmHWM"); }

void ForgetResidentBytesMax() {
  std::ofstream file("/proc/self/clear_refs");
  file << "5";
}

}  // namespace interlock::reference
