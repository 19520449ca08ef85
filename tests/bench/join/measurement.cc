// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/bench/join/measurement.h"

#include <sys/resource.h>

#include <chrono>

namespace interlock::bench {
namespace {

double CpuSeconds() {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         1e-6 * static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

double WallSeconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

ProcessClock::ProcessClock() : cpu_start_(CpuSeconds()), wall_start_(WallSeconds()) {}

void ProcessClock::Stop(Measurement& measurement) const {
  measurement.cpu_seconds = CpuSeconds() - cpu_start_;
  measurement.wall_seconds = WallSeconds() - wall_start_;
}

}  // namespace interlock::bench
