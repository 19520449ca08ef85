// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/link/coverage.h"

#include <algorithm>

namespace interlock::link {
namespace {

using facts::Op;

bool IsMeantToBeShared(const facts::Record& record, const facts::Field& field) {
  if (!field.is_mutable_shared) return false;
  if (!field.claims.empty()) return true;
  if (field.type.find("atomic") != std::string::npos ||
      field.type.find("Atomic") != std::string::npos) {
    return true;
  }
  return std::any_of(record.fields.begin(), record.fields.end(), [](const facts::Field& other) {
    return other.type.find("mutex") != std::string::npos ||
           other.type.find("Mutex") != std::string::npos;
  });
}

}  // namespace

CoverageTable::CoverageTable(const Program& program) : program_(program) {
  for (std::size_t f = 0; f < program.functions().size(); ++f) {
    const auto id = static_cast<FunctionId>(f);
    const facts::Function& function = program.function(id);
    for (std::size_t r = 0; r < function.instructions.size(); ++r) {
      if (function.instructions[r].op == Op::kSpawn) {
        spawn_sites_.insert({id, static_cast<facts::Register>(r)});
      }
    }
  }
  for (const RecordEntry& entry : program.records()) {
    for (const facts::Field& field : entry.record->fields) {
      if (IsMeantToBeShared(*entry.record, field)) {
        shared_fields_.insert({entry.record->usr, field.name});
      }
    }
  }
}

void CoverageTable::AddFields(FunctionId id, std::set<FieldName>* fields) const {
  for (const facts::Instruction& ins : program_.function(id).instructions) {
    if (ins.op != Op::kField) continue;
    // The record of the field is found by its name and offset among the records in question.
    for (const FieldName& name : shared_fields_) {
      if (name.second != ins.symbol) continue;
      const facts::Record* record = program_.FindRecord(name.first);
      for (const facts::Field& field : record->fields) {
        if (field.name == ins.symbol && static_cast<std::int64_t>(field.offset) == ins.immediate &&
            field.bytes == ins.bytes) {
          fields->insert(name);
        }
      }
    }
  }
}

void CoverageTable::AddReached(const std::set<FunctionId>& reached) {
  for (const SpawnSite& site : spawn_sites_) {
    if (reached.count(site.first) > 0) reached_sites_.insert(site);
  }
  for (const FunctionId function : reached) AddFields(function, &reached_fields_);
}

void CoverageTable::AddProtocol(const points_to::PointsTo& points_to,
                                const std::vector<BuiltRole>& roles, protocol::Protocol* protocol) {
  std::set<SpawnSite> reached;
  for (const BuiltRole& role : roles) {
    if (role.parent < 0) continue;
    reached.insert({role.spawn_stack.back().function, role.spawn_stack.back().at});
  }
  reached_sites_.insert(reached.begin(), reached.end());

  // A field belongs to the protocol if code that the roots reach touches it: each such access is
  // either in the protocol or to an object that only one thread can reach.
  std::set<FieldName> fields;
  for (std::size_t f = 0; f < program_.functions().size(); ++f) {
    const auto id = static_cast<FunctionId>(f);
    if (!points_to.IsReached(id)) continue;
    AddFields(id, &fields);
  }
  reached_fields_.insert(fields.begin(), fields.end());

  protocol->coverage.spawn_sites_reached = static_cast<std::int32_t>(reached.size());
  protocol->coverage.spawn_sites_total = static_cast<std::int32_t>(spawn_sites_.size());
  protocol->coverage.shared_fields_covered = static_cast<std::int32_t>(fields.size());
  protocol->coverage.shared_fields_total = static_cast<std::int32_t>(shared_fields_.size());
}

std::vector<Uncovered> CoverageTable::NotCovered() const {
  std::vector<Uncovered> result;
  for (const SpawnSite& site : spawn_sites_) {
    if (reached_sites_.count(site) != 0) continue;
    const facts::Function& function = program_.function(site.first);
    result.push_back(
        {{"spawn site", function.name,
          program_.PositionText(site.first, function.instructions[site.second].position)},
         function.usr + "#" + std::to_string(site.second)});
  }
  for (const FieldName& name : shared_fields_) {
    if (reached_fields_.count(name) != 0) continue;
    for (const RecordEntry& entry : program_.records()) {
      if (entry.record->usr != name.first) continue;
      for (const facts::Field& field : entry.record->fields) {
        if (field.name == name.second) {
          result.push_back({{"shared field", entry.record->name + "::" + field.name,
                             program_.UnitPositionText(entry.unit, field.position)},
                            name.first + "::" + name.second});
        }
      }
    }
  }
  return result;
}

std::set<FunctionId> CallGraphReach(const Program& program,
                                    const std::vector<FunctionId>& entries) {
  std::set<FunctionId> reached;
  std::vector<FunctionId> to_visit = entries;
  const auto visit = [&](const std::vector<FunctionId>& functions) {
    to_visit.insert(to_visit.end(), functions.begin(), functions.end());
  };
  while (!to_visit.empty()) {
    const FunctionId id = to_visit.back();
    to_visit.pop_back();
    if (id == kNoFunction || !reached.insert(id).second) continue;
    const facts::Function& function = program.function(id);
    for (const facts::Instruction& ins : function.instructions) {
      if (ins.op != Op::kCall && ins.op != Op::kFunctionAddress) continue;
      to_visit.push_back(program.FindFunction(ins.symbol));
      if (ins.is_virtual) visit(program.Overriders(ins.symbol));
    }
    for (const facts::Local& local : function.locals) visit(program.CallOperators(local.record));
  }
  return reached;
}

}  // namespace interlock::link
