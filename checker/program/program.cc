// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

#include "checker/program/program.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "checker/program/same_definition.h"

namespace interlock::link {
namespace {

using facts::Op;

/// What a USR stands for somewhere in the program; one USR must not stand for two kinds.
enum class SymbolKind { kFunction, kGlobal, kRecord };

const char* SymbolKindName(SymbolKind kind) {
  switch (kind) {
    case SymbolKind::kFunction:
      return "function";
    case SymbolKind::kGlobal:
      return "variable";
    case SymbolKind::kRecord:
      return "record";
  }
  return "symbol";
}

std::string PositionIn(const facts::Unit& unit, const facts::Position& position) {
  if (position.file < 0 || static_cast<std::size_t>(position.file) >= unit.files.size()) return "";
  return unit.files[position.file] + ":" + std::to_string(position.line) + ":" +
         std::to_string(position.column);
}

template <typename Entry>
const std::string& UsrOf(const Entry& entry);
template <>
const std::string& UsrOf(const FunctionEntry& entry) {
  return entry.function->usr;
}
template <>
const std::string& UsrOf(const GlobalEntry& entry) {
  return entry.global->usr;
}
template <>
const std::string& UsrOf(const RecordEntry& entry) {
  return entry.record->usr;
}

template <typename Entry>
void SortByUsr(std::vector<Entry>& entries) {
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return UsrOf(a) < UsrOf(b); });
}

}  // namespace

struct Program::Data {
  using Index = std::unordered_map<std::string_view, std::int32_t>;
  using FunctionLists = std::unordered_map<std::string_view, std::vector<FunctionId>>;

  std::vector<facts::Unit> units;
  std::vector<FunctionEntry> functions;
  std::vector<GlobalEntry> globals;
  std::vector<RecordEntry> records;
  std::vector<LinkIssue> issues;
  Index function_of, global_of, record_of;
  std::unordered_set<std::string_view> declared;  // declared anywhere
  std::unordered_set<std::string_view> pure;      // pure virtual and not defined
  FunctionLists overriders, call_operators, methods, named;
  std::unordered_map<std::string_view, std::vector<std::string_view>> derived;

  void OrderUnits();
  void Merge();
  void PreferDestructors();
  void NoteIncompleteUnits();
  void BuildIndices();
  void BuildHierarchy();
  Status CheckReferences() const;
  Status CheckDeclarations() const;
  Status CheckUses(const FunctionEntry& entry) const;
  Status CheckRecords() const;
  Status CheckSymbol(SymbolKind kind, std::string_view usr, const std::string& user,
                     const std::string& position) const;

  template <typename Entry, typename Item, typename Same>
  void MergeTable(std::vector<Entry>& entries, std::vector<Item> facts::Unit::* table, Same same,
                  LinkIssue::Kind kind, const char* what);
};

/// The order of the units in the input must not matter.
void Program::Data::OrderUnits() {
  std::stable_sort(units.begin(), units.end(), [](const facts::Unit& a, const facts::Unit& b) {
    return std::tie(a.source, a.digest) < std::tie(b.source, b.digest);
  });
  const auto twice = [](const facts::Unit& a, const facts::Unit& b) {
    return !a.digest.empty() && a.digest == b.digest && a.source == b.source;
  };
  units.erase(std::unique(units.begin(), units.end(), twice), units.end());
}

template <typename Entry, typename Item, typename Same>
void Program::Data::MergeTable(std::vector<Entry>& entries, std::vector<Item> facts::Unit::* table,
                               Same same, LinkIssue::Kind kind, const char* what) {
  std::unordered_map<std::string_view, Entry> first;
  std::unordered_set<std::string_view> reported;
  for (std::size_t u = 0; u < units.size(); ++u) {
    for (const Item& item : units[u].*table) {
      const Entry entry{&item, static_cast<std::int32_t>(u)};
      const auto [found, is_new] = first.emplace(item.usr, entry);
      if (is_new) {
        entries.push_back(entry);
        continue;
      }
      const facts::Unit& kept = units[found->second.unit];
      const Item* other = nullptr;
      if constexpr (std::is_same_v<Entry, FunctionEntry>) other = found->second.function;
      if constexpr (std::is_same_v<Entry, GlobalEntry>) other = found->second.global;
      if constexpr (std::is_same_v<Entry, RecordEntry>) other = found->second.record;
      if (same(DefinitionContext{&kept, &units[u]}, *other, item)) continue;
      if (!reported.insert(item.usr).second) continue;
      issues.push_back(LinkIssue{kind, item.usr,
                                 std::string(what) + " is defined differently in " + kept.source +
                                     " and " + units[u].source + ": " + item.name,
                                 PositionIn(units[u], item.position)});
    }
  }
  SortByUsr(entries);
}

