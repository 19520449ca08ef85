// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/conform.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "checker/explorer/conform_index.h"
#include "checker/explorer/conform_pairs.h"
#include "checker/explorer/role_map.h"
#include "checker/explorer/trace.h"

namespace interlock::explore {
namespace {

using protocol::AccessId;
using protocol::Protocol;
using protocol::RoleId;
using protocol::Term;
using protocol::TermKind;

// What of an access every event asks for again.
struct AccessShape {
  std::int32_t root = -1;  // number of the object whose base must not change; -1: no such object
  TermKind root_kind = TermKind::kLocal;
  std::int64_t offset = 0;
  bool is_per_thread = false;      // one such object per thread
  std::uint64_t size_bytes = 0;    // 0: not known
  std::uint64_t extent_bytes = 0;  // the most that any access covers from this address on
  std::vector<const std::set<std::string>*> lock_sites;  // by held lock; null: taken nowhere
  std::vector<bool> beside;                              // by role: may run at the access
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

}  // namespace

class Conformer::Impl {
 public:
  explicit Impl(const Protocol& protocol)
      : protocol_(protocol), index_(protocol), roles_(protocol) {
    for (const protocol::Access& access : protocol.accesses) shapes_.push_back(ShapeOf(access));
  }

  Status AddTrace(const std::string& path, const SiteTable& sites) {
    sites_ = &sites;
    Result<TraceReader> reader = TraceReader::Open(path, sites_);
    if (!reader.ok()) return reader.error();
    places_.clear();
    for (TraceExecution execution;;) {
      const Result<bool> more = reader->Next(&execution);
      if (!more.ok()) return more.error();
      if (!*more) return Status::Ok();
      AddExecution(execution, &*reader);
    }
  }

  ConformResult Finish() const {
    ConformResult result = result_;
    result.accesses = {reached_.size(), protocol_.accesses.size()};
    result.roles = {reached_roles_.size(), protocol_.roles.size()};
    result.order_facts.reached = shown_orders_.size();
    result.sole_events = sole_events_;
    for (std::size_t a = 0; a < protocol_.accesses.size(); ++a) {
      const std::size_t locks = protocol_.accesses[a].held.size();
      const std::size_t phases = protocol_.accesses[a].phases.size();
      const bool is_reached = reached_.count(static_cast<AccessId>(a)) != 0;
      result.lock_facts.total += locks;
      result.phase_facts.total += phases;
      result.lock_facts.reached += is_reached ? locks : 0;
      result.phase_facts.reached += is_reached ? phases : 0;
    }
    for (std::size_t a = 0; a < protocol_.accesses.size(); ++a) {
      for (std::size_t r = 0; r < protocol_.roles.size(); ++r) {
        if (!shapes_[a].beside[r] && static_cast<RoleId>(r) != protocol_.accesses[a].role) {
          ++result.order_facts.total;
        }
      }
    }
    return result;
  }

 private:
  struct Life {
    const TraceEvent* spawn = nullptr;
    const TraceEvent* end = nullptr;
  };

  void AddExecution(const TraceExecution& execution, TraceReader* reader) {
    ++result_.executions;
    bases_.clear();
    returns_.clear();
    root_calls_.clear();
    execution_ = &execution;
    lock_lines_.clear();
    for (const HeldLockRecord& lock : execution.locks) {
      const std::vector<std::string> positions = EventPositions(lock.stack);
      lock_lines_.push_back(positions.empty() ? std::string() : LineOf(positions.back()));
    }
    roles_.Assign(execution, reader, &result_.unknown_threads);
    lives_.assign(execution.threads.size(), Life{});
    for (const TraceEvent& event : execution.events) {
      if (event.kind == TraceKind::kSpawn) {
        lives_[static_cast<std::size_t>(event.other)].spawn = &event;
      } else if (event.kind == TraceKind::kThreadEnd) {
        lives_[static_cast<std::size_t>(event.thread)].end = &event;
      }
    }
    for (const auto& thread : execution.threads) {
      for (const RoleId role : roles_.OfThread(thread.index)) reached_roles_.insert(role);
    }
    std::vector<bool> in_scope(execution.events.size(), false);
    std::vector<const EventPlace*> places(execution.events.size(), nullptr);
    for (std::size_t i = 0; i < execution.events.size(); ++i) {
      const TraceEvent& event = execution.events[i];
      if (event.kind != TraceKind::kAccess || IsOwnCallable(event)) continue;
      places[i] = &PlaceOfEvent(event, reader);
      if (places[i]->stack.empty()) {
        ++result_.without_site;
        continue;
      }
      in_scope[i] = !RolesAt(event, *places[i]).empty();
    }
    const std::vector<bool> demanded = DemandedAccesses(execution, in_scope);
    for (std::size_t i = 0; i < execution.events.size(); ++i) {
      const TraceEvent& event = execution.events[i];
      if (in_scope[i]) {
        Examine(event, *places[i], demanded[i]);
      } else if (event.kind == TraceKind::kCallExit || event.kind == TraceKind::kBarrier) {
        const std::vector<std::string> positions = EventPositions(reader->Stack(event));
        // A barrier inside a wrapper counts when the watched call of the wrapper returns.
        const bool is_inner = event.kind == TraceKind::kBarrier && positions.size() > 1;
        if (positions.empty() || is_inner) continue;
        ++returns_[{event.thread, LineOf(positions.back())}];
      }
    }
  }

