// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Runs one checked join, once or, as ThreadSanitizer sees only what happens, many times.
//
// usage: checked_join [--times COUNT] [ARGUMENT]...      arguments: see checked_join.h
// exit:  0 right rows on the demanded path, 1 not, 2 usage

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/explorer/engine/checked_join.h"

int main(int argument_count, char** arguments) {
  using interlock::reference::CheckedJoin;
  std::vector<std::string> words(arguments + 1, arguments + argument_count);
  std::int64_t times = 1;
  if (words.size() >= 2 && words[0] == "--times") {
    times = std::atoll(words[1].c_str());
    words.erase(words.begin(), words.begin() + 2);
  }
  const auto join = CheckedJoin::Parse(words);
  if (!join.ok() || times < 1) {
    std::fprintf(stderr, "checked_join: %s\n",
                 join.ok() ? "wrong number: --times" : join.status().message().c_str());
    return 2;
  }
  for (std::int64_t i = 0; i < times; ++i) {
    const interlock::reference::Status status = join.value().Run();
    if (status.ok()) continue;
    std::fprintf(stderr, "checked_join: %s\n", status.message().c_str());
    return 1;
  }
  return 0;
}