void Program::Data::Merge() {
  MergeTable(functions, &facts::Unit::functions, SameFunction, LinkIssue::Kind::kFunctionDiffers,
             "function");
  MergeTable(globals, &facts::Unit::globals, SameGlobal, LinkIssue::Kind::kGlobalDiffers,
             "variable");
  MergeTable(records, &facts::Unit::records, SameRecord, LinkIssue::Kind::kRecordDiffers, "record");
  PreferDestructors();
  NoteIncompleteUnits();
}

/// Keeps, of equal records, one that names its destructor.
void Program::Data::PreferDestructors() {
  std::unordered_map<std::string_view, RecordEntry> with_destructor;
  for (std::size_t u = 0; u < units.size(); ++u) {
    for (const facts::Record& record : units[u].records) {
      if (record.destructor.empty()) continue;
      with_destructor.emplace(record.usr, RecordEntry{&record, static_cast<std::int32_t>(u)});
    }
  }
  for (RecordEntry& entry : records) {
    const auto found = with_destructor.find(entry.record->usr);
    if (!entry.record->destructor.empty() || found == with_destructor.end()) continue;
    const DefinitionContext context{&units[entry.unit], &units[found->second.unit]};
    if (SameRecord(context, *entry.record, *found->second.record)) entry = found->second;
  }
}

void Program::Data::NoteIncompleteUnits() {
  for (const facts::Unit& unit : units) {
    if (unit.errors.empty()) continue;
    issues.push_back(LinkIssue{LinkIssue::Kind::kUnitIncomplete, "",
                               "unit does not parse: " + unit.source + ": " + unit.errors.front(),
                               unit.source});
  }
}

void Program::Data::BuildIndices() {
  for (std::size_t i = 0; i < functions.size(); ++i) {
    const facts::Function& function = *functions[i].function;
    const auto id = static_cast<FunctionId>(i);
    function_of.emplace(function.usr, id);
    named[function.name].push_back(id);
    if (!function.record.empty()) methods[function.record].push_back(id);
    if (!function.call_operator_of.empty()) call_operators[function.call_operator_of].push_back(id);
    for (const std::string& base : function.overrides) overriders[base].push_back(id);
  }
  for (std::size_t i = 0; i < globals.size(); ++i) {
    global_of.emplace(globals[i].global->usr, static_cast<std::int32_t>(i));
  }
  for (std::size_t i = 0; i < records.size(); ++i) {
    record_of.emplace(records[i].record->usr, static_cast<std::int32_t>(i));
  }
  for (const facts::Unit& unit : units) {
    for (const facts::Declaration& declaration : unit.declarations) {
      declared.insert(declaration.usr);
      if (declaration.is_pure && !function_of.count(declaration.usr)) pure.insert(declaration.usr);
    }
  }
}

void Program::Data::BuildHierarchy() {
  // Overriding is transitive: closes the lists over methods that list only their direct base.
  for (bool changed = true; changed;) {
    changed = false;
    for (auto& [base, list] : overriders) {
      std::set<FunctionId> all(list.begin(), list.end());
      for (const FunctionId id : list) {
        const auto further = overriders.find(functions[id].function->usr);
        if (further != overriders.end()) all.insert(further->second.begin(), further->second.end());
      }
      if (all.size() == list.size()) continue;
      list.assign(all.begin(), all.end());
      changed = true;
    }
  }
  for (auto& [base, list] : overriders) std::sort(list.begin(), list.end());
  for (const RecordEntry& entry : records) {
    std::set<std::string_view> seen;
    std::vector<const facts::Record*> work{entry.record};
    while (!work.empty()) {
      const facts::Record* record = work.back();
      work.pop_back();
      for (const facts::Record::Base& base : record->bases) {
        if (!seen.insert(base.usr).second) continue;
        const auto found = record_of.find(base.usr);
        if (found != record_of.end()) work.push_back(records[found->second].record);
      }
    }
    for (const std::string_view base : seen) derived[base].push_back(entry.record->usr);
  }
}

