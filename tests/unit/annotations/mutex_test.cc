// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Mutex, SharedMutex, their scoped locks, and CondVar. The same tests run under ThreadSanitizer,
// where a lock that does not order its holders is a report.

#include <gtest/gtest.h>

#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "annotations/cond_var.h"
#include "annotations/mutex.h"
#include "annotations/shared_mutex.h"
#include "annotations/thread.h"

namespace interlock {
namespace {

static_assert(sizeof(Mutex) == sizeof(std::mutex));
static_assert(sizeof(SharedMutex) == sizeof(std::shared_mutex));
static_assert(sizeof(CondVar) == sizeof(std::condition_variable));
static_assert(!std::is_copy_constructible_v<Mutex> && !std::is_move_constructible_v<Mutex>);
static_assert(!std::is_copy_constructible_v<MutexLock> && !std::is_move_constructible_v<MutexLock>);

TEST(Mutex, HoldersExcludeEachOther) {
  Mutex mutex;
  long total = 0;
  {
    std::vector<Thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int k = 0; k < 2000; ++k) {
          MutexLock lock(mutex);
          total += 1;
        }
      });
    }
  }
  EXPECT_EQ(total, 8000);
}

TEST(Mutex, TryLockFailsWhileAnotherThreadHolds) {
  Mutex mutex;
  mutex.Lock();
  Thread([&] { EXPECT_FALSE(mutex.TryLock()); }).Join();
  mutex.Unlock();
  Thread([&] {
    ASSERT_TRUE(mutex.TryLock());
    mutex.Unlock();
  }).Join();
}

TEST(MutexLock, ExceptionReleasesTheMutex) {
  Mutex mutex;
  EXPECT_THROW(
      {
        MutexLock lock(mutex);
        throw std::runtime_error("inside the block");
      },
      std::runtime_error);
  ASSERT_TRUE(mutex.TryLock());
  mutex.Unlock();
}

TEST(SharedMutex, ReadersShareAndKeepWritersOut) {
  SharedMutex mutex;
  ReaderLock reader(mutex);
  Thread([&] {
    ASSERT_TRUE(mutex.TryLockShared());
    mutex.UnlockShared();
    EXPECT_FALSE(mutex.TryLock());
  }).Join();
}

TEST(SharedMutex, WriterKeepsReadersOut) {
  SharedMutex mutex;
  {
    WriterLock writer(mutex);
    Thread([&] { EXPECT_FALSE(mutex.TryLockShared()); }).Join();
  }
  ASSERT_TRUE(mutex.TryLock());
  mutex.Unlock();
}

TEST(SharedMutex, ReadersSeeWholeWrites) {
  SharedMutex mutex;
  long left = 0;
  long right = 0;
  std::vector<Thread> threads;
  threads.emplace_back([&] {
    for (int k = 0; k < 1000; ++k) {
      WriterLock lock(mutex);
      left += 1;
      right += 1;
    }
  });
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 1000; ++k) {
        ReaderLock lock(mutex);
        EXPECT_EQ(left, right);
      }
    });
  }
  threads.clear();
  EXPECT_EQ(left, 1000);
}

TEST(CondVar, WaiterSeesTheStateThatWasAnnounced) {
  Mutex mutex;
  CondVar changed;
  bool ready = false;
  int payload = 0;
  Thread writer([&] {
    MutexLock lock(mutex);
    payload = 42;
    ready = true;
    changed.NotifyOne();
  });
  {
    MutexLock lock(mutex);
    while (!ready) changed.Wait(mutex);
    EXPECT_EQ(payload, 42);
  }
}

TEST(CondVar, WaitHoldsTheMutexAgainWhenItReturns) {
  Mutex mutex;
  CondVar changed;
  int turn = 0;
  Thread other([&] {
    for (int k = 1; k < 200; k += 2) {
      MutexLock lock(mutex);
      while (turn != k) changed.Wait(mutex);
      turn = k + 1;
      changed.NotifyAll();
    }
  });
  for (int k = 0; k < 200; k += 2) {
    MutexLock lock(mutex);
    while (turn != k) changed.Wait(mutex);
    turn = k + 1;
    changed.NotifyAll();
    Thread([&] { EXPECT_FALSE(mutex.TryLock()); }).Join();
  }
  other.Join();
  EXPECT_EQ(turn, 200);
}

TEST(CondVar, NotifyAllWakesEveryWaiter) {
  Mutex mutex;
  CondVar changed;
  int waiting = 0;
  bool go = false;
  int left = 0;
  std::vector<Thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      MutexLock lock(mutex);
      waiting += 1;
      changed.NotifyAll();
      while (!go) changed.Wait(mutex);
      left += 1;
    });
  }
  {
    MutexLock lock(mutex);
    while (waiting != 4) changed.Wait(mutex);
    go = true;
    changed.NotifyAll();
  }
  threads.clear();
  EXPECT_EQ(left, 4);
}

}  // namespace
}  // namespace interlock
