// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/conform.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>

#include "checker/explorer/role_map.h"
#include "checker/explorer/trace.h"

namespace interlock::explore {
namespace {

using protocol::AccessId;
using protocol::Protocol;
using protocol::RoleId;
using protocol::Term;
using protocol::TermKind;

std::string LineOf(const std::string& position) { return position.substr(0, position.rfind(':')); }

// Where an address term points: a root and, if all moves are constant, the offset from it.
struct Place {
  Term root;
  std::optional<std::int64_t> offset;
};

Place PlaceOf(const Term& address) {
  if (address.kind() == TermKind::kField) {
    Place place = PlaceOf(address.child(0));
    if (place.offset) *place.offset += address.integer();
    return place;
  }
  if (address.kind() == TermKind::kIndex) {
    Place place = PlaceOf(address.child(0));
    const Term& index = address.child(1);
    if (place.offset && index.IsInteger()) {
      *place.offset += address.integer() * index.integer();
    } else {
      place.offset.reset();
    }
    return place;
  }
  return Place{address, 0};
}

// The root is one object per execution (or per thread) and stays it: its base must not change.
bool IsFixed(const Term& root) {
  switch (root.kind()) {
    case TermKind::kGlobal:
      return true;
    case TermKind::kLocal:
      return true;
    case TermKind::kLoadAddress:
    case TermKind::kOwned:
      return root.symbol().empty() && IsFixed(PlaceOf(root.child(0)).root) &&
             PlaceOf(root.child(0)).offset.has_value();
    default:
      return false;
  }
}

bool IsElements(const Term& address) {
  return address.Contains([](const Term& term) { return term.kind() == TermKind::kElements; });
}

// The protocol, arranged for the questions that events ask.
class ProtocolIndex {
 public:
  explicit ProtocolIndex(const Protocol& protocol) : protocol_(protocol) {
    for (std::size_t i = 0; i < protocol.accesses.size(); ++i) {
      const std::string& position = PositionOf(protocol.accesses[i].site);
      exact_[position].push_back(static_cast<AccessId>(i));
      line_[LineOf(position)].push_back(static_cast<AccessId>(i));
    }
    for (const protocol::Event& event : protocol.events) {
      const std::string position = OuterPosition(protocol, event.site, event.stack);
      synchronising_.insert(PositionOf(event.site));
      synchronising_.insert(position);
      if (event.kind == protocol::EventKind::kLock) lock_sites_[event.object].insert(position);
      if (event.kind == protocol::EventKind::kBarrier || event.kind == protocol::EventKind::kWait) {
        phase_sites_[event.object].insert(position);
      }
    }
  }

  const std::string& PositionOf(protocol::SiteId site) const {
    static const std::string none;
    return site >= 0 ? protocol_.sites[static_cast<std::size_t>(site)].position : none;
  }

  /// Accesses at the event's position; by line where the protocol knows no such column.
  std::vector<AccessId> At(const std::vector<std::string>& positions) const {
    std::vector<AccessId> found;
    for (const auto* map : {&exact_, &line_}) {
      for (const std::string& position : positions) {
        const auto it = map->find(map == &exact_ ? position : LineOf(position));
        if (it != map->end()) found.insert(found.end(), it->second.begin(), it->second.end());
      }
      if (!found.empty()) break;
    }
    return found;
  }

  bool IsSynchronising(const std::vector<std::string>& positions) const {
    return std::any_of(positions.begin(), positions.end(),
                       [&](const std::string& one) { return synchronising_.count(one) != 0; });
  }

  const std::set<std::string>* LockSites(const Term& lock) const { return Find(lock_sites_, lock); }
  const std::set<std::string>* PhaseSites(const Term& object) const {
    return Find(phase_sites_, object);
  }
  std::set<std::string> AllPhaseSites() const {
    std::set<std::string> all;
    for (const auto& [object, sites] : phase_sites_) all.insert(sites.begin(), sites.end());
    return all;
  }

