// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Thread and Once.

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

#include "annotations/atomic.h"
#include "annotations/once.h"
#include "annotations/thread.h"

namespace interlock {
namespace {

static_assert(sizeof(Thread) == sizeof(std::thread));
static_assert(!std::is_copy_constructible_v<Thread>);
static_assert(std::is_nothrow_move_constructible_v<Thread>);
static_assert(!std::is_constructible_v<Thread, int>);

TEST(Thread, DestructorWaitsForTheEnd) {
  int written = 0;
  {
    Thread thread([&] { written = 1; });
    EXPECT_TRUE(thread.joinable());
  }
  EXPECT_EQ(written, 1);
}

TEST(Thread, JoinOrdersTheThreadBeforeItsReturn) {
  int written = 0;
  Thread thread([&] { written = 1; });
  thread.Join();
  EXPECT_EQ(written, 1);
  EXPECT_FALSE(thread.joinable());
  thread.Join();
}

TEST(Thread, MovedHandleTakesTheThreadAlong) {
  int written = 0;
  Thread first([&] { written = 1; });
  Thread second(std::move(first));
  EXPECT_FALSE(first.joinable());
  EXPECT_TRUE(second.joinable());
  second.Join();
  EXPECT_EQ(written, 1);
}

TEST(Thread, AssignmentWaitsForTheThreadItReplaces) {
  int first = 0;
  int second = 0;
  Thread thread([&] { first = 1; });
  thread = Thread([&] { second = 1; });
  EXPECT_EQ(first, 1);
  thread.Join();
  EXPECT_EQ(second, 1);
}

TEST(Thread, OwnsWhatItsCallableOwns) {
  auto value = std::make_unique<int>(5);
  int seen = 0;
  Thread thread([value = std::move(value), &seen] { seen = *value; });
  thread.Join();
  EXPECT_EQ(seen, 5);
}

TEST(ThreadDeathTest, EndsWhenTheCallableThrows) {
  EXPECT_DEATH(Thread([] { throw std::runtime_error("left the thread"); }).Join(), "");
}

TEST(Once, RunsOneCallableForAllCallers) {
  Once once;
  int runs = 0;
  std::vector<int> seen(4);
  std::vector<Thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      once.Call([&] { runs += 1; });
      seen[i] = runs;
    });
  }
  threads.clear();
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(seen, std::vector<int>({1, 1, 1, 1}));
}

TEST(Once, TriesAgainAfterAnException) {
#if defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "ThreadSanitizer's pthread_once never returns after the callable has thrown";
#endif
  Once once;
  int runs = 0;
  EXPECT_THROW(once.Call([&] { throw std::runtime_error("first try"); }), std::runtime_error);
  once.Call([&] { runs += 1; });
  once.Call([&] { runs += 1; });
  EXPECT_EQ(runs, 1);
}

}  // namespace
}  // namespace interlock
