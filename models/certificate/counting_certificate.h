// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Certificates of counter systems: the invariant of a proof, and its plain queries as files.
//
// Layout: the header of certificate.h with the counting encoder's version. The invariant is a file
// of its own, "<prefix>invariant.smt2term": the same header, then the term. Queries are
// "<prefix><id>.smt2".
//
// Verification trusts none of it: the invariant is read as a term of the system, every query is
// generated again from system and invariant, compared byte by byte, and proved again by cvc5. So a
// wrong invariant fails even if its files fit each other.
//
// Thread safety: pure functions; verification starts processes.

#include <string>
#include <vector>

#include "models/certificate/certificate.h"
#include "models/counting/counter_system.h"
#include "models/counting/prove.h"
#include "models/protocol/result.h"

namespace interlock::certificate {

/// The files of one proved property. Requires: `result` is that of the system, the property's
/// verdict is `kProved`.
std::vector<CertificateFile> RenderCountingCertificate(const counting::CounterSystem& system,
                                                       const counting::CountingResult& result,
                                                       std::size_t property);

/// Checks the files of one property. `missing` lists queries that no accepted file covers: the
/// property is proved if nothing is missing and every file is accepted.
///
/// Errors: the system is none, or the second solver cannot be started (kNotFound).
Result<VerifyReport> VerifyCountingCertificate(const counting::CounterSystem& system,
                                               std::size_t property,
                                               const std::vector<CertificateFile>& files,
                                               const VerifyOptions& options);

}  // namespace interlock::certificate
