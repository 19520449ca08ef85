// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Channel: order, capacity, close, rendezvous, and the three happens-before edges of its header.
// The payload of each message is plain memory, so ThreadSanitizer reports an edge that is missing.

#include <gtest/gtest.h>

#include <memory>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "annotations/atomic.h"
#include "annotations/channel.h"
#include "annotations/latch.h"
#include "annotations/thread.h"

namespace interlock {
namespace {

TEST(Channel, HandsValuesOverInOrder) {
  Channel<int> channel(3);
  ASSERT_TRUE(channel.Send(1));
  ASSERT_TRUE(channel.Send(2));
  ASSERT_TRUE(channel.Send(3));
  EXPECT_EQ(channel.Receive(), 1);
  EXPECT_EQ(channel.Receive(), 2);
  EXPECT_EQ(channel.Receive(), 3);
}

TEST(Channel, MovesValuesThatCannotBeCopied) {
  Channel<std::unique_ptr<int>> channel(1);
  Thread sender([&] { EXPECT_TRUE(channel.Send(std::make_unique<int>(7))); });
  std::optional<std::unique_ptr<int>> value = channel.Receive();
  ASSERT_TRUE(value.has_value());
  EXPECT_EQ(**value, 7);
}

TEST(Channel, ClosedChannelDrainsAndThenEnds) {
  Channel<int> channel(2);
  ASSERT_TRUE(channel.Send(1));
  channel.Close();
  channel.Close();
  EXPECT_FALSE(channel.Send(2));
  EXPECT_EQ(channel.Receive(), 1);
  EXPECT_EQ(channel.Receive(), std::nullopt);
  EXPECT_EQ(channel.Receive(), std::nullopt);
}

TEST(Channel, CloseWakesBlockedReceivers) {
  Channel<int> channel(1);
  std::vector<Thread> receivers;
  for (int i = 0; i < 3; ++i) {
    receivers.emplace_back([&] { EXPECT_EQ(channel.Receive(), std::nullopt); });
  }
  channel.Close();
}

TEST(Channel, CloseWakesBlockedSenders) {
  Channel<int> channel(1);
  ASSERT_TRUE(channel.Send(0));
  std::vector<Thread> senders;
  for (int i = 0; i < 3; ++i) senders.emplace_back([&] { EXPECT_FALSE(channel.Send(1)); });
  channel.Close();
  senders.clear();
  EXPECT_EQ(channel.Receive(), 0);
  EXPECT_EQ(channel.Receive(), std::nullopt);
}

TEST(Channel, HoldsAtMostItsCapacity) {
  Channel<int> channel(2);
  Atomic<int> sent(0);
  Thread sender([&] {
    for (int k = 0; k < 5; ++k) {
      ASSERT_TRUE(channel.Send(k));
      sent.FetchAdd(1);
    }
  });
  for (int k = 0; k < 5; ++k) {
    EXPECT_LE(sent.Load(), k + 2);
    EXPECT_EQ(channel.Receive(), k);
  }
}

TEST(Channel, EveryValueArrivesOnceAmongManyThreads) {
  constexpr int kSenders = 4;
  constexpr int kReceivers = 3;
  constexpr int kEach = 300;
  for (std::size_t capacity : {0, 1, 7}) {
    Channel<int> channel(capacity);
    std::vector<int> seen(kSenders * kEach);
    std::vector<Thread> receivers;
    for (int i = 0; i < kReceivers; ++i) {
      receivers.emplace_back([&] {
        while (std::optional<int> value = channel.Receive()) seen[*value] += 1;
      });
    }
    {
      std::vector<Thread> senders;
      for (int i = 0; i < kSenders; ++i) {
        senders.emplace_back([&, i] {
          for (int k = 0; k < kEach; ++k) ASSERT_TRUE(channel.Send(i * kEach + k));
        });
      }
    }
    channel.Close();
    receivers.clear();
    for (int count : seen) ASSERT_EQ(count, 1);
  }
}

TEST(Channel, SendIsBeforeTheReceiveOfItsValue) {
  Channel<int*> channel(4);
  std::vector<int> payload(200);
  Thread sender([&] {
    for (int& cell : payload) {
      cell = 1;
      ASSERT_TRUE(channel.Send(&cell));
    }
    channel.Close();
  });
  int sum = 0;
  while (std::optional<int*> cell = channel.Receive()) sum += **cell;
  EXPECT_EQ(sum, 200);
}

TEST(Channel, ReceiveIsBeforeTheSendThatReusesItsSlot) {
  Channel<int> channel(1);
  int plain = 0;
  Thread receiver([&] {
    plain = 1;
    (void)channel.Receive();
  });
  ASSERT_TRUE(channel.Send(0));
  ASSERT_TRUE(channel.Send(0));
  EXPECT_EQ(plain, 1);
}

TEST(Channel, CloseIsBeforeTheReceiveThatReportsIt) {
  Channel<int> channel(1);
  int plain = 0;
  Thread closer([&] {
    plain = 1;
    channel.Close();
  });
  EXPECT_EQ(channel.Receive(), std::nullopt);
  EXPECT_EQ(plain, 1);
}

TEST(Rendezvous, SendReturnsAfterTheReceive) {
  Channel<int> channel(0);
  int plain = 0;
  Thread receiver([&] {
    plain = 1;
    EXPECT_EQ(channel.Receive(), 3);
  });
  ASSERT_TRUE(channel.Send(3));
  EXPECT_EQ(plain, 1);
}

TEST(Rendezvous, CloseGivesAnUntakenValueUp) {
  auto shared = std::make_shared<int>(0);
  Channel<std::shared_ptr<int>> channel(0);
  Latch started(1);
  Thread sender([&, copy = shared]() mutable {
    started.CountDown();
    EXPECT_FALSE(channel.Send(std::move(copy)));
  });
  started.Wait();
  channel.Close();
  sender.Join();
  EXPECT_EQ(channel.Receive(), std::nullopt);
  EXPECT_EQ(shared.use_count(), 1);
}

}  // namespace
}  // namespace interlock