 private:
  static const std::set<std::string>* Find(const std::map<Term, std::set<std::string>>& map,
                                           const Term& term) {
    const auto it = map.find(term);
    return it != map.end() ? &it->second : nullptr;
  }

  const Protocol& protocol_;
  std::unordered_map<std::string, std::vector<AccessId>> exact_, line_;
  std::set<std::string> synchronising_;
  std::map<Term, std::set<std::string>> lock_sites_, phase_sites_;
};

// How far a candidate got before it was refused; the furthest one is reported.
struct Refusal {
  int rank = -1;
  std::string reason, detail;
  void Consider(int new_rank, std::string new_reason, std::string new_detail) {
    if (new_rank <= rank) return;
    rank = new_rank;
    reason = std::move(new_reason);
    detail = std::move(new_detail);
  }
};

std::string Bytes(std::uint64_t address, std::uint64_t size) {
  return std::to_string(size) + " bytes at " + std::to_string(address);
}

class Conformance {
 public:
  Conformance(const Protocol& protocol, const SiteTable& sites)
      : protocol_(protocol), sites_(sites), index_(protocol), roles_(protocol) {}

  Status AddTrace(const std::string& path) {
    Result<TraceReader> reader = TraceReader::Open(path, &sites_);
    if (!reader.ok()) return reader.error();
    for (TraceExecution execution;;) {
      const Result<bool> more = reader->Next(&execution);
      if (!more.ok()) return more.error();
      if (!*more) return Status::Ok();
      AddExecution(execution, &*reader);
    }
  }

  ConformResult Finish() {
    result_.accesses = {reached_.size(), protocol_.accesses.size()};
    result_.roles = {reached_roles_.size(), protocol_.roles.size()};
    result_.order_facts.reached = shown_orders_.size();
    for (std::size_t a = 0; a < protocol_.accesses.size(); ++a) {
      for (std::size_t r = 0; r < protocol_.roles.size(); ++r) {
        if (!roles_.MayRunBeside(protocol_.accesses[a], static_cast<RoleId>(r)) &&
            static_cast<RoleId>(r) != protocol_.accesses[a].role) {
          ++result_.order_facts.total;
        }
      }
    }
    return std::move(result_);
  }

 private:
  struct Life {
    const TraceEvent* spawn = nullptr;
    const TraceEvent* end = nullptr;
  };

  void AddExecution(const TraceExecution& execution, TraceReader* reader) {
    ++result_.executions;
    bases_.clear();
    completions_.clear();
    execution_ = &execution;
    roles_.Assign(execution, reader, &result_.unknown_threads);
    lives_.assign(execution.threads.size(), Life{});
    spawn_stacks_.assign(execution.threads.size(), {});
    for (const TraceEvent& event : execution.events) {
      if (event.kind == TraceKind::kSpawn) {
        lives_[static_cast<std::size_t>(event.other)].spawn = &event;
        spawn_stacks_[static_cast<std::size_t>(event.other)] = reader->Stack(event);
      } else if (event.kind == TraceKind::kThreadEnd) {
        lives_[static_cast<std::size_t>(event.thread)].end = &event;
      }
    }
    for (const auto& thread : execution.threads) {
      for (const RoleId role : roles_.OfThread(thread.index)) reached_roles_.insert(role);
    }
    for (const TraceEvent& event : execution.events) {
      if (event.kind == TraceKind::kCallExit || event.kind == TraceKind::kBarrier) {
        const std::vector<std::string> positions = EventPositions(reader->Stack(event));
        // A barrier inside a wrapper counts when the watched call of the wrapper returns.
        const bool is_inner = event.kind == TraceKind::kBarrier && positions.size() > 1;
        if (!positions.empty() && !is_inner) ++completions_[{event.thread, positions.back()}];
      } else if (event.kind == TraceKind::kAccess) {
        Examine(event, reader->Stack(event));
      }
    }
  }

