// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The pair prover: decides for every pair of accesses of a protocol whether two role instances can
// stand before both of them at once, for any number of instances.
//
// A race needs two threads only, so one query over two symbolic instances per pair decides all N.
// `unsat` separates the pair; `sat` is a finding only if nothing on either side was approximated
// and a schedule of the synchronisation events leads there, else it is `unknown: possible race`.
//
// Thread safety: ProveProtocol is a pure function of its arguments (and of time limits); any number
// of threads may call it at once.
//
// Invariants
//   1. Every conflicting pair (at least one write) is counted exactly once: in `pairs_by_reason`,
//   in
//      a finding or in an unknown; the three sum up to `conflicting_pairs`. Unknowns of the kinds
//      kUnresolved and kVacuous stand beside the pairs.
//   2. `kProved` means: no finding, no unknown, at least one pair, and every query behind it has a
//      certificate. The graph of what proofs rest on is acyclic.
//   3. The formulas depend on the protocol alone, not on options or time (see certificate/).
//
// Source: docs/protocol.md; models.md A1.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "models/protocol/protocol.h"
#include "models/protocol/result.h"

namespace interlock::parametric {

/// Changes whenever the formula of any pair may change; part of every certificate.
inline constexpr const char* kEncoderVersion = "interlock-encoder/2";

enum class Verdict : std::uint8_t {
  kProved,         // for any number of instances
  kProvedToBound,  // rests on a bounded fact; `ProofResult::bound` names it
  kRefuted,        // at least one finding
  kUnknown,
};

/// Names the verdict as the reports print it, e.g. "proved, any N".
const char* VerdictName(Verdict verdict);

enum class UnknownKind : std::uint8_t {
  kPossibleRace,   // a model exists, but something was approximated or no schedule was found
  kUnresolved,     // a construct that was not understood may touch the object
  kTimeout,        // the solver's time per query ran out
  kBudget,         // the time of the whole run ran out, or the run was cancelled
  kSolver,         // the solver gave up for a reason of its own
  kContradictory,  // unreachable or contradictory hypotheses
  kObligation,     // a side condition is not proved
  kVacuous,        // no roots, roles, accesses or pairs
};

/// Names the kind, e.g. "possible race".
const char* UnknownKindName(UnknownKind kind);

struct ProverOptions {
  std::int64_t timeout_ms = 30000;  // per query; an answer that comes later counts as none
  std::int64_t budget_ms = 0;       // for the whole run; 0: no limit
  bool find_schedules = true;       // without, every model stays a possible race
  std::function<bool()> cancelled;  // asked between queries; may be empty
  /// Called between queries with the number of group pairs done and in total; may be empty.
  std::function<void(std::int64_t done, std::int64_t total)> progress;
};

/// One thread of a schedule. Index 0 is a root.
struct ScheduleThread {
  protocol::RoleId role = 0;
  std::int32_t parent = -1;   // index into Schedule::threads
  std::int32_t instance = 0;  // n-th thread created at its spawn site by its parent
};

struct ScheduleStep {
  std::int32_t thread = 0;
  protocol::EventId event = protocol::kNone;  // exactly one of event and access
  protocol::AccessId access = protocol::kNone;
  std::int32_t child = -1;  // kSpawn, kJoin: index into threads; -1: another
};

/// A global order of the synchronisation events on both call chains; the last two steps are the
/// conflicting accesses. `models/witness` turns it into a witness file.
struct Schedule {
  std::vector<ScheduleThread> threads;
  std::vector<ScheduleStep> steps;  // empty: none found
};

/// A refuted pair: both accesses can be next at the same time.
struct Finding {
  std::string fingerprint;  // of both site keys and access kinds; survives moved lines
  protocol::AccessId first = protocol::kNone;
  protocol::AccessId second = protocol::kNone;
  std::map<std::string, std::string> model;  // readable term -> value, "first:"/"second:" prefixed
  Schedule schedule;
  std::int64_t pairs = 1;  // pairs of accesses that share both sites
  /// What was approximated on the way; not empty only after the real program reproduced the race.
  std::vector<std::string> doubts;
};

struct UnknownEntry {
  UnknownKind kind = UnknownKind::kPossibleRace;
  std::string reason;  // one line for people, construct or approximation named
  protocol::AccessId first = protocol::kNone;
  protocol::AccessId second = protocol::kNone;
  std::int32_t unresolved = protocol::kNone;  // index into Protocol::unresolved
  protocol::SiteId first_site = protocol::kNone;
  protocol::SiteId second_site = protocol::kNone;
  std::map<std::string, std::string> model;  // kPossibleRace
  std::string fingerprint;                   // kPossibleRace: as Finding
  std::vector<std::string> doubts;  // kPossibleRace: what was approximated; empty: no schedule
  std::int64_t pairs = 1;           // conflicting pairs that this entry stands for (0: none); for
                                    //   kUnresolved the number of accesses concerned
};

struct ObligationResult {
  std::string id;  // Obligation::id
  std::string text;
  Verdict verdict = Verdict::kUnknown;  // kProved, kProvedToBound or kUnknown
  std::string reason;                   // for kUnknown
  std::vector<std::string> uses;        // ids of facts and obligations
  std::string certificate;              // certificate id; empty without one
};

/// One proved group of pairs: the same formula up to the names of program points.
struct PairProof {
  std::string id;  // "pair-<first>-<second>" of its first pair
  protocol::AccessId first = protocol::kNone;
  protocol::AccessId second = protocol::kNone;
  std::string reason;             // "lock" "order" "bytes" "instance" "object"
  std::vector<std::string> core;  // named parts of the formula that the contradiction needs
  std::vector<std::string> uses;  // ids of facts, obligations and assumptions it rests on
  std::string certificate;  // certificate id; empty: separated by structure, without the solver
  std::int64_t pairs = 1;
};

/// One formula whose unsatisfiability was used. The text is SMT-LIB 2 and complete.
struct Certificate {
  std::string id;  // "pair-3-17", "obligation-..."; unique in the protocol
  std::string text;
};

struct ProofResult {
  Verdict verdict = Verdict::kUnknown;
  std::string bound;  // for kProvedToBound
  std::vector<Finding> findings;
  std::vector<UnknownEntry> unknowns;
  std::vector<ObligationResult> obligations;
  std::vector<PairProof> proofs;
  std::vector<Certificate> certificates;
  std::vector<std::string> assumptions;  // ids of all assumptions the verdict rests on

  std::int64_t access_pairs = 0;       // all unordered pairs, each access with itself included
  std::int64_t conflicting_pairs = 0;  // at least one write
  std::int64_t finding_pairs = 0;
  std::int64_t unknown_pairs = 0;
  /// Separated conflicting pairs by reason: "lock" "order" "bytes" "instance" "object".
  std::map<std::string, std::int64_t> pairs_by_reason;

  std::int64_t groups = 0;          // accesses that differ in more than their program point
  std::int64_t queries = 0;         // asked of the solver
  std::int64_t queries_cached = 0;  // answered by an equal query
  std::int64_t solver_time_ms = 0;
};

/// Proves `protocol` race-free, refutes it, or says why neither.
///
/// Errors: the protocol breaks an invariant (protocol_validate.h), or what its facts rest on is
///         cyclic. Time-outs and missing information are no errors but unknowns.
Result<ProofResult> ProveProtocol(const protocol::Protocol& protocol, const ProverOptions& options);

/// Regenerates every formula that a complete proof of `protocol` may need, without a solver, in the
/// order of ids. Used to check certificates.
Result<std::vector<Certificate>> GenerateFormulas(const protocol::Protocol& protocol);

}  // namespace interlock::parametric
