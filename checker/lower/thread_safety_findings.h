// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Collects what Clang reports while a unit is parsed: errors, and the findings of its own
// thread-safety analysis. Nothing is printed.
//
// Thread safety: thread-compatible.

#include "checker/frontend/facts.h"
#include "checker/lower/clang_headers.h"

namespace interlock::lower {

/// A diagnostic with the place where it stands, as text until the unit's file table exists.
struct Report {
  std::string file;  // as Clang names it
  unsigned line = 0;
  unsigned column = 0;
  std::string message;
};

class ReportCollector : public clang::DiagnosticConsumer {
 public:
  void HandleDiagnostic(clang::DiagnosticsEngine::Level level,
                        const clang::Diagnostic& diagnostic) override;

  const std::vector<Report>& errors() const { return errors_; }
  const std::vector<Report>& thread_safety() const { return thread_safety_; }

 private:
  std::vector<Report> errors_;
  std::vector<Report> thread_safety_;
};

}  // namespace interlock::lower
