// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Atomic and AtomicRef: values, and the order that the suffixes promise (checked by
// ThreadSanitizer, which reports the plain payload if a release or acquire is missing).

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include "annotations/atomic.h"
#include "annotations/thread.h"

namespace interlock {
namespace {

static_assert(sizeof(Atomic<std::uint64_t>) == sizeof(std::atomic<std::uint64_t>));
static_assert(alignof(Atomic<std::uint64_t>) == alignof(std::atomic<std::uint64_t>));

TEST(Atomic, StartsWithZeroOrTheGivenValue) {
  EXPECT_EQ(Atomic<int>().Load(), 0);
  EXPECT_EQ(Atomic<int>(7).LoadRelaxed(), 7);
}

TEST(Atomic, ChangesReturnTheOldValue) {
  Atomic<std::uint32_t> cell(0b1100);
  EXPECT_EQ(cell.FetchOr(0b0011), 0b1100u);
  EXPECT_EQ(cell.FetchAndRelaxed(0b1010), 0b1111u);
  EXPECT_EQ(cell.FetchAdd(1), 0b1010u);
  EXPECT_EQ(cell.FetchSubRelaxed(1), 0b1011u);
  EXPECT_EQ(cell.Exchange(5), 0b1010u);
  EXPECT_EQ(cell.FetchOrRelaxed(2), 5u);
  EXPECT_EQ(cell.FetchAnd(3), 7u);
  EXPECT_EQ(cell.FetchSub(3), 3u);
  EXPECT_EQ(cell.FetchAddAcquireRelease(9), 0u);
  EXPECT_EQ(cell.FetchSubAcquireRelease(4), 9u);
  EXPECT_EQ(cell.ExchangeAcquireRelease(1), 5u);
  cell.StoreRelaxed(8);
  EXPECT_EQ(cell.Load(), 8u);
}

TEST(Atomic, CompareExchangeReportsWhatItFound) {
  Atomic<int> cell(3);
  int expected = 4;
  EXPECT_FALSE(cell.CompareExchange(expected, 9));
  EXPECT_EQ(expected, 3);
  EXPECT_TRUE(cell.CompareExchangeAcquireRelease(expected, 9));
  EXPECT_FALSE(cell.CompareExchangeRelaxed(expected, 1));
  EXPECT_EQ(expected, 9);
}

TEST(Atomic, RelaxedTicketsAreDistinct) {
  Atomic<std::uint64_t> next(0);
  std::vector<int> taken(60000);
  {
    std::vector<Thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (std::uint64_t k; (k = next.FetchAddRelaxed(1)) < taken.size();) taken[k] += 1;
      });
    }
  }
  for (int count : taken) ASSERT_EQ(count, 1);
}

TEST(Atomic, ReleaseStorePublishesToAcquireLoad) {
  for (int round = 0; round < 200; ++round) {
    Atomic<bool> ready(false);
    int payload = 0;
    Thread writer([&] {
      payload = round;
      ready.StoreRelease(true);
    });
    while (!ready.LoadAcquire()) std::this_thread::yield();
    ASSERT_EQ(payload, round);
  }
}

TEST(Atomic, LastAcquireReleaseDecrementSeesAllWork) {
  for (int round = 0; round < 100; ++round) {
    Atomic<int> open(3);
    std::vector<int> parts(3);
    int sum = 0;
    std::vector<Thread> threads;
    for (int i = 0; i < 3; ++i) {
      threads.emplace_back([&, i] {
        parts[i] = i + 1;
        if (open.FetchSubAcquireRelease(1) == 1) sum = parts[0] + parts[1] + parts[2];
      });
    }
    threads.clear();
    ASSERT_EQ(sum, 6);
  }
}

TEST(AtomicRef, ChangesTheObjectItRefersTo) {
  alignas(AtomicRef<std::uint32_t>::kAlignment) std::uint32_t word = 1;
  AtomicRef<std::uint32_t> reference(word);
  EXPECT_EQ(reference.FetchOr(6), 1u);
  EXPECT_EQ(reference.FetchAdd(1), 7u);
  EXPECT_EQ(reference.FetchAddRelaxed(1), 8u);
  EXPECT_EQ(reference.FetchOrRelaxed(4), 9u);
  std::uint32_t expected = 13;
  EXPECT_TRUE(reference.CompareExchange(expected, 2));
  EXPECT_FALSE(reference.CompareExchangeAcquireRelease(expected, 3));
  EXPECT_EQ(expected, 2u);
  reference.StoreRelaxed(5);
  EXPECT_EQ(reference.LoadRelaxed(), 5u);
  EXPECT_EQ(word, 5u);
}

TEST(AtomicRef, TwoReferencesToOneWordAreOneCell) {
  alignas(8) std::uint64_t word = 0;
  std::vector<Thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&word] {
      AtomicRef<std::uint64_t> reference(word);
      for (int k = 0; k < 20000; ++k) reference.FetchAddRelaxed(1);
    });
  }
  threads.clear();
  EXPECT_EQ(word, 80000u);
}

TEST(AtomicRefDeathTest, EndsOnAnObjectThatIsNotAligned) {
  alignas(8) unsigned char bytes[16] = {};
  EXPECT_DEATH(AtomicRef<std::uint32_t>(*reinterpret_cast<std::uint32_t*>(bytes + 1)),
               "not aligned");
}

}  // namespace
}  // namespace interlock
