// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The lock is taken one call above the access.
#include <mutex>
#include <thread>
#include <vector>

class Account {
 public:
  void Deposit(long amount) {
    std::lock_guard<std::mutex> lock(mutex_);
    AddLocked(amount);
  }
  long balance() const { return balance_; }

 private:
  void AddLocked(long amount) { balance_ += amount; }

  std::mutex mutex_;
  long balance_ = 0;
};

int main(int argc, char**) {
  Account account;
  std::vector<std::thread> workers;
  for (int id = 0; id < argc + 3; ++id) {
    workers.emplace_back([&account] { account.Deposit(5); });
  }
  for (std::thread& worker : workers) worker.join();
  return account.balance() > 0 ? 0 : 1;
}
