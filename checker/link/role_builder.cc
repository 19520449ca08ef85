// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/link/role_builder.h"

#include <algorithm>

#include "checker/summary/address.h"

namespace interlock::link {
namespace {

using summary::Binding;
using summary::Cell;
using summary::CopiedRange;
using summary::SpawnFact;
using summary::Summary;

/// What a new thread knows of memory when it starts.
struct Snapshot {
  std::map<Term, Cell> cells;
  std::vector<CopiedRange> copies;
};

/// True if an earlier instance of the spawn may still run when the spawn is executed again.
bool LivesAtOwnSpawn(const SpawnFact& spawn, const std::vector<SpawnFact>& spawns) {
  for (std::int32_t live : spawn.context.live) {
    if (&spawns[live] == &spawn) return true;
  }
  return false;
}

class Builder {
 public:
  Builder(summary::Analyzer& analyzer, const RoleBuilderOptions& options, bool* overflow)
      : analyzer_(analyzer), options_(options), overflow_(*overflow) {}

  std::vector<BuiltRole> Run(const std::vector<RootEntry>& roots);

 private:
  void AddRoot(const RootEntry& root);
  void Expand(std::int32_t index);
  std::int32_t ChildFor(std::int32_t parent, const SpawnFact& spawn, FunctionId target,
                        Binding* binding);
  Term Content(const Snapshot& snapshot, const Term& address, std::uint32_t bytes,
               const std::vector<summary::Location>& where, const Term& fallback) const;
  void FindOutliving();

