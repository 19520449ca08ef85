// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// What one run of the checker found out: the source of every form of report.
//
// Written by `checker/cli`, rendered by text_report.h, stored by result_json.h. It holds no time,
// host name, absolute path or pointer value: the same input gives the same bytes.
//
// Thread safety: plain data, thread-compatible.
//
// Invariants
//   1. `complete` is true only if every unit was read and every stage ran to its end.
//   2. Vectors are in a fixed order: sorted by the producer, never in order of completion.
//   3. Every `rule` is an id of checker/rules/rules.def.
//   4. `known` is true only for what the baseline lists (baseline_compare.h), never without one.
//   What
//      is known stays refuted or unknown: it is counted, and never counts as proved.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace interlock::report {

inline constexpr const char* kResultSchema = "interlock-result/2";

enum class Verdict : std::uint8_t { kProved, kProvedToBound, kRefuted, kUnknown };

/// One call site on the way from a thread's entry to an access.
struct Frame {
  std::string position;  // "file:line:column"
  std::string function;  // function in which the call stands
};

/// One side of a conflict.
struct Place {
  std::string position;
  std::string function;
  std::string access;        // "write", "plain read of 4 bytes", ...
  std::string object;        // "field usage_ of FunctionUsage", ...
  std::string role;          // name of the role
  std::string role_chain;    // "main > probe worker"
  std::vector<Frame> stack;  // outermost first
};

struct Finding {
  std::string id;  // fingerprint interlock/v1
  std::string rule;
  std::string position;  // of the first place
  std::string message;
  std::string protocol;       // empty for findings of one unit
  std::vector<Place> places;  // two for a race, none for a finding of one place
  std::string witness;        // "W-7c1e", empty without one
  std::int32_t witness_steps = 0;
  std::string replay;  // "" not tried, "replayed", or "not replayed: " and the reason
  std::vector<std::string> notes;
  bool known = false;
  std::string property = {};  // ProofRow::property; empty: data race freedom
};

/// A separated pair of conflicting accesses, standing for all pairs with the same formula.
struct PairRow {
  std::string id;
  Place first;
  Place second;
  std::string separated_by;       // "lock" "order" "bytes" "instance" "object"
  std::vector<std::string> core;  // what the contradiction needs
  std::vector<std::string> uses;  // ids of facts, obligations and assumptions
  std::string certificate;        // id; empty: separated by structure
  std::int64_t pairs = 1;         // how many pairs this row stands for
};

/// A condition besides the pairs that the proof needs, e.g. that arithmetic does not wrap.
struct ObligationRow {
  std::string id;
  std::string text;
  Verdict verdict = Verdict::kUnknown;
  std::string reason;
  std::vector<std::string> uses;
  std::string certificate;
};

struct Open {
  std::string rule;  // IL-UNKNOWN-...
  std::string protocol;
  std::string detail;
  std::string position;                 // may be empty
  std::string other_position;           // second access, may be empty
  std::int64_t pairs = 0;               // conflicting pairs that it keeps open
  std::vector<std::string> sites = {};  // stable keys of the sites, sorted; at most two
  bool known = false;
  std::string property = {};  // as Finding::property
};

struct RoleRow {
  std::string id;
  std::string name;
  std::string chain;  // names from the root
  std::string entry;
  std::string spawned_at;  // position, empty for a root
  bool many = false;
};

struct RootRow {
  std::string function;
  std::string threads;
  std::string aliasing;
};

struct ObjectRow {
  std::string name;
  std::string type;
  std::string kind;
  std::int32_t reads = 0;
  std::int32_t writes = 0;
};

struct AssumptionRow {
  std::string id;
  std::string text;
  std::string position;
};

struct NotCoveredRow {
  std::string kind;
  std::string name;
  std::string position;
  bool known = false;
};

inline constexpr const char* kRaceFreedom = "data race freedom";

/// Everything about one property of a protocol. What a row of another property than race freedom
/// says stands in `claim`, `method`, `obligations` and `left`; it has no roles and no pairs.
struct ProofRow {
  std::string protocol;
  std::string property = kRaceFreedom;
  Verdict verdict = Verdict::kUnknown;
  std::string bound;   // kProvedToBound: what it holds for
  std::string digest;  // of the protocol
  std::vector<RootRow> roots;
  std::vector<RoleRow> roles;
  std::vector<ObjectRow> objects;
  std::int32_t spawn_sites_reached = 0;
  std::int32_t spawn_sites_total = 0;
  std::int32_t shared_fields_covered = 0;
  std::int32_t shared_fields_total = 0;
  std::int64_t accesses = 0;
  std::int64_t conflicting_pairs = 0;
  std::int64_t refuted_pairs = 0;
  std::int64_t unknown_pairs = 0;
  std::map<std::string, std::int64_t> pairs_by_reason;
  std::vector<PairRow> pairs;
  std::vector<ObligationRow> obligations;
  std::vector<std::string> certificates;
  std::vector<AssumptionRow> assumptions;
  bool known = false;        // everything refuted or undecided in it stands in the baseline
  bool known_whole = false;  // listed as unknown as a whole and not proved: no pair is separated
  std::string budget;        // known_whole: the limit that the baseline gives it, or empty
  std::string claim = {};    // what holds if it is proved, in words; empty for race freedom
  std::string method = {};
  std::vector<std::string> left = {};  // what it says nothing about
};

/// Something that keeps the run from being complete.
struct Problem {
  std::string position;  // file, or file:line:column
  std::string message;   // cause included
};

struct UnitRow {
  std::string source;
  std::string state;  // "read", "errors", "crashed", "time-out", "not read"
};

/// An entry of the baseline that this run did not find any more.
struct FixedRow {
  std::string section;      // "findings", "not covered", "proofs" or "unknown"
  std::string protocol;     // may be empty
  std::string what;         // for people
  std::string fingerprint;  // of the entry; empty for a proof
};

/// What a baseline did to this run.
struct BaselineRow {
  std::string file;             // as given, or its last component; empty: no baseline
  std::vector<FixedRow> fixed;  // sorted by section, protocol, what, fingerprint
};

struct RunResult {
  std::string schema = kResultSchema;
  std::string tool;
  std::string command;  // "check", "check --case 33027 --variant racy"
  std::vector<std::string> targets;
  bool complete = true;
  std::int32_t signal = 0;  // the run was ended by this signal
  std::vector<UnitRow> units;
  std::vector<ProofRow> proofs;   // sorted by protocol
  std::vector<Finding> findings;  // sorted by position, then id
  std::vector<Open> unknown;      // sorted by rule, position, detail
  std::vector<NotCoveredRow> not_covered;
  std::vector<Problem> problems;
  BaselineRow baseline;
  /// What makes the run fail: "new" "unknown" (what is not in the baseline), "any", or "never".
  std::vector<std::string> fail_on = {"new", "unknown"};
};

/// Signal, then 2 (incomplete), before 1 (a finding), before 3 (undecided). Of findings and
/// undecided properties only those count that `fail_on` names; an incomplete run is never 0.
int ExitCode(const RunResult& result);

/// "proved", "proved to bound", "refuted" or "unknown".
const char* VerdictName(Verdict verdict);

/// Puts the vectors in their fixed order and drops repeated entries.
void Sort(RunResult* result);

/// Compares "file:line:column" texts by file, then by number.
bool PositionBefore(const std::string& a, const std::string& b);

}  // namespace interlock::report
