// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Tiny concurrent programs: the yardstick of the pair prover.
//
// A program has one body per role. Its meaning is given twice, by code that shares nothing: as an
// interleaving of single steps (explore.h, no solver), and as a protocol (to_protocol.h). Both must
// lead to the same verdict.
//
// Thread safety: plain data, thread-compatible.
//
// Invariants
//   1. Role 0 is the root; every other role is spawned by exactly one kSpawn, at the top level of a
//      role with a smaller index that is not `many`, or inside a kLocked there.
//   2. kJoin, kReceive and kLatchWait do not stand inside kLocked or kOnce; locks do not nest
//   twice.
//   3. An arrival at a latch stands at the top level of its role, once.

#include <cstdint>
#include <string>
#include <vector>

namespace interlock::enumerate {

enum class OpKind : std::uint8_t {
  kAccess,       // object, offset + stride * (instance / divisor), bytes, write, atomic
  kLocked,       // target: lock, shared_mode; bodies: {inside}
  kSpawn,        // target: role; all of its instances, one after the other
  kJoin,         // target: role; waits for all of its instances
  kBranch,       // bodies: {one arm, other arm}; free choice
  kLoop,         // count >= 1; bodies: {body}
  kOnce,         // target: flag; bodies: {body}
  kSend,         // target: channel; writes a fresh message before; write_after: and once more after
  kReceive,      // target: channel; takes a message and writes it
  kLatchArrive,  // target: latch
  kLatchWait,    // target: latch
};

struct Op {
  OpKind kind = OpKind::kAccess;
  std::int32_t target = 0;  // data object, lock, role, flag, channel or latch
  bool shared_mode = false;
  bool write = false;
  bool atomic = false;
  bool write_after = false;
  std::int32_t offset = 0;
  std::int32_t bytes = 4;
  std::int32_t stride = 0;  // 0: the instance does not matter
  std::int32_t divisor = 1;
  std::int32_t count = 1;
  std::vector<std::vector<Op>> bodies;
};

struct RoleProgram {
  bool many = false;
  std::int32_t instances = 1;  // 2 or 3 if `many`
  std::vector<Op> body;
};

struct Program {
  std::vector<RoleProgram> roles;
  std::int32_t object_count = 0;
  std::int32_t lock_count = 0;
  std::int32_t flag_count = 0;
  std::int32_t channel_count = 0;
  std::int32_t latch_count = 0;
};

/// Renders the program for people, one operation per line.
std::string ToText(const Program& program);

/// Makes a random program; equal seeds give equal programs.
Program Generate(std::uint64_t seed);

}  // namespace interlock::enumerate
