// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/runtime/shadow.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <random>
#include <set>
#include <tuple>
#include <vector>

namespace interlock::explore::runtime {

// What the runtime gives the detector.
void* MapMemory(u64, u64 bytes, const char*) {
  return mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
              -1, 0);
}
void Fail(const char* format, ...) {
  ADD_FAILURE() << format;
  std::abort();
}

namespace {

constexpr uptr kBase = 0x10000;

struct Recorded {
  int thread;
  uptr address;
  u64 bytes;
  u8 flags;
  VectorClock clock;
  u32 own;
};

// Pairs (earlier access, later access), by number, that the detector reported.
std::set<std::pair<u32, u32>> reported;

void OnRace(const Cell& earlier, const AccessInfo& later, u8, uptr, u8) {
  reported.emplace(earlier.pc, later.pc);
}

// The pairs that race by definition: same byte, one writes, not both atomic with the same bytes,
// not ordered.
bool Races(const Recorded& a, const Recorded& b) {
  if (a.thread == b.thread || a.own <= b.clock.at[a.thread]) return false;
  if (((a.flags | b.flags) & kAccessWrite) == 0) return false;
  if (a.address >= b.address + b.bytes || b.address >= a.address + a.bytes) return false;
  const bool both_atomic = (a.flags & b.flags & kAccessAtomic) != 0;
  return !both_atomic || a.address != b.address || a.bytes != b.bytes;
}

class ShadowTest : public ::testing::Test {
 protected:
  void SetUp() override {
    shadow_.Initialize(OnRace);
    Restart();
  }

  // A new execution: everything before is forgotten by the clock alone.
  void Restart() {
    reported.clear();
    history_.clear();
    base_ = ++max_;
    for (int t = 0; t < kThreads; ++t) {
      clocks_[t] = VectorClock{};
      clocks_[t].at[t] = base_;
    }
  }

  void Tick(int thread) {
    if (++clocks_[thread].at[thread] > max_) max_ = clocks_[thread].at[thread];
  }

  // `to` sees everything that `from` has done.
  void Order(int from, int to) {
    clocks_[to].Join(clocks_[from], kThreads);
    Tick(from);
  }

  void Access(int thread, uptr address, u64 bytes, u8 flags) {
    const u32 number = static_cast<u32>(history_.size());
    const AccessInfo info{static_cast<u32>(thread),
                          clocks_[thread].at[thread],
                          &clocks_[thread],
                          base_,
                          number,
                          0,
                          flags};
    history_.push_back(
        {thread, address, bytes, flags, clocks_[thread], clocks_[thread].at[thread]});
    shadow_.Access(address, bytes, info, false);
  }

  // Accesses that race with the last one, by definition.
  std::set<u32> Expected() const {
    std::set<u32> result;
    const Recorded& last = history_.back();
    for (u32 i = 0; i + 1 < history_.size(); ++i) {
      if (Races(history_[i], last)) result.insert(i);
    }
    return result;
  }

  bool Reported(u32 later) const {
    for (const auto& pair : reported) {
      if (pair.second == later) return true;
    }
    return false;
  }

