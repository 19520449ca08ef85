// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// One function for each word of the command line; each returns the exit code of the process.
//
// Thread safety: thread-hostile; each is called once, from main.

#include "checker/cli/options.h"

namespace interlock::cli {

int RunCheck(const Options& options);
int RunExtract(const Options& options);
int RunProve(const Options& options);
int RunReplay(const Options& options);
int RunExplore(const Options& options);
int RunConform(const Options& options);
int RunDiff(const Options& options);
int RunMutants(const Options& options);
int RunReport(const Options& options);
int RunExplain(const Options& options);
int RunDoctor(const Options& options);

}  // namespace interlock::cli
