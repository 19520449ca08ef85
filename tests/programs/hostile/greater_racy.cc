// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// std::greater runs operator> of the element, on a heap.
#include <functional>
#include <queue>
#include <thread>
#include <vector>

long compared = 0;

struct Job {
  int rank;
  bool operator>(const Job& other) const {
    compared += 1;  // racy
    return rank > other.rank;
  }
};

void Use() {
  std::priority_queue<Job, std::vector<Job>, std::greater<Job>> jobs;
  jobs.push(Job{1});
  jobs.push(Job{2});
}

int main() {
  std::thread one([] { Use(); });
  std::thread two([] { Use(); });
  one.join();
  two.join();
  return compared > 1000;
}
