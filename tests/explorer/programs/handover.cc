// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A block is handed over through a channel, and the sender goes on using it; before that both
// threads meet at a barrier, and the receiver fills a table once.

#include <barrier>
#include <memory>
#include <mutex>
#include <thread>

#include "annotations/channel.h"

namespace {
struct Block {
  int rows = 0;
};
std::once_flag once;
int table;
int seen;
}  // namespace

int main() {
  interlock::Channel<std::shared_ptr<Block>> blocks(1);
  std::barrier<> barrier(2);
  std::thread sender([&] {  // [spawn sender]
    auto block = std::make_shared<Block>();
    barrier.arrive_and_wait();  // [sender barrier]
    (void)blocks.Send(block);   // [send]
    block->rows = 1;            // [write]
  });
  std::thread receiver([&] {                // [spawn receiver]
    barrier.arrive_and_wait();              // [receiver barrier]
    std::call_once(once, [] { ++table; });  // [once]
    const auto block = blocks.Receive();    // [receive]
    seen = (*block)->rows;                  // [read]
  });
  sender.join();
  receiver.join();
  return 0;
}
