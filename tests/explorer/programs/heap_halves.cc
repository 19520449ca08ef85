// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A block of the heap with bytes on both sides of an address that is a power of two, and two
// threads that write to them. Argument: turns (under a lock; silent), or none (they race). Exit
// code 2: the heap has no such address.

#include <bit>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <thread>

namespace {

constexpr std::size_t kBytes = 4096;
constexpr std::uint64_t kReach = std::uint64_t{16} << 30;

// The middle of the block is the power of two, give or take the gap between two blocks.
unsigned char* BlockOnBothSides() {
  const auto address = reinterpret_cast<std::uintptr_t>(std::malloc(16));
  const std::uint64_t power = std::bit_ceil(address);
  if (power - address > kReach || power - address < kBytes) return nullptr;
  if (std::malloc(power - address - kBytes / 2) == nullptr) return nullptr;
  auto* block = static_cast<unsigned char*>(std::malloc(kBytes));
  const auto first = reinterpret_cast<std::uintptr_t>(block);
  return first < power && power < first + kBytes ? block : nullptr;
}

}  // namespace

int main(int argument_count, char** arguments) {
  const bool takes_turns = argument_count > 1 && std::strcmp(arguments[1], "turns") == 0;
  unsigned char* block = BlockOnBothSides();
  if (block == nullptr) return 2;
  std::mutex mutex;
  const auto write = [&](unsigned char value) {
    std::unique_lock<std::mutex> lock(mutex, std::defer_lock);
    if (takes_turns) lock.lock();
    std::memset(block, value, kBytes);
  };
  std::thread other(write, 1);
  write(2);
  other.join();
  return block[0] == block[kBytes - 1] ? 0 : 1;
}
