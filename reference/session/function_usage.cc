// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/session/function_usage.h"

namespace interlock::reference {

void FunctionUsage::Inc(const std::string& signature) {
  WriterLock lock(mutex_);
  ++counts_[signature];
}

FunctionUsageCounts FunctionUsage::Copy() {
  ReaderLock lock(mutex_);
  return counts_;
}

void UsageCollector::Merge(const FunctionUsageCounts& counts) {
  WriterLock lock(mutex_);
  for (const auto& entry : counts) sums_[entry.first] += entry.second;
}

FunctionUsageCounts UsageCollector::Copy() {
  ReaderLock lock(mutex_);
  return sums_;
}

}  // namespace interlock::reference
