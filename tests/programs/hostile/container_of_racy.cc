// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The object is found from the address of one of its members.
#include <cstddef>
#include <thread>

struct Link {
  Link* next = nullptr;
};
struct Entry {
  int value = 0;
  Link link;
};

Entry* EntryOf(Link* link) {
  return reinterpret_cast<Entry*>(reinterpret_cast<char*>(link) - offsetof(Entry, link));
}

int main() {
  Entry entry;
  Link* link = &entry.link;
  std::thread one([link] { EntryOf(link)->value += 1; });  // racy
  std::thread two([&entry] { entry.value += 1; });         // racy
  one.join();
  two.join();
  return entry.value > 2;
}
