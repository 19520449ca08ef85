// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Two statements share a cache of names. Variant 0: unlocked; 1: both locked; 2: one path locked;
// 3: the cache is filled before the threads start.

#include <cstdlib>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace {

class Cache {  // [cache class]
 public:
  explicit Cache(int variant) : variant_(variant) {}  // [construct]

  int Lookup(const std::string& name) {
    if (variant_ == 1) {              // [reader test]
      std::lock_guard guard(mutex_);  // [lookup lock]
      return Find(name);
    }
    return Find(name);
  }
  void Fill(const std::string& name) {
    if (variant_ != 0) {              // [writer test]
      std::lock_guard guard(mutex_);  // [fill lock]
      Insert(name);
      return;
    }
    Insert(name);
  }

 private:
  int Find(const std::string& name) {
    const auto it = names_.find(name);  // [read]
    return it == names_.end() ? -1 : it->second;
  }
  void Insert(const std::string& name) {
    names_[name] = 1;  // [write]
  }

  const int variant_;
  std::mutex mutex_;
  std::map<std::string, int> names_;
};

struct Statement {
  std::mutex mutex;
  int started = 0;  // [started]
  void Begin() {
    std::lock_guard guard(mutex);  // [begin lock]
    ++started;                     // [count]
  }  // [begin unlock]
};

}  // namespace

int main(int argc, char** argv) {
  Cache cache(argc > 1 ? std::atoi(argv[1]) : 0);
  Statement statement;
  std::thread reader([&] {  // [spawn reader]
    statement.Begin();
    cache.Lookup("a");
  });
  std::thread writer([&] {  // [spawn writer]
    statement.Begin();
    cache.Fill("b");
  });
  reader.join();  // [join reader]
  writer.join();  // [join writer]
  return 0;
}
