// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/enumerate/explore.h"

#include <string>
#include <unordered_set>
#include <vector>

namespace interlock::enumerate {
namespace {

enum class Code : std::uint8_t {
  kAccess,
  kMessageAccess,
  kLock,
  kUnlock,
  kSpawn,
  kJoin,
  kChoice,
  kJump,
  kOnceBegin,
  kOnceEnd,
  kSend,
  kReceive,
  kArrive,
  kWait,
  kEnd,
};

struct Instruction {
  Code code = Code::kEnd;
  const Op* op = nullptr;
  std::int32_t value = 0;    // jump target, instance to spawn
  std::int32_t message = 0;  // kSend, kMessageAccess of the sender: number of the message
};

using Listing = std::vector<Instruction>;

// Straight code with jumps; loops are unrolled.
class Flattener {
 public:
  explicit Flattener(const Program& program) : program_(program) {}

  Listing Flatten(const std::vector<Op>& body) {
    listing_.clear();
    next_message_ = 0;
    Body(body);
    listing_.push_back({Code::kEnd, nullptr, 0, 0});
    return listing_;
  }

 private:
  void Emit(Code code, const Op& op, std::int32_t value = 0, std::int32_t message = 0) {
    listing_.push_back({code, &op, value, message});
  }
  std::int32_t Here() const { return static_cast<std::int32_t>(listing_.size()); }

  void Body(const std::vector<Op>& body) {
    for (const Op& op : body) One(op);
  }

  void One(const Op& op) {
    switch (op.kind) {
      case OpKind::kAccess:
        Emit(Code::kAccess, op);
        break;
      case OpKind::kLocked:
        Emit(Code::kLock, op);
        Body(op.bodies[0]);
        Emit(Code::kUnlock, op);
        break;
      case OpKind::kSpawn:
        for (std::int32_t i = 0; i < program_.roles[op.target].instances; ++i) {
          Emit(Code::kSpawn, op, i);
        }
        break;
      case OpKind::kJoin:
        Emit(Code::kJoin, op);
        break;
      case OpKind::kBranch: {
        const std::int32_t choice = Here();
        Emit(Code::kChoice, op);
        Body(op.bodies[0]);
        const std::int32_t jump = Here();
        Emit(Code::kJump, op);
        listing_[choice].value = Here();
        Body(op.bodies[1]);
        listing_[jump].value = Here();
        break;
      }
      case OpKind::kLoop:
        for (std::int32_t i = 0; i < op.count; ++i) Body(op.bodies[0]);
        break;
      case OpKind::kOnce: {
        const std::int32_t begin = Here();
        Emit(Code::kOnceBegin, op);
        Body(op.bodies[0]);
        Emit(Code::kOnceEnd, op);
        listing_[begin].value = Here();
        break;
      }
      case OpKind::kSend: {
        const std::int32_t message = next_message_++;
        Emit(Code::kMessageAccess, op, 0, message);
        Emit(Code::kSend, op, 0, message);
        if (op.write_after) Emit(Code::kMessageAccess, op, 0, message);
        break;
      }
      case OpKind::kReceive:
        Emit(Code::kReceive, op);
        Emit(Code::kMessageAccess, op, 0, -1);
        break;
      case OpKind::kLatchArrive:
        Emit(Code::kArrive, op);
        break;
      case OpKind::kLatchWait:
        Emit(Code::kWait, op);
        break;
    }
  }

  const Program& program_;
  Listing listing_;
  std::int32_t next_message_ = 0;
};

struct ThreadInfo {
  std::int32_t role;
  std::int32_t instance;
};

constexpr std::int8_t kNotStarted = -1;
constexpr int kMessagesPerThread = 16;

// Everything that may differ between two moments of a run, as one string of bytes.
struct State {
  std::vector<std::int8_t> position;             // per thread
  std::vector<std::int8_t> received;             // per thread: message at hand
  std::vector<std::int8_t> writer;               // per lock: 1 if held exclusively
  std::vector<std::int8_t> readers;              // per lock
  std::vector<std::int8_t> flags;                // 0 untouched, 1 running, 2 done
  std::vector<std::int8_t> arrived;              // per latch
  std::vector<std::vector<std::int8_t>> queues;  // per channel

