// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The getter locks, but what it returns is a reference.
#include <mutex>
#include <string>
#include <thread>

class Name {
 public:
  const std::string& Get() {
    std::lock_guard<std::mutex> lock(mutex_);
    return text_;
  }
  void Set(const std::string& text) {
    std::lock_guard<std::mutex> lock(mutex_);
    text_ = text;  // racy
  }

 private:
  std::mutex mutex_;
  std::string text_;
};

int main() {
  Name name;
  std::size_t seen = 0;
  std::thread one([&] { seen = name.Get().size(); });  // racy
  std::thread two([&] { name.Set("longer than the inner buffer of a string"); });
  one.join();
  two.join();
  return seen > 100;
}