  AccessShape ShapeOf(const protocol::Access& access) {
    AccessShape shape;
    const Place place = PlaceOf(access.address);
    if (place.offset && !IsElements(access.address) && IsFixed(place.root)) {
      const auto next = static_cast<std::int32_t>(roots_.size());
      shape.root = roots_.try_emplace(place.root, next).first->second;
      shape.root_kind = place.root.kind();
      shape.offset = *place.offset;
      shape.is_per_thread = IsPerThread(place.root);
    }
    if (access.size_bytes.IsInteger() && access.size_bytes.integer() > 0) {
      shape.size_bytes = static_cast<std::uint64_t>(access.size_bytes.integer());
      shape.extent_bytes = static_cast<std::uint64_t>(index_.ExtentAt(access.address));
    }
    for (const protocol::HeldLock& held : access.held) {
      shape.lock_sites.push_back(index_.LockSites(held.lock));
    }
    for (std::size_t role = 0; role < protocol_.roles.size(); ++role) {
      shape.beside.push_back(roles_.MayRunBeside(access, static_cast<RoleId>(role)));
    }
    return shape;
  }

  const AccessShape& Shape(AccessId id) const { return shapes_[static_cast<std::size_t>(id)]; }

  // What all events of one call stack have in common.
  struct EventPlace {
    std::vector<Frame> stack;
    std::vector<std::string> positions;
    std::vector<AccessId> accesses;  // of the protocol, with this call chain
    // At the same site. Accesses that differ in nothing but their calls are one in a protocol.
    std::vector<AccessId> through_other_calls;
    std::vector<RoleId> roots;  // whose functions are called here
    std::string root_call;      // which call of a root this is
    bool is_synchronising = false;
  };

  // Another call of a root function has other locals, and its thread has seen no phase of theirs.
  // Two calls from one place need not be told apart: their locals lie at the same addresses.
  void EnterRootCall(const TraceEvent& event, const EventPlace& place) {
    if (!roles_.OfThread(event.thread).empty()) return;
    std::string& current = root_calls_[event.thread];
    if (current == place.root_call) return;
    if (!current.empty()) {
      bases_.clear();
      std::erase_if(returns_, [&](const auto& one) { return one.first.first == event.thread; });
    }
    current = place.root_call;
  }

  const EventPlace& PlaceOfEvent(const TraceEvent& event, TraceReader* reader) {
    const std::vector<Frame>& own_stack = reader->Stack(event);
    // Library code that runs before and after the thread's own function belongs to the spawn.
    const bool is_start = own_stack.empty() && event.thread != 0;
    const TraceEvent* spawn = lives_[static_cast<std::size_t>(event.thread)].spawn;
    const TraceEvent& at = is_start && spawn != nullptr ? *spawn : event;
    const auto [it, is_new] = places_.try_emplace({at.return_offset, at.stack_id});
    EventPlace& place = it->second;
    if (!is_new) return place;
    place.stack = is_start && spawn != nullptr ? reader->Stack(*spawn) : own_stack;
    if (place.stack.empty()) return place;
    place.positions = EventPositions(place.stack);
    for (const AccessId id : index_.At(place.positions)) {
      const protocol::Access& access = protocol_.accesses[static_cast<std::size_t>(id)];
      const bool same_chain = HasCallChain(protocol_, access.stack, place.stack);
      (same_chain ? place.accesses : place.through_other_calls).push_back(id);
    }
    if (place.accesses.empty() && place.through_other_calls.empty() && event.is_free) {
      place.accesses = index_.FreesOnTheWayTo(place.stack.front());
    }
    place.roots = roles_.RootsOf(place.stack);
    place.root_call = roles_.RootCall(place.stack);
    place.is_synchronising = index_.IsSynchronising(place.positions);
    return place;
  }

