// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/parametric/schedule.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "models/parametric/pair_query.h"
#include "models/parametric/schedule_plan.h"

namespace interlock::parametric {
namespace {

using protocol::Access;
using protocol::AccessId;
using protocol::Event;
using protocol::EventId;
using protocol::EventKind;
using protocol::RoleId;
using protocol::Term;
using protocol::TermKind;
using smt::Expression;
using smt::Integer;

struct Section {
  std::size_t thread = 0;
  Term lock;
  bool shared_mode = false;
  Expression begin;
  std::optional<Expression> end;  // empty: still held at the end
};

bool Holds(const std::vector<EventId>& path, EventId event) {
  return std::find(path.begin(), path.end(), event) != path.end();
}

// Lets `path` follow what `merged` already demands, as far as both are paths of one execution.
void MergePath(const std::vector<EventId>& path, std::vector<EventId>* merged) {
  const auto holds_all = [](const std::vector<EventId>& outer, const std::vector<EventId>& inner) {
    return std::all_of(inner.begin(), inner.end(), [&](EventId e) { return Holds(outer, e); });
  };
  if (holds_all(path, *merged)) {
    *merged = path;
    return;
  }
  for (const EventId event : path) {
    if (!Holds(*merged, event)) merged->push_back(event);
  }
}

class Planner {
 public:
  Planner(const ProtocolIndex& index, AccessId first, AccessId second)
      : index_(index),
        protocol_(index.protocol()),
        ids_{first, second},
        accesses_{&protocol_.accesses[first], &protocol_.accesses[second]} {}

  // Depths at which the two chains may part: threads above are shared. Natural one first.
  std::vector<std::size_t> Depths() const {
    const RoleId a = accesses_[0]->role;
    const RoleId b = accesses_[1]->role;
    const std::vector<RoleId>& chain = index_.Chain(a);
    std::size_t depth = index_.CommonAncestors(a, b);
    std::vector<std::size_t> depths;
    if (a != b &&
        index_.MayRunTogether(a, accesses_[0]->live, b, accesses_[1]->live).same_ancestors) {
      depths.push_back(depth);
    }
    while (depth-- > 0) {
      if (protocol_.roles[chain[depth]].many) depths.push_back(depth);
    }
    return depths;
  }

  // Lays out threads and their events; empty on success, else the reason.
  std::string Plan(std::size_t depth) {
    depth_ = depth;
    threads_.clear();
    std::int32_t parents[2] = {-1, -1};
    for (std::size_t i = 0; i < depth; ++i) {
      parents[0] = parents[1] =
          AddThread(index_.Chain(accesses_[0]->role)[i], parents[0], Side::kShared);
    }
    for (int side = 0; side < 2; ++side) {
      const std::vector<RoleId>& chain = index_.Chain(accesses_[side]->role);
      for (std::size_t i = depth; i < chain.size(); ++i) {
        parents[side] =
            AddThread(chain[i], parents[side], side == 0 ? Side::kFirst : Side::kSecond);
      }
      last_[side] = parents[side];
      PlannedThread& last = threads_[parents[side]];
      last.access = ids_[side];
      last.side = side == 0 ? Side::kFirst : Side::kSecond;
    }
    for (std::size_t i = 0; i < threads_.size(); ++i) {
      const std::string reason = PlanEvents(i);
      if (!reason.empty()) return reason;
    }
    return DescribeInfeasible(index_, threads_);
  }

  const std::vector<PlannedThread>& threads() const { return threads_; }

  // Adds the order constraints to the pair's query.
  void Encode(Encoder* encoder) {
    EncodeSharedValues(encoder);
    EncodeInstances(encoder);
    std::vector<Section> sections;
    for (std::size_t i = 0; i < threads_.size(); ++i) {
      EncodePositions(encoder, i);
      CollectSections(i, &sections);
    }
    EncodeSpawns(encoder);
    EncodeSections(encoder, sections);
    EncodeMessages(encoder);
    for (const int side : {0, 1}) {
      const Side copy = side == 0 ? Side::kFirst : Side::kSecond;
      for (const auto& obligation : protocol_.obligations) {
        if (obligation.access != ids_[side]) continue;
        encoder->script().Assert("obligation", encoder->Condition(obligation.condition, copy));
      }
    }
  }

