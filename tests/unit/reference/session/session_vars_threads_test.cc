// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Properties V1 and V2 of the session maps with real threads: one TempTable per id, no lost count.

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "annotations/mutex.h"
#include "annotations/thread.h"
#include "reference/catalog/schema_view.h"
#include "reference/session/session_vars.h"

namespace interlock::reference {
namespace {

constexpr int kThreadCount = 4;
constexpr int kRepetitionCount = 200;

TEST(SessionVarsThreads, AllThreadsGetOneTempTableAndOneTimestamp) {
  TimestampOracle oracle;
  SessionVars session("root", oracle);
  SchemaView schema;
  TableMeta meta;
  meta.id = 1;
  meta.temporary_kind = TemporaryKind::kGlobal;
  for (int repetition = 0; repetition < kRepetitionCount; ++repetition) {
    session.BeginTransaction(schema);
    Mutex mutex;
    std::set<TempTable*> tables;
    std::set<std::uint64_t> timestamps;
    std::vector<Thread> threads;
    for (int i = 0; i < kThreadCount; ++i) {
      threads.emplace_back([&]() {
        TempTable* table = session.GetTemporaryTable(meta);
        const std::uint64_t timestamp = session.StartTimestamp();
        MutexLock lock(mutex);
        tables.insert(table);
        timestamps.insert(timestamp);
      });
    }
    threads.clear();
    EXPECT_EQ(tables.size(), 1u);
    EXPECT_EQ(timestamps.size(), 1u);
  }
}

TEST(SessionVarsThreads, NoUseOfAFunctionIsLost) {
  FunctionUsage usage;
  SystemVariables variables;
  std::vector<Thread> threads;
  for (int i = 0; i < kThreadCount; ++i) {
    threads.emplace_back([&]() {
      for (int k = 0; k < kRepetitionCount; ++k) {
        usage.Inc("ModInt");
        EXPECT_TRUE(variables.Get(kPartitionPruneMode).ok());
      }
    });
  }
  threads.clear();
  EXPECT_EQ(usage.Copy()["ModInt"], static_cast<std::uint32_t>(kThreadCount * kRepetitionCount));
}

}  // namespace
}  // namespace interlock::reference
