// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/commands.h"
#include "checker/cli/files.h"
#include "checker/cli/pipeline.h"
#include "checker/cli/show_result.h"
#include "checker/cli/terminal.h"

namespace interlock::cli {

int RunProve(const Options& options) {
  const RunFolder folder(options.out);
  Result<std::vector<protocol::Protocol>> protocols = folder.ReadProtocols(options.positional);
  if (!protocols.ok()) return PrintError(protocols.error());
  Status prepared = folder.Prepare();
  if (!prepared.ok()) return PrintError(prepared.error());
  Pipeline pipeline(options, options.out, "prove");
  pipeline.set_protocols(std::move(protocols).value());
  pipeline.Prove();
  const int code = pipeline.Finish();
  ShowResult(pipeline.result(), options, Canonical("."));
  return code;
}

}  // namespace interlock::cli
