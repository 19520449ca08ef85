// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The output operator of the class counts its uses; the streams are two.
#include <sstream>
#include <thread>

int printed = 0;

struct Row {
  int value;
};
std::ostream& operator<<(std::ostream& stream, const Row& row) {
  printed += 1;  // racy
  return stream << row.value;
}

int main() {
  std::ostringstream left;
  std::ostringstream right;
  std::thread one([&] { left << Row{1}; });
  std::thread two([&] { right << Row{2}; });
  one.join();
  two.join();
  return left.str().size() + right.str().size() == 2 ? 0 : 1;
}
