// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Certificates: the formulas behind a verdict as files that any SMT-LIB solver can check.
//
// A certificate is the text that was solved, below a header of comment lines:
//
//   ; interlock certificate
//   ; protocol: session-map
//   ; digest: 0123456789abcdef0123456789abcdef
//   ; obligation: pair-3-17
//   ; encoder: interlock-encoder/2
//   ; expected: unsat
//
// Verification trusts none of it: every formula is generated again from the protocol, compared byte
// by byte, and proved again by cvc5.
//
// Thread safety: pure functions; verification starts processes.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "models/parametric/prove.h"
#include "models/protocol/protocol.h"
#include "models/protocol/result.h"

namespace interlock::certificate {

/// A certificate file: name within its folder, whole text.
struct CertificateFile {
  std::string name;
  std::string text;
};

/// Renders one certificate of `protocol`. The name is the id with unusual characters replaced, plus
/// ".smt2".
CertificateFile RenderCertificate(const protocol::Protocol& protocol,
                                  const parametric::Certificate& certificate);

struct VerifyOptions {
  std::string solver = "cvc5";      // program, looked up in PATH
  std::int64_t timeout_ms = 60000;  // per certificate
  bool run_solver = true;           // without, only headers and texts are compared
  std::function<bool()> cancelled;  // asked between certificates; may be empty
};

struct CertificateCheck {
  std::string file;
  std::string id;  // obligation id of the header; empty if unreadable
  bool accepted = false;
  std::string reason;  // why not accepted
  std::int64_t elapsed_ms = 0;
};

struct VerifyReport {
  std::vector<CertificateCheck> checks;  // in order of `files`
  /// Ids of formulas that a complete proof needs and that no file covers. Not empty for a protocol
  /// that is refuted or unknown: what was not proved has no certificate.
  std::vector<std::string> missing;
  std::int64_t accepted = 0;
  bool AllAccepted() const { return accepted == static_cast<std::int64_t>(checks.size()); }
};

/// Checks `files` against `protocol`.
///
/// Errors: the protocol itself is invalid, or the second solver cannot be started (kNotFound).
///         Everything that is wrong with a single certificate is in the report.
Result<VerifyReport> VerifyCertificates(const protocol::Protocol& protocol,
                                        const std::vector<CertificateFile>& files,
                                        const VerifyOptions& options);

/// Checks `files` against formulas that were generated in another way; `owner` gives the name and
/// the digest of the headers.
Result<VerifyReport> VerifyFormulas(const protocol::Protocol& owner,
                                    const std::vector<parametric::Certificate>& formulas,
                                    const std::vector<CertificateFile>& files,
                                    const VerifyOptions& options);

}  // namespace interlock::certificate
