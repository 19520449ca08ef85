// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

#include "checker/points_to/type_hierarchy.h"

#include <algorithm>
#include <set>

namespace interlock::points_to {

using link::FunctionId;

bool TypeHierarchy::IsA(std::string_view derived, std::string_view base) const {
  if (derived == base) return true;
  const std::vector<std::string_view>& all = program_.DerivedRecords(base);
  return std::find(all.begin(), all.end(), derived) != all.end();
}

bool TypeHierarchy::IsVirtual(const std::string& usr) const {
  const FunctionId id = program_.FindFunction(usr);
  return (id != link::kNoFunction && program_.function(id).is_virtual) ||
         program_.IsPureVirtual(usr) || !program_.Overriders(usr).empty();
}

const TypeHierarchy::Dispatch& TypeHierarchy::Resolve(const std::string& method,
                                                      const std::string& record) {
  const auto [entry, is_new] = resolved_.emplace(method + "\n" + record, Dispatch{});
  Dispatch& dispatch = entry->second;
  if (!is_new) return dispatch;
  const FunctionId declared = program_.FindFunction(method);
  std::vector<FunctionId> candidates;
  const auto consider = [&](FunctionId id) {
    if (IsA(record, program_.function(id).record)) candidates.push_back(id);
  };
  if (declared != link::kNoFunction) consider(declared);
  for (const FunctionId id : program_.Overriders(method)) consider(id);
  const auto is_overridden = [&](FunctionId id) {
    const std::vector<FunctionId>& by = program_.Overriders(program_.function(id).usr);
    return std::any_of(candidates.begin(), candidates.end(), [&](FunctionId other) {
      return std::binary_search(by.begin(), by.end(), other);
    });
  };
  for (const FunctionId id : candidates) {
    if (!is_overridden(id)) dispatch.targets.push_back(id);
  }
  std::sort(dispatch.targets.begin(), dispatch.targets.end());
  dispatch.targets.erase(std::unique(dispatch.targets.begin(), dispatch.targets.end()),
                         dispatch.targets.end());
  if (!dispatch.targets.empty()) return dispatch;
  // Without a body in the program: related only if the method's own class is known to be a base.
  if (declared != link::kNoFunction) {
    dispatch.is_unrelated = true;
  } else {
    dispatch.is_external = !program_.IsPureVirtual(method);
    dispatch.is_unrelated = program_.IsPureVirtual(method);
  }
  return dispatch;
}

const TypeHierarchy::Dispatch& TypeHierarchy::ResolveAny(const std::string& method) {
  const auto [entry, is_new] = resolved_.emplace(method, Dispatch{});
  Dispatch& dispatch = entry->second;
  if (!is_new) return dispatch;
  dispatch.targets = program_.Overriders(method);
  const FunctionId declared = program_.FindFunction(method);
  if (declared != link::kNoFunction) {
    dispatch.targets.insert(
        std::lower_bound(dispatch.targets.begin(), dispatch.targets.end(), declared), declared);
  } else {
    dispatch.is_external = !program_.IsPureVirtual(method);
  }
  return dispatch;
}

TypeHierarchy::Adjustment TypeHierarchy::AdjustmentOf(const std::string& method,
                                                      FunctionId target) const {
  Adjustment adjustment;
  const std::string& record = program_.function(target).record;
  const FunctionId declared = program_.FindFunction(method);
  if (declared != link::kNoFunction) {
    adjustment.bytes = program_.BaseOffsets(record, program_.function(declared).record);
    adjustment.is_any = adjustment.bytes.empty();
    return adjustment;
  }
  // The class of the method is not known by name: any base of the target's class may be it.
  const facts::Record* own = program_.FindRecord(record);
  std::set<std::uint64_t> offsets{0};
  std::vector<std::pair<const facts::Record*, std::uint64_t>> work{{own, 0}};
  for (std::size_t i = 0; i < work.size() && i < 256; ++i) {
    if (work[i].first == nullptr) {
      adjustment.is_any = true;
      continue;
    }
    for (const facts::Record::Base& base : work[i].first->bases) {
      offsets.insert(work[i].second + base.offset);
      const facts::Record* next = program_.FindRecord(base.usr);
      if (next != nullptr) work.emplace_back(next, work[i].second + base.offset);
    }
  }
  adjustment.is_any |= work.size() > 256;
  adjustment.bytes.assign(offsets.begin(), offsets.end());
  return adjustment;
}

/// Over the functions that `function` may run according to names alone.
bool TypeHierarchy::MayDispatch(FunctionId function) {
  std::set<FunctionId> seen{function};
  std::vector<FunctionId> work{function};
  while (!work.empty()) {
    const FunctionId id = work.back();
    work.pop_back();
    for (const facts::Instruction& instruction : program_.function(id).instructions) {
      switch (instruction.op) {
        case facts::Op::kCallIndirect:
        case facts::Op::kSpawn:
        case facts::Op::kUnsupported:
          return true;
        case facts::Op::kCall: {
          if (instruction.is_virtual) return true;
          const FunctionId callee = program_.FindFunction(instruction.symbol);
          // Unknown code that gets the object is covered by escape.
          if (callee != link::kNoFunction && seen.insert(callee).second) work.push_back(callee);
          break;
        }
        default:
          break;
      }
    }
  }
  return false;
}

bool TypeHierarchy::DispatchesDuringConstruction(const std::string& record) {
  const auto found = dispatches_.find(record);
  if (found != dispatches_.end()) return found->second;
  bool dispatches = program_.FindRecord(record) == nullptr;
  for (const FunctionId id : program_.Methods(record)) {
    const facts::Function& function = program_.function(id);
    if (!function.is_constructor && !function.is_destructor) continue;
    dispatches = dispatches || MayDispatch(id);
  }
  dispatches_.emplace(record, dispatches);
  return dispatches;
}

}  // namespace interlock::points_to