  const std::vector<RoleId>& RolesAt(const TraceEvent& event, const EventPlace& place) const {
    const std::vector<RoleId>& mine = roles_.OfThread(event.thread);
    return mine.empty() ? place.roots : mine;
  }

  // The state that the C++ library made for a new thread holds the thread's own copy of its
  // callable: written by the spawn, afterwards the thread's alone.
  bool IsOwnCallable(const TraceEvent& event) const {
    const TraceEvent* spawn = lives_[static_cast<std::size_t>(event.thread)].spawn;
    return spawn != nullptr && spawn->return_offset == 0 && event.block_base != 0 &&
           event.block_base == spawn->address;
  }

  void Examine(const TraceEvent& event, const EventPlace& place, bool is_demanded) {
    EnterRootCall(event, place);
    const std::vector<RoleId>& roles = RolesAt(event, place);
    for (const RoleId role : roles) reached_roles_.insert(role);
    ++result_.events;
    if (is_demanded) ++result_.demanded;
    Refusal refusal;
    if (Admit(event, place, roles, is_demanded, &refusal) || place.is_synchronising) {
      if (is_demanded) ++result_.admitted;
      return;
    }
    if (is_demanded) Refuse(event, place.stack, roles, refusal);
  }

  bool Admit(const TraceEvent& event, const EventPlace& place, const std::vector<RoleId>& roles,
             bool is_demanded, Refusal* refusal) {
    refusal->Consider(0, "no access at this site",
                      "the protocol has no access at " + place.positions[0]);
    std::vector<AccessId> fitting = Fitting(event, place.accesses, roles, refusal);
    const std::vector<AccessId> others = Fitting(event, place.through_other_calls, roles, refusal);
    const std::size_t count = fitting.size() + others.size();
    if (fitting.empty()) fitting = others;
    for (const AccessId id : fitting) {
      reached_.insert(id);
      NoteOrders(id, event);
    }
    if (count == 1) {
      NoteBase(Shape(fitting[0]), event);
      const bool alone = is_demanded && !place.is_synchronising;
      if (alone) ++sole_events_[static_cast<std::size_t>(fitting[0])];
    }
    return count > 0;
  }

  std::vector<AccessId> Fitting(const TraceEvent& event, const std::vector<AccessId>& candidates,
                                const std::vector<RoleId>& roles, Refusal* refusal) const {
    std::vector<AccessId> fitting;
    for (const AccessId id : candidates) {
      const protocol::Access& access = protocol_.accesses[static_cast<std::size_t>(id)];
      if (std::find(roles.begin(), roles.end(), access.role) == roles.end()) {
        refusal->Consider(1, "role", "the protocol has this access in other roles only");
        continue;
      }
      const AccessShape& shape = Shape(id);
      if (KindFits(access, event, refusal) && BytesFit(access, shape, event, refusal) &&
          LocksFit(access, shape, event, refusal) && PhaseFits(access, event, refusal) &&
          LiveFits(shape, event, refusal)) {
        fitting.push_back(id);
      }
    }
    return fitting;
  }

