// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves one generated protocol and prints what it cost, as one line of JSON.
//
//   prover_scaling ROLES OBJECTS ACCESSES_PER_OBJECT

#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>

#include "models/parametric/prove.h"
#include "tests/bench/scaling/generated_protocol.h"

namespace {

double CpuSeconds(const rusage& usage) {
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: prover_scaling ROLES OBJECTS ACCESSES_PER_OBJECT\n", stderr);
    return 2;
  }
  interlock::bench::ProtocolSize size;
  size.roles = std::atoi(argv[1]);
  size.objects = std::atoi(argv[2]);
  size.accesses_per_object = std::atoi(argv[3]);
  if (size.roles < 2 || size.objects < 4 || size.accesses_per_object < 2) {
    std::fputs("wanted: at least 2 roles, 4 objects, 2 accesses for each\n", stderr);
    return 2;
  }
  const auto protocol = interlock::bench::GenerateProtocol(size);
  rusage before = {}, after = {};
  getrusage(RUSAGE_SELF, &before);
  const auto result = interlock::parametric::ProveProtocol(protocol, {});
  getrusage(RUSAGE_SELF, &after);
  if (!result.ok()) {
    std::fprintf(stderr, "%s\n", result.error().ToText().c_str());
    return 2;
  }
  std::printf(
      "{\"roles\": %d, \"accesses\": %zu, \"pairs\": %lld, \"groups\": %lld, \"queries\": %lld, "
      "\"queries_cached\": %lld, \"cpu_seconds\": %.3f, \"solver_seconds\": %.3f, "
      "\"memory_mib\": %.1f, \"memory_before_mib\": %.1f, \"verdict\": \"%s\"}\n",
      size.roles, protocol.accesses.size(), static_cast<long long>(result->conflicting_pairs),
      static_cast<long long>(result->groups), static_cast<long long>(result->queries),
      static_cast<long long>(result->queries_cached), CpuSeconds(after) - CpuSeconds(before),
      1e-3 * static_cast<double>(result->solver_time_ms),
      static_cast<double>(after.ru_maxrss) / 1024, static_cast<double>(before.ru_maxrss) / 1024,
      interlock::parametric::VerdictName(result->verdict));
  return 0;
}
