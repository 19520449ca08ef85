// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "annotations/select.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "annotations/thread.h"

namespace interlock {
namespace {

TEST(Select, TakesTheFirstCaseThatCanGoOn) {
  SelectableChannel<int> first(1);
  SelectableChannel<int> second(1);
  ASSERT_TRUE(first.Send(1));
  ASSERT_TRUE(second.Send(2));
  std::optional<int> from_first;
  std::optional<int> from_second;
  EXPECT_EQ(Select(Receiving(first, from_first), Receiving(second, from_second)), 0u);
  EXPECT_EQ(from_first, 1);
  EXPECT_EQ(from_second, std::nullopt);
  EXPECT_EQ(Select(Receiving(first, from_first), Receiving(second, from_second)), 1u);
  EXPECT_EQ(from_second, 2);
}

TEST(Select, SendsWhereThereIsRoomAndKeepsTheValueWhereThereIsNone) {
  SelectableChannel<std::unique_ptr<int>> full(1);
  SelectableChannel<std::unique_ptr<int>> open(1);
  ASSERT_TRUE(full.Send(nullptr));
  auto for_full = std::make_unique<int>(1);
  auto for_open = std::make_unique<int>(2);
  EXPECT_EQ(Select(Sending(full, for_full), Sending(open, for_open)), 1u);
  EXPECT_NE(for_full, nullptr);
  EXPECT_EQ(for_open, nullptr);
}

TEST(Select, GoesOnWithAClosedChannelAndLeavesTheValueAlone) {
  SelectableChannel<int> values(1);
  SelectableChannel<int> stop(0);
  stop.Close();
  std::optional<int> stopped;
  int value = 7;
  EXPECT_EQ(Select(Receiving(stop, stopped), Sending(values, value)), 0u);
  EXPECT_EQ(stopped, std::nullopt);
  std::optional<int> received;
  EXPECT_EQ(values.TryReceive(received), ChannelResult::kWouldBlock);
}

TEST(Select, WakesUpForASendAReceiveAndAClose) {
  for (int waker = 0; waker < 3; ++waker) {
    SelectableChannel<int> empty(1);
    SelectableChannel<int> full(1);
    SelectableChannel<int> stop(0);
    ASSERT_TRUE(full.Send(1));
    std::optional<int> received;
    std::optional<int> stopped;
    int value = 5;
    std::size_t index = 9;
    {
      Thread waiting([&] {
        index = Select(Receiving(stop, stopped), Receiving(empty, received), Sending(full, value));
      });
      if (waker == 0) stop.Close();
      if (waker == 1) {
        EXPECT_TRUE(empty.Send(3));
      }
      if (waker == 2) {
        EXPECT_EQ(full.Receive(), 1);
      }
    }
    EXPECT_EQ(index, static_cast<std::size_t>(waker));
    EXPECT_EQ(received.has_value(), waker == 1);
  }
}

TEST(Select, LosesNothingBetweenManyThreads) {
  constexpr int kValueCount = 2000;
  SelectableChannel<int> even(1);
  SelectableChannel<int> odd(2);
  SelectableChannel<int> stop(0);
  std::vector<std::vector<int>> received_by(3);
  {
    std::vector<Thread> receivers;
    for (std::size_t i = 0; i < received_by.size(); ++i) {
      receivers.emplace_back([&, i] {
        while (true) {
          std::optional<int> stopped;
          std::optional<int> from_even;
          std::optional<int> from_odd;
          const std::size_t index = Select(Receiving(even, from_even), Receiving(odd, from_odd),
                                           Receiving(stop, stopped));
          if (index == 2) return;
          received_by[i].push_back(index == 0 ? *from_even : *from_odd);
        }
      });
    }
    Thread sender([&] {
      for (int value = 0; value < kValueCount; ++value) {
        EXPECT_TRUE((value % 2 == 0 ? even : odd).Send(value));
      }
    });
    sender.Join();
    // The receivers prefer values to the stop, so everything sent is received before they end.
    stop.Close();
  }
  std::vector<int> seen(kValueCount, 0);
  for (const std::vector<int>& values : received_by) {
    for (int value : values) seen[static_cast<std::size_t>(value)] += 1;
  }
  EXPECT_EQ(seen, std::vector<int>(kValueCount, 1));
}

TEST(ChannelDeathTest, TrySendNeedsCapacity) {
  SelectableChannel<int> rendezvous(0);
  int value = 1;
  EXPECT_DEATH((void)rendezvous.TrySend(value), "without capacity");
}

}  // namespace
}  // namespace interlock