  bool KindFits(const protocol::Access& access, const TraceEvent& event, Refusal* refusal) const {
    const bool in_library = IsInLibrary(event);
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

  bool IsInLibrary(const TraceEvent& event) const {
    const CallSite* site = sites_->Find(event.return_offset);
    return site == nullptr || site->in_system_header;
  }

  // Extracted bytes of the access, 0 if not known. The protocol reads a container's length as a
  // field at its beginning; the library computes it from other bytes of the same container.
  std::uint64_t SizeOf(const AccessShape& shape, const TraceEvent& event) const {
    const bool computes = !event.is_write && !event.is_free && IsInLibrary(event);
    return computes ? std::max(shape.extent_bytes, shape.size_bytes) : shape.size_bytes;
  }

  using Interval = std::pair<std::int64_t, std::int64_t>;

  // The access covers [base + offset, base + offset + size): the event lies somewhere in it, so the
  // base lies in an interval, and all events of one object must agree on some base.
  Interval BaseOf(const AccessShape& shape, const TraceEvent& event) const {
    const std::uint64_t size = SizeOf(shape, event);
    return Interval{static_cast<std::int64_t>(event.address + event.size_bytes -
                                              (size != 0 ? size : event.size_bytes)) -
                        shape.offset,
                    static_cast<std::int64_t>(event.address) - shape.offset};
  }

  static std::pair<std::int32_t, std::int32_t> BaseKey(const AccessShape& shape,
                                                       const TraceEvent& event) {
    return {shape.root, shape.is_per_thread ? event.thread : -1};
  }

  void NoteBase(const AccessShape& shape, const TraceEvent& event) {
    if (shape.root < 0) return;
    const Interval mine = BaseOf(shape, event);
    Interval& known = bases_.try_emplace(BaseKey(shape, event), mine).first->second;
    known.first = std::max(known.first, mine.first);
    known.second = std::min(known.second, mine.second);
  }

  bool BytesFit(const protocol::Access& access, const AccessShape& shape, const TraceEvent& event,
                Refusal* refusal) const {
    const std::uint64_t size = SizeOf(shape, event);
    if (size != 0 && !event.is_free && event.size_bytes > size) {
      refusal->Consider(
          4, "bytes",
          Bytes(event.address, event.size_bytes) + ", extracted size " + std::to_string(size));
      return false;
    }
    if (shape.root < 0) return true;
    const bool is_stack = event.region.rfind("stack", 0) == 0;
    if ((shape.root_kind == TermKind::kGlobal && event.region != "global") ||
        (shape.root_kind == TermKind::kLocal && !is_stack)) {
      refusal->Consider(4, "bytes", "the memory lies in another kind of object: " + event.region);
      return false;
    }
    const auto known = bases_.find(BaseKey(shape, event));
    if (known == bases_.end()) return true;
    const Interval mine = BaseOf(shape, event);
    if (std::max(known->second.first, mine.first) > std::min(known->second.second, mine.second)) {
      refusal->Consider(5, "bytes",
                        Bytes(event.address, event.size_bytes) + " lie outside of the extracted " +
                            "range of " + access.address.ToText());
      return false;
    }
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

  bool LocksFit(const protocol::Access& access, const AccessShape& shape, const TraceEvent& event,
                Refusal* refusal) const {
    std::vector<bool> used(event.held.size(), false);
    for (std::size_t k = 0; k < access.held.size(); ++k) {
      const protocol::HeldLock& wanted = access.held[k];
      bool found = false;
      for (std::size_t i = 0; i < event.held.size() && !found; ++i) {
        const auto number = static_cast<std::size_t>(event.held[i]);
        if (used[i]) continue;
        const bool is_shared = execution_->locks[number].is_shared;
        if (wanted.mode == protocol::LockMode::kExclusive && is_shared) continue;
        // By line: a lock's position may have another column in the debug information.
        const std::set<std::string>* lines = shape.lock_sites[k];
        if (lines == nullptr || lines->count(lock_lines_[number]) == 0) continue;
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

  bool PhaseFits(const protocol::Access& access, const TraceEvent& event, Refusal* refusal) const {
    for (const protocol::PhaseInterval& phase : access.phases) {
      const std::set<std::string>* sites = index_.PhaseSites(phase.object);
      if (sites == nullptr) {
        refusal->Consider(7, "phase",
                          "no event of the protocol completes " + phase.object.ToText());
        return false;
      }
      const std::int32_t count = Count(event.thread, *sites);
      // Who has arrived may no longer be before the completion that its arrival allows.
      const std::set<std::string>* arrivals = index_.ArrivalSites(phase.object);
      const bool has_arrived =
          phase.arrives && arrivals != nullptr && Count(event.thread, *arrivals) > phase.high;
      if (count < phase.low || count > phase.high || has_arrived) {
        refusal->Consider(
            7, "phase",
            "seen after " + std::to_string(count) + " completions of " + phase.object.ToText() +
                (has_arrived ? " and its own arrival" : "") + ", extracted " +
                std::to_string(phase.low) + " to " +
                (phase.high < protocol::PhaseInterval::kForever ? std::to_string(phase.high)
                                                                : std::string("any")));
        return false;
      }
    }
    return true;
  }

  using Counts = std::map<std::pair<std::int32_t, std::string>, std::int32_t>;

  std::int32_t Count(std::int32_t thread, const std::set<std::string>& lines) const {
    std::int32_t sum = 0;
    for (const std::string& line : lines) {
      const auto it = returns_.find({thread, line});
      if (it != returns_.end()) sum += it->second;
    }
    return sum;
  }

  // True if thread `t` had ended before the event, or started after it.
  bool IsOrdered(std::size_t t, const TraceEvent& event) const {
    const auto me = static_cast<std::size_t>(event.thread);
    return (lives_[t].end != nullptr && lives_[t].end->clock[t] <= ClockOf(event, t)) ||
           event.clock[me] <= ClockOf(*lives_[t].spawn, me);
  }

  bool IsAnother(std::size_t t, const TraceEvent& event) const {
    return static_cast<std::int32_t>(t) != event.thread && lives_[t].spawn != nullptr;
  }

  // Every thread that is not ordered before or after the event may run beside it.
  bool LiveFits(const AccessShape& shape, const TraceEvent& event, Refusal* refusal) const {
    for (std::size_t t = 1; t < lives_.size(); ++t) {
      if (!IsAnother(t, event) || IsOrdered(t, event)) continue;
      const std::vector<RoleId>& roles = roles_.OfThread(static_cast<std::int32_t>(t));
      const bool allowed =
          roles.empty() || std::any_of(roles.begin(), roles.end(), [&](RoleId role) {
            return shape.beside[static_cast<std::size_t>(role)];
          });
      if (allowed) continue;
      refusal->Consider(8, "live role",
                        "a thread of role " +
                            protocol_.roles[static_cast<std::size_t>(roles[0])].name +
                            " may run here, which the protocol excludes");
      return false;
    }
    return true;
  }

  void NoteOrders(AccessId id, const TraceEvent& event) {
    const protocol::Access& access = protocol_.accesses[static_cast<std::size_t>(id)];
    for (std::size_t t = 1; t < lives_.size(); ++t) {
      if (!IsAnother(t, event)) continue;
      for (const RoleId role : roles_.OfThread(static_cast<std::int32_t>(t))) {
        if (role == access.role || shown_orders_.count({id, role}) != 0) continue;
        const bool excluded = !Shape(id).beside[static_cast<std::size_t>(role)];
        if (excluded && IsOrdered(t, event)) {
          shown_orders_.emplace(id, role);
        }
      }
    }
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
  const SiteTable* sites_ = nullptr;  // of the trace
  ProtocolIndex index_;
  RoleMap roles_;
  ConformResult result_;
  const TraceExecution* execution_ = nullptr;
  std::vector<Life> lives_;
  // Interval in which the base of a root lies, by root and thread (-1: one for all).
  std::map<std::pair<std::int32_t, std::int32_t>, Interval> bases_;
  std::vector<std::string> lock_lines_;             // of the execution: where each lock was taken
  std::map<std::int32_t, std::string> root_calls_;  // by thread: the one its last event was in
  std::map<Term, std::int32_t> roots_;
  std::vector<AccessShape> shapes_;  // by access
  Counts returns_;                   // by thread and line: watched calls that returned
  std::map<std::pair<std::uint32_t, std::uint32_t>, EventPlace> places_;  // of the trace
  std::vector<std::uint64_t> sole_events_ = std::vector<std::uint64_t>(protocol_.accesses.size());
  std::set<AccessId> reached_;
  std::set<RoleId> reached_roles_;
  std::set<std::pair<AccessId, RoleId>> shown_orders_;
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::string>, std::size_t> refused_;
};

Conformer::Conformer(const Protocol& protocol) : impl_(std::make_unique<Impl>(protocol)) {}
Conformer::~Conformer() = default;
Status Conformer::Add(const std::string& trace, const SiteTable& sites) {
  return impl_->AddTrace(trace, sites);
}
ConformResult Conformer::Finish() const { return impl_->Finish(); }

std::vector<std::string> WatchPositions(const protocol::Protocol& protocol) {
  const std::set<std::string> sites = ProtocolIndex(protocol).WatchedSites();
  return {sites.begin(), sites.end()};
}

Result<ConformResult> Conform(const protocol::Protocol& protocol,
                              const std::vector<std::string>& traces, const SiteTable& sites) {
  Conformer conformer(protocol);
  for (const std::string& trace : traces) {
    const Status added = conformer.Add(trace, sites);
    if (!added.ok()) return added.error();
  }
  return conformer.Finish();
}

}  // namespace interlock::explore
