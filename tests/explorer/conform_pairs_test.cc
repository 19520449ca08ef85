// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/conform_pairs.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace interlock::explore {
namespace {

// An execution written down by hand. Clocks count a thread's events.
class Script {
 public:
  Script() { AddThread(); }

  void Spawn(int parent) {
    const int child = AddThread();
    Add(parent, TraceKind::kSpawn).other = child;
    clocks_[Index(child)] = clocks_[Index(parent)];
  }
  void End(int thread) { Add(thread, TraceKind::kThreadEnd); }
  void Join(int parent, int child) {
    Synchronise(child, parent);
    Add(parent, TraceKind::kJoin).other = child;
  }
  /// What `from` did so far happens before what `to` does next: a lock, a channel.
  void Synchronise(int from, int to) {
    for (std::size_t t = 0; t < clocks_[Index(to)].size(); ++t) {
      clocks_[Index(to)][t] = std::max(clocks_[Index(to)][t], clocks_[Index(from)][t]);
    }
  }
  std::size_t Access(int thread, std::uint64_t address, std::uint64_t bytes, bool is_write,
                     std::uint64_t block = 0) {
    TraceEvent& event = Add(thread, TraceKind::kAccess);
    event.address = address;
    event.size_bytes = bytes;
    event.is_write = is_write;
    event.block_base = block;
    return execution_.events.size() - 1;
  }
  std::size_t Write(int thread, std::uint64_t address, std::uint64_t block = 0) {
    return Access(thread, address, 4, true, block);
  }
  std::size_t Read(int thread, std::uint64_t address, std::uint64_t block = 0) {
    return Access(thread, address, 4, false, block);
  }

  std::vector<bool> Demanded() const {
    return DemandedAccesses(execution_, std::vector<bool>(execution_.events.size(), true));
  }
  std::vector<bool> DemandedIn(const std::vector<bool>& scope) const {
    return DemandedAccesses(execution_, scope);
  }
  std::size_t size() const { return execution_.events.size(); }

 private:
  static std::size_t Index(int thread) { return static_cast<std::size_t>(thread); }
  int AddThread() {
    const int thread = static_cast<int>(execution_.threads.size());
    execution_.threads.push_back(ThreadIdentity{});
    clocks_.emplace_back();
    for (auto& clock : clocks_) clock.resize(execution_.threads.size());
    return thread;
  }
  TraceEvent& Add(int thread, TraceKind kind) {
    TraceEvent event;
    event.thread = thread;
    event.kind = kind;
    event.clock = clocks_[Index(thread)];
    event.clock[Index(thread)] = ++clocks_[Index(thread)][Index(thread)];
    execution_.events.push_back(event);
    return execution_.events.back();
  }

  TraceExecution execution_;
  std::vector<std::vector<std::uint32_t>> clocks_;
};

TEST(ConformPairs, BothSidesOfAnUnorderedConflictAreDemanded) {
  Script script;
  script.Spawn(0);
  const auto write = script.Write(0, 64);
  const auto read = script.Read(1, 64);
  EXPECT_TRUE(script.Demanded()[write]);
  EXPECT_TRUE(script.Demanded()[read]);
}

TEST(ConformPairs, WhatALockOrdersIsDemanded) {
  Script script;
  script.Spawn(0);
  const auto write = script.Write(0, 64);
  script.Synchronise(0, 1);
  const auto read = script.Read(1, 64);
  EXPECT_TRUE(script.Demanded()[write]);
  EXPECT_TRUE(script.Demanded()[read]);
}

TEST(ConformPairs, WhatSpawnAndJoinOrderIsNotDemanded) {
  Script script;
  const auto before = script.Write(0, 64);
  script.Spawn(0);
  const auto inside = script.Write(1, 64);
  script.End(1);
  script.Join(0, 1);
  const auto after = script.Write(0, 64);
  for (const auto event : {before, inside, after}) EXPECT_FALSE(script.Demanded()[event]);
}

TEST(ConformPairs, JoinOfOneThreadOrdersNoOther) {
  Script script;
  script.Spawn(0);
  script.Spawn(0);
  const auto first = script.Write(1, 64);
  const auto second = script.Write(2, 128);
  script.End(1);
  script.Join(0, 1);
  const auto after_first = script.Write(0, 64);
  const auto after_second = script.Write(0, 128);
  EXPECT_FALSE(script.Demanded()[first]);
  EXPECT_FALSE(script.Demanded()[after_first]);
  EXPECT_TRUE(script.Demanded()[second]);
  EXPECT_TRUE(script.Demanded()[after_second]);
}

TEST(ConformPairs, ReadsAndOtherBytesMakeNoPair) {
  Script script;
  script.Spawn(0);
  const auto low = script.Access(0, 64, 4, true);
  const auto high = script.Access(1, 68, 4, true);
  const auto one = script.Read(0, 128);
  const auto two = script.Read(1, 128);
  for (const auto event : {low, high, one, two}) EXPECT_FALSE(script.Demanded()[event]);
  const auto wide = script.Access(1, 60, 16, false);
  EXPECT_TRUE(script.Demanded()[wide]);
  EXPECT_TRUE(script.Demanded()[low]);
  EXPECT_FALSE(script.Demanded()[high]);
}

TEST(ConformPairs, BlockThatNobodyElseHasReachedIsPrivate) {
  Script script;
  script.Spawn(0);
  const auto made = script.Write(0, 64, 64);
  script.Synchronise(0, 1);
  const auto taken = script.Read(1, 64, 64);
  EXPECT_FALSE(script.Demanded()[made]);
  EXPECT_FALSE(script.Demanded()[taken]);
  const auto changed = script.Write(1, 64, 64);
  script.Synchronise(1, 0);
  const auto returned = script.Read(0, 64, 64);
  EXPECT_FALSE(script.Demanded()[made]);
  EXPECT_TRUE(script.Demanded()[changed]);
  EXPECT_TRUE(script.Demanded()[returned]);
}

TEST(ConformPairs, MakerThatGoesOnAfterPublicationIsDemanded) {
  Script script;
  script.Spawn(0);
  const auto made = script.Write(0, 64, 64);
  script.Synchronise(0, 1);
  const auto late = script.Write(0, 68, 64);  // the reader has not come yet, and does not wait
  const auto taken = script.Access(1, 64, 8, false, 64);
  EXPECT_FALSE(script.Demanded()[made]);
  EXPECT_TRUE(script.Demanded()[late]);
  EXPECT_TRUE(script.Demanded()[taken]);
}

TEST(ConformPairs, OutOfScopeIsNoPartner) {
  Script script;
  script.Spawn(0);
  const auto write = script.Write(0, 64);
  const auto read = script.Read(1, 64);
  std::vector<bool> scope(script.size(), true);
  scope[write] = false;
  EXPECT_FALSE(script.DemandedIn(scope)[write]);
  EXPECT_FALSE(script.DemandedIn(scope)[read]);
}

}  // namespace
}  // namespace interlock::explore
