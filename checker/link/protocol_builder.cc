// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/link/protocol_builder.h"

#include <algorithm>

#include "checker/link/phases.h"
#include "checker/link/protocol_assembly.h"

namespace interlock::link {
namespace {

using points_to::Location;
using points_to::PointsTo;
using protocol::Protocol;
using protocol::RoleId;

std::string Unquoted(const std::string& text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    return text.substr(1, text.size() - 2);
  }
  return text;
}

}  // namespace

void ProtocolAssembly::NumberRoles() {
  role_of_.assign(roles_.size(), protocol::kNone);
  RoleId next = 0;
  RoleId shared_root = protocol::kNone;
  for (std::size_t i = 0; i < roles_.size(); ++i) {
    // Entries that one thread at a time calls are one role: it calls them in any order.
    if (roles_[i].parent < 0 && !roles_[i].many) {
      if (shared_root < 0) shared_root = next++;
      role_of_[i] = shared_root;
    } else {
      role_of_[i] = next++;
    }
  }
  for (std::size_t i = 0; i < roles_.size(); ++i) {
    if (roles_[i].parent >= 0) continue;
    // `main` is entered once and after all initialisers; what it leaves running meets nobody else.
    const facts::Function& entry = program_.function(roles_[i].entry);
    if (entry.name == "main") continue;
    for (std::int32_t out : roles_[i].outliving) root_outliving_.insert(role_of_[out]);
  }
}

void ProtocolAssembly::AddRoles() {
  for (std::size_t i = 0; i < roles_.size(); ++i) {
    const BuiltRole& built = roles_[i];
    const facts::Function& entry = program_.function(built.entry);
    if (static_cast<std::size_t>(role_of_[i]) < protocol_.roles.size()) continue;  // shared root
    protocol::Role role;
    role.entry = entry.name;
    role.name = entry.name;
    for (const facts::Claim& claim : entry.claims) {
      if (claim.name == "role" && !claim.arguments.empty()) {
        role.name = Unquoted(claim.arguments[0]);
      }
    }
    role.many = built.many;
    if (built.parent < 0) {
      role.id = role_of_[i] == 0 ? "root" : "root:" + entry.key;
      if (!built.many) role.name = "main";
    } else {
      role.parent = role_of_[built.parent];
      role.spawn_site = sites_.Of(built.spawn_stack.back());
      role.id = protocol_.roles[role.parent].id + "/" + sites_.At(role.spawn_site).key;
      for (std::size_t j = 0; j < protocol_.roles.size(); ++j) {
        if (protocol_.roles[j].id == role.id) {
          role.id += "@" + std::to_string(i);  // the same spawn through another call chain
          break;
        }
      }
      for (std::int32_t sibling : built.live_at_spawn) {
        role.live_at_spawn.push_back(role_of_[sibling]);
        for (std::int32_t out : roles_[sibling].outliving) {
          role.live_at_spawn.push_back(role_of_[out]);
        }
      }
      // Threads left over from an earlier call of an entry, and below siblings that were joined.
      for (RoleId out : root_outliving_) role.live_at_spawn.push_back(out);
      // An earlier activation of the parent left its threads behind; in this one only what lies
      // below its children can have outlived a join.
      if (!IsSingleInstance(roles_, built.parent)) {
        for (std::int32_t out : roles_[built.parent].outliving) {
          role.live_at_spawn.push_back(role_of_[out]);
        }
      }
      for (const auto& [spawn, children] : roles_[built.parent].children) {
        for (std::int32_t child : children) {
          for (std::int32_t out : roles_[child].outliving) {
            role.live_at_spawn.push_back(role_of_[out]);
          }
        }
      }
      std::sort(role.live_at_spawn.begin(), role.live_at_spawn.end());
      role.live_at_spawn.erase(std::unique(role.live_at_spawn.begin(), role.live_at_spawn.end()),
                               role.live_at_spawn.end());
      if (built.live_at_spawn.count(static_cast<std::int32_t>(i)) == 0 && !built.many) {
        role.live_at_spawn.erase(
            std::remove(role.live_at_spawn.begin(), role.live_at_spawn.end(), role_of_[i]),
            role.live_at_spawn.end());
      }
    }
    protocol_.roles.push_back(std::move(role));
  }
  for (std::size_t i = 0; i < roles_.size(); ++i) {
    protocol::Role& role = protocol_.roles[role_of_[i]];
    for (const Term& term : roles_[i].distinct) role.distinct.push_back(Polish(term, false));
  }
}