Status Program::Data::CheckSymbol(SymbolKind kind, std::string_view usr, const std::string& user,
                                  const std::string& position) const {
  const bool is_function = function_of.count(usr) > 0;
  const bool is_global = global_of.count(usr) > 0;
  const bool is_record = record_of.count(usr) > 0;
  const bool defined = is_function || is_global || is_record;
  const bool fits = (kind == SymbolKind::kFunction && is_function) ||
                    (kind == SymbolKind::kGlobal && is_global) ||
                    (kind == SymbolKind::kRecord && is_record);
  if (fits || (!defined && declared.count(usr) > 0)) return Status::Ok();
  const std::string problem =
      defined ? std::string("reference to a ") + SymbolKindName(kind) + " names something else: "
              : std::string("dangling reference to a ") + SymbolKindName(kind) + ": ";
  return MakeError(problem + std::string(usr) + " in " + user, position);
}

Status Program::Data::CheckUses(const FunctionEntry& entry) const {
  const facts::Function& function = *entry.function;
  const facts::Unit& unit = units[entry.unit];
  const auto check = [&](SymbolKind kind, const std::string& usr,
                         const facts::Position& position) -> Status {
    if (usr.empty()) return Status::Ok();
    return CheckSymbol(kind, usr, function.name, PositionIn(unit, position));
  };
  for (const facts::Instruction& instruction : function.instructions) {
    const bool names_function =
        instruction.op == Op::kCall || instruction.op == Op::kFunctionAddress;
    const bool names_global = instruction.op == Op::kGlobal || instruction.op == Op::kThreadLocal;
    if (!names_function && !names_global) continue;
    if (instruction.symbol.empty()) {
      return MakeError("reference without a symbol in " + function.name,
                       PositionIn(unit, instruction.position));
    }
    const auto kind = names_function ? SymbolKind::kFunction : SymbolKind::kGlobal;
    Status status = check(kind, instruction.symbol, instruction.position);
    if (!status.ok()) return status;
  }
  std::vector<const std::string*> record_usrs{&function.record, &function.call_operator_of};
  for (const facts::Local& local : function.locals) record_usrs.push_back(&local.record);
  for (const facts::Parameter& parameter : function.parameters) {
    record_usrs.push_back(&parameter.record);
  }
  for (const std::string* usr : record_usrs) {
    Status status = check(SymbolKind::kRecord, *usr, function.position);
    if (!status.ok()) return status;
  }
  for (const std::string& usr : function.overrides) {
    Status status = check(SymbolKind::kFunction, usr, function.position);
    if (!status.ok()) return status;
  }
  return Status::Ok();
}

Status Program::Data::CheckRecords() const {
  for (const RecordEntry& entry : records) {
    const facts::Record& record = *entry.record;
    const std::string position = PositionIn(units[entry.unit], record.position);
    const auto check = [&](SymbolKind kind, const std::string& usr) -> Status {
      return usr.empty() ? Status::Ok() : CheckSymbol(kind, usr, record.name, position);
    };
    Status status = check(SymbolKind::kFunction, record.destructor);
    if (!status.ok()) return status;
    for (const facts::Field& field : record.fields) {
      status = check(SymbolKind::kRecord, field.record);
      if (!status.ok()) return status;
    }
    for (const facts::Record::Base& base : record.bases) {
      status = check(SymbolKind::kRecord, base.usr);
      if (!status.ok()) return status;
    }
  }
  for (const GlobalEntry& entry : globals) {
    if (entry.global->record.empty()) continue;
    Status status = CheckSymbol(SymbolKind::kRecord, entry.global->record, entry.global->name,
                                PositionIn(units[entry.unit], entry.global->position));
    if (!status.ok()) return status;
  }
  return Status::Ok();
}

Status Program::Data::CheckDeclarations() const {
  for (const facts::Unit& unit : units) {
    for (const facts::Declaration& declaration : unit.declarations) {
      if (!declaration.defined_here) continue;
      const bool defined = function_of.count(declaration.usr) || global_of.count(declaration.usr) ||
                           record_of.count(declaration.usr);
      if (defined) continue;
      return MakeError(
          "definition is missing from its unit: " + declaration.usr + " in " + unit.source,
          PositionIn(unit, declaration.position));
    }
  }
  return Status::Ok();
}

Status Program::Data::CheckReferences() const {
  for (const FunctionEntry& entry : functions) {
    if (global_of.count(entry.function->usr) || record_of.count(entry.function->usr)) {
      return MakeError("one symbol names two things: " + entry.function->usr,
                       PositionIn(units[entry.unit], entry.function->position));
    }
  }
  for (const GlobalEntry& entry : globals) {
    if (record_of.count(entry.global->usr)) {
      return MakeError("one symbol names two things: " + entry.global->usr,
                       PositionIn(units[entry.unit], entry.global->position));
    }
  }
  // Every definition is checked, also those that were merged away: their references count too.
  for (std::size_t u = 0; u < units.size(); ++u) {
    for (const facts::Function& function : units[u].functions) {
      Status status = CheckUses(FunctionEntry{&function, static_cast<std::int32_t>(u)});
      if (!status.ok()) return status;
    }
  }
  Status status = CheckRecords();
  return status.ok() ? CheckDeclarations() : status;
}

