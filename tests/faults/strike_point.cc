// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/faults/strike_point.h"

#include <utility>

namespace interlock::reference {
namespace {

thread_local bool is_striking = false;

}  // namespace

void StrikePoint::Arm(std::int64_t operation, std::function<void()> strike) {
  operation_ = operation;
  strike_ = std::move(strike);
  is_armed_.store(true, std::memory_order_release);  // pairs with the acquire in Count
}

void StrikePoint::CountArmed() {
  if (is_striking) return;
  if (count_.fetch_add(1, std::memory_order_relaxed) != operation_) return;
  is_striking = true;
  has_struck_.store(true, std::memory_order_relaxed);
  strike_();
  is_striking = false;
}

}  // namespace interlock::reference
