// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Selects names by globs: `A*,-A.slow` as clang-tidy writes it, `A.*:-A.slow` as GoogleTest does.
//
// Thread safety: immutable after construction.

#include <string>
#include <vector>

namespace interlock::cli {

class NameFilter {
 public:
  /// Splits at `,` and `:`. In the form with commas every part counts in order and the last match
  /// wins; in the form with `:` everything after the first `-` is left out. An empty text or one
  /// that starts by leaving something out selects all other names.
  explicit NameFilter(const std::string& text);

  bool Selects(const std::string& name) const;

 private:
  struct Part {
    std::string glob;
    bool selects = true;
  };
  std::vector<Part> parts_;
};

}  // namespace interlock::cli