  void BoundInstances(Encoder* encoder, std::int64_t bound) {
    for (const PlannedThread& thread : threads_) {
      if (!protocol_.roles[thread.thread.role].many) continue;
      encoder->script().Assert("small", smt::LessEqual(thread.number, Integer(bound)));
    }
  }

  Schedule ReadSchedule(const std::map<std::string, std::string>& model) const {
    Schedule schedule;
    struct Placed {
      long long position;
      std::size_t order;
      ScheduleStep step;
    };
    const auto read = [&](const Expression& expression) {
      std::int64_t literal = 0;
      if (expression.IsLiteral(&literal)) return static_cast<long long>(literal);
      const auto found = model.find(expression.text());
      return found == model.end() ? 0LL : std::strtoll(found->second.c_str(), nullptr, 10);
    };
    std::vector<Placed> placed;
    for (std::size_t i = 0; i < threads_.size(); ++i) {
      ScheduleThread thread = threads_[i].thread;
      thread.instance =
          static_cast<std::int32_t>(std::clamp<long long>(read(threads_[i].number), 0, INT32_MAX));
      schedule.threads.push_back(thread);
      for (const Slot& slot : threads_[i].slots) {
        for (const Item& item : slot) {
          placed.push_back(Placed{
              read(item.position), placed.size(),
              ScheduleStep{static_cast<std::int32_t>(i), item.event, protocol::kNone, item.child}});
        }
      }
    }
    std::sort(placed.begin(), placed.end(), [](const Placed& a, const Placed& b) {
      return std::make_pair(a.position, a.order) < std::make_pair(b.position, b.order);
    });
    for (const Placed& entry : placed) schedule.steps.push_back(entry.step);
    for (const int side : {0, 1}) {
      schedule.steps.push_back(ScheduleStep{last_[side], protocol::kNone, ids_[side], -1});
    }
    return schedule;
  }

 private:
  std::int32_t AddThread(RoleId role, std::int32_t parent, Side side) {
    PlannedThread thread;
    thread.thread = ScheduleThread{role, parent, 0};
    thread.side = side;
    threads_.push_back(std::move(thread));
    return static_cast<std::int32_t>(threads_.size()) - 1;
  }

  std::vector<std::int32_t> ChildrenOf(std::size_t thread) const {
    std::vector<std::int32_t> children;
    for (std::size_t i = 0; i < threads_.size(); ++i) {
      if (threads_[i].thread.parent == static_cast<std::int32_t>(thread)) {
        children.push_back(static_cast<std::int32_t>(i));
      }
    }
    return children;
  }

  // One path of the thread that spawns its listed children and then reaches its access.
  std::string PlanEvents(std::size_t thread) {
    std::vector<std::int32_t> children = ChildrenOf(thread);
    // A child that may still live when another is spawned is spawned first.
    std::stable_sort(children.begin(), children.end(), [&](std::int32_t a, std::int32_t b) {
      const RoleId role_a = threads_[a].thread.role;
      const RoleId role_b = threads_[b].thread.role;
      return LiveAtSpawn(role_a, role_b) && !LiveAtSpawn(role_b, role_a);
    });
    if (children.size() == 2 &&
        threads_[children[0]].thread.role == threads_[children[1]].thread.role) {
      const RoleId role = threads_[children[0]].thread.role;
      if (!LiveAtSpawn(role, role)) return "one instance may have ended before the next starts";
    }
    std::vector<EventId> path;
    for (const std::int32_t child : children) {
      const EventId spawn = protocol_.roles[threads_[child].thread.role].spawn_event;
      if (spawn == protocol::kNone) return "spawn event not known";
      std::vector<EventId> target = protocol_.events[spawn].prefix;
      target.push_back(spawn);
      MergePath(target, &path);
    }
    if (threads_[thread].access != protocol::kNone) {
      MergePath(protocol_.accesses[threads_[thread].access].prefix, &path);
    }
    if (threads_[thread].access == protocol::kNone) ReleaseLocks(&path);
    threads_[thread].path = path;
    return FillSlots(thread, children, path);
  }

  static bool IsBlocking(EventKind kind) {
    return kind == EventKind::kJoin || kind == EventKind::kWait || kind == EventKind::kReceive ||
           kind == EventKind::kBarrier || kind == EventKind::kOnce;
  }