  summary::Analyzer& analyzer_;
  const RoleBuilderOptions options_;
  bool& overflow_;
  std::vector<BuiltRole> roles_;
  std::vector<TermList> arguments_;
  std::vector<std::vector<std::vector<summary::Location>>> argument_where_;
  std::vector<Snapshot> snapshots_;
};

Term Builder::Content(const Snapshot& snapshot, const Term& address, std::uint32_t bytes,
                      const std::vector<summary::Location>& where, const Term& fallback) const {
  const auto cell = snapshot.cells.find(address);
  if (cell != snapshot.cells.end() && cell->second.bytes == bytes) return cell->second.value;
  const bool constant = analyzer_.places().IsConstant(where, bytes);
  for (const CopiedRange& copy : snapshot.copies) {
    std::int64_t to = 0;
    std::int64_t at = 0;
    if (!(summary::RootOf(copy.destination) == summary::RootOf(address))) continue;
    if (!summary::ConstantOffset(copy.destination, &to) || !summary::ConstantOffset(address, &at)) {
      continue;
    }
    if (at < to || at + bytes > to + copy.bytes) continue;
    const Term source = summary::AddOffset(copy.source, at - to);
    const auto known = snapshot.cells.find(source);
    if (known != snapshot.cells.end() && known->second.bytes == bytes) return known->second.value;
    return Term(fallback.kind(), constant ? "" : fallback.symbol(), fallback.integer(), {source});
  }
  if (constant) return Term(fallback.kind(), "", fallback.integer(), {address});
  return fallback;
}

void Builder::AddRoot(const RootEntry& root) {
  BuiltRole role;
  role.entry = root.function;
  role.many = root.many_threads;
  const std::string site = "r" + std::to_string(roles_.size());
  if (role.many) role.distinct.push_back(Term(TermKind::kInstance, site, 0, {}));
  const facts::Function& function = analyzer_.program().function(root.function);
  TermList arguments;
  std::vector<std::vector<summary::Location>> where;
  for (std::size_t i = 0; i <= function.parameters.size(); ++i) {
    arguments.push_back(
        Term(TermKind::kParameter, "root:" + function.name + ":" + std::to_string(i), 0, {}));
    where.push_back({});
  }
  roles_.push_back(std::move(role));
  arguments_.push_back(std::move(arguments));
  argument_where_.push_back(std::move(where));
  snapshots_.push_back({});
}

std::vector<BuiltRole> Builder::Run(const std::vector<RootEntry>& roots) {
  for (const RootEntry& root : roots) AddRoot(root);
  for (std::size_t i = 0; i < roles_.size(); ++i) {
    Expand(static_cast<std::int32_t>(i));
    if (static_cast<std::int32_t>(roles_.size()) > options_.role_max) {
      overflow_ = true;
      break;
    }
  }
  FindOutliving();
  return std::move(roles_);
}

std::int32_t Builder::ChildFor(std::int32_t parent, const SpawnFact& spawn, FunctionId target,
                               Binding* binding) {
  // The same spawn on the way from the root to here: a thread that starts its own kind.
  for (std::int32_t above = parent; above >= 0; above = roles_[above].parent) {
    BuiltRole& role = roles_[above];
    if (role.entry != target || role.parent < 0 || role.spawn_stack.empty()) continue;
    if (!(role.spawn_stack.back() == spawn.stack.back())) continue;
    const std::string site = "r" + std::to_string(above);
    role.many = true;
    role.has_count = false;
    const Term self(TermKind::kInstance, site, 0, {});
    bool changed = false;
    if (role.distinct.size() != 1 || !(role.distinct[0] == self)) {
      role.distinct = {self};
      changed = true;
    }
    for (std::size_t a = 0; a < arguments_[above].size(); ++a) {
      const Term passed =
          a < spawn.arguments.size() ? Translate(spawn.arguments[a], binding) : Term();
      const Term lost = Term::UnknownAddress(site + "/u:argument" + std::to_string(a));
      if (arguments_[above][a] == passed || arguments_[above][a] == lost) continue;
      arguments_[above][a] = lost;
      changed = true;
    }
    if (!snapshots_[above].cells.empty() || !snapshots_[above].copies.empty()) {
      snapshots_[above] = {};
      changed = true;
    }
    if (changed && above != parent) Expand(above);
    return above;
  }
  if (static_cast<std::int32_t>(roles_.size()) >= options_.role_max) {
    overflow_ = true;
    return -1;
  }
  BuiltRole role;
  role.entry = target;
  role.parent = parent;
  role.spawn_stack = spawn.stack;
  // Repeated spawns make several instances at once only if an earlier one may still run.
  const bool overlapping = spawn.many && LivesAtOwnSpawn(spawn, binding->callee->spawns);
  role.many = overlapping || spawn.recursive || roles_[parent].many;
  const auto index = static_cast<std::int32_t>(roles_.size());
  role.has_count = spawn.has_count && !spawn.recursive && !roles_[parent].many;
  role.count = Translate(spawn.count, binding);
  role.distinct = roles_[parent].distinct;
  for (const Term& iteration : spawn.iterations) {
    const Term translated = Translate(iteration, binding);
    if (std::find(role.distinct.begin(), role.distinct.end(), translated) == role.distinct.end()) {
      role.distinct.push_back(translated);
    }
  }
  if (spawn.recursive) {
    role.many = true;
    role.distinct.push_back(Term(TermKind::kInstance, "r" + std::to_string(index), 0, {}));
  }
  role.spawn_prefix = spawn.prefix;
  TermList arguments;
  std::vector<std::vector<summary::Location>> where;
  for (std::size_t a = 0; a < spawn.arguments.size(); ++a) {
    const Term argument = Translate(spawn.arguments[a], binding);
    where.push_back(
        TranslateWhere(spawn.arguments[a], argument, spawn.argument_where[a], *binding));
    arguments.push_back(argument);
  }
  Snapshot snapshot;
  for (const Cell& cell : spawn.memory) {
    const Term address = Translate(cell.address, binding);
    snapshot.cells[address] = Cell{address, cell.bytes, Translate(cell.value, binding),
                                   TranslateWhere(cell.address, address, cell.where, *binding)};
  }
  // What the creator itself was told when it started still holds where nobody writes.
  for (const auto& [address, cell] : snapshots_[parent].cells) {
    if (analyzer_.places().IsNeverWritten(cell.where, cell.bytes)) {
      snapshot.cells.emplace(address, cell);
    }
  }
  for (const CopiedRange& range : spawn.copies) {
    CopiedRange moved{Translate(range.destination, binding), Translate(range.source, binding),
                      range.bytes, range.where, range.source_where};
    snapshot.copies.push_back(std::move(moved));
  }
  roles_.push_back(std::move(role));
  arguments_.push_back(std::move(arguments));
  argument_where_.push_back(std::move(where));
  snapshots_.push_back(std::move(snapshot));
  return index;
}

void Builder::Expand(std::int32_t index) {
  const FunctionId entry = roles_[index].entry;
  if (!analyzer_.HasSummary(entry)) {
    overflow_ = true;
    return;
  }
  const Summary& callee = analyzer_.SummaryOf(entry);
  Binding binding;
  binding.callee = &callee;
  binding.storage = &analyzer_.storage();
  binding.site = "r" + std::to_string(index);
  binding.arguments = arguments_[index];
  binding.argument_where = argument_where_[index];
  binding.iterations = roles_[index].distinct;
  const Snapshot snapshot = snapshots_[index];
  binding.content = [&](const Term& address, std::uint32_t bytes,
                        const std::vector<summary::Location>& where, const Term& fallback) {
    return Content(snapshot, address, bytes, where, fallback);
  };
  for (std::size_t i = 0; i < callee.spawns.size(); ++i) {
    binding.spawns[static_cast<std::int32_t>(i)] = static_cast<std::int32_t>(i);
  }
  for (std::size_t i = 0; i < callee.events.size(); ++i) {
    binding.events[static_cast<std::int32_t>(i)] = static_cast<std::int32_t>(i);
  }
  std::vector<AccessFact> accesses;
  bool possible = true;
  for (const AccessFact& access : callee.accesses) {
    AccessFact copy = access;
    copy.address = Translate(access.address, &binding);
    copy.where = TranslateWhere(access.address, copy.address, access.where, binding);
    copy.context = TranslateContext(access.context, &binding, &possible);
    if (!possible) continue;
    copy.size = Translate(access.size, &binding);
    accesses.push_back(std::move(copy));
  }
  std::vector<EventFact> events = callee.events;
  for (EventFact& event : events) {
    event.object = Translate(event.object, &binding);
    event.value = Translate(event.value, &binding);
  }
  std::vector<UnresolvedFact> unresolved;
  for (const UnresolvedFact& fact : callee.unresolved) {
    UnresolvedFact copy = fact;
    copy.context = TranslateContext(fact.context, &binding, &possible);
    if (possible) unresolved.push_back(std::move(copy));
  }
  std::map<std::int32_t, std::vector<std::int32_t>> children;
  for (std::size_t i = 0; i < callee.spawns.size(); ++i) {
    const SpawnFact& spawn = callee.spawns[i];
    const summary::Context context = TranslateContext(spawn.context, &binding, &possible);
    if (!possible) continue;
    for (std::int32_t target : spawn.targets) {
      const auto known = roles_[index].children.find(static_cast<std::int32_t>(i));
      std::int32_t child = -1;
      if (known != roles_[index].children.end()) {
        for (std::int32_t c : known->second) {
          if (roles_[c].entry == target) child = c;
        }
      }
      if (child < 0) child = ChildFor(index, spawn, target, &binding);
      if (child < 0) continue;
      children[static_cast<std::int32_t>(i)].push_back(child);
      roles_[child].signalled_before.insert(context.signalled.begin(), context.signalled.end());
    }
  }
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (events[i].kind != summary::EventFactKind::kSpawn || events[i].spawn < 0) continue;
    for (std::int32_t child : children[events[i].spawn]) {
      if (roles_[child].parent == index) {
        roles_[child].spawn_event = static_cast<std::int32_t>(i);
      }
    }
  }
  for (std::size_t i = 0; i < callee.spawns.size(); ++i) {
    for (std::int32_t child : children[static_cast<std::int32_t>(i)]) {
      for (std::int32_t live : callee.spawns[i].context.live) {
        for (std::int32_t sibling : children[live]) {
          roles_[child].live_at_spawn.insert(sibling);
        }
      }
    }
  }
  BuiltRole& role = roles_[index];
  role.accesses = std::move(accesses);
  role.events = std::move(events);
  role.unresolved = std::move(unresolved);
  role.children = std::move(children);
  role.overflow = callee.overflow;
  role.live_at_exit.clear();
  if (callee.returns) {
    for (const auto& [spawn, live] : callee.live) role.live_at_exit.push_back(spawn);
  } else {
    // It never returns normally: nobody can wait for what it started.
    for (std::size_t i = 0; i < callee.spawns.size(); ++i) {
      role.live_at_exit.push_back(static_cast<std::int32_t>(i));
    }
  }
}

void Builder::FindOutliving() {
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < roles_.size(); ++i) {
      std::set<std::int32_t> outliving = roles_[i].outliving;
      for (std::int32_t spawn : roles_[i].live_at_exit) {
        const auto found = roles_[i].children.find(spawn);
        if (found == roles_[i].children.end()) continue;
        outliving.insert(found->second.begin(), found->second.end());
      }
      for (const auto& [spawn, children] : roles_[i].children) {
        for (std::int32_t child : children) {
          outliving.insert(roles_[child].outliving.begin(), roles_[child].outliving.end());
        }
      }
      if (outliving.size() != roles_[i].outliving.size()) {
        roles_[i].outliving = std::move(outliving);
        changed = true;
      }
    }
  }
}

}  // namespace

std::vector<BuiltRole> BuildRoles(summary::Analyzer& analyzer, const std::vector<RootEntry>& roots,
                                  const RoleBuilderOptions& options, bool* overflow) {
  return Builder(analyzer, options, overflow).Run(roots);
}

}  // namespace interlock::link
