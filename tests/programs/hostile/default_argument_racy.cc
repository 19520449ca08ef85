// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The access is in a default argument.
#include <thread>

int serial = 0;
int NextSerial() { return ++serial; }  // racy

int Open(int id = NextSerial()) { return id; }

int main() {
  int left = 0;
  int right = 0;
  std::thread one([&] { left = Open(); });
  std::thread two([&] { right = Open(); });
  one.join();
  two.join();
  return left + right > 3;
}
