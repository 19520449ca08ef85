// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Race-free: the library entry points that an engine uses. Every mode must stay silent.

#include <atomic>
#include <barrier>
#include <cassert>
#include <chrono>
#include <condition_variable>
#include <future>
#include <latch>
#include <memory>
#include <mutex>
#include <random>
#include <shared_mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

struct PerThread {
  int value = 7;
  ~PerThread() { value = -1; }
};
thread_local PerThread per_thread;
thread_local int visits;
int executions;  // restored before each execution

const std::string& Name() {
  static const std::string name = "a name that needs the heap because it is long";
  return name;
}

struct Shared {
  std::mutex mutex;
  std::recursive_mutex recursive;
  std::timed_mutex timed;
  std::shared_mutex shared;
  std::condition_variable changed;
  std::condition_variable_any changed_any;
  std::latch latch{3};
  std::barrier<> barrier{3};
  std::once_flag once, failing_once;
  std::atomic<int> turn{0};
  std::atomic_flag spin = ATOMIC_FLAG_INIT;
  int once_count = 0, attempts = 0, written = 0, arrived = 0, spun = 0;
  std::vector<int> by_round = std::vector<int>(3);
};

void RunOnce(Shared& s) {
  std::call_once(s.once, [&] { ++s.once_count; });
  assert(s.once_count == 1);
  std::call_once(s.failing_once, [&] {
    if (++s.attempts == 1) {
      try {
        throw std::runtime_error("inside");
      } catch (const std::exception&) {
      }
    }
  });
}

void TakeLocks(Shared& s) {
  {
    std::shared_lock guard(s.shared);
    assert(s.written >= 0);
  }
  {
    std::unique_lock guard(s.shared);
    ++s.written;
  }
  {
    std::lock_guard outer(s.recursive);
    std::lock_guard inner(s.recursive);
  }
  {
    std::scoped_lock both(s.mutex, s.recursive);
  }
  std::unique_lock late(s.timed, std::chrono::milliseconds(5));
}

void Spin(Shared& s) {
  while (s.spin.test_and_set(std::memory_order_acquire)) std::this_thread::yield();
  ++s.spun;
  s.spin.clear(std::memory_order_release);
}

void Worker(Shared& s, int k, std::shared_ptr<std::vector<int>> rows) {
  assert(per_thread.value == 7 && visits == 0);
  per_thread.value = k;
  ++visits;
  assert(Name().size() > 20);
  RunOnce(s);
  TakeLocks(s);
  Spin(s);
  s.by_round[static_cast<std::size_t>(k)] = k;
  s.latch.arrive_and_wait();
  assert(s.by_round[static_cast<std::size_t>((k + 1) % 3)] == (k + 1) % 3);
  try {
    if (k == 1) throw std::runtime_error("thrown by one of the workers");
  } catch (const std::runtime_error& error) {
    assert(std::string(error.what()).size() > 5);
  }
  {
    std::lock_guard guard(s.mutex);
    ++s.arrived;
  }
  s.changed.notify_all();
  s.changed_any.notify_all();
  s.barrier.arrive_and_wait();
  s.by_round[static_cast<std::size_t>((k + 1) % 3)] = k;
  s.barrier.arrive_and_wait();
  s.turn.fetch_add(1);
  s.turn.notify_all();
  assert(rows->size() == 3);
}

void Futures() {
  auto slow = std::async(std::launch::async, [] {
    std::this_thread::sleep_for(std::chrono::seconds(5));
    return std::string("forty-two, as a long string on the heap");
  });
  std::promise<int> promise;
  std::future<int> future = promise.get_future();
  std::thread setter([&] { promise.set_value(9); });
  assert(future.get() == 9);
  assert(slow.get().size() > 10);
  setter.join();
  std::promise<void> broken;
  auto waiting = broken.get_future();
  std::thread thrower(
      [&] { broken.set_exception(std::make_exception_ptr(std::logic_error("x"))); });
  try {
    waiting.get();
    assert(false);
  } catch (const std::logic_error&) {
  }
  thrower.join();
}

}  // namespace

int main() {
  assert(executions == 0);
  ++executions;
  Shared s;
  auto rows = std::make_shared<std::vector<int>>(3, 1);
  {
    std::vector<std::jthread> workers;
    for (int k = 0; k < 3; ++k) workers.emplace_back([&s, k, rows] { Worker(s, k, rows); });
    std::jthread stopper([](std::stop_token stop) {
      while (!stop.stop_requested()) std::this_thread::yield();
    });
    {
      std::unique_lock guard(s.mutex);
      s.changed.wait(guard, [&] { return s.arrived == 3; });
      s.changed.wait_for(guard, std::chrono::milliseconds(1));
      s.changed_any.wait_for(guard, std::chrono::milliseconds(1));
    }
    for (int seen; (seen = s.turn.load()) < 3;) s.turn.wait(seen);
  }
  Futures();
  std::mt19937 engine(std::random_device{}());
  assert(engine() != engine());
  assert(s.once_count == 1 && s.written == 3 && s.spun == 3);
  return 0;
}
