// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Follows a witness in the real program: one schedule, no search.
//
// A thread that is about to execute one of its listed steps waits until all earlier steps of the
// list have happened; between listed steps threads run freely under a deterministic policy: the
// owner of the next listed step runs; while it is blocked, the others run in order of creation.
// The last two steps are the accesses: both threads stand before them at once, then both run and
// the race detector must see the pair.
//
// Thread safety: thread-compatible; runs of different `work_directory` may go on at once.

#include <string>
#include <vector>

#include "checker/explorer/outcome.h"
#include "checker/explorer/site_table.h"
#include "models/protocol/protocol.h"
#include "models/protocol/result.h"
#include "models/witness/witness.h"

namespace interlock::explore {

struct ReplayOptions {
  std::string work_directory;  // for control and outcome files; must exist
  std::string trace;           // file for trace records; empty: none
  std::uint64_t step_bound = 2'000'000;
  /// Folder that positions are relative to: a blocking lock is then named by its expression in the
  /// source; empty: by address.
  std::string source_root;
  double timeout_seconds = 60;  // wall clock for the program
  bool show_output = true;      // pass the program's output on; false: capture in `output`
};

/// Compiles `witness` to the line-based schedule that the runtime reads.
///
/// Each position becomes the set of call sites of the program that stand there. A position that
/// names no call site falls back to the sites of the same line, with the same kind of operation
/// first; a step without any site stays in the schedule and diverges when its turn comes.
/// Errors: a witness with fewer than two steps, dangling thread index, unknown kind.
Result<std::string> CompileSchedule(const witness::Witness& witness, const SiteTable& sites);

/// Gives the witness the positions that its sites have in another build of the sources: `from` is
/// the protocol that it was found in, `to` the one of the program that will be run (the fixed
/// variant, say). Sites are matched by stable key; one that `to` does not have keeps its position.
witness::Witness Rebase(const witness::Witness& witness, const protocol::Protocol& from,
                        const protocol::Protocol& to);

/// Runs `program args...` once along `witness`.
///
/// Errors: program or its site table unreadable, program not linked with the runtime, machine
/// without FSGSBASE, malformed witness. What the program did is never an Error.
Result<ReplayOutcome> RunReplay(const std::string& program, const std::vector<std::string>& args,
                                const witness::Witness& witness, const ReplayOptions& options);

}  // namespace interlock::explore
