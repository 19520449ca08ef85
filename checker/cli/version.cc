// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/version.h"

#include "checker/frontend/facts.h"
#include "checker/report/run_result.h"
#include "models/parametric/prove.h"
#include "models/protocol/protocol.h"
#include "models/witness/witness.h"

namespace interlock::cli {

std::string ToolName() { return "interlock " INTERLOCK_VERSION; }

std::string VersionText() {
  return ToolName() + "\nLLVM " INTERLOCK_LLVM_VERSION "\nZ3 " INTERLOCK_Z3_VERSION "\nschemas " +
         facts::kFactsSchema + " " + protocol::kProtocolSchema + " " + witness::kWitnessSchema +
         " " + report::kResultSchema + "\nencoder " + parametric::kEncoderVersion;
}

std::string DefaultResourceDir() { return INTERLOCK_CLANG_RESOURCE_DIR; }

}  // namespace interlock::cli
