// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "models/enumerate/program.h"

namespace interlock::enumerate {
namespace {

// SplitMix64: the same numbers everywhere.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t Next() {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  std::int32_t Below(std::int32_t bound) {
    return static_cast<std::int32_t>(Next() % static_cast<std::uint64_t>(bound));
  }
  bool Chance(int percent) { return Below(100) < percent; }

 private:
  std::uint64_t state_;
};

// Blocking operations come after all that others may wait for, so that no program is stuck by
// design: a stuck program has accesses that nothing reaches, which no protocol shows.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  Program Run() {
    program_.object_count = 1 + random_.Below(2);
    program_.lock_count = random_.Below(3);
    stride_ = random_.Chance(70) ? 4 : 8;
    for (std::int32_t i = 0; i < program_.object_count; ++i) {
      home_locks_.push_back(
          program_.lock_count > 0 && random_.Chance(65) ? random_.Below(program_.lock_count) : -1);
    }
    program_.flag_count = random_.Chance(20) ? 1 : 0;
    program_.channel_count = random_.Chance(25) ? 1 : 0;
    program_.latch_count = random_.Chance(20) ? 1 : 0;
    MakeRoles();
    MakeMessages();
    for (std::size_t role = 0; role < program_.roles.size(); ++role) {
      MakeBody(static_cast<std::int32_t>(role));
    }
    return program_;
  }

 private:
  void MakeRoles() {
    const std::int32_t count = 2 + random_.Below(3);
    program_.roles.resize(static_cast<std::size_t>(count));
    parents_.assign(static_cast<std::size_t>(count), -1);
    bool has_many = false;
    for (std::int32_t i = 1; i < count; ++i) {
      RoleProgram& role = program_.roles[i];
      if (!has_many && random_.Chance(55)) {
        has_many = true;
        role.many = true;
        role.instances = 3;
      }
      do {
        parents_[i] = random_.Below(i);
      } while (program_.roles[parents_[i]].many);
      if (random_.Chance(60)) parents_[i] = 0;
    }
  }

  // As many messages as are received, by senders that nothing blocks before.
  void MakeMessages() {
    receives_.assign(program_.roles.size(), 0);
    sends_.assign(program_.roles.size(), 0);
    if (program_.channel_count == 0) return;
    std::int32_t wanted = 0;
    for (std::size_t i = 1; i < program_.roles.size(); ++i) {
      if (!random_.Chance(60)) continue;
      receives_[i] = 1;
      wanted += program_.roles[i].instances;
    }
    if (wanted == 0) program_.channel_count = 0;
    const std::int32_t sender = random_.Below(static_cast<std::int32_t>(program_.roles.size()));
    while (wanted > 0) {
      const std::size_t from = random_.Chance(70) ? 0 : static_cast<std::size_t>(sender);
      ++sends_[from];
      wanted -= program_.roles[from].instances;
    }
  }

  void MakeBody(std::int32_t role) {
    role_ = role;
    std::vector<Op> early;
    std::vector<Op> late;
    const bool ordered = program_.channel_count + program_.latch_count > 0;
    for (std::int32_t i = 0; i < 1 + random_.Below(2); ++i) Insert(&early, Statement(0));
    for (std::int32_t i = 0; i < random_.Below(3); ++i) Insert(&late, Statement(0));
    for (std::int32_t i = 0; i < sends_[role]; ++i) {
      Op send;
      send.kind = OpKind::kSend;
      send.write_after = random_.Chance(12);
      Insert(&early, send);
    }
    for (std::int32_t i = 0; i < receives_[role]; ++i) {
      Op receive;
      receive.kind = OpKind::kReceive;
      Insert(&late, receive);
    }
    if (program_.latch_count > 0) {
      // At least one role arrives, or a wait would be for nothing.
      if (role == 0 || random_.Chance(50)) Insert(&early, Simple(OpKind::kLatchArrive, 0));
      if (random_.Chance(60)) Insert(&late, Simple(OpKind::kLatchWait, 0));
    }
    std::vector<Op> body = std::move(early);
    const std::size_t boundary = body.size();
    body.insert(body.end(), late.begin(), late.end());
    PlaceSpawns(role, ordered ? boundary : body.size(), &body);
    program_.roles[role].body = std::move(body);
  }

  static Op Simple(OpKind kind, std::int32_t target) {
    Op op;
    op.kind = kind;
    op.target = target;
    return op;
  }

  void Insert(std::vector<Op>* body, Op op) {
    body->insert(body->begin() + random_.Below(static_cast<std::int32_t>(body->size()) + 1),
                 std::move(op));
  }

  // Spawns stand in the first `spawn_end` positions; a join stands anywhere behind its spawn, and
  // behind `spawn_end` if something blocks there.
  void PlaceSpawns(std::int32_t role, std::size_t spawn_end, std::vector<Op>* body) {
    const bool ordered = program_.channel_count + program_.latch_count > 0;
    for (std::size_t child = 1; child < program_.roles.size(); ++child) {
      if (parents_[child] != role) continue;
      std::size_t at =
          static_cast<std::size_t>(random_.Below(static_cast<std::int32_t>(spawn_end) + 1));
      Op spawn = Simple(OpKind::kSpawn, static_cast<std::int32_t>(child));
      if (program_.lock_count > 0 && random_.Chance(10)) {
        Op locked = Simple(OpKind::kLocked, random_.Below(program_.lock_count));
        locked.bodies = {{spawn}};
        spawn = locked;
      }
      body->insert(body->begin() + static_cast<std::ptrdiff_t>(at), spawn);
      ++spawn_end;
      if (!random_.Chance(75)) continue;
      const std::size_t first = ordered ? std::max(at + 1, spawn_end) : at + 1;
      at = first + static_cast<std::size_t>(
                       random_.Below(static_cast<std::int32_t>(body->size() - first) + 1));
      Op join = Simple(OpKind::kJoin, static_cast<std::int32_t>(child));
      if (random_.Chance(15)) {
        Op branch;
        branch.kind = OpKind::kBranch;
        branch.bodies = {{join}, {}};
        join = branch;
      }
      body->insert(body->begin() + static_cast<std::ptrdiff_t>(at), join);
      if (!ordered) spawn_end = body->size();
    }
  }

  Op Statement(int depth) {
    const int choice = random_.Below(100);
    if (depth < 2 && choice < 12) {
      Op branch;
      branch.kind = OpKind::kBranch;
      branch.bodies.push_back({Statement(depth + 1)});
      branch.bodies.emplace_back();
      if (random_.Chance(50)) branch.bodies[1].push_back(Statement(depth + 1));
      return branch;
    }
    if (depth < 2 && choice < 18) {
      Op loop;
      loop.kind = OpKind::kLoop;
      loop.count = 2;
      loop.bodies.push_back({Statement(depth + 1)});
      return loop;
    }
    if (depth == 0 && program_.flag_count > 0 && choice < 35) {
      Op once = Simple(OpKind::kOnce, 0);
      once.bodies.push_back({Statement(depth + 1)});
      return once;
    }
    return GuardedAccess();
  }

  // Most accesses keep to the lock of their object; some forget it or take it shared.
  Op GuardedAccess() {
    Op access;
    access.target = random_.Below(program_.object_count);
    access.write = random_.Chance(50);
    access.atomic = random_.Chance(10);
    access.offset = random_.Chance(25) ? 4 : 0;
    access.bytes = random_.Chance(10) ? 8 : 4;
    if (program_.roles[role_].many && random_.Chance(45)) {
      // One stride per program: with two, some common multiples lie behind the third instance.
      access.stride = stride_;
      access.divisor = random_.Chance(15) ? 2 : 1;
    }
    std::int32_t lock = home_locks_[access.target];
    if (random_.Chance(8)) lock = -1;
    if (lock < 0 && program_.lock_count > 0 && random_.Chance(10)) {
      lock = random_.Below(program_.lock_count);
    }
    if (lock < 0) return access;
    Op locked = Simple(OpKind::kLocked, lock);
    locked.shared_mode = random_.Chance(access.write ? 5 : 40);
    locked.bodies = {{access}};
    if (random_.Chance(15)) locked.bodies[0].push_back(access);
    return locked;
  }

  Random random_;
  Program program_;
  std::int32_t role_ = 0;
  std::int32_t stride_ = 4;
  std::vector<std::int32_t> home_locks_;
  std::vector<std::int32_t> parents_;
  std::vector<std::int32_t> sends_;
  std::vector<std::int32_t> receives_;
};

