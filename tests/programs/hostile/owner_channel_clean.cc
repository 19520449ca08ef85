// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A message belongs to who holds it; the queue's mutex orders the hand-over.
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

struct Message {
  std::vector<std::string> words;
};
std::deque<std::unique_ptr<Message>> queue;
std::mutex mutex;
std::condition_variable filled;

int main() {
  std::size_t seen = 0;
  std::thread consumer([&seen] {
    for (int i = 0; i < 3; ++i) {
      std::unique_ptr<Message> message;
      {
        std::unique_lock<std::mutex> lock(mutex);
        while (queue.empty()) filled.wait(lock);
        message = std::move(queue.front());
        queue.pop_front();
      }
      message->words.push_back("seen");
      seen += message->words.size();
    }
  });
  for (int i = 0; i < 3; ++i) {
    auto message = std::make_unique<Message>();
    message->words.push_back("sent");
    std::lock_guard<std::mutex> lock(mutex);
    queue.push_back(std::move(message));
    filled.notify_one();
  }
  consumer.join();
  return seen == 6 ? 0 : 1;
}
