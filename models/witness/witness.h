// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// A witness: one schedule, as plain data, that brings two conflicting accesses side by side.
//
// The steps are the synchronisation events on the call chains of both accesses in one global order,
// then the two accesses. Steps name program points by stable key and threads by role and instance;
// nothing in a witness depends on addresses or on step numbers of an execution.
//
// Replay: the program runs as it is; a thread that reaches one of its listed steps waits until all
// earlier steps of the list have happened. Between listed steps it runs freely. The last two steps
// are the accesses: both threads must stand before them at once.
//
// Thread safety: plain data, thread-compatible.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace interlock::witness {

inline constexpr const char* kWitnessSchema = "interlock-witness/1";

struct Thread {
  std::string name;            // "T0", "T1", ...; T0 is the root
  std::string role;            // Role::id
  std::string role_name;       // for people
  std::int32_t instance = 0;   // n-th thread (from 0) created at that spawn site by its parent
  std::int32_t parent = -1;    // index into threads
  std::string spawn_position;  // "file:line:column" of the spawn; empty for the root
};

struct Step {
  std::int32_t thread = 0;  // index into threads
  std::string kind;         // "spawn" "join" "lock" "unlock" "send" "receive" "wait" "signal"
                            // "once" "barrier" "read" "write"
  std::string site;         // Site::key
  std::string position;     // "file:line:column"
  std::string function;
  std::string object;              // for people: lock, channel, field
  std::int32_t child = -1;         // spawn, join: index into threads
  std::vector<std::string> stack;  // positions of the call sites, outermost first
  bool shared_mode = false;
};

struct Witness {
  std::string schema = kWitnessSchema;
  std::string id;        // "W-" and 4 hex digits of the digest
  std::string protocol;  // Protocol::name
  std::string protocol_digest;
  std::string finding;   // fingerprint of the finding
  std::string property;  // "data race"
  std::string program;   // program that replays it; empty: not known
  std::vector<Thread> threads;
  std::vector<Step> steps;                   // the last two are the conflicting accesses
  std::map<std::string, std::string> model;  // values the solver chose, for people
  std::string digest;
};

}  // namespace interlock::witness
