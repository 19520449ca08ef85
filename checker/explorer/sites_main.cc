// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// interlock-sites PROGRAM [--root DIR]: writes PROGRAM.sites after the link. Exit code 2 on error.

#include <cstdio>
#include <string>

#include "checker/explorer/site_table.h"

int main(int argc, char** argv) {
  std::string program, root = ".";
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--root" && i + 1 < argc) {
      root = argv[++i];
    } else if (program.empty() && argument[0] != '-') {
      program = argument;
    } else {
      program.clear();
      break;
    }
  }
  if (program.empty()) {
    std::fprintf(stderr, "usage: interlock-sites PROGRAM [--root DIR]\n");
    return 2;
  }
  const auto table = interlock::explore::SiteTable::Build(program, root);
  if (!table.ok()) {
    std::fprintf(stderr, "interlock-sites: %s\n", table.error().ToText().c_str());
    return 2;
  }
  const interlock::Status saved = table->Save(program + ".sites");
  if (!saved.ok()) {
    std::fprintf(stderr, "interlock-sites: %s\n", saved.error().ToText().c_str());
    return 2;
  }
  return 0;
}