Protocol ProtocolAssembly::Run() {
  protocol_.name = input_.name;
  for (std::size_t i = 0; i < input_.roots.size(); ++i) {
    protocol::Root root;
    root.function = program_.function(input_.roots[i].function).name;
    root.threads = input_.roots[i].many_threads ? "any" : "one";
    root.aliasing = input_.root_aliasing[i];
    protocol_.roots.push_back(std::move(root));
  }
  NumberRoles();
  // Role ids are needed before terms can be polished, distinct terms after.
  AddRoles();
  CollectRoots();
  std::int32_t next_event = 0;
  for (const BuiltRole& built : roles_) {
    event_start_.push_back(next_event);
    next_event += static_cast<std::int32_t>(built.events.size());
  }
  for (std::size_t i = 0; i < roles_.size(); ++i) AddEvents(i);
  for (std::size_t i = 0; i < roles_.size(); ++i) {
    const BuiltRole& built = roles_[i];
    if (built.parent < 0 || built.spawn_event < 0) continue;
    const std::int32_t event = event_start_[built.parent] + built.spawn_event;
    protocol_.roles[role_of_[i]].spawn_event = event;
    protocol_.events[event].prefix.clear();
    for (std::int32_t before : built.spawn_prefix) {
      protocol_.events[event].prefix.push_back(event_start_[built.parent] + before);
    }
  }
  for (std::size_t i = 0; i < roles_.size(); ++i) AddAccesses(i);
  for (std::size_t i = 0; i < roles_.size(); ++i) AddUnresolved(i);
  DropUnpaired();
  AddPhases(analyzer_, roles_, role_of_, fact_of_, &protocol_);
  MarkTickets();
  bool overflow = input_.overflow;
  for (const BuiltRole& built : roles_) overflow |= built.overflow;
  if (overflow || points_to_.exhausted()) {
    protocol::Unresolved entry;
    entry.kind = "limit";
    entry.detail = "the program is too large for the analysis, or recursion did not converge";
    entry.everything = true;
    protocol_.unresolved.push_back(std::move(entry));
  }
  // What the entry of a protocol leaves running meets its next call, whose objects bear the same
  // names; only `main` is entered once.
  bool runs_once = true;
  for (const RootEntry& root : input_.roots) {
    const facts::Function& entry = program_.function(root.function);
    runs_once &= entry.name == "main" || entry.is_initializer;
  }
  if (!runs_once && !root_outliving_.empty()) {
    protocol::Unresolved entry;
    entry.kind = "thread outlives its protocol";
    entry.detail = protocol_.roles[*root_outliving_.begin()].name;
    entry.site = protocol_.roles[*root_outliving_.begin()].spawn_site;
    entry.everything = true;
    protocol_.unresolved.push_back(std::move(entry));
  }
  // Destructors that the library runs at the end of a thread, or at exit beside threads still
  // running, are in no call chain.
  bool left_running = false;
  for (const BuiltRole& built : roles_)
    left_running |= built.parent < 0 && !built.outliving.empty();
  for (const GlobalEntry& entry : program_.globals()) {
    if (!entry.global->runs_at_end) continue;
    if (points_to_.GlobalObject(entry.global->usr) < 0) continue;
    if (!entry.global->is_thread_local && !left_running) continue;
    protocol::Unresolved hidden;
    hidden.kind = entry.global->is_thread_local ? "destructor at the end of a thread"
                                                : "destructor at exit beside running threads";
    hidden.detail =
        entry.global->name + " at " + program_.UnitPositionText(entry.unit, entry.global->position);
    hidden.everything = true;
    protocol_.unresolved.push_back(std::move(hidden));
  }
  // Replaced by one source, called from every other and from the library itself.
  for (std::size_t f = 0; f < program_.functions().size(); ++f) {
    const facts::Function& function = program_.function(static_cast<FunctionId>(f));
    const bool is_operator = function.usr.rfind("c:@F@operator new", 0) == 0 ||
                             function.usr.rfind("c:@F@operator delete", 0) == 0;
    // What a verification task alone calls is replaced for other sources only.
    const bool is_function =
        function.replaces_library &&
        (program_.units().size() > 1 || function.name.rfind("__VERIFIER_", 0) != 0);
    if (!is_operator && !is_function) continue;
    protocol::Unresolved replaced;
    replaced.kind = is_operator ? "replaced global operator" : "replaced library function";
    replaced.detail = function.key;
    replaced.everything = true;
    protocol_.unresolved.push_back(std::move(replaced));
  }
  for (const LinkIssue& issue : input_.issues) {
    protocol::Unresolved entry;
    entry.kind = "inconsistent program";
    entry.detail = issue.text;
    entry.everything = true;
    protocol_.unresolved.push_back(std::move(entry));
  }
  AddAssumptions();
  protocol_.sites = sites_.Take();
  return std::move(protocol_);
}