  // An ancestor that spawns under a lock goes on to release it, if nothing blocks it before.
  void ReleaseLocks(std::vector<EventId>* path) const {
    std::vector<Term> open;
    for (const EventId id : *path) {
      const Event& event = protocol_.events[id];
      if (event.kind == EventKind::kLock) open.push_back(event.object);
      if (event.kind != EventKind::kUnlock) continue;
      const auto held = std::find(open.rbegin(), open.rend(), event.object);
      if (held != open.rend()) open.erase(std::next(held).base());
    }
    for (const Term& lock : open) {
      const std::vector<EventId>* shortest = nullptr;
      EventId release = protocol::kNone;
      for (std::size_t i = 0; i < protocol_.events.size(); ++i) {
        const Event& event = protocol_.events[i];
        if (event.kind != EventKind::kUnlock || event.object != lock || path->empty()) continue;
        if (event.prefix.size() < path->size() ||
            !std::equal(path->begin(), path->end(), event.prefix.begin())) {
          continue;
        }
        const bool blocks = std::any_of(
            event.prefix.begin() + static_cast<std::ptrdiff_t>(path->size()), event.prefix.end(),
            [&](EventId id) { return IsBlocking(protocol_.events[id].kind); });
        if (blocks || (shortest != nullptr && shortest->size() <= event.prefix.size())) continue;
        shortest = &event.prefix;
        release = static_cast<EventId>(i);
      }
      if (shortest == nullptr) continue;
      *path = *shortest;
      path->push_back(release);
    }
  }

  std::string FillSlots(std::size_t thread, const std::vector<std::int32_t>& children,
                        const std::vector<EventId>& path) {
    std::set<std::int32_t> spawned;
    for (const EventId id : path) {
      const Event& event = protocol_.events[id];
      Slot slot;
      if (event.kind == EventKind::kSpawn || event.kind == EventKind::kJoin) {
        for (const std::int32_t child : children) {
          if (threads_[child].thread.role != event.child) continue;
          if (event.kind == EventKind::kJoin) {
            if (spawned.count(child) != 0) return "a thread of the pair is joined before";
          } else if (spawned.insert(child).second) {
            slot.push_back(Item{id, child, Expression()});
          }
        }
      } else {
        slot.push_back(Item{id, -1, Expression()});
      }
      if (!slot.empty()) threads_[thread].slots.push_back(std::move(slot));
    }
    return spawned.size() == children.size() ? "" : "no path spawns both threads";
  }

  bool LiveAtSpawn(RoleId live, RoleId spawned) const {
    const auto& roles = protocol_.roles[spawned].live_at_spawn;
    return std::find(roles.begin(), roles.end(), live) != roles.end();
  }

  // Copies of one value that both sides have from a common ancestor are equal; values that tell
  // instances apart are not.
  void EncodeSharedValues(Encoder* encoder) {
    if (accesses_[0]->role == accesses_[1]->role) return;
    std::set<Term> first;
    std::set<Term> second;
    CollectCopies(*accesses_[0], &first);
    CollectCopies(*accesses_[1], &second);
    for (const Term& term : first) {
      if (second.count(term) == 0 || IsIdentity(accesses_[0]->role, term) ||
          IsIdentity(accesses_[1]->role, term)) {
        continue;
      }
      encoder->script().Assert("inherited", smt::Equal(encoder->Value(term, Side::kFirst),
                                                       encoder->Value(term, Side::kSecond)));
    }
  }

  static void CollectCopies(const Access& access, std::set<Term>* terms) {
    const auto visit = [&](const Term& term) {
      term.Contains([&](const Term& part) {
        if (part.kind() == TermKind::kInduction || part.kind() == TermKind::kTicket ||
            part.kind() == TermKind::kUnknown) {
          terms->insert(part);
        }
        return false;
      });
    };
    visit(access.address);
    visit(access.size_bytes);
    for (const auto& guard : access.guards) visit(guard.condition);
    for (const auto& held : access.held) visit(held.lock);
  }

  bool IsIdentity(RoleId role, const Term& term) const {
    const auto& terms = index_.IdentityOf(role).terms;
    return std::find(terms.begin(), terms.end(), term) != terms.end();
  }