  std::string Key() const {
    std::string key;
    for (const auto* part : {&position, &received, &writer, &readers, &flags, &arrived}) {
      key.append(part->begin(), part->end());
    }
    for (const auto& queue : queues) {
      key.push_back(static_cast<char>(queue.size()));
      key.append(queue.begin(), queue.end());
    }
    return key;
  }
};

struct Touch {
  std::int32_t object;  // messages count from 1000
  std::int32_t begin;
  std::int32_t bytes;
  bool write;
  bool atomic;
};

bool Conflict(const Touch& a, const Touch& b) {
  if (a.object != b.object || !(a.write || b.write)) return false;
  if (a.begin + a.bytes <= b.begin || b.begin + b.bytes <= a.begin) return false;
  return !(a.atomic && b.atomic && a.begin == b.begin && a.bytes == b.bytes);
}

class Explorer {
 public:
  Explorer(const Program& program, std::int64_t state_max)
      : program_(program), state_max_(state_max) {
    Flattener flattener(program);
    first_thread_.resize(program.roles.size());
    for (std::size_t role = 0; role < program.roles.size(); ++role) {
      listings_.push_back(flattener.Flatten(program.roles[role].body));
      first_thread_[role] = static_cast<std::int32_t>(threads_.size());
      for (std::int32_t i = 0; i < program.roles[role].instances; ++i) {
        threads_.push_back({static_cast<std::int32_t>(role), i});
      }
    }
    arrivals_.resize(program.latch_count);
    for (const RoleProgram& role : program.roles) {
      for (const Op& op : role.body) {
        if (op.kind == OpKind::kLatchArrive) arrivals_[op.target] += role.instances;
      }
    }
  }

  Exploration Run() {
    State start;
    start.position.assign(threads_.size(), kNotStarted);
    start.received.assign(threads_.size(), -1);
    start.position[0] = 0;
    start.writer.assign(program_.lock_count, 0);
    start.readers.assign(program_.lock_count, 0);
    start.flags.assign(program_.flag_count, 0);
    start.arrived.assign(program_.latch_count, 0);
    start.queues.resize(program_.channel_count);
    Visit(start);
    while (!open_.empty() && !result_.race) {
      const State state = std::move(open_.back());
      open_.pop_back();
      CheckRace(state);
      for (std::size_t thread = 0; thread < threads_.size(); ++thread) Step(state, thread);
      if (result_.states > state_max_) {
        result_.complete = false;
        break;
      }
    }
    return result_;
  }

 private:
  const Instruction& At(const State& state, std::size_t thread) const {
    return listings_[threads_[thread].role][static_cast<std::size_t>(state.position[thread])];
  }

  void Visit(State state) {
    if (!seen_.insert(state.Key()).second) return;
    ++result_.states;
    open_.push_back(std::move(state));
  }

  bool NextTouch(const State& state, std::size_t thread, Touch* touch) const {
    if (state.position[thread] == kNotStarted) return false;
    const Instruction& at = At(state, thread);
    if (at.code == Code::kAccess) {
      const Op& op = *at.op;
      const std::int32_t index = op.stride == 0 ? 0 : threads_[thread].instance / op.divisor;
      *touch = {op.target, op.offset + op.stride * index, op.bytes, op.write, op.atomic};
      return true;
    }
    if (at.code == Code::kMessageAccess) {
      const std::int32_t message =
          at.message >= 0 ? static_cast<std::int32_t>(thread) * kMessagesPerThread + at.message
                          : state.received[thread];
      *touch = {1000 + message, 0, 4, true, false};
      return true;
    }
    return false;
  }

