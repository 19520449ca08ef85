// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/counting/resource_table.h"

#include <algorithm>

namespace interlock::counting {
namespace {

using facts::Register;
using points_to::Location;
using points_to::ObjectKind;

template <typename Make>
std::int32_t Find(std::map<Location, std::int32_t>* known, const Location& where,
                  const Make& make) {
  const auto [entry, inserted] = known->try_emplace(where, 0);
  if (inserted) entry->second = make();
  return entry->second;
}

}  // namespace

std::optional<Location> ResourceTable::OneObject(const Frame& frame, Register at, Register address,
                                                 const char* what, Doubt* doubt) {
  const std::vector<Location> where = values_.Where(frame, address);
  if (where.size() != 1 || !where[0].IsExact() ||
      where[0].object <= points_to::PointsTo::kAnythingObject) {
    std::string names;
    for (const Location& location : where) names += (names.empty() ? "" : ", ") + NameOf(location);
    *doubt = {&frame, at,
              std::string(what) +
                  " is not one known object: " + (names.empty() ? "nothing known" : names)};
    return std::nullopt;
  }
  used_.emplace(where[0], std::make_pair(&frame, at));
  return where[0];
}

std::int32_t ResourceTable::ChannelAt(const Location& where) {
  made_needed_.insert(where);
  return Find(&channels_, where, [&] { return b_.AddChannel(NameOf(where), 0); });
}

std::int32_t ResourceTable::GroupAt(const Location& where) {
  made_needed_.insert(where);
  return Find(&groups_, where, [&] { return b_.AddGroup(NameOf(where)); });
}

std::int32_t ResourceTable::MutexAt(const Location& where) {
  return Find(&mutexes_, where, [&] { return b_.AddMutex(NameOf(where)); });
}

std::int32_t ResourceTable::ConditionAt(const Location& where) {
  return Find(&conditions_, where, [&] { return b_.AddCondition(NameOf(where), -1); });
}

void ResourceTable::Made(const Location& where, const Frame& frame, Register r) {
  made_[where].insert({&frame, r});
  // A call that repeats counts as two.
  if (values_.RunsAgain(frame, r)) made_[where].insert({nullptr, facts::kNoRegister});
}

bool ResourceTable::ExistsOnce(const points_to::Object& object,
                               const std::vector<std::unique_ptr<Frame>>& frames) const {
  if (object.kind == ObjectKind::kGlobal) return true;
  if (object.kind != ObjectKind::kLocal && object.kind != ObjectKind::kHeap) return false;
  const Frame* owner = nullptr;
  for (const auto& frame : frames) {
    if (frame->function != object.function) continue;
    if (owner != nullptr) return false;
    owner = frame.get();
  }
  if (owner == nullptr || owner->repeats) return false;
  return object.kind == ObjectKind::kLocal ||
         !flow_.IsInCycle(object.function, flow_.BlockOf(object.function, object.index));
}

std::optional<Doubt> ResourceTable::FirstDoubt(
    const std::vector<std::unique_ptr<Frame>>& frames) const {
  for (const auto& [where, use] : used_) {
    if (!ExistsOnce(points_to_.object(where.object), frames)) {
      return Doubt{use.first, use.second,
                   "operation on an object of which there may be several: " + NameOf(where)};
    }
    if (made_needed_.count(where) == 0) continue;
    const auto made = made_.find(where);
    if (made == made_.end() || made->second.size() != 1) {
      return Doubt{use.first, use.second,
                   "object is not made by one constructor call: " + NameOf(where)};
    }
  }
  return std::nullopt;
}

}  // namespace interlock::counting