  // The state that the C++ library made for a new thread holds the thread's own copy of its
  // callable: written by the spawn, afterwards the thread's alone.
  bool IsOwnCallable(const TraceEvent& event) const {
    const TraceEvent* spawn = lives_[static_cast<std::size_t>(event.thread)].spawn;
    return spawn != nullptr && spawn->return_offset == 0 && event.block_base != 0 &&
           event.block_base == spawn->address;
  }

  void Examine(const TraceEvent& event, const std::vector<Frame>& own_stack) {
    if (IsOwnCallable(event)) return;
    // Library code that runs before and after the thread's own function belongs to the spawn.
    const bool is_start = own_stack.empty() && event.thread != 0;
    const std::vector<Frame>& stack =
        is_start ? spawn_stacks_[static_cast<std::size_t>(event.thread)] : own_stack;
    if (stack.empty()) {
      ++result_.without_site;
      return;
    }
    const std::vector<RoleId> roles = roles_.RolesOf(event, stack);
    if (roles.empty()) return;  // outside of the protocol's roots
    for (const RoleId role : roles) reached_roles_.insert(role);
    const std::vector<std::string> positions = EventPositions(stack);
    ++result_.events;
    Refusal refusal;
    if (Admit(event, positions, roles, &refusal) || index_.IsSynchronising(positions)) {
      ++result_.admitted;
      return;
    }
    Refuse(event, stack, roles, refusal);
  }

  bool Admit(const TraceEvent& event, const std::vector<std::string>& positions,
             const std::vector<RoleId>& roles, Refusal* refusal) {
    refusal->Consider(0, "no access at this site", "the protocol has no access at " + positions[0]);
    bool admitted = false;
    for (const AccessId id : index_.At(positions)) {
      const protocol::Access& access = protocol_.accesses[static_cast<std::size_t>(id)];
      if (std::find(roles.begin(), roles.end(), access.role) == roles.end()) {
        refusal->Consider(1, "role", "the protocol has this access in other roles only");
        continue;
      }
      if (!KindFits(access, event, refusal) || !BytesFit(access, event, refusal) ||
          !LocksFit(access, event, refusal) || !PhaseFits(access, event, refusal) ||
          !LiveFits(id, access, event, refusal)) {
        continue;
      }
      reached_.insert(id);
      admitted = true;
    }
    return admitted;
  }

  bool KindFits(const protocol::Access& access, const TraceEvent& event, Refusal* refusal) const {
    const CallSite* site = sites_.Find(event.return_offset);
    const bool in_library = site == nullptr || site->in_system_header;
    const bool writes = access.kind == protocol::AccessKind::kWrite;
    if (event.is_write && !writes) {
      refusal->Consider(2, "kind", "the protocol only reads here");
      return false;
    }
    // A library call that writes its object also reads it.
    if (!event.is_write && writes && !in_library) {
      refusal->Consider(2, "kind", "the protocol only writes here");
      return false;
    }
    if (access.order != protocol::MemoryOrder::kPlain && !event.is_atomic) {
      refusal->Consider(3, "atomicity", "the protocol takes this plain access for an atomic one");
      return false;
    }
    return true;
  }

