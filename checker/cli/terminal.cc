// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/terminal.h"

#include <unistd.h>

#include <cstdio>

namespace interlock::cli {
namespace {

bool output_failed = false;

}  // namespace

void Print(const std::string& text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  output_failed |= !written || std::fflush(stdout) != 0;
}

bool OutputFailed() { return output_failed; }

int PrintError(const Error& error) {
  std::fprintf(stderr, "interlock: error: %s\n", error.ToText().c_str());
  return 2;
}

ProgressLine::ProgressLine(const Options& options, std::string label) : label_(std::move(label)) {
  off_ = options.quiet || options.bench_json || options.progress == Progress::kNone;
  redraw_ = options.progress == Progress::kAuto && isatty(STDERR_FILENO) != 0;
}

ProgressLine::~ProgressLine() {
  if (drawn_) std::fprintf(stderr, "\r\x1b[K");
}

void ProgressLine::Show(std::size_t done, std::size_t total) {
  if (off_ || total == 0) return;
  const std::size_t tenth = done * 10 / total;
  if (redraw_) {
    std::fprintf(stderr, "\r\x1b[K%s: %zu of %zu", label_.c_str(), done, total);
    drawn_ = true;
  } else if (!started_ || tenth > last_tenth_) {
    std::fprintf(stderr, "%s: %zu of %zu\n", label_.c_str(), done, total);
  }
  started_ = true;
  last_tenth_ = tenth;
}

}  // namespace interlock::cli