Protocol BuildProtocol(summary::Analyzer& analyzer, const std::vector<BuiltRole>& roles,
                       const ProtocolInput& input) {
  return ProtocolAssembly(analyzer, roles, input).Run();
}

bool IsSingleInstance(const std::vector<BuiltRole>& roles, std::int32_t role) {
  for (std::int32_t r = role; r >= 0; r = roles[r].parent) {
    if (roles[r].many) return false;
    if (roles[r].parent < 0) continue;
    if (!roles[r].has_count || !(roles[r].count == Term::Integer(1))) return false;
  }
  return true;
}

namespace {

/// True if threads below already joined ones may still run.
bool HasOutliving(const BuiltRole& role, const summary::Context& context) {
  return context.may_follow_spawn && !role.outliving.empty();
}

}  // namespace

void SplitWrites(const summary::Analyzer& analyzer, const std::vector<BuiltRole>& roles,
                 const std::vector<RootEntry>& roots, std::vector<summary::WriteFact>* changing,
                 std::vector<std::int32_t>* changing_by, std::vector<summary::WriteFact>* quiescent,
                 std::vector<std::int32_t>* quiescent_by) {
  (void)roots;
  bool left_over = false;
  for (const BuiltRole& role : roles) {
    if (role.parent >= 0) continue;
    left_over |= !role.outliving.empty() && analyzer.program().function(role.entry).name != "main";
  }
  for (std::size_t r = 0; r < roles.size(); ++r) {
    const BuiltRole& role = roles[r];
    const std::int32_t by =
        IsSingleInstance(roles, static_cast<std::int32_t>(r)) ? static_cast<std::int32_t>(r) : -1;
    for (const AccessFact& access : role.accesses) {
      if (!access.is_write) continue;
      std::uint32_t bytes = 0;
      if (access.size.IsInteger() && access.size.integer() < (std::int64_t{1} << 30)) {
        bytes = static_cast<std::uint32_t>(access.size.integer());
      }
      const summary::WriteFact write{access.address, bytes, access.where};
      const bool alone = role.parent < 0 && !role.many && access.context.live.empty() &&
                         !left_over && !HasOutliving(role, access.context);
      (alone ? quiescent : changing)->push_back(write);
      (alone ? quiescent_by : changing_by)->push_back(by);
    }
    // What is not understood may write what it reaches.
    for (const UnresolvedFact& fact : role.unresolved) {
      summary::WriteFact write;
      if (fact.everything) {
        write.where.push_back(Location::Any(PointsTo::kAnythingObject));
      }
      for (std::int32_t object : fact.objects) write.where.push_back(Location::Any(object));
      changing->push_back(write);
      changing_by->push_back(-1);
    }
  }
}

}  // namespace interlock::link