  void EncodeInstances(Encoder* encoder) {
    for (std::size_t i = 0; i < depth_; ++i) {
      const RoleId role = index_.Chain(accesses_[0]->role)[i];
      if (!protocol_.roles[role].many) continue;
      const Expression shared = encoder->Instance(role, Side::kShared);
      for (const Side side : {Side::kFirst, Side::kSecond}) {
        encoder->script().Assert("shared", smt::Equal(shared, encoder->Instance(role, side)));
      }
    }
    const std::vector<RoleId>& chain_a = index_.Chain(accesses_[0]->role);
    const std::vector<RoleId>& chain_b = index_.Chain(accesses_[1]->role);
    if (depth_ < chain_a.size() && depth_ < chain_b.size() && chain_a[depth_] == chain_b[depth_]) {
      encoder->script().Assert(
          "parted", encoder->InstancesDiffer(chain_a[depth_], Side::kFirst, Side::kSecond));
    }
    for (PlannedThread& thread : threads_) NumberThread(encoder, &thread);
    for (std::size_t i = 0; i < threads_.size(); ++i) {
      for (std::size_t j = i + 1; j < threads_.size(); ++j) {
        if (threads_[i].thread.role == threads_[j].thread.role &&
            threads_[i].thread.parent == threads_[j].thread.parent) {
          encoder->script().Assert("numbers",
                                   smt::Not(smt::Equal(threads_[i].number, threads_[j].number)));
        }
      }
    }
  }

  // Ties the n-th spawn to the loop variable that counts the spawns, if there is just one.
  void NumberThread(Encoder* encoder, PlannedThread* thread) {
    const protocol::Role& role = protocol_.roles[thread->thread.role];
    if (!role.many) {
      thread->number = Integer(0);
      return;
    }
    thread->number = encoder->Fresh("instance number");
    encoder->script().Assert("numbers", smt::LessEqual(Integer(0), thread->number));
    const Term* counter = nullptr;
    int counters = 0;
    for (const Term& term : role.distinct) {
      if (term.kind() != TermKind::kInduction || term.integer() == 0) continue;
      if (role.parent >= 0 && IsIdentity(role.parent, term)) continue;
      counter = &term;
      ++counters;
    }
    if (counters != 1) return;
    const Expression initial = encoder->Value(counter->child(0), thread->side);
    const Expression steps = smt::Multiply(Integer(counter->integer()), thread->number);
    encoder->script().Assert(
        "numbers", smt::Equal(encoder->Value(*counter, thread->side), smt::Add(initial, steps)));
  }

  void EncodePositions(Encoder* encoder, std::size_t thread) {
    const Slot* previous = nullptr;
    for (Slot& slot : threads_[thread].slots) {
      for (Item& item : slot) {
        item.position = encoder->Fresh("");
        if (previous == nullptr) {
          encoder->script().Assert("order", smt::Less(Integer(0), item.position));
          continue;
        }
        for (const Item& earlier : *previous) {
          encoder->script().Assert("order", smt::Less(earlier.position, item.position));
        }
      }
      if (slot.size() == 2) {
        const Expression lower =
            smt::Less(threads_[slot[0].child].number, threads_[slot[1].child].number);
        encoder->script().Assert(
            "order", smt::IfThenElse(lower, smt::Less(slot[0].position, slot[1].position),
                                     smt::Less(slot[1].position, slot[0].position)));
      }
      previous = &slot;
    }
  }

  void EncodeSpawns(Encoder* encoder) {
    for (const PlannedThread& parent : threads_) {
      for (const Slot& slot : parent.slots) {
        for (const Item& spawn : slot) {
          if (spawn.child < 0 || threads_[spawn.child].slots.empty()) continue;
          for (const Item& first : threads_[spawn.child].slots.front()) {
            encoder->script().Assert("order", smt::Less(spawn.position, first.position));
          }
        }
      }
    }
  }

  void CollectSections(std::size_t thread, std::vector<Section>* sections) const {
    std::vector<Section> open;
    for (const Slot& slot : threads_[thread].slots) {
      for (const Item& item : slot) {
        const Event& event = protocol_.events[item.event];
        if (event.kind == EventKind::kLock) {
          open.push_back(
              Section{thread, event.object, event.shared_mode, item.position, std::nullopt});
        } else if (event.kind == EventKind::kUnlock) {
          for (std::size_t i = open.size(); i-- > 0;) {
            if (open[i].lock != event.object) continue;
            open[i].end = item.position;
            sections->push_back(open[i]);
            open.erase(open.begin() + static_cast<std::ptrdiff_t>(i));
            break;
          }
        }
      }
    }
    sections->insert(sections->end(), open.begin(), open.end());
  }

