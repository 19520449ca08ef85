// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/lower/thread_safety_findings.h"

#include <clang/Basic/DiagnosticIDs.h>

namespace interlock::lower {

void ReportCollector::HandleDiagnostic(clang::DiagnosticsEngine::Level level,
                                       const clang::Diagnostic& diagnostic) {
  clang::DiagnosticConsumer::HandleDiagnostic(level, diagnostic);
  Report report;
  llvm::SmallString<256> text;
  diagnostic.FormatDiagnostic(text);
  report.message = std::string(text);
  if (diagnostic.getLocation().isValid() && diagnostic.hasSourceManager()) {
    const clang::PresumedLoc place = diagnostic.getSourceManager().getPresumedLoc(
        diagnostic.getSourceManager().getExpansionLoc(diagnostic.getLocation()));
    if (place.isValid()) {
      report.file = place.getFilename();
      report.line = place.getLine();
      report.column = place.getColumn();
    }
  }
  const llvm::StringRef option = clang::DiagnosticIDs::getWarningOptionForDiag(diagnostic.getID());
  if (option.starts_with("thread-safety")) {
    report.message += " [-W" + option.str() + "]";
    thread_safety_.push_back(std::move(report));
  } else if (level >= clang::DiagnosticsEngine::Error) {
    errors_.push_back(std::move(report));
  }
}

}  // namespace interlock::lower
