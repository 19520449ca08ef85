// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/commands.h"
#include "checker/cli/files.h"
#include "checker/cli/show_result.h"
#include "checker/cli/terminal.h"
#include "checker/report/result_json.h"

namespace interlock::cli {

int RunReport(const Options& options) {
  const std::string path = options.out + "/result.json";
  Result<std::string> text = ReadFile(path);
  if (!text.ok()) return PrintError(text.error());
  Result<report::RunResult> result = report::ResultFromJson(*text);
  if (!result.ok()) {
    return PrintError(MakeError(result.error().ToText(), path, result.error().kind));
  }
  ShowResult(*result, options, Canonical("."));
  return report::ExitCode(*result);
}

}  // namespace interlock::cli