  bool BytesFit(const protocol::Access& access, const TraceEvent& event, Refusal* refusal) {
    const bool sized = access.size_bytes.IsInteger() && access.size_bytes.integer() > 0;
    const auto size = static_cast<std::uint64_t>(sized ? access.size_bytes.integer() : 0);
    if (sized && !event.is_free && event.size_bytes > size) {
      refusal->Consider(
          4, "bytes",
          Bytes(event.address, event.size_bytes) + ", extracted size " + std::to_string(size));
      return false;
    }
    const Place place = PlaceOf(access.address);
    if (!place.offset || IsElements(access.address) || !IsFixed(place.root)) return true;
    const bool is_stack = event.region.rfind("stack", 0) == 0;
    const TermKind root = place.root.kind();
    if ((root == TermKind::kGlobal && event.region != "global") ||
        (root == TermKind::kLocal && !is_stack)) {
      refusal->Consider(4, "bytes", "the memory lies in another kind of object: " + event.region);
      return false;
    }
    // The access covers [base + offset, base + offset + size): the event lies somewhere in it, so
    // the base lies in an interval, and all events of one object must agree on some base.
    const auto low = static_cast<std::int64_t>(event.address + event.size_bytes -
                                               (sized ? size : event.size_bytes)) -
                     *place.offset;
    const auto high = static_cast<std::int64_t>(event.address) - *place.offset;
    auto& base = bases_[{place.root, IsPerThread(place.root) ? event.thread : -1}];
    if (!base) {
      base = {low, high};
      return true;
    }
    const std::int64_t new_low = std::max(base->first, low),
                       new_high = std::min(base->second, high);
    if (new_low > new_high) {
      refusal->Consider(5, "bytes",
                        Bytes(event.address, event.size_bytes) + " lie outside of the extracted " +
                            "range of " + place.root.ToText() + " at offset " +
                            std::to_string(*place.offset));
      return false;
    }
    base = {new_low, new_high};
    return true;
  }

  // A local of a role's own functions exists once per thread; one handed down from an ancestor or a
  // global exists once.
  bool IsPerThread(const Term& root) const {
    const Term* at = &root;
    Place place;
    while (at->kind() == TermKind::kLoadAddress || at->kind() == TermKind::kOwned) {
      place = PlaceOf(at->child(0));
      at = &place.root;
    }
    if (at->kind() != TermKind::kLocal) return false;
    for (const protocol::Object& object : protocol_.objects) {
      if (object.key == at->symbol()) return object.multiplicity != protocol::Multiplicity::kOne;
    }
    return true;
  }

  bool LocksFit(const protocol::Access& access, const TraceEvent& event, Refusal* refusal) const {
    std::vector<bool> used(event.held.size(), false);
    for (const protocol::HeldLock& wanted : access.held) {
      const std::set<std::string>* sites = index_.LockSites(wanted.lock);
      bool found = false;
      for (std::size_t i = 0; i < event.held.size() && !found; ++i) {
        const HeldLockRecord& held = execution_->locks[static_cast<std::size_t>(event.held[i])];
        if (used[i]) continue;
        if (wanted.mode == protocol::LockMode::kExclusive && held.is_shared) continue;
        if (sites != nullptr && !TakenAt(held, *sites)) continue;
        used[i] = true;
        found = true;
      }
      if (!found) {
        refusal->Consider(
            6, "lock",
            "the protocol says that " + wanted.lock.ToText() + " is held here, and it is not");
        return false;
      }
    }
    return true;
  }

  // By line: a lock's position may have another column in the debug information.
  static bool TakenAt(const HeldLockRecord& held, const std::set<std::string>& sites) {
    const std::vector<std::string> positions = EventPositions(held.stack);
    if (positions.empty()) return false;
    const std::string line = LineOf(positions.back());
    return std::any_of(sites.begin(), sites.end(),
                       [&](const std::string& site) { return LineOf(site) == line; });
  }

  bool PhaseFits(const protocol::Access& access, const TraceEvent& event, Refusal* refusal) const {
    for (const protocol::PhaseInterval& phase : access.phases) {
      const std::set<std::string>* sites = index_.PhaseSites(phase.object);
      if (sites == nullptr) {
        refusal->Consider(7, "phase",
                          "no event of the protocol completes " + phase.object.ToText());
        return false;
      }
      std::int32_t count = 0;
      for (const std::string& site : *sites) {
        const auto it = completions_.find({event.thread, site});
        if (it != completions_.end()) count += it->second;
      }
      if (count < phase.low ||
          (phase.high < protocol::PhaseInterval::kForever && count >= phase.high)) {
        refusal->Consider(7, "phase",
                          "seen after " + std::to_string(count) + " completions of " +
                              phase.object.ToText() + ", extracted [" + std::to_string(phase.low) +
                              ", " + std::to_string(phase.high) + ")");
        return false;
      }
    }
    return true;
  }

