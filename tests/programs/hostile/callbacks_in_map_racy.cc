// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Two entries of a map of callables change one total.
#include <functional>
#include <map>
#include <string>
#include <thread>

struct Dispatcher {
  std::map<std::string, std::function<void(int)>> handlers;
  void Send(const std::string& name, int value) const { handlers.at(name)(value); }
};

int main() {
  int total = 0;
  Dispatcher dispatcher;
  dispatcher.handlers["add"] = [&total](int value) { total += value; };       // racy
  dispatcher.handlers["subtract"] = [&total](int value) { total -= value; };  // racy
  std::thread one([&] { dispatcher.Send("add", 1); });
  std::thread two([&] { dispatcher.Send("subtract", 1); });
  one.join();
  two.join();
  return total > 1;
}
