// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/summary/analyzer.h"

#include <algorithm>

#include "checker/summary/function_analyzer.h"

namespace interlock::summary {
namespace {

/// Rounds over a cycle of the call graph before it is given up as not converging.
constexpr int kRoundMax = 12;

using Places = std::vector<std::vector<std::pair<Location, std::uint32_t>>>;

void Add(const std::vector<WriteFact>& writes, Places* places, bool* anything) {
  for (const WriteFact& write : writes) {
    for (const Location& place : write.where) {
      if (place.object <= points_to::PointsTo::kAnythingObject) {
        *anything = true;
        continue;
      }
      const auto object = static_cast<std::size_t>(place.object);
      if (places->size() <= object) places->resize(object + 1);
      const std::pair<Location, std::uint32_t> entry{place, write.bytes};
      auto& list = (*places)[object];
      if (std::find(list.begin(), list.end(), entry) == list.end()) list.push_back(entry);
    }
  }
}

bool Overlaps(const Places& places, const std::vector<Location>& where, std::uint32_t bytes) {
  for (const Location& place : where) {
    if (place.object <= points_to::PointsTo::kAnythingObject) return true;
    const auto object = static_cast<std::size_t>(place.object);
    if (object >= places.size()) continue;
    for (const auto& [written, written_bytes] : places[object]) {
      if (points_to::MayOverlap(place, bytes == 0 ? 1u << 30 : bytes, written,
                                written_bytes == 0 ? 1u << 30 : written_bytes)) {
        return true;
      }
    }
  }
  return false;
}

/// The parameter whose object the address lies in, through fields and array elements; else -1.
std::int32_t ParameterBehind(const facts::Function& function, facts::Register address) {
  const facts::Instruction* at = &function.instructions[address];
  while (at->op == facts::Op::kField || at->op == facts::Op::kIndex) {
    at = &function.instructions[at->args[0]];
  }
  return at->op == facts::Op::kParameter ? static_cast<std::int32_t>(at->immediate) : -1;
}

/// The local container in whose elements the address lies, by its index in the function; else -1.
std::int32_t ContainerBehind(const facts::Function& function, facts::Register address) {
  const facts::Instruction* at = &function.instructions[address];
  while (at->op == facts::Op::kField || at->op == facts::Op::kIndex) {
    at = &function.instructions[at->args[0]];
  }
  if (at->op != facts::Op::kElements) return -1;
  const facts::Instruction& container = function.instructions[at->args[0]];
  return container.op == facts::Op::kLocal ? static_cast<std::int32_t>(container.immediate) : -1;
}

/// True if both say the same about the normal exit and record as much.
bool SameEffect(const Summary& a, const Summary& b) {
  return a.returns == b.returns && a.acquired == b.acquired && a.released == b.released &&
         a.released_all == b.released_all && a.released_objects == b.released_objects &&
         a.live == b.live && a.may_spawn == b.may_spawn && a.joined == b.joined &&
         a.joined_ranges == b.joined_ranges && a.waited == b.waited && a.signalled == b.signalled &&
         a.memory == b.memory && a.copies == b.copies && a.has_result == b.has_result &&
         a.result == b.result && a.written == b.written && a.stores == b.stores &&
         a.escapes == b.escapes && a.owned == b.owned && a.moved == b.moved &&
         a.synchronizes == b.synchronizes && a.imprecise == b.imprecise &&
         a.accesses.size() == b.accesses.size() && a.spawns.size() == b.spawns.size() &&
         a.events.size() == b.events.size() && a.unresolved.size() == b.unresolved.size() &&
         a.may_throw == b.may_throw;
}

}  // namespace

PlaceTable::PlaceTable(std::vector<WriteFact> changing, std::vector<WriteFact> quiescent)
    : known_(true) {
  bool quiescent_anything = false;
  Add(changing, &changing_, &changing_anything_);
  Add(quiescent, &quiescent_, &quiescent_anything);
  changing_anything_ |= quiescent_anything;
}

void PlaceTable::SetWriters(const std::vector<WriteFact>& changing,
                            const std::vector<std::int32_t>& changing_by,
                            const std::vector<WriteFact>& quiescent,
                            const std::vector<std::int32_t>& quiescent_by) {
  const auto add = [&](const std::vector<WriteFact>& writes, const std::vector<std::int32_t>& by) {
    for (std::size_t i = 0; i < writes.size(); ++i) {
      for (const Location& place : writes[i].where) {
        if (place.object <= points_to::PointsTo::kAnythingObject) continue;
        const auto object = static_cast<std::size_t>(place.object);
        if (writers_.size() <= object) writers_.resize(object + 1);
        writers_[object].push_back(Writer{place, writes[i].bytes, by[i]});
      }
    }
  };
  add(changing, changing_by);
  add(quiescent, quiescent_by);
}

bool PlaceTable::IsWrittenOnlyBy(std::int32_t role, const std::vector<Location>& where,
                                 std::uint32_t bytes) const {
  if (!known_ || role < 0 || changing_anything_ || where.empty()) return false;
  for (const Location& place : where) {
    if (place.object <= points_to::PointsTo::kAnythingObject) return false;
    const auto object = static_cast<std::size_t>(place.object);
    if (object >= writers_.size()) continue;
    for (const Writer& writer : writers_[object]) {
      if (writer.role != role &&
          points_to::MayOverlap(place, bytes == 0 ? 1u << 30 : bytes, writer.place,
                                writer.bytes == 0 ? 1u << 30 : writer.bytes)) {
        return false;
      }
    }
  }
  return true;
}

bool PlaceTable::IsConstant(const std::vector<Location>& where, std::uint32_t bytes) const {
  return known_ && !changing_anything_ && !where.empty() && !Overlaps(changing_, where, bytes);
}

bool PlaceTable::IsNeverWritten(const std::vector<Location>& where, std::uint32_t bytes) const {
  return IsConstant(where, bytes) && !Overlaps(quiescent_, where, bytes);
}

Analyzer::Analyzer(const link::Program& program, const points_to::PointsTo& points_to,
                   const StorageTable& storage, PlaceTable places, std::vector<bool> sequential,
                   std::vector<std::int32_t> only_role, AnalyzerOptions options)
    : program_(program),
      points_to_(points_to),
      storage_(storage),
      places_(std::move(places)),
      sequential_(std::move(sequential)),
      only_role_(std::move(only_role)),
      options_(options) {
  const std::size_t n = program.functions().size();
  summaries_.resize(n);
  graphs_.resize(n);
  where_.resize(n);
  callees_.resize(n);
  component_.assign(n, -1);
  recursive_.assign(n, false);
}

Analyzer::~Analyzer() = default;

const FlowGraph& Analyzer::GraphOf(link::FunctionId function) {
  auto& graph = graphs_[function];
  if (!graph) graph = std::make_unique<FlowGraph>(program_.function(function));
  return *graph;
}

const std::vector<Location>& Analyzer::Where(link::FunctionId function, facts::Register r) {
  auto& cache = where_[function];
  if (cache.empty()) cache.resize(program_.function(function).instructions.size());
  if (!cache[r]) {
    cache[r] = std::make_unique<std::vector<Location>>(points_to_.Of(function, r));
  }
  return *cache[r];
}

const points_to::Callees& Analyzer::CalleesOf(link::FunctionId function, facts::Register call) {
  auto& cache = callees_[function];
  if (cache.empty()) cache.resize(program_.function(function).instructions.size());
  if (!cache[call]) {
    cache[call] = std::make_unique<points_to::Callees>(points_to_.CalleesOf(function, call));
  }
  return *cache[call];
}

bool Analyzer::UnknownCodeMatters() {
  if (unknown_code_matters_ < 0) {
    unknown_code_matters_ = points_to_.CallableByUnknown().empty() ? 0 : 1;
  }
  return unknown_code_matters_ == 1;
}

bool Analyzer::MayLoseHandles(points_to::ObjectId object) {
  if (!handle_sources_known_) FindHandleSources();
  return handles_move_anywhere_ || object <= points_to::PointsTo::kAnythingObject ||
         handle_sources_[object] || points_to_.IsEscaped(object);
}

void Analyzer::FindHandleSources() {
  handle_sources_known_ = true;
  handle_sources_.assign(points_to_.objects().size(), false);
  const auto is_thread = [&](const Location& l) {
    return points_to_.object(l.object).kind == points_to::ObjectKind::kThread;
  };
  const auto is_lost = [](const Location& l) {
    return l.object == points_to::PointsTo::kAnythingObject;
  };
  // A handle that unknown code has may be anywhere.
  for (std::size_t o = 0; o < points_to_.objects().size(); ++o) {
    const auto object = static_cast<points_to::ObjectId>(o);
    const bool handle = points_to_.object(object).kind == points_to::ObjectKind::kThread;
    handles_move_anywhere_ |= handle && points_to_.IsEscaped(object);
  }
  const auto lose = [&](const std::vector<Location>& places) {
    for (const Location& place : places) {
      if (place.object <= points_to::PointsTo::kAnythingObject) {
        handles_move_anywhere_ = true;
      } else {
        handle_sources_[place.object] = true;
      }
    }
  };
  std::vector<ParameterMove> through_parameter;
  for (std::size_t f = 0; f < program_.functions().size(); ++f) {
    const auto id = static_cast<link::FunctionId>(f);
    if (!points_to_.IsReached(id)) continue;
    const facts::Function& function = program_.function(id);
    for (const facts::Instruction& instruction : function.instructions) {
      if (instruction.op == facts::Op::kStore) {
        const std::vector<Location>& value = Where(id, instruction.args[1]);
        const bool lost =
            instruction.is_pointer && std::any_of(value.begin(), value.end(), is_lost);
        if (!lost && std::none_of(value.begin(), value.end(), is_thread)) continue;
        const facts::Instruction& source = function.instructions[instruction.args[1]];
        // Made by the spawn itself; the address of a caught exception.
        if (source.op == facts::Op::kSpawn || source.op == facts::Op::kUnknownAddress) continue;
        const std::int32_t from =
            source.op == facts::Op::kLoad ? ParameterBehind(function, source.args[0]) : -1;
        if (from >= 0) {
          // Which cell that is, each caller knows better than all of them together.
          through_parameter.push_back({id, from, ParameterBehind(function, instruction.args[0])});
        } else if (source.op == facts::Op::kLoad) {
          lose(Where(id, source.args[0]));
        } else {
          handles_move_anywhere_ = true;
        }
      } else if (instruction.op == facts::Op::kCopy || instruction.op == facts::Op::kCopyElements) {
        std::vector<Location> from = Where(id, instruction.args[1]);
        if (instruction.op == facts::Op::kCopyElements) {
          from.clear();
          for (points_to::ObjectId object : storage_.StorageIn(Where(id, instruction.args[1]))) {
            from.push_back(Location::Any(object));
          }
        }
        for (const Location& place : from) {
          const std::uint64_t bytes = instruction.bytes == 0 ? 1 << 20 : instruction.bytes;
          const std::vector<Location> held = points_to_.ContentsOf(place, bytes);
          if (std::any_of(held.begin(), held.end(), is_thread)) lose({place});
        }
      }
    }
  }
  FindLosingCalls(through_parameter, lose);
}

void Analyzer::FindLosingCalls(const std::vector<ParameterMove>& moves,
                               const std::function<void(const std::vector<Location>&)>& lose) {
  for (std::size_t f = 0; f < program_.functions().size(); ++f) {
    const auto id = static_cast<link::FunctionId>(f);
    if (!points_to_.IsReached(id)) continue;
    const facts::Function& function = program_.function(id);
    for (std::size_t r = 0; r < function.instructions.size(); ++r) {
      const facts::Instruction& call = function.instructions[r];
      if (call.op != facts::Op::kCall && call.op != facts::Op::kCallIndirect &&
          call.op != facts::Op::kSpawn) {
        continue;
      }
      const auto& callees = CalleesOf(id, static_cast<facts::Register>(r)).functions;
      for (const ParameterMove& move : moves) {
        if (std::find(callees.begin(), callees.end(), move.function) == callees.end()) continue;
        const auto count = static_cast<std::int32_t>(call.args.size());
        if (call.op != facts::Op::kCall || move.from >= count || move.to >= count) {
          for (facts::Register a : call.args) lose(Where(id, a));
          continue;
        }
        // From one place of a container to another one of the same.
        const std::int32_t container = ContainerBehind(function, call.args[move.from]);
        const bool stays = move.to >= 0 && container >= 0 &&
                           container == ContainerBehind(function, call.args[move.to]);
        if (!stays) lose(Where(id, call.args[move.from]));
      }
    }
  }
}

std::string Analyzer::DeclaredName(const std::string& usr) const {
  for (const facts::Unit& unit : program_.units()) {
    for (const facts::Declaration& declaration : unit.declarations) {
      if (declaration.usr == usr) return declaration.name;
    }
  }
  return usr;
}

void Analyzer::FindComponents() {
  // Tarjan's algorithm, iterative; components come out callees first.
  const auto n = static_cast<std::int32_t>(program_.functions().size());
  std::vector<std::vector<link::FunctionId>> edges(n);
  for (link::FunctionId f = 0; f < n; ++f) {
    if (!points_to_.IsReached(f)) continue;
    const facts::Function& function = program_.function(f);
    for (std::size_t r = 0; r < function.instructions.size(); ++r) {
      const facts::Op op = function.instructions[r].op;
      if (op != facts::Op::kCall && op != facts::Op::kCallIndirect) continue;
      for (link::FunctionId callee : CalleesOf(f, static_cast<facts::Register>(r)).functions) {
        edges[f].push_back(callee);
        if (callee == f) recursive_[f] = true;
      }
    }
  }
  std::vector<std::int32_t> index(n, -1);
  std::vector<std::int32_t> low(n, 0);
  std::vector<bool> on_stack(n, false);
  std::vector<link::FunctionId> stack;
  std::int32_t next = 0;
  for (link::FunctionId start = 0; start < n; ++start) {
    if (index[start] >= 0 || !points_to_.IsReached(start)) continue;
    std::vector<std::pair<link::FunctionId, std::size_t>> work{{start, 0}};
    while (!work.empty()) {
      const link::FunctionId f = work.back().first;
      if (work.back().second == 0 && index[f] < 0) {
        index[f] = low[f] = next++;
        stack.push_back(f);
        on_stack[f] = true;
      }
      bool descended = false;
      while (work.back().second < edges[f].size()) {
        const link::FunctionId to = edges[f][work.back().second++];
        if (index[to] < 0) {
          work.push_back({to, 0});
          descended = true;
          break;
        }
        if (on_stack[to]) low[f] = std::min(low[f], index[to]);
      }
      if (descended) continue;
      if (low[f] == index[f]) {
        std::vector<link::FunctionId> members;
        link::FunctionId member;
        do {
          member = stack.back();
          stack.pop_back();
          on_stack[member] = false;
          component_[member] = static_cast<std::int32_t>(components_.size());
          members.push_back(member);
        } while (member != f);
        if (members.size() > 1) {
          for (link::FunctionId m : members) recursive_[m] = true;
        }
        std::sort(members.begin(), members.end());
        components_.push_back(std::move(members));
      }
      work.pop_back();
      if (!work.empty()) {
        const link::FunctionId parent = work.back().first;
        low[parent] = std::min(low[parent], low[f]);
      }
    }
  }
}

void Analyzer::Run() {
  FindComponents();
  for (const auto& members : components_) {
    const bool cycle = recursive_[members[0]];
    bool changed = true;
    for (int round = 0; changed; ++round) {
      changed = false;
      for (link::FunctionId member : members) {
        auto summary = std::make_unique<Summary>();
        if (IsStopped()) {
          summary->overflow = true;
        } else {
          *summary = FunctionAnalyzer(*this, member).Run();
        }
        if (round == kRoundMax) summary->overflow = true;
        if (cycle && (!summaries_[member] || !SameEffect(*summaries_[member], *summary))) {
          changed = true;
        }
        summaries_[member] = std::move(summary);
      }
      if (!cycle || round == kRoundMax) break;
    }
  }
}

}  // namespace interlock::summary
