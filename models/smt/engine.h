// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// One Z3 context: parses a script's text and checks it with one of Z3's engines.
//
// Private to models/smt; everyone else uses solver.h, which adds time limits that hold.
//
// Thread safety: an Engine belongs to one thread.

#include <cstdint>
#include <memory>

#include "models/smt/script.h"
#include "models/smt/solver.h"

namespace interlock::smt {

/// Which of Z3's engines: the incremental one answers most queries in under a millisecond, the one
/// that Z3 selects by itself (by logic) decides more.
enum class EngineKind : std::uint8_t { kIncremental, kSelected };

/// Thread-hostile wrapper of one Z3 context.
class Engine {
 public:
  Engine();
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Checks the script. `timeout_ms` <= 0: no limit of its own. Z3's limits hold for linear
  /// arithmetic only.
  Answer Check(const Script& script, EngineKind kind, std::int64_t timeout_ms);

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace interlock::smt