Program::Program(std::unique_ptr<Data> data) : data_(std::move(data)) {}
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;
Program::~Program() = default;

const std::vector<facts::Unit>& Program::units() const { return data_->units; }
const std::vector<FunctionEntry>& Program::functions() const { return data_->functions; }
const std::vector<GlobalEntry>& Program::globals() const { return data_->globals; }
const std::vector<RecordEntry>& Program::records() const { return data_->records; }
const std::vector<LinkIssue>& Program::issues() const { return data_->issues; }

namespace {
/// The list under `key`, or an empty one.
template <typename Map>
const typename Map::mapped_type& ListAt(const Map& map, std::string_view key) {
  static const typename Map::mapped_type kEmpty;
  const auto found = map.find(key);
  return found == map.end() ? kEmpty : found->second;
}
}  // namespace

FunctionId Program::FindFunction(std::string_view usr) const {
  const auto found = data_->function_of.find(usr);
  return found == data_->function_of.end() ? kNoFunction : found->second;
}

std::vector<FunctionId> Program::FindFunctionsNamed(std::string_view name) const {
  return ListAt(data_->named, name);
}

const facts::Record* Program::FindRecord(std::string_view usr) const {
  const auto found = data_->record_of.find(usr);
  return found == data_->record_of.end() ? nullptr : data_->records[found->second].record;
}

const facts::Global* Program::FindGlobal(std::string_view usr) const {
  const auto found = data_->global_of.find(usr);
  return found == data_->global_of.end() ? nullptr : data_->globals[found->second].global;
}

bool Program::IsExternal(std::string_view usr) const {
  return data_->declared.count(usr) && !data_->function_of.count(usr) &&
         !data_->global_of.count(usr) && !data_->record_of.count(usr);
}

bool Program::IsPureVirtual(std::string_view usr) const { return data_->pure.count(usr) > 0; }

const std::vector<FunctionId>& Program::Overriders(std::string_view usr) const {
  return ListAt(data_->overriders, usr);
}

const std::vector<FunctionId>& Program::CallOperators(std::string_view record_usr) const {
  return ListAt(data_->call_operators, record_usr);
}

const std::vector<FunctionId>& Program::Methods(std::string_view record_usr) const {
  return ListAt(data_->methods, record_usr);
}

FunctionId Program::Destructor(std::string_view record_usr) const {
  const facts::Record* record = FindRecord(record_usr);
  return record == nullptr || record->destructor.empty() ? kNoFunction
                                                         : FindFunction(record->destructor);
}

const std::vector<std::string_view>& Program::DerivedRecords(std::string_view record_usr) const {
  return ListAt(data_->derived, record_usr);
}

std::vector<std::uint64_t> Program::BaseOffsets(std::string_view derived_usr,
                                                std::string_view base_usr) const {
  std::set<std::pair<std::string_view, std::uint64_t>> seen;
  std::vector<std::pair<std::string_view, std::uint64_t>> work{{derived_usr, 0}};
  std::set<std::uint64_t> offsets;
  while (!work.empty()) {
    const auto [usr, offset] = work.back();
    work.pop_back();
    if (!seen.insert({usr, offset}).second || seen.size() > 4096) continue;
    if (usr == base_usr) offsets.insert(offset);
    const facts::Record* record = FindRecord(usr);
    if (record == nullptr) continue;
    for (const facts::Record::Base& base : record->bases) {
      work.emplace_back(base.usr, offset + base.offset);
    }
  }
  return {offsets.begin(), offsets.end()};
}

std::string Program::PositionText(FunctionId function, const facts::Position& position) const {
  return PositionIn(data_->units[data_->functions[function].unit], position);
}

std::string Program::UnitPositionText(std::int32_t unit, const facts::Position& position) const {
  return PositionIn(data_->units[unit], position);
}

Result<Program> LinkUnits(std::vector<facts::Unit> units) {
  auto data = std::make_unique<Program::Data>();
  data->units = std::move(units);
  data->OrderUnits();
  data->Merge();
  data->BuildIndices();
  Status status = data->CheckReferences();
  if (!status.ok()) return status.error();
  data->BuildHierarchy();
  return Program(std::move(data));
}

}  // namespace interlock::link
