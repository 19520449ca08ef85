// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/commands.h"
#include "checker/cli/files.h"
#include "checker/cli/interrupt.h"
#include "checker/cli/layout_stage.h"
#include "checker/cli/name_filter.h"
#include "checker/cli/pipeline.h"
#include "checker/cli/show_result.h"
#include "checker/cli/terminal.h"
#include "models/certificate/certificate.h"

namespace interlock::cli {
namespace {

certificate::VerifyOptions VerifyOptionsOf(const Options& options) {
  certificate::VerifyOptions verify;
  verify.timeout_ms = options.solver_timeout_ms;
  verify.cancelled = [] { return PendingSignal() != 0; };
  return verify;
}

/// Prints the report; 0 if each certificate was accepted and none is missing, 3 if not, 2 if that
/// could not be found out.
int ShowReport(const protocol::Protocol& protocol, const Result<certificate::VerifyReport>& report,
               const RunFolder& folder, const Options& options) {
  if (!report.ok()) return PrintError(report.error());
  std::string text;
  for (const certificate::CertificateCheck& check : report->checks) {
    if (!check.accepted) {
      text += folder.CertificateFolder(protocol.name) + "/" + check.file +
              ": error: rejected: " + check.reason + " [IL-UNKNOWN-CERTIFICATE]\n";
    } else if (options.verbose) {
      text += check.file + ": accepted\n";
    }
  }
  for (const std::string& id : report->missing) {
    text += folder.CertificateFolder(protocol.name) + ": error: no certificate for " + id +
            " [IL-UNKNOWN-CERTIFICATE]\n";
  }
  text += "protocol " + protocol.name + ": " + std::to_string(report->accepted) + " of " +
          std::to_string(report->checks.size()) + " certificates accepted, " +
          std::to_string(report->missing.size()) + " missing\n";
  Print(text);
  return report->AllAccepted() && report->missing.empty() ? 0 : 3;
}

/// Checks the certificates of one protocol against it.
int VerifyOne(const protocol::Protocol& protocol, const RunFolder& folder, const Options& options) {
  Result<std::vector<certificate::CertificateFile>> files = folder.ReadCertificates(protocol.name);
  if (!files.ok()) return PrintError(files.error());
  return ShowReport(protocol,
                    certificate::VerifyCertificates(protocol, *files, VerifyOptionsOf(options)),
                    folder, options);
}

/// Checks the certificates of layouts against formulas that are generated again from the facts.
int VerifyLayouts(const RunFolder& folder, const Options& options) {
  const NameFilter filter(options.proofs);
  LayoutStageOptions stage;
  stage.facts_files = ListFiles(folder.facts(), ".json");
  stage.roots = options.roots;
  stage.selects = [&](const std::string& protocol) { return filter.Selects(protocol); };
  stage.mode = parametric::RunMode::kGenerate;
  const Result<std::vector<ProtocolLayout>> layouts = ProveProtocolLayouts(stage);
  if (!layouts.ok()) return PrintError(layouts.error());
  int code = 0;
  for (const ProtocolLayout& layout : *layouts) {
    const protocol::Protocol owner = CertificateOwner(layout);
    Result<std::vector<certificate::CertificateFile>> files = folder.ReadCertificates(owner.name);
    if (!files.ok()) return PrintError(files.error());
    // Of several alignments one is enough: the formulas of those that do not hold have no file.
    std::vector<parametric::Certificate> formulas;
    for (const parametric::Certificate& formula : layout.result.certificates) {
      const std::string file = certificate::RenderCertificate(owner, formula).name;
      bool is_there = false;
      for (const certificate::CertificateFile& one : *files) is_there |= one.name == file;
      const bool is_choice = formula.id.find("-multiple-") != std::string::npos;
      if (is_there || !is_choice) formulas.push_back(formula);
    }
    const int one = ShowReport(
        owner, certificate::VerifyFormulas(owner, formulas, *files, VerifyOptionsOf(options)),
        folder, options);
    if (code != 2 && one != 0) code = one;
  }
  return code;
}

int Verify(const std::vector<protocol::Protocol>& protocols, const RunFolder& folder,
           const Options& options) {
  const NameFilter filter(options.proofs);
  int code = 0;
  std::size_t selected = 0;
  for (const protocol::Protocol& protocol : protocols) {
    if (!filter.Selects(protocol.name)) continue;
    ++selected;
    const int one = VerifyOne(protocol, folder, options);
    if (code != 2 && one != 0) code = one;
  }
  if (selected == 0) {
    return PrintError(MakeError("--proofs selects no protocol", options.proofs));
  }
  if (options.positional.empty()) {
    const int layouts = VerifyLayouts(folder, options);
    if (code != 2 && layouts != 0) code = layouts;
  }
  Print(code == 0 ? "result: every certificate was proved again\n"
                  : "result: not every certificate was proved again\n");
  return code;
}

}  // namespace

int RunProve(const Options& options) {
  const RunFolder folder(options.out);
  Result<std::vector<protocol::Protocol>> protocols = folder.ReadProtocols(options.positional);
  if (!protocols.ok()) return PrintError(protocols.error());
  if (options.verify) return Verify(*protocols, folder, options);
  Status prepared = folder.Prepare();
  if (!prepared.ok()) return PrintError(prepared.error());
  Pipeline pipeline(options, options.out, "prove");
  pipeline.set_protocols(std::move(protocols).value());
  pipeline.Prove();
  if (!options.replay_with.empty()) pipeline.Replay(options.replay_with, {}, Canonical("."));
  const int code = pipeline.Finish();
  ShowResult(pipeline.result(), options, Canonical("."));
  return code;
}

}  // namespace interlock::cli