  void EncodeSections(Encoder* encoder, const std::vector<Section>& sections) {
    for (std::size_t i = 0; i < sections.size(); ++i) {
      for (std::size_t j = i + 1; j < sections.size(); ++j) {
        const Section& a = sections[i];
        const Section& b = sections[j];
        if (a.thread == b.thread || (a.shared_mode && b.shared_mode)) continue;
        std::vector<Expression> apart;
        apart.push_back(
            smt::Not(encoder->SameAddress(encoder->Address(a.lock, threads_[a.thread].side),
                                          encoder->Address(b.lock, threads_[b.thread].side))));
        if (a.end) apart.push_back(smt::Less(*a.end, b.begin));
        if (b.end) apart.push_back(smt::Less(*b.end, a.begin));
        encoder->script().Assert("order", smt::Or(apart));
      }
    }
  }

  // A receive needs a send before it where all senders are listed threads.
  void EncodeMessages(Encoder* encoder) {
    for (const PlannedThread& receiver : threads_) {
      for (const Slot& slot : receiver.slots) {
        for (const Item& item : slot) {
          const Event& event = protocol_.events[item.event];
          if (event.kind != EventKind::kReceive || !index_.IsFixed(event.object)) continue;
          if (OtherSender(event.object)) continue;
          std::vector<Expression> sent;
          for (const PlannedThread& sender : threads_) {
            for (const Slot& other_slot : sender.slots) {
              for (const Item& other : other_slot) {
                const Event& send = protocol_.events[other.event];
                if (send.kind == EventKind::kSend && send.object == event.object) {
                  sent.push_back(smt::Less(other.position, item.position));
                }
              }
            }
          }
          encoder->script().Assert("order", smt::Or(sent));
        }
      }
    }
  }

  // True if a thread that is not listed may send on the channel.
  bool OtherSender(const Term& channel) const {
    for (const Event& event : protocol_.events) {
      if (event.kind != EventKind::kSend) continue;
      if (event.object != channel && index_.IsFixed(event.object)) continue;
      if (event.object != channel) return true;
      if (protocol_.roles[event.role].many) return true;
      // Only a thread that stands before its access is sure to send no more.
      const bool stands =
          std::any_of(threads_.begin(), threads_.end(), [&](const PlannedThread& thread) {
            return thread.thread.role == event.role && thread.access != protocol::kNone;
          });
      if (!stands) return true;
    }
    return false;
  }

  const ProtocolIndex& index_;
  const protocol::Protocol& protocol_;
  AccessId ids_[2];
  const Access* accesses_[2];
  std::size_t depth_ = 0;
  std::vector<PlannedThread> threads_;
  std::int32_t last_[2] = {-1, -1};  // threads that stand before the accesses
};

}  // namespace

ScheduleResult FindSchedule(const ProtocolIndex& index, AccessId first, AccessId second,
                            const SolveFunction& solve) {
  const protocol::Protocol& protocol = index.protocol();
  ScheduleResult result;
  result.reason = "no order of the events leads to both accesses";
  // Few and early instances first: a witness for people and for programs with few threads.
  constexpr std::int64_t kInstanceBounds[] = {1, 7, -1};
  Planner planner(index, first, second);
  for (const std::size_t depth : planner.Depths()) {
    const std::string reason = planner.Plan(depth);
    if (!reason.empty()) {
      result.reason = reason;
      continue;
    }
    for (const std::int64_t bound : kInstanceBounds) {
      const auto encoder = EncodePair(index, protocol.accesses[first], protocol.accesses[second],
                                      QueryKind::kConflict, /*finish=*/false);
      planner.Encode(encoder.get());
      if (bound >= 0) planner.BoundInstances(encoder.get(), bound);
      encoder->AssertRelations();
      const smt::Answer answer = solve(encoder->script());
      if (answer.kind == smt::AnswerKind::kUnknown) result.reason = "schedule: " + answer.reason;
      if (answer.kind != smt::AnswerKind::kSat) continue;
      result.found = true;
      result.reason.clear();
      result.schedule = planner.ReadSchedule(answer.model);
      for (const auto& [name, meaning] : encoder->Meanings()) {
        const auto value = answer.model.find(name);
        if (meaning.empty() || value == answer.model.end()) continue;
        if (meaning.find("object of ") == std::string::npos &&
            meaning.find("instance number") == std::string::npos) {
          result.model[meaning] = value->second;
        }
      }
      return result;
    }
  }
  return result;
}

}  // namespace interlock::parametric
