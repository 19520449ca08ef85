// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Each macro at each place where it may stand. vocabulary_ast_test.py compiles this file with every
// compiler present and compares what Clang kept with the `ast:` lines below, which give, in source
// order, the declaration and the annotation with its arguments.

#include <cstdint>
#include <utility>
#include <vector>

#include "annotations/vocabulary.h"

// ast: Gate: interlock:trusted | hardware lock | docs/gate.md
class IL_CAPABILITY("gate") IL_TRUSTED("hardware lock", "docs/gate.md") Gate {
 public:
  void Enter() IL_ACQUIRE() IL_NO_ANALYSIS("opened by hardware") {}
  // ast: Enter: interlock:no_analysis | opened by hardware
  void Leave() IL_RELEASE() IL_NO_ANALYSIS("opened by hardware") {}
  // ast: Leave: interlock:no_analysis | opened by hardware
  void EnterShared() IL_ACQUIRE_SHARED() IL_NO_ANALYSIS("opened by hardware") {}
  // ast: EnterShared: interlock:no_analysis | opened by hardware
  void LeaveShared() IL_RELEASE_SHARED() IL_NO_ANALYSIS("opened by hardware") {}
  // ast: LeaveShared: interlock:no_analysis | opened by hardware
  bool Try() IL_TRY_ACQUIRE(true) IL_NO_ANALYSIS("opened by hardware") { return true; }
  // ast: Try: interlock:no_analysis | opened by hardware
  bool TryShared() IL_TRY_ACQUIRE_SHARED(true) IL_NO_ANALYSIS("opened by hardware") { return true; }
  // ast: TryShared: interlock:no_analysis | opened by hardware
  void Check() const IL_ASSERT_HELD() {}
};

class IL_SCOPED_CAPABILITY GateHolder {
 public:
  explicit GateHolder(Gate& gate) IL_ACQUIRE(gate) : gate_(gate) { gate_.Enter(); }
  ~GateHolder() IL_RELEASE_GENERIC() { gate_.Leave(); }

 private:
  Gate& gate_;
};

class Holder {
 public:
  Gate& gate() IL_RETURN_CAPABILITY(gate_) { return gate_; }
  void Set(int value) IL_EXCLUDES(gate_) {
    GateHolder holder(gate_);
    SetLocked(value);
  }
  int Peek() const IL_REQUIRES_SHARED(gate_) { return value_ + *pointer_; }
  void SetLocked(int value) IL_REQUIRES(gate_) { value_ = value; }

 private:
  Gate gate_ IL_ACQUIRED_BEFORE(inner_);
  Gate inner_;
  Gate last_ IL_ACQUIRED_AFTER(inner_);
  int value_ IL_GUARDED_BY(gate_) = 0;
  int* pointer_ IL_PT_GUARDED_BY(gate_) = nullptr;
};

struct Batch {
  // ast: rows_: interlock:owned_by_instance | worker_id
  std::vector<long> rows_ IL_OWNED_BY_INSTANCE(worker_id);
  // ast: sums_: interlock:owned_by_instance | worker % 8 | start | merged
  long sums_[8] IL_OWNED_BY_INSTANCE(worker % 8, start, merged) = {};
  // ast: plan_: interlock:owned_by_role | coordinator
  int plan_ IL_OWNED_BY_ROLE("coordinator") = 0;
  // ast: keys_: interlock:frozen_after | sealed
  std::vector<int> keys_ IL_FROZEN_AFTER(sealed);
  // ast: payload_: interlock:published_by | ready_
  int payload_ IL_PUBLISHED_BY(ready_) = 0;
  // ast: ready_: interlock:atomic_only
  std::uint32_t ready_ IL_ATOMIC_ONLY = 0;
  // ast: meeting_: interlock:participants | worker_count + 1
  int meeting_ IL_PARTICIPANTS(worker_count + 1) = 0;
};

// ast: PackedRow: interlock:layout | row
struct IL_LAYOUT(row) PackedRow {
  // ast: next: interlock:field | next | 0 | 8 | pointer
  std::uint64_t next IL_FIELD(next, 0, 8, pointer) = 0;
};

struct Share {
  long first = 0;
  long end = 0;
};
// ast: ShareOf: interlock:divides | total | index | count
Share ShareOf(long total, long index, long count) IL_DIVIDES(total, index, count);

// ast: Tagged: interlock:region_pointer | rows
class IL_REGION_POINTER(rows) Tagged {};

class Pool {
 public:
  // ast: Pool: interlock:spawns | callable
  template <typename Callable>
  explicit Pool(Callable callable) IL_SPAWNS(callable) {
    callable();
  }
  // ast: ~Pool: interlock:joins
  ~Pool() IL_JOINS {}
  // ast: Each: interlock:calls | callable
  template <typename Callable>
  void Each(Callable&& callable) IL_CALLS(callable) {
    callable();
  }
  // ast: First: interlock:runs_once | callable
  template <typename Callable>
  void First(Callable&& callable) IL_RUNS_ONCE(callable) {
    callable();
  }
  // ast: Put: interlock:sends | value
  // ast: value: interlock:transfers
  bool Put(std::vector<int> value IL_TRANSFERS) IL_SENDS(value) {
    kept_ = std::move(value);
    return true;
  }
  // ast: Take: interlock:receives
  std::vector<int> Take() IL_RECEIVES { return std::move(kept_); }
  // ast: End: interlock:closes
  void End() IL_CLOSES { kept_.clear(); }
  // ast: Arrive: interlock:signals | count
  void Arrive(int count) IL_SIGNALS(count) { open_ -= count; }
  // ast: Await: interlock:waits_for | open_
  int Await() const IL_WAITS_FOR(open_) { return open_; }
  // ast: Unit: interlock:bracket | group_
  void Unit() IL_BRACKET(group_) { open_ += 1; }

 private:
  std::vector<int> kept_;
  int open_ = 0;
};

// ast: Serve: interlock:called_by | any thread | none
int Serve(int* left, int* right) IL_CALLED_BY(any thread, none);
int Serve(int* left, int* right) { return *left + *right; }

// ast: RunAll: interlock:protocol | positions
int RunAll(int count) IL_PROTOCOL("positions") {
  // ast: operator(): interlock:role | split worker
  auto worker = [count](int step) IL_ROLE("split worker") { return count + step; };
  // ast: operator(): interlock:role | merger
  auto merger = [](int left, int right) IL_ROLE("merger") -> int { return left + right; };
  return merger(worker(1), worker(2));
}
