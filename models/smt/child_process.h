// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Computes a text in a forked process, so that a time limit holds whatever the work does.
//
// Private to models/smt. The child writes the text and an end mark into a pipe; the parent waits at
// most `timeout_ms` and ends the child then.
//
// Thread safety: any number of threads may call it at once.

#include <cstdint>
#include <functional>
#include <string>

namespace interlock::smt {

enum class ChildEnd : std::uint8_t {
  kWhole,     // the text arrived with its end mark
  kTimedOut,  // the limit passed first
  kBroken,    // the child died, or could not be started
};

struct ChildText {
  ChildEnd end = ChildEnd::kBroken;
  std::string text;    // kWhole
  std::string reason;  // else
};

/// Runs `work` in a child process and returns its text.
ChildText RunInChild(const std::function<std::string()>& work, std::int64_t timeout_ms);

}  // namespace interlock::smt