void Render(const std::vector<Op>& body, int indent, std::string* text) {
  static constexpr const char* kNames[] = {"access",  "locked", "spawn", "join",
                                           "branch",  "loop",   "once",  "send",
                                           "receive", "arrive", "wait"};
  for (const Op& op : body) {
    text->append(static_cast<std::size_t>(indent) * 2, ' ');
    *text += kNames[static_cast<std::size_t>(op.kind)];
    *text += " " + std::to_string(op.target);
    if (op.kind == OpKind::kAccess) {
      *text += op.write ? " write" : " read";
      if (op.atomic) *text += " atomic";
      *text += " [" + std::to_string(op.offset) + " + " + std::to_string(op.stride) + " * id / " +
               std::to_string(op.divisor) + ", " + std::to_string(op.bytes) + " bytes]";
    }
    if (op.shared_mode) *text += " shared";
    if (op.write_after) *text += " write after";
    *text += "\n";
    for (std::size_t i = 0; i < op.bodies.size(); ++i) {
      if (i > 0) text->append(static_cast<std::size_t>(indent) * 2, ' ').append("or\n");
      Render(op.bodies[i], indent + 1, text);
    }
  }
}

}  // namespace

Program Generate(std::uint64_t seed) { return Generator(seed).Run(); }

std::string ToText(const Program& program) {
  std::string text;
  for (std::size_t i = 0; i < program.roles.size(); ++i) {
    text += "role " + std::to_string(i) + " x" + std::to_string(program.roles[i].instances) + "\n";
    Render(program.roles[i].body, 1, &text);
  }
  return text;
}

}  // namespace interlock::enumerate
