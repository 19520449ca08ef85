// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/summary/storage.h"

#include <algorithm>
#include <numeric>

namespace interlock::summary {
namespace {

using facts::Instruction;
using facts::Op;
using facts::Register;
using points_to::ObjectId;
using points_to::ObjectKind;
using points_to::PointsTo;

/// True if nothing between two instructions of a block can see a half-finished move.
bool IsPlainStep(Op op) {
  switch (op) {
    case Op::kCall:
    case Op::kCallIndirect:
    case Op::kOpaque:
    case Op::kUnsupported:
    case Op::kSpawn:
    case Op::kLock:
    case Op::kUnlock:
      return false;
    default:
      return true;
  }
}

/// True if the pointer that `block[store]` puts into an owning cell has no other owner afterwards.
bool IsLinearStore(const facts::Function& function, const facts::Block& block, std::size_t store,
                   const std::vector<int>& owner_uses) {
  const Register value = function.instructions[block.instructions[store]].args[1];
  Register origin = value;
  while (function.instructions[origin].op == Op::kField) {  // to a base class
    origin = function.instructions[origin].args[0];
  }
  const Instruction& made = function.instructions[origin];
  if (made.op == Op::kNullPointer) return true;
  if (owner_uses[origin] != 1) return false;
  if (made.op == Op::kHeap) return true;
  if (made.op != Op::kLoad || !made.is_owner) return false;
  // Moved: the cell it was read from is emptied right after.
  const auto& order = block.instructions;
  const auto load = std::find(order.begin(), order.end(), origin);
  if (load == order.end()) return false;
  for (auto it = load + 1; it != order.end(); ++it) {
    const Instruction& ins = function.instructions[*it];
    if (!IsPlainStep(ins.op)) return false;
    if (ins.op == Op::kStore && ins.is_owner && ins.args[0] == made.args[0]) {
      return function.instructions[ins.args[1]].op == Op::kNullPointer;
    }
  }
  return false;
}

}  // namespace

StorageTable::StorageTable(const link::Program& program, const PointsTo& points_to) {
  entries_.resize(points_to.objects().size());
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const points_to::Object& object = points_to.object(static_cast<ObjectId>(i));
    const bool storage =
        object.kind == ObjectKind::kElements || object.kind == ObjectKind::kParameter;
    if (storage) entries_[i].container = object.container;
    entries_[i].is_collapsed = object.is_collapsed;
    entries_[i].is_shared = points_to.IsShared(static_cast<ObjectId>(i));
  }
  inside_.resize(entries_.size());
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].container >= 0) {
      inside_[entries_[i].container].push_back(static_cast<ObjectId>(i));
    }
  }
  FindAdoptions(program, points_to);
  FindMoves(program, points_to);
}

void StorageTable::FindAdoptions(const link::Program& program, const PointsTo& points_to) {
  for (std::size_t f = 0; f < program.functions().size(); ++f) {
    const auto id = static_cast<link::FunctionId>(f);
    if (!points_to.IsReached(id)) continue;
    const facts::Function& function = program.function(id);
    std::vector<int> owner_uses(function.instructions.size(), 0);
    for (const Instruction& ins : function.instructions) {
      if (ins.op != Op::kStore || !ins.is_owner) continue;
      Register origin = ins.args[1];
      while (function.instructions[origin].op == Op::kField) {
        origin = function.instructions[origin].args[0];
      }
      ++owner_uses[origin];
    }
    for (const facts::Block& block : function.blocks) {
      for (std::size_t i = 0; i < block.instructions.size(); ++i) {
        const Instruction& ins = function.instructions[block.instructions[i]];
        if (ins.op != Op::kStore || !ins.is_owner) continue;
        if (IsLinearStore(function, block, i, owner_uses)) continue;
        for (ObjectId object : points_to.ObjectsOf(id, ins.args[1])) {
          entries_[object].is_linear = false;
          if (object > PointsTo::kAnythingObject) continue;
          for (Entry& entry : entries_) entry.is_linear = false;
        }
      }
    }
  }
  // What lies inside goes with it; containers precede their storage.
  for (Entry& entry : entries_) {
    if (entry.container >= 0 && !entries_[entry.container].is_linear) entry.is_linear = false;
  }
}

