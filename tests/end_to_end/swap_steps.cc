// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// Exchanges two dependent steps of a witness: the first step of a thread moves before the step that
// starts the thread. Prints the number of the step at which a replay must stop (counted from 1).
//
// Usage: swap_steps WITNESS RESULT

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "models/witness/witness_json.h"

namespace interlock::witness {
namespace {

/// Index of the step that starts `thread`; the number of steps if none does.
std::size_t StartOf(const Witness& witness, std::size_t thread) {
  std::size_t i = 0;
  while (i < witness.steps.size() && witness.steps[i].child != static_cast<int>(thread)) ++i;
  return i;
}

int Run(const char* from, const char* to) {
  std::ifstream in(from);
  std::stringstream text;
  text << in.rdbuf();
  Result<Witness> read = WitnessFromJson(text.str());
  if (!read.ok()) {
    std::fprintf(stderr, "%s\n", read.error().ToText().c_str());
    return 2;
  }
  Witness witness = std::move(read).value();
  for (std::size_t thread = 1; thread < witness.threads.size(); ++thread) {
    const std::size_t start = StartOf(witness, thread);
    std::size_t first = start;
    while (first < witness.steps.size() &&
           witness.steps[first].thread != static_cast<int>(thread)) {
      ++first;
    }
    if (first >= witness.steps.size()) continue;
    const auto at = [&](std::size_t i) {
      return witness.steps.begin() + static_cast<std::ptrdiff_t>(i);
    };
    std::rotate(at(start), at(first), at(first) + 1);
    std::ofstream(to) << WitnessToJson(witness);
    std::printf("%zu\n", start + 1);
    return 0;
  }
  std::fprintf(stderr, "no thread of the witness takes a step\n");
  return 2;
}

}  // namespace
}  // namespace interlock::witness

int main(int count, char** arguments) {
  if (count != 3) return 2;
  return interlock::witness::Run(arguments[1], arguments[2]);
}
