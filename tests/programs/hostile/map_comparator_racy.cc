// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The comparator of a map holds a pointer to a shared counter.
#include <map>
#include <thread>

struct Less {
  long* calls;
  bool operator()(int left, int right) const {
    *calls += 1;  // racy
    return left < right;
  }
};

int main() {
  long calls = 0;
  std::map<int, int, Less> first(Less{&calls});
  std::map<int, int, Less> second(Less{&calls});
  std::thread one([&] {
    first[1] = 1;
    first[2] = 1;
  });
  std::thread two([&] {
    second[3] = 1;
    second[4] = 1;
  });
  one.join();
  two.join();
  return calls > 1000;
}
