// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The bytes that are copied hold the address of a shared variable.
#include <cstddef>
#include <cstring>
#include <thread>

int value = 0;

struct Message {
  long header = 0;
  int* target = &value;
};

int main(int argc, char**) {
  const std::size_t size = sizeof(Message) * static_cast<std::size_t>(argc > 0 ? 1 : 0);
  Message message;
  std::thread worker([&message, size] {
    char bytes[sizeof(Message)];
    std::memcpy(bytes, &message, size);
    Message copy;
    std::memcpy(&copy, bytes, size);
    *copy.target = 1;  // racy
  });
  value = 2;  // racy
  worker.join();
  return 0;
}