  // Every thread that is not ordered before or after the event may run beside it.
  bool LiveFits(AccessId id, const protocol::Access& access, const TraceEvent& event,
                Refusal* refusal) {
    std::vector<std::pair<AccessId, RoleId>> ordered;
    for (std::size_t t = 1; t < lives_.size(); ++t) {
      if (static_cast<std::int32_t>(t) == event.thread || lives_[t].spawn == nullptr) continue;
      const bool before = lives_[t].end != nullptr && lives_[t].end->clock[t] <= ClockOf(event, t);
      const auto me = static_cast<std::size_t>(event.thread);
      const bool after = event.clock[me] <= ClockOf(*lives_[t].spawn, me);
      const std::vector<RoleId>& roles = roles_.OfThread(static_cast<std::int32_t>(t));
      bool allowed = roles.empty();
      for (const RoleId role : roles) {
        if (roles_.MayRunBeside(access, role))
          allowed = true;
        else if (before || after)
          ordered.emplace_back(id, role);
      }
      if (!allowed && !before && !after) {
        refusal->Consider(8, "live role",
                          "a thread of role " +
                              protocol_.roles[static_cast<std::size_t>(roles[0])].name +
                              " may run here, which the protocol excludes");
        return false;
      }
    }
    for (const auto& pair : ordered) {
      if (pair.second != access.role) shown_orders_.insert(pair);
    }
    return true;
  }

  static std::uint32_t ClockOf(const TraceEvent& event, std::size_t thread) {
    return thread < event.clock.size() ? event.clock[thread] : 0;
  }

  void Refuse(const TraceEvent& event, const std::vector<Frame>& stack,
              const std::vector<RoleId>& roles, const Refusal& refusal) {
    const auto key = std::make_tuple(event.return_offset, event.stack_id, refusal.reason);
    const auto known = refused_.find(key);
    if (known != refused_.end()) {
      ++result_.refused[known->second].count;
      return;
    }
    refused_.emplace(key, result_.refused.size());
    NotAdmitted one;
    one.execution = event.execution;
    one.index = event.index;
    one.reason = refusal.reason;
    one.detail = refusal.detail;
    one.position = stack.front().position;
    one.role =
        roles.empty() ? "unknown role" : protocol_.roles[static_cast<std::size_t>(roles[0])].name;
    one.is_write = event.is_write;
    one.size_bytes = event.size_bytes;
    one.stack = stack;
    result_.refused.push_back(std::move(one));
  }

  const Protocol& protocol_;
  const SiteTable& sites_;
  ProtocolIndex index_;
  RoleMap roles_;
  ConformResult result_;
  const TraceExecution* execution_ = nullptr;
  std::vector<Life> lives_;
  std::vector<std::vector<Frame>> spawn_stacks_;  // by thread
  // Interval in which the base of a root lies, by root and thread (-1: one for all).
  std::map<std::pair<Term, std::int32_t>, std::optional<std::pair<std::int64_t, std::int64_t>>>
      bases_;
  std::map<std::pair<std::int32_t, std::string>, std::int32_t> completions_;
  std::set<AccessId> reached_;
  std::set<RoleId> reached_roles_;
  std::set<std::pair<AccessId, RoleId>> shown_orders_;
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::string>, std::size_t> refused_;
};

}  // namespace

std::vector<std::string> WatchPositions(const protocol::Protocol& protocol) {
  const std::set<std::string> sites = ProtocolIndex(protocol).AllPhaseSites();
  return {sites.begin(), sites.end()};
}

Result<ConformResult> Conform(const protocol::Protocol& protocol,
                              const std::vector<std::string>& traces, const SiteTable& sites) {
  Conformance conformance(protocol, sites);
  for (const std::string& trace : traces) {
    const Status added = conformance.AddTrace(trace);
    if (!added.ok()) return added.error();
  }
  return conformance.Finish();
}

}  // namespace interlock::explore
