// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Layout obligations of the protocols of a program, from its facts to rows of the result.
//
// Thread safety: thread-hostile, as pipeline.h.

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "checker/cli/run_folder.h"
#include "checker/layout/obligation.h"
#include "checker/report/run_result.h"
#include "models/parametric/query_runner.h"
#include "models/protocol/protocol.h"
#include "models/protocol/result.h"

namespace interlock::cli {

struct LayoutStageOptions {
  std::vector<std::string> facts_files;
  std::vector<std::string> roots;  // as link::LinkOptions
  std::function<bool(const std::string& protocol)> selects;
  parametric::RunMode mode = parametric::RunMode::kSolve;
  parametric::ProverOptions prover;
};

struct ProtocolLayout {
  std::string protocol;
  std::string digest;  // of the facts that it was proved from
  layout::LayoutResult result;
};

/// The layouts of each selected protocol that reaches one, sorted by protocol. Facts that make no
/// claim about bytes are not even read.
///
/// Errors: facts that cannot be read or linked.
Result<std::vector<ProtocolLayout>> ProveProtocolLayouts(const LayoutStageOptions& options);

/// The protocol under whose name the certificates stand: `<protocol>.layout`, with the digest of
/// the facts.
protocol::Protocol CertificateOwner(const ProtocolLayout& layout);

/// Adds proofs, findings and open questions. The places of a finding are its two accesses.
void AddLayout(const ProtocolLayout& layout, report::RunResult* result);

/// Asks a program, built for the explorer, for the two accesses of each refuted obligation, by
/// directed schedules from a fixed seed; what it runs into stands in Finding::replay and its notes.
Status ReplayLayoutFindings(const std::string& program, const std::vector<std::string>& arguments,
                            const RunFolder& folder, report::RunResult* result);

}  // namespace interlock::cli
