// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The comparison of the key is a friend that only argument-dependent lookup finds.
#include <set>
#include <thread>

long compared = 0;

class Key {
 public:
  explicit Key(int value) : value_(value) {}
  friend bool operator<(const Key& left, const Key& right) {
    compared += 1;  // racy
    return left.value_ < right.value_;
  }

 private:
  int value_;
};

void Use() {
  std::set<Key> keys;
  keys.insert(Key(1));
  keys.insert(Key(2));
}

int main() {
  std::thread one([] { Use(); });
  std::thread two([] { Use(); });
  one.join();
  two.join();
  return compared > 1000;
}
