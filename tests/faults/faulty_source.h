// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// FaultySource: a child of a join that fails at one call of Next.
//
// Thread safety: thread-compatible, as every row source.

#include <cstdint>
#include <functional>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "reference/session/row_source.h"
#include "tests/differential/case_source.h"
#include "tests/faults/fault_plan.h"
#include "tests/faults/strike_point.h"

namespace interlock::reference {

/// The rows of one side of a case, until it fails. Thread-compatible.
class FaultySource final : public RowSource {
 public:
  /// Requires: `side` and `tracker` outlive the source.
  FaultySource(const CaseSide& side, MemoryTracker& tracker) : rows_(side, tracker) {}

  /// Lets the call `operation` of Next fail with `effect`: kChildError with `error`.
  void FailAt(std::int64_t operation, FaultEffect effect, const Status& error) {
    effect_ = effect;
    error_ = error;
    point_.Arm(operation, [] {});
  }
  /// Lets the call `operation` of Next do something first.
  void CallAt(std::int64_t operation, const std::function<void()>& call) {
    point_.Arm(operation, call);
  }

  /// Lets the first call of Next do something first.
  void CallFirst(const std::function<void()>& call) { first_call_ = call; }

  const std::vector<DataType>& column_types() const override { return rows_.column_types(); }
  Status Next(SessionVars& session, Chunk& chunk) override {
    if (first_call_) std::exchange(first_call_, nullptr)();
    const bool had_struck = point_.has_struck();
    point_.Count();
    if (point_.has_struck() && !had_struck) {
      if (effect_ == FaultEffect::kChildThrows) throw std::bad_alloc();
      if (effect_ == FaultEffect::kChildError) {
        // What a source leaves in the chunk when it fails is nobody's business.
        chunk.Reset(rows_.column_types());
        return error_;
      }
    }
    if (had_struck && effect_ != FaultEffect::kNone) was_called_after_error_ = true;
    return rows_.Next(session, chunk);
  }
  void Close() override { rows_.Close(); }

  bool is_closed() const { return rows_.is_closed(); }
  bool has_struck() const { return point_.has_struck(); }
  std::int64_t call_count() const { return point_.count(); }
  /// Returns what was done that the contract of row sources forbids; empty if nothing.
  std::string misuse() const {
    return was_called_after_error_ ? "Next was called after its error" : rows_.misuse();
  }

 private:
  CaseSource rows_;
  StrikePoint point_;
  std::function<void()> first_call_;
  FaultEffect effect_ = FaultEffect::kNone;
  Status error_;
  bool was_called_after_error_ = false;
};

}  // namespace interlock::reference