  static constexpr int kThreads = 4;
  Shadow shadow_;
  VectorClock clocks_[kThreads];
  u32 base_ = 0, max_ = 0;
  std::vector<Recorded> history_;
};

// Every pair of two accesses: sizes 1 to 16, all offsets, read or write, atomic or plain.
TEST_F(ShadowTest, EveryPairOfSizeOffsetAndAtomicityAgreesWithTheDefinition) {
  u64 pairs = 0, racy = 0;
  for (u64 first_bytes = 1; first_bytes <= 16; ++first_bytes) {
    for (u64 second_bytes = 1; second_bytes <= 16; ++second_bytes) {
      for (u64 offset = 0; offset < 24; ++offset) {
        for (u8 first_flags = 0; first_flags < 4; ++first_flags) {
          for (u8 second_flags = 0; second_flags < 4; ++second_flags) {
            // Atomic accesses are naturally aligned powers of two up to eight bytes.
            const auto possible = [](u64 bytes, uptr at, u8 flags) {
              return (flags & kAccessAtomic) == 0 ||
                     ((bytes & (bytes - 1)) == 0 && bytes <= 8 && at % bytes == 0);
            };
            const uptr first_at = kBase + 8, second_at = kBase + offset;
            if (!possible(first_bytes, first_at, first_flags) ||
                !possible(second_bytes, second_at, second_flags)) {
              continue;
            }
            Restart();
            Access(0, first_at, first_bytes, first_flags);
            Access(1, second_at, second_bytes, second_flags);
            const bool expected = !Expected().empty();
            ASSERT_EQ(!reported.empty(), expected)
                << first_bytes << "@8 flags " << int{first_flags} << ", " << second_bytes << "@"
                << offset << " flags " << int{second_flags};
            ++pairs;
            racy += expected;
          }
        }
      }
    }
  }
  EXPECT_GT(pairs, 20000u);
  EXPECT_GT(racy, 5000u);
}

// Long histories with random ordering: an access is reported exactly if it races with some earlier
// access, and each reported pair is a real one.
TEST_F(ShadowTest, RandomHistoriesAgreeWithTheDefinition) {
  const unsigned seed = 20260101;
  std::mt19937 random(seed);
  const auto below = [&](unsigned n) { return static_cast<int>(random() % n); };
  u64 racing = 0, silent = 0;
  for (int history = 0; history < 4000; ++history) {
    Restart();
    for (int step = 0; step < 60; ++step) {
      if (below(3) == 0) {
        const int from = below(kThreads), to = below(kThreads);
        if (from != to) Order(from, to);
        continue;
      }
      u8 flags = static_cast<u8>(below(4));
      u64 bytes = 1 + static_cast<u64>(below(16));
      uptr address = kBase + static_cast<uptr>(below(20));
      if ((flags & kAccessAtomic) != 0) {
        bytes = u64{1} << below(4);
        address &= ~(bytes - 1);
      }
      Access(below(kThreads), address, bytes, flags);
      const u32 last = static_cast<u32>(history_.size()) - 1;
      const std::set<u32> expected = Expected();
      ASSERT_EQ(Reported(last), !expected.empty())
          << "seed " << seed << " history " << history << " step " << step;
      expected.empty() ? ++silent : ++racing;
    }
    for (const auto& [earlier, later] : reported) {
      ASSERT_TRUE(Races(history_[earlier], history_[later])) << "seed " << seed;
    }
  }
  EXPECT_GT(racing, 10000u);
  EXPECT_GT(silent, 10000u);
}

// More unordered one-byte readers of one granule than fit inline: none may be forgotten.
TEST_F(ShadowTest, OverflowingGranulesForgetNothing) {
  for (int round = 0; round < 8; ++round) {
    for (int thread = 0; thread < 3; ++thread) {
      for (int byte = 0; byte < 8; ++byte) {
        Access(thread, kBase + static_cast<uptr>(byte), 1, 0);
        Tick(thread);
      }
    }
  }
  Access(3, kBase, 8, kAccessWrite);
  std::set<std::pair<int, uptr>> seen;
  for (const auto& [earlier, later] : reported) {
    seen.emplace(history_[earlier].thread, history_[earlier].address);
  }
  EXPECT_EQ(seen.size(), 24u);
}

TEST_F(ShadowTest, EarlierExecutionsAreForgotten) {
  Access(0, kBase, 8, kAccessWrite);
  Restart();
  Access(1, kBase, 8, kAccessWrite);
  EXPECT_TRUE(reported.empty());
}

TEST_F(ShadowTest, AtomicWriteDoesNotHidePlainWrite) {
  Access(0, kBase, 4, kAccessWrite);
  Order(0, 1);
  Access(1, kBase, 4, kAccessWrite | kAccessAtomic);
  Access(2, kBase, 4, kAccessAtomic);  // races with the plain write of thread 0 only
  ASSERT_EQ(reported.size(), 1u);
  EXPECT_EQ(*reported.begin(), std::make_pair(0u, 2u));
}

TEST_F(ShadowTest, SharedMemoryIsWhatTwoThreadsTouchInOneExecution) {
  shadow_.Touch(kBase, 8, 0, 1);
  shadow_.Touch(kBase + 16, 4, 0, 1);
  shadow_.Touch(kBase + 16, 4, 1, 1);
  EXPECT_FALSE(shadow_.IsShared(kBase, 8, 1));
  EXPECT_TRUE(shadow_.IsShared(kBase + 16, 1, 1));
  EXPECT_TRUE(shadow_.IsShared(kBase, 24, 1));
  EXPECT_FALSE(shadow_.IsShared(kBase + 16, 1, 2));
}

}  // namespace
}  // namespace interlock::explore::runtime