void StorageTable::FindMoves(const link::Program& program, const PointsTo& points_to) {
  std::vector<ObjectId> family(entries_.size());
  std::iota(family.begin(), family.end(), 0);
  const auto find = [&](ObjectId object) {
    while (family[object] != object) object = family[object] = family[family[object]];
    return object;
  };
  std::set<ObjectId> sources;
  for (std::size_t f = 0; f < program.functions().size(); ++f) {
    const auto id = static_cast<link::FunctionId>(f);
    if (!points_to.IsReached(id)) continue;
    for (const Instruction& ins : program.function(id).instructions) {
      if (ins.op != Op::kCopyElements || ins.symbol == "copy") continue;
      std::vector<ObjectId> all = points_to.ObjectsOf(id, ins.args[0]);
      const std::vector<ObjectId> from = points_to.ObjectsOf(id, ins.args[1]);
      sources.insert(from.begin(), from.end());
      all.insert(all.end(), from.begin(), from.end());
      for (ObjectId object : all) family[find(object)] = find(all[0]);
    }
  }
  if (sources.empty()) return;
  const bool anything = *sources.begin() <= PointsTo::kAnythingObject;
  std::set<ObjectId> shared;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].is_shared) shared.insert(find(static_cast<ObjectId>(i)));
  }
  for (ObjectId object : sources) {
    entries_[object].is_source = anything || shared.count(find(object)) != 0;
  }
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    Entry& entry = entries_[i];
    const auto inside = [&](const Entry& container) {
      entry.may_be_moved |= anything || container.is_source || container.may_be_moved;
      entry.may_be_moved_by_others |= anything || (container.is_source && container.is_shared) ||
                                      container.may_be_moved_by_others;
    };
    if (entry.container >= 0) inside(entries_[entry.container]);
    if (entry.is_collapsed) inside(Entry(entry));
  }
}

bool StorageTable::IsLinear(ObjectId object) const { return entries_[object].is_linear; }

bool StorageTable::MayBeMoved(ObjectId object) const { return entries_[object].may_be_moved; }

bool StorageTable::MayBeMovedByOthers(ObjectId object) const {
  return entries_[object].may_be_moved_by_others;
}

std::vector<points_to::Location> StorageTable::Narrow(
    const std::vector<points_to::Location>& places,
    const std::vector<points_to::Location>& bases) const {
  std::vector<points_to::Location> kept;
  for (const points_to::Location& place : places) {
    for (ObjectId at = place.object; at >= 0; at = entries_[at].container) {
      const bool base = std::any_of(bases.begin(), bases.end(),
                                    [&](const points_to::Location& b) { return b.object == at; });
      if (!base) continue;
      kept.push_back(place);
      break;
    }
  }
  return kept.empty() ? places : kept;
}

std::vector<ObjectId> StorageTable::StorageIn(
    const std::vector<points_to::Location>& places) const {
  std::set<ObjectId> found;
  std::vector<ObjectId> work;
  for (const points_to::Location& place : places) work.push_back(place.object);
  while (!work.empty()) {
    const ObjectId container = work.back();
    work.pop_back();
    if (entries_[container].is_collapsed) found.insert(container);
    for (ObjectId object : inside_[container]) {
      if (found.insert(object).second) work.push_back(object);
    }
  }
  return {found.begin(), found.end()};
}

bool StorageTable::LiesIn(ObjectId object, const std::set<ObjectId>& containers) const {
  if (containers.empty()) return false;
  if (entries_[object].is_collapsed && containers.count(object) != 0) return true;
  for (ObjectId at = entries_[object].container; at >= 0; at = entries_[at].container) {
    if (containers.count(at) != 0) return true;
  }
  return false;
}

}  // namespace interlock::summary
