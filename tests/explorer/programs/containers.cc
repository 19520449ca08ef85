// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Race-free: containers under one lock; with an argument also the tree against a sorted vector.

#include <algorithm>
#include <cassert>
#include <list>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace {

struct Store {
  std::mutex mutex;
  std::map<int, std::string> ordered;
  std::unordered_map<std::string, int> hashed;
  std::list<int> list;
  std::multiset<int> many;
  std::string text;
};

unsigned Next(unsigned* state) { return *state = *state * 1103515245u + 12345u; }

void Use(Store& store, unsigned seed) {
  for (int i = 0; i < 12; ++i) {
    const int key = static_cast<int>(Next(&seed) >> 16) % 32;
    std::lock_guard guard(store.mutex);
    store.ordered[key] = std::to_string(key) + " as a text of some length";
    store.hashed[std::to_string(key)] += 1;
    store.many.insert(key % 5);
    store.list.push_back(key);
    store.text += "x";
    if (i % 3 == 0) store.ordered.erase(static_cast<int>(Next(&seed) >> 16) % 32);
    if (i % 4 == 0) store.list.reverse();
  }
}

// Every insertion order and removal order of a small set against a sorted vector.
void CheckTree() {
  unsigned seed = 7;
  for (int round = 0; round < 20; ++round) {
    std::map<int, int> map;
    std::vector<int> model;
    for (int i = 0; i < 60; ++i) {
      const int key = static_cast<int>(Next(&seed) >> 16) % 24;
      const auto at = std::lower_bound(model.begin(), model.end(), key);
      const bool present = at != model.end() && *at == key;
      if ((Next(&seed) >> 16) % 2 == 0) {
        map[key] = key;
        if (!present) model.insert(at, key);
      } else {
        assert(map.erase(key) == (present ? 1u : 0u));
        if (present) model.erase(at);
      }
      assert(map.size() == model.size());
      std::size_t n = 0;
      for (const auto& [one, value] : map) assert(one == model[n++] && value == one);
      for (auto it = map.rbegin(); it != map.rend(); ++it) assert(it->first == model[--n]);
    }
  }
}

void CheckList() {
  std::list<int> a{3, 1, 2}, b{6, 5, 4};
  a.sort();
  b.sort();
  a.merge(b);
  assert(b.empty() && a.size() == 6 && a.front() == 1 && a.back() == 6);
  a.swap(b);
  assert(a.empty() && b.size() == 6);
  a.splice(a.begin(), b, std::next(b.begin(), 2));
  assert(a.front() == 3 && b.size() == 5);
  b.remove(5);
  assert(b.size() == 4 && b.back() == 6);
}

}  // namespace

int main(int argc, char**) {
  Store store;
  std::thread one([&] { Use(store, 1); }), two([&] { Use(store, 2); });
  one.join();
  two.join();
  assert(store.text.size() == 24 && store.many.size() == 24);
  assert(std::is_sorted(store.many.begin(), store.many.end()));
  if (argc > 1) CheckTree();
  CheckList();
  return 0;
}
