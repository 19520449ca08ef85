// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/counting/value_reader.h"

#include <algorithm>

namespace interlock::counting {
namespace {

using facts::Function;
using facts::Instruction;
using facts::Op;
using facts::Register;
using link::FunctionId;
using points_to::Location;
using points_to::ObjectId;
using points_to::ObjectKind;

}  // namespace

std::vector<Location> ValueReader::Where(const Frame& frame, Register r) const {
  const Instruction& ins = At(frame, r);
  switch (ins.op) {
    case Op::kParameter:
      if (static_cast<std::size_t>(ins.immediate) < frame.arguments.size()) {
        return frame.arguments[static_cast<std::size_t>(ins.immediate)].where;
      }
      break;
    case Op::kCast:
      return Where(frame, ins.args[0]);
    case Op::kField: {
      std::vector<Location> where = Where(frame, ins.args[0]);
      for (Location& location : where) {
        location.offset += ins.immediate;
        if (location.stride > 0) location.offset %= location.stride;
      }
      return where;
    }
    case Op::kLoad: {
      std::set<Location> where;
      for (const Location& location : Where(frame, ins.args[0])) {
        if (IsFollowed(location)) {
          const std::set<Location>& content = stored_[location];
          read_[location].insert(content.size());
          where.insert(content.begin(), content.end());
          continue;
        }
        for (const Location& content : points_to_.ContentsOf(location)) where.insert(content);
      }
      return {where.begin(), where.end()};
    }
    default:
      break;
  }
  return points_to_.Of(frame.function, r);
}

bool ValueReader::IsFollowed(const Location& location) const {
  if (!location.IsExact() || location.object <= points_to::PointsTo::kAnythingObject) return false;
  const points_to::Object& object = points_to_.object(location.object);
  if (object.kind != ObjectKind::kLocal || points_to_.IsShared(location.object)) return false;
  const auto [entry, inserted] = followed_.try_emplace(location.object, true);
  if (inserted) entry->second = IsStoredInWalkOnly(location.object);
  return entry->second;
}

bool ValueReader::IsStoredInWalkOnly(ObjectId object) const {
  for (const FunctionId id : points_to_.FunctionsTouching(object)) {
    const Function& function = program_.function(id);
    for (const Instruction& ins : function.instructions) {
      const bool writes = ins.op == Op::kStore || ins.op == Op::kReadModifyWrite ||
                          ins.op == Op::kCompareExchange || ins.op == Op::kCopy ||
                          ins.op == Op::kCopyElements;
      if (!writes) continue;
      const std::vector<ObjectId> objects = points_to_.ObjectsOf(id, ins.args[0]);
      if (std::count(objects.begin(), objects.end(), object) == 0) continue;
      if (ins.op != Op::kStore) return false;
      // A body that is walked is walked wherever it is called.
      if (!flow_.Synchronises(id) || classes_.EffectOf(id).kind != MethodKind::kNone) return false;
    }
  }
  return true;
}

// Keeps what a store puts where the walk follows stores.
void ValueReader::KeepStore(const Frame& frame, const Instruction& ins) {
  if (ins.op != Op::kStore) return;
  for (const Location& location : Where(frame, ins.args[0])) {
    if (!IsFollowed(location)) {
      // An address that is not exact may be any place of the object.
      if (!location.IsExact()) unfollowed_.insert(location.object);
      continue;
    }
    for (const Location& value : Where(frame, ins.args[1])) stored_[location].insert(value);
  }
}

std::optional<Location> ValueReader::FirstIncompleteRead() const {
  for (const auto& [location, sizes] : read_) {
    const auto found = stored_.find(location);
    const std::size_t size = found == stored_.end() ? 0 : found->second.size();
    const bool complete =
        unfollowed_.count(location.object) == 0 && sizes.size() == 1 && *sizes.begin() == size;
    if (!complete) return location;
  }
  return std::nullopt;
}

std::optional<Linear> ValueReader::Number(const Frame& frame, Register r) const {
  const Instruction& ins = At(frame, r);
  switch (ins.op) {
    case Op::kConstant:
      return Linear(ins.immediate);
    case Op::kParameter:
      if (static_cast<std::size_t>(ins.immediate) < frame.arguments.size()) {
        return frame.arguments[static_cast<std::size_t>(ins.immediate)].number;
      }
      return std::nullopt;
    case Op::kCast: {
      // A conversion may wrap what is no constant.
      const std::optional<Linear> number = Number(frame, ins.args[0]);
      if (number && number->IsConstant() && number->constant() >= 0 && ins.bytes >= 4) {
        return number;
      }
      return std::nullopt;
    }
    case Op::kLoad: {
      const std::optional<Symbol> counter = LoopCounter(frame, ins.args[0]);
      if (counter) return Linear(*counter);
      return std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

std::optional<Symbol> ValueReader::LoopCounter(const Frame& frame, Register address) const {
  const Instruction& ins = At(frame, address);
  if (ins.op != Op::kLocal) return std::nullopt;
  const auto found = counters_.find({frame.index, ins.immediate});
  if (found == counters_.end()) return std::nullopt;
  return found->second;
}

// Whatever may write the optional, or run the call again, ends what is known.
void ValueReader::Forget(const Frame& frame, Register r, Known* known) const {
  if (known->frame == nullptr) return;
  const Instruction& ins = At(frame, r);
  if (known->result == r && known->frame == &frame) *known = {};
  const bool writes = ins.op == Op::kStore || ins.op == Op::kReadModifyWrite ||
                      ins.op == Op::kCompareExchange || ins.op == Op::kWrite ||
                      ins.op == Op::kCopy || ins.op == Op::kCopyElements || ins.op == Op::kFree ||
                      ins.op == Op::kCall || ins.op == Op::kCallIndirect || ins.op == Op::kOpaque;
  if (!writes || known->object == points_to::kNoObject) return;
  for (const Register argument : ins.args) {
    for (const Location& location : Where(frame, argument)) {
      if (location.object == known->object ||
          location.object <= points_to::PointsTo::kAnythingObject) {
        *known = {};
        return;
      }
    }
  }
}

Judgement ValueReader::Judge(const Frame& frame, const Known& known, Register r) const {
  const Instruction& ins = At(frame, r);
  if (known.frame == &frame && known.result == r && known.object == points_to::kNoObject) {
    return {known.is_true, std::nullopt};
  }
  if (ins.op == Op::kConstant) return {ins.immediate != 0, std::nullopt};
  if (ins.op == Op::kCast) return Judge(frame, known, ins.args[0]);
  if (ins.op == Op::kUnary && ins.symbol == "!") {
    Judgement inner = Judge(frame, known, ins.args[0]);
    if (inner.value) inner.value = !*inner.value;
    if (inner.when_true) inner.when_true = Negated(*inner.when_true)[0];
    return inner;
  }
  if (ins.op == Op::kLoad && known.frame == &frame && known.object != points_to::kNoObject) {
    const Instruction& field = At(frame, ins.args[0]);
    const std::vector<Location> where = Where(frame, ins.args[0]);
    if (field.op == Op::kField && field.symbol == "engaged" && where.size() == 1 &&
        where[0].object == known.object && where[0].IsExact()) {
      return {known.is_true, std::nullopt};
    }
  }
  if (ins.op != Op::kBinary || ins.args.size() != 2) return {};
  const std::optional<Linear> a = Number(frame, ins.args[0]);
  const std::optional<Linear> b = Number(frame, ins.args[1]);
  if (!a || !b) return {};
  if (ins.symbol == "==") return {std::nullopt, Equals(*a, *b)};
  if (ins.symbol == "!=") return {std::nullopt, Differs(*a, *b)};
  if (ins.symbol == "<") return {std::nullopt, AtMost(*a + 1, *b)};
  if (ins.symbol == "<=") return {std::nullopt, AtMost(*a, *b)};
  if (ins.symbol == ">") return {std::nullopt, AtLeast(*a, *b + 1)};
  if (ins.symbol == ">=") return {std::nullopt, AtLeast(*a, *b)};
  return {};
}

// True if the condition asks whether a handle has a thread.
bool ValueReader::TestsThread(const Frame& frame, Register r) const {
  const Instruction& ins = At(frame, r);
  if (ins.op != Op::kBinary || ins.symbol != "!=" || At(frame, ins.args[0]).op != Op::kLoad ||
      At(frame, ins.args[1]).op != Op::kNullPointer) {
    return false;
  }
  const std::vector<Location> where = Where(frame, ins.args[0]);
  return !where.empty() && std::all_of(where.begin(), where.end(), [&](const Location& place) {
    return points_to_.object(place.object).kind == ObjectKind::kThread;
  });
}

// True if the instruction runs for every element of a container, in a loop around it or around a
// call that leads to it.
bool ValueReader::RunsForAllElements(const Frame& frame, Register r) const {
  const Frame* at = &frame;
  Register inner = r;
  while (at != nullptr) {
    const std::int32_t block = flow_.BlockOf(at->function, inner);
    for (const facts::Loop& loop : FunctionOf(*at).loops) {
      if (loop.container >= 0 && loop.single_exit &&
          std::count(loop.blocks.begin(), loop.blocks.end(), block) != 0) {
        return true;
      }
    }
    inner = at->call;
    at = at->caller;
  }
  return false;
}

}  // namespace interlock::counting
