// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Table builders of one partition: each inserts rows of its own, all at the same time.

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "annotations/barrier.h"
#include "annotations/thread.h"
#include "reference/join/partition_hash_table.h"
#include "tests/unit/reference/join/chain_walk.h"

namespace interlock::reference {
namespace {

/// Inserts row i by thread i mod `thread_count`.
void InsertByThreads(ChainRows& rows, PartitionHashTable& table, std::int64_t thread_count) {
  Barrier start(static_cast<std::uint64_t>(thread_count));
  std::vector<Thread> threads;
  for (std::int64_t t = 0; t < thread_count; ++t) {
    threads.emplace_back([&rows, &table, &start, t, thread_count]() {
      start.ArriveAndWait();
      for (std::int64_t i = t; i < rows.row_count(); i += thread_count) {
        rows.InsertInto(table, i, true);
      }
    });
  }
}  // joins them

TEST(PartitionHashTableThreads, NoInsertIsLostOrDoubled) {
  std::mt19937_64 random(34);
  for (const std::int64_t thread_count : {2, 3, 8}) {
    // Few hashes, so that the threads meet at the same slots; many rows, so that they meet at all.
    for (const std::uint64_t hash_mask : {std::uint64_t{0}, std::uint64_t{7}, ~std::uint64_t{0}}) {
      ChainRows rows(60000, [&](std::int64_t) { return random() & hash_mask; });
      PartitionHashTable table;
      table.Reset(rows.row_count(), TagMask(0));
      InsertByThreads(rows, table, thread_count);
      rows.ExpectChainsComplete(table);
    }
  }
}

TEST(PartitionHashTableThreads, TagsNeverHideARow) {
  std::mt19937_64 random(35);
  for (const std::int64_t thread_count : {2, 3, 8}) {
    ChainRows rows(600, [&](std::int64_t) { return random() & 0xff0000000000000f; });
    PartitionHashTable table;
    table.Reset(rows.row_count(), TagMask(rows.tag_bits()));
    InsertByThreads(rows, table, thread_count);
    rows.ExpectAllFound(table);
  }
}

}  // namespace
}  // namespace interlock::reference
