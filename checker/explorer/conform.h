// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Is every event of these executions admitted by the extracted protocol? (architecture.md 3, rule
// 5)
//
// An access that is half of a pair (conform_pairs.h) must be admitted by one access of the
// protocol: same site position, call chain and kind, role of the thread, bytes inside the extracted
// range, base address of the object the same as before, at least the extracted locks held, phase
// inside the interval, no role alive that the protocol excludes. Every shared access must have a
// user frame.
//
// Thread safety: thread-compatible.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "checker/explorer/outcome.h"
#include "checker/explorer/site_table.h"
#include "models/protocol/protocol.h"
#include "models/protocol/result.h"

namespace interlock::explore {

/// One event that no access of the protocol admits, with the reason of the closest candidate.
struct NotAdmitted {
  std::uint64_t execution = 0;
  std::uint64_t index = 0;
  std::string reason;  // "no access at this site" "role" "bytes" "lock" "phase" "live role" ...
  std::string detail;  // one sentence
  std::string position;
  std::string role;  // of the thread, or "unknown role"
  bool is_write = false;
  std::uint64_t size_bytes = 0;
  std::vector<Frame> stack;
  std::uint64_t count = 1;  // equal events that were refused for the same reason
};

struct Share {
  std::uint64_t reached = 0;
  std::uint64_t total = 0;
};

struct ConformResult {
  std::uint64_t executions = 0;
  std::uint64_t events = 0;        // shared accesses examined
  std::uint64_t demanded = 0;      // of them, half of a pair (conform_pairs.h)
  std::uint64_t admitted = 0;      // of the demanded ones; conforms: all
  std::uint64_t without_site = 0;  // access calls without a user frame; not 0: does not conform
  Share accesses;                  // of the protocol's accesses
  Share roles;
  Share order_facts;  // (access, absent role): ordered by spawn or join, and some trace showed it
  Share lock_facts;   // (access, held lock) of reached accesses
  Share phase_facts;  // (access, phase interval) of reached accesses
  /// By access of the protocol: how many demanded events it alone admitted.
  std::vector<std::uint64_t> sole_events;
  std::vector<NotAdmitted> refused;          // distinct, first seen first
  std::vector<std::string> unknown_threads;  // spawn positions that belong to no role
  bool conforms() const { return refused.empty() && without_site == 0 && unknown_threads.empty(); }
};

/// Call-site positions whose calls the trace must show for the phase check: give them to
/// `ExploreOptions::watch` when the trace is recorded.
std::vector<std::string> WatchPositions(const protocol::Protocol& protocol);

/// Checks executions one after the other, of any number of traces and programs.
class Conformer {
 public:
  /// `protocol` must outlive the object.
  explicit Conformer(const protocol::Protocol& protocol);
  Conformer(const Conformer&) = delete;
  Conformer& operator=(const Conformer&) = delete;
  ~Conformer();

  /// Checks every execution of `trace`, recorded by the program of `sites`. Errors: as TraceReader.
  Status Add(const std::string& trace, const SiteTable& sites);
  /// What all traces so far showed.
  ConformResult Finish() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Checks every execution of every trace.
Result<ConformResult> Conform(const protocol::Protocol& protocol,
                              const std::vector<std::string>& traces, const SiteTable& sites);

}  // namespace interlock::explore