  void CheckRace(const State& state) {
    for (std::size_t i = 0; i < threads_.size(); ++i) {
      Touch a;
      if (!NextTouch(state, i, &a)) continue;
      for (std::size_t j = i + 1; j < threads_.size(); ++j) {
        Touch b;
        if (!NextTouch(state, j, &b) || !Conflict(a, b)) continue;
        result_.race = true;
        result_.description = "role " + std::to_string(threads_[i].role) + " instance " +
                              std::to_string(threads_[i].instance) + " and role " +
                              std::to_string(threads_[j].role) + " instance " +
                              std::to_string(threads_[j].instance) + " at object " +
                              std::to_string(a.object);
        return;
      }
    }
  }

  bool Ended(const State& state, std::int32_t role) const {
    for (std::int32_t i = 0; i < program_.roles[role].instances; ++i) {
      const std::size_t thread = static_cast<std::size_t>(first_thread_[role] + i);
      if (state.position[thread] == kNotStarted) return false;
      if (At(state, thread).code != Code::kEnd) return false;
    }
    return true;
  }

  void Step(const State& state, std::size_t thread) {
    if (state.position[thread] == kNotStarted) return;
    const Instruction& at = At(state, thread);
    if (at.code == Code::kEnd) return;
    State next = state;
    ++next.position[thread];
    const std::size_t target = at.op == nullptr ? 0 : static_cast<std::size_t>(at.op->target);
    switch (at.code) {
      case Code::kAccess:
      case Code::kMessageAccess:
        break;
      case Code::kLock:
        if (next.writer[target] != 0) return;
        if (at.op->shared_mode) {
          ++next.readers[target];
        } else if (next.readers[target] != 0) {
          return;
        } else {
          next.writer[target] = 1;
        }
        break;
      case Code::kUnlock:
        if (at.op->shared_mode) {
          --next.readers[target];
        } else {
          next.writer[target] = 0;
        }
        break;
      case Code::kSpawn:
        next.position[static_cast<std::size_t>(first_thread_[target] + at.value)] = 0;
        break;
      case Code::kJoin:
        if (!Ended(state, at.op->target)) return;
        break;
      case Code::kChoice: {
        State other = next;
        other.position[thread] = static_cast<std::int8_t>(at.value);
        Visit(std::move(other));
        break;
      }
      case Code::kJump:
        next.position[thread] = static_cast<std::int8_t>(at.value);
        break;
      case Code::kOnceBegin:
        if (state.flags[target] == 1) return;
        if (state.flags[target] == 2) {
          next.position[thread] = static_cast<std::int8_t>(at.value);
        } else {
          next.flags[target] = 1;
        }
        break;
      case Code::kOnceEnd:
        next.flags[target] = 2;
        break;
      case Code::kSend:
        next.queues[target].push_back(
            static_cast<std::int8_t>(static_cast<int>(thread) * kMessagesPerThread + at.message));
        break;
      case Code::kReceive:
        if (state.queues[target].empty()) return;
        next.received[thread] = next.queues[target].front();
        next.queues[target].erase(next.queues[target].begin());
        break;
      case Code::kArrive:
        ++next.arrived[target];
        break;
      case Code::kWait:
        if (state.arrived[target] < arrivals_[target]) return;
        break;
      case Code::kEnd:
        return;
    }
    Visit(std::move(next));
  }

  const Program& program_;
  std::int64_t state_max_;
  std::vector<Listing> listings_;
  std::vector<ThreadInfo> threads_;
  std::vector<std::int32_t> first_thread_;
  std::vector<std::int32_t> arrivals_;
  std::unordered_set<std::string> seen_;
  std::vector<State> open_;
  Exploration result_;
};

}  // namespace

Exploration Explore(const Program& program, std::int64_t state_max) {
  return Explorer(program, state_max).Run();
}

}  // namespace interlock::enumerate
