// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The visitor changes the value inside the variant.
#include <thread>
#include <variant>

int main() {
  std::variant<int, double> cell = 1;
  auto bump = [&cell] { std::visit([](auto& value) { value += 1; }, cell); };  // racy
  std::thread one(bump);
  std::thread two(bump);
  one.join();
  two.join();
  return cell.index() == 0 ? 0 : 1;
}
