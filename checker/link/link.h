// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// From the facts of all translation units to one protocol per root.
//
// Roots are the functions with an IL_PROTOCOL claim; functions with the same protocol name are
// entries of one protocol. Without any such claim the root is `main`. Without either there is no
// root, and the result says so: nothing was proved.
//
// Thread safety: Link is a pure function; calls on different data may run at the same time.
// Errors: inconsistent or dangling facts. What the analysis does not understand is no error: it
// stands in Protocol::unresolved.

#include <functional>
#include <string>
#include <vector>

#include "checker/frontend/facts.h"
#include "models/protocol/protocol.h"
#include "models/protocol/result.h"

namespace interlock::link {

/// A shared field or a spawn site that no linked protocol reaches.
struct Uncovered {
  protocol::NotCovered what;  // for people; instances of a template share it
  std::string id;             // unique among all of one program
};

struct LinkOptions {
  /// Qualified function names to use as roots instead of claims and `main`.
  std::vector<std::string> roots;
  /// Upper bound on the accesses of one protocol; beyond it the protocol is marked unresolved.
  std::size_t access_max = 200000;
  /// Asked now and then; once it says true, what is left is cut, and the protocol with it. May be
  /// empty.
  std::function<bool()> should_stop;
  /// Which protocols to link, by name; empty: all. Each is linked on its own roots alone, so that
  /// leaving one out changes nothing in another. `not_covered` is about the ones that are linked:
  /// what several calls together leave uncovered is what each of them lists.
  std::function<bool(const std::string& protocol)> selects;
  /// Which of the protocols that are not linked cover what their call graph reaches, as those that
  /// are not asked about do. Empty: none.
  std::function<bool(const std::string& protocol)> covers;
  /// Called before a protocol is linked with what the call graph alone says of `not_covered`: for a
  /// caller that may be stopped before the end. May be empty.
  std::function<void(const std::string& protocol, const std::vector<Uncovered>&)> starts;
};

/// A finding of Clang's own thread-safety analysis, passed on.
struct SourceFinding {
  std::string position;  // "file:line:column"
  std::string message;
};

struct LinkResult {
  std::vector<protocol::Protocol> protocols;  // sorted by name
  std::vector<SourceFinding> thread_safety;   // sorted by position, without duplicates
  /// Shared fields and spawn sites in functions that no root reaches, over the whole program.
  std::vector<Uncovered> not_covered;
  /// Units that did not parse; not empty: nothing may be called proved.
  std::vector<std::string> incomplete;
};

Result<LinkResult> Link(std::vector<facts::Unit> units, const LinkOptions& options);

}  // namespace interlock::link
