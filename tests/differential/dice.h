// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Dice: the random choices of the case generator. One seed, one sequence, on every machine: the
// distributions are spelled out here, because those of the standard library may differ.
//
// Thread safety: thread-compatible.

#include <cstdint>
#include <initializer_list>
#include <random>
#include <utility>
#include <vector>

namespace interlock::reference {

/// A sequence of random choices. Thread-compatible.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}

  std::uint64_t Word() { return random_(); }
  /// Returns a number in [0, count). Requires: count > 0.
  std::int64_t Below(std::int64_t count) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(count));
  }
  /// Returns a number in [first, last].
  std::int64_t Between(std::int64_t first, std::int64_t last) {
    return first + Below(last - first + 1);
  }
  /// Returns true `percent` times in a hundred.
  bool Percent(std::int64_t percent) { return Below(100) < percent; }

  template <typename T>
  T Pick(std::initializer_list<T> values) {
    return values.begin()[Below(static_cast<std::int64_t>(values.size()))];
  }
  template <typename T>
  T Pick(const std::vector<T>& values) {
    return values[static_cast<std::size_t>(Below(static_cast<std::int64_t>(values.size())))];
  }
  template <typename T>
  void Shuffle(std::vector<T>& values) {
    for (std::size_t i = values.size(); i > 1; --i) {
      std::swap(values[i - 1],
                values[static_cast<std::size_t>(Below(static_cast<std::int64_t>(i)))]);
    }
  }

 private:
  std::mt19937_64 random_;
};

}  // namespace interlock::reference
