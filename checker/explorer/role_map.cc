// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/role_map.h"

#include <algorithm>

namespace interlock::explore {
namespace {

bool SamePlace(const std::string& position, const std::vector<std::string>& candidates) {
  return std::find(candidates.begin(), candidates.end(), position) != candidates.end();
}

// A constructor, destructor or assignment: it may have been written by the compiler, and then its
// accesses belong to the place that calls it.
bool IsSpecialMember(const std::string& function) {
  const std::string name = BaseName(function);
  const std::size_t last = name.rfind("::");
  if (last == std::string::npos) return false;
  const std::string method = name.substr(last + 2), scope = name.substr(0, last);
  if (method.rfind("operator=", 0) == 0 || method.rfind('~', 0) == 0) return true;
  const std::size_t before = scope.rfind("::");
  return method == (before == std::string::npos ? scope : scope.substr(before + 2));
}

// Same file and line: the checker and the debug information may name different columns.
bool SameLine(const std::string& position, const std::vector<std::string>& candidates) {
  const std::string line = LineOf(position);
  return std::any_of(candidates.begin(), candidates.end(),
                     [&](const std::string& candidate) { return LineOf(candidate) == line; });
}

}  // namespace

std::string LineOf(const std::string& position) { return position.substr(0, position.rfind(':')); }

std::string BaseName(const std::string& function) {
  int depth = 0;
  std::string name;
  for (const char c : function) {
    if (c == '<') ++depth;
    if (depth == 0 && c == '(') {
      if (name.empty() || name.back() == ':') {  // "(anonymous namespace)"
        ++depth;
        name += c;
        continue;
      }
      break;
    }
    if (depth == 0 || !name.empty()) name += c;
    if (c == '>' || (c == ')' && depth > 0)) --depth;
  }
  while (!name.empty() && name.back() == ' ') name.pop_back();
  const std::size_t space = name.rfind(' ');  // return type of a template instance
  return space == std::string::npos || name.find('<') < space || name.find('(') < space
             ? name
             : name.substr(space + 1);
}

std::vector<std::string> EventPositions(const std::vector<Frame>& stack) {
  std::vector<std::string> positions;
  for (const Frame& frame : stack) {
    positions.push_back(frame.position);
    if (!InWrapper(frame.position) && !IsSpecialMember(frame.function)) break;
  }
  return positions;
}

std::string OuterPosition(const protocol::Protocol& protocol, protocol::SiteId site,
                          const std::vector<protocol::SiteId>& stack) {
  const auto position = [&](protocol::SiteId one) {
    return one >= 0 ? protocol.sites[static_cast<std::size_t>(one)].position : std::string();
  };
  if (!InWrapper(position(site))) return position(site);
  for (auto it = stack.rbegin(); it != stack.rend(); ++it) {
    if (!InWrapper(position(*it))) return position(*it);
  }
  return position(site);
}

bool HasCallChain(const protocol::Protocol& protocol, const std::vector<protocol::SiteId>& sites,
                  const std::vector<Frame>& stack) {
  auto frame = stack.rbegin();
  for (const protocol::SiteId site : sites) {
    if (site < 0) continue;
    const std::string line = LineOf(protocol.sites[static_cast<std::size_t>(site)].position);
    while (frame != stack.rend() && LineOf(frame->position) != line) ++frame;
    if (frame == stack.rend()) return false;
    ++frame;
  }
  return true;
}

RoleMap::RoleMap(const protocol::Protocol& protocol) : protocol_(protocol) {
  // Entries that one thread at a time calls are one role, the first without a parent.
  protocol::RoleId shared = protocol::kNone;
  for (std::size_t r = 0; r < protocol.roles.size(); ++r) {
    const protocol::Role& role = protocol.roles[r];
    if (role.parent >= 0) continue;
    const auto id = static_cast<protocol::RoleId>(r);
    roots_[BaseName(role.entry)].insert(id);
    if (shared < 0 && !role.many) shared = id;
  }
  for (const protocol::Root& root : protocol.roots) {
    if (root.threads == "one" && shared >= 0) roots_[BaseName(root.function)].insert(shared);
  }
}

bool RoleMap::IsSpawnedAt(const protocol::Role& role, const std::vector<std::string>& places,
                          const std::vector<Frame>& stack, bool* exact) const {
  const auto event = static_cast<std::size_t>(role.spawn_event);
  static const std::vector<protocol::SiteId> none;
  const bool known = role.spawn_event >= 0 && event < protocol_.events.size();
  const std::vector<protocol::SiteId>& chain = known ? protocol_.events[event].stack : none;
  const std::string site = OuterPosition(protocol_, role.spawn_site, chain);
  *exact = SamePlace(site, places);
  return (*exact || SameLine(site, places)) && HasCallChain(protocol_, chain, stack);
}

void RoleMap::Assign(const TraceExecution& execution, TraceReader* reader,
                     std::vector<std::string>* unknown) {
  roles_.assign(execution.threads.size(), {});
  for (const TraceEvent& event : execution.events) {
    if (event.kind != TraceKind::kSpawn) continue;
    const std::vector<Frame> stack = reader->Stack(event);
    const std::vector<protocol::RoleId> parents = RolesOf(event, stack);
    if (parents.empty()) continue;
    const std::vector<std::string> places = EventPositions(stack);
    std::vector<protocol::RoleId> exact, near;
    for (std::size_t r = 0; r < protocol_.roles.size(); ++r) {
      const protocol::Role& role = protocol_.roles[r];
      if (role.parent < 0 || role.spawn_site < 0) continue;
      if (std::find(parents.begin(), parents.end(), role.parent) == parents.end()) continue;
      bool is_exact = false;
      if (!IsSpawnedAt(role, places, stack, &is_exact)) continue;
      (is_exact ? exact : near).push_back(static_cast<protocol::RoleId>(r));
    }
    std::vector<protocol::RoleId>& mine = roles_[static_cast<std::size_t>(event.other)];
    mine = exact.empty() ? near : exact;
    if (mine.empty()) {
      const std::string place = places.empty() ? "unknown position" : places.back();
      if (std::find(unknown->begin(), unknown->end(), place) == unknown->end()) {
        unknown->push_back(place);
      }
    }
  }
}

std::vector<protocol::RoleId> RoleMap::RolesOf(const TraceEvent& event,
                                               const std::vector<Frame>& stack) const {
  const std::vector<protocol::RoleId>& mine = roles_[static_cast<std::size_t>(event.thread)];
  if (!mine.empty()) return mine;
  return RootsOf(stack);
}

std::vector<protocol::RoleId> RoleMap::RootsOf(const std::vector<Frame>& stack) const {
  std::set<protocol::RoleId> found;
  for (const Frame& frame : stack) {
    const auto root = roots_.find(BaseName(frame.function));
    if (root != roots_.end()) found.insert(root->second.begin(), root->second.end());
  }
  return {found.begin(), found.end()};
}

std::string RoleMap::RootCall(const std::vector<Frame>& stack) const {
  std::string call;
  for (auto frame = stack.rbegin(); frame != stack.rend(); ++frame) {
    if (roots_.count(BaseName(frame->function)) != 0) return call + frame->function;
    call += frame->position + " ";
  }
  return {};
}

std::vector<protocol::RoleId> RoleMap::Chain(protocol::RoleId role) const {
  std::vector<protocol::RoleId> chain;
  for (; role >= 0; role = protocol_.roles[static_cast<std::size_t>(role)].parent) {
    chain.push_back(role);
  }
  return chain;
}

bool RoleMap::Listed(const std::vector<protocol::RoleId>& live, protocol::RoleId role) const {
  return std::find(live.begin(), live.end(), role) != live.end();
}

bool RoleMap::MayRunBeside(const protocol::Access& access, protocol::RoleId other) const {
  const std::vector<protocol::RoleId> mine = Chain(access.role), theirs = Chain(other);
  if (Listed(mine, other) && other != access.role) return true;  // an ancestor goes on running
  for (const protocol::RoleId theirs_one : theirs) {
    if (Listed(access.live, theirs_one)) return true;
    if (Listed(mine, theirs_one)) break;  // common ancestor
    for (const protocol::RoleId mine_one : mine) {
      const protocol::Role& a = protocol_.roles[static_cast<std::size_t>(mine_one)];
      const protocol::Role& b = protocol_.roles[static_cast<std::size_t>(theirs_one)];
      if (Listed(a.live_at_spawn, theirs_one) || Listed(b.live_at_spawn, mine_one)) return true;
    }
  }
  const protocol::Role& own = protocol_.roles[static_cast<std::size_t>(access.role)];
  if (other == access.role) {
    for (const protocol::RoleId one : mine) {
      const protocol::Role& role = protocol_.roles[static_cast<std::size_t>(one)];
      if (role.many && Listed(role.live_at_spawn, one)) return true;
      if (one != access.role && role.many) return true;
    }
    return own.parent < 0;  // a root: the environment may call it at any time
  }
  return protocol_.roles[static_cast<std::size_t>(other)].parent < 0;
}

}  // namespace interlock::explore
