// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Runs one join that may end before its end, once or, as ThreadSanitizer sees only what happens,
// many times.
//
// usage: ended_join [--times COUNT] [ARGUMENT]...      arguments: see ended_join.h
// exit:  0 it ended as it had to, 1 not, 2 usage

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/mutants/ended_join/ended_join.h"

int main(int argument_count, char** arguments) {
  using interlock::reference::EndedJoin;
  std::vector<std::string> words(arguments + 1, arguments + argument_count);
  std::int64_t times = 1;
  if (words.size() >= 2 && words[0] == "--times") {
    times = std::atoll(words[1].c_str());
    words.erase(words.begin(), words.begin() + 2);
  }
  const auto join = EndedJoin::Parse(words);
  if (!join.ok() || times < 1) {
    std::fprintf(stderr, "ended_join: %s\n",
                 join.ok() ? "wrong number: --times" : join.status().message().c_str());
    return 2;
  }
  for (std::int64_t i = 0; i < times; ++i) {
    const interlock::reference::Status status = join.value().Run();
    if (status.ok()) continue;
    std::fprintf(stderr, "ended_join: %s\n", status.message().c_str());
    return 1;
  }
  return 0;
}
