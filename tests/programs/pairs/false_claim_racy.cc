// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The claims say that the workers own their slots and that the plan is frozen; neither is so.
#include <vector>

#include "annotations/thread.h"
#include "annotations/vocabulary.h"

struct Batch {
  std::vector<int> rows IL_OWNED_BY_INSTANCE(worker_id);
  int plan IL_FROZEN_AFTER(spawn) = 0;
};

int main() IL_PROTOCOL("batch") {
  Batch batch;
  batch.rows.assign(4, 0);
  std::vector<interlock::Thread> workers;
  for (int worker_id = 0; worker_id < 4; ++worker_id) {
    workers.emplace_back([&batch]() IL_ROLE("batch worker") {
      batch.rows[0] += 1;  // racy
      batch.plan += 1;     // racy
    });
  }
  workers.clear();
  return batch.plan > 4;
}
