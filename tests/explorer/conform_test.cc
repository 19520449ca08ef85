// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/conform.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "checker/explorer/trace.h"
#include "tests/explorer/test_program.h"

namespace interlock::explore {
namespace {

using protocol::AccessKind;
using protocol::Protocol;
using protocol::Term;
using protocol::TermKind;

// The protocol of programs/cache.cc as an extraction should find it, written down by hand for the
// variant in which both paths lock.
class CacheProtocol {
 public:
  CacheProtocol() {
    for (const char* name : {"cache", "statement"}) {
      protocol::Object object;
      object.key = object.name = name;
      object.multiplicity = protocol::Multiplicity::kOne;
      protocol_.objects.push_back(object);
    }
    protocol_.roles.resize(3);
    protocol_.roles[0].entry = protocol_.roles[0].name = "main";
    for (int role = 1; role <= 2; ++role) {
      protocol::Role& one = protocol_.roles[static_cast<std::size_t>(role)];
      one.name = role == 1 ? "reader" : "writer";
      one.parent = 0;
      one.spawn_site = Site(role == 1 ? "spawn reader" : "spawn writer");
      Event(protocol::EventKind::kSpawn, 0, role == 1 ? "spawn reader" : "spawn writer", Term());
    }
    protocol_.roles[2].live_at_spawn = {1};
    for (int role = 1; role <= 2; ++role) {
      Event(protocol::EventKind::kLock, role, "begin lock", statement_lock_);
      Hold(Access(role, "count", AccessKind::kRead, statement_, 40, 4), statement_lock_);
      Hold(Access(role, "count", AccessKind::kWrite, statement_, 40, 4), statement_lock_);
    }
    Event(protocol::EventKind::kLock, 1, "lookup lock", cache_lock_);
    Event(protocol::EventKind::kLock, 2, "fill lock", cache_lock_);
    Access(0, "construct", AccessKind::kWrite, cache_, 0, 4);
    Access(0, "construct", AccessKind::kWrite, cache_, 48, 48);
    Access(0, "started", AccessKind::kWrite, statement_, 40, 4);
    Access(1, "reader test", AccessKind::kRead, cache_, 0, 4);
    Access(2, "writer test", AccessKind::kRead, cache_, 0, 4);
    read_ = Access(1, "read", AccessKind::kRead, cache_, 48, 48);
    Elements(1, "read", AccessKind::kRead);
    Hold(read_, cache_lock_);
    Hold(read_ + 1, cache_lock_);
    write_ = Access(2, "write", AccessKind::kWrite, cache_, 48, 48);
    Elements(2, "write", AccessKind::kWrite);
    Hold(write_, cache_lock_);
    Hold(write_ + 1, cache_lock_);
    Access(0, "cache class", AccessKind::kWrite, cache_, 48, 48);
    Elements(0, "cache class", AccessKind::kWrite);
  }

  Protocol& operator*() { return protocol_; }
  Protocol* operator->() { return &protocol_; }
  int read_id() const { return read_; }
  int write_id() const { return write_; }
  const Term& statement_lock() const { return statement_lock_; }

 private:
  int Site(const std::string& mark) {
    protocol::Site site;
    site.key = mark;
    site.position = PositionOf("cache", mark);
    protocol_.sites.push_back(site);
    return static_cast<int>(protocol_.sites.size()) - 1;
  }
  void Event(protocol::EventKind kind, int role, const std::string& mark, const Term& object) {
    protocol::Event event;
    event.kind = kind;
    event.role = role;
    event.site = Site(mark);
    event.object = object;
    protocol_.events.push_back(event);
  }
  int Access(int role, const std::string& mark, AccessKind kind, const Term& object, int offset,
             int bytes) {
    protocol::Access access;
    access.role = role;
    access.site = Site(mark);
    access.kind = kind;
    access.address = Term::Field(object, mark, offset);
    access.size_bytes = Term::Integer(bytes);
    if (role == 1) access.live = {2};
    protocol_.accesses.push_back(access);
    return static_cast<int>(protocol_.accesses.size()) - 1;
  }
  void Elements(int role, const std::string& mark, AccessKind kind) {
    const int id = Access(role, mark, kind, cache_, 48, 0);
    protocol::Access& access = protocol_.accesses[static_cast<std::size_t>(id)];
    access.address = Term(TermKind::kElements, "", 0, {Term::Field(cache_, "names_", 48)});
    access.size_bytes = Term::Unknown("node");
  }
  void Hold(int id, const Term& lock) {
    protocol_.accesses[static_cast<std::size_t>(id)].held.push_back(
        protocol::HeldLock{lock, protocol::LockMode::kExclusive, {}});
  }

  Protocol protocol_;
  Term cache_ = Term(TermKind::kLocal, "cache", 0, {});
  Term statement_ = Term(TermKind::kLocal, "statement", 0, {});
  Term cache_lock_ = Term::Field(cache_, "mutex_", 8);
  Term statement_lock_ = Term::Field(statement_, "mutex", 0);
  int read_ = 0, write_ = 0;
};

class ConformTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new std::string(WorkFolder());
    ExploreOptions options;
    options.schedules = 1000;
    options.trace = *folder_ + "/trace.bin";
    const ExploreOutcome outcome = Explore("cache", options, {"1"});
    EXPECT_TRUE(outcome.run.races.empty());
  }
  static void TearDownTestSuite() {
    std::filesystem::remove_all(*folder_);
    delete folder_;
  }

  static std::string TracePath() { return *folder_ + "/trace.bin"; }

  static ConformResult Check(const Protocol& protocol) {
    const auto sites = SiteTable::Load(ProgramPath("cache"));
    EXPECT_TRUE(sites.ok());
    const auto result = Conform(protocol, {TracePath()}, *sites);
    EXPECT_TRUE(result.ok()) << result.error().ToText();
    return result.ok() ? *result : ConformResult{};
  }

  static bool Refuses(const Protocol& protocol, const std::string& reason) {
    const ConformResult result = Check(protocol);
    if (result.conforms()) return false;
    for (const NotAdmitted& one : result.refused) {
      if (one.reason == reason) return true;
    }
    for (const NotAdmitted& one : result.refused) {
      ADD_FAILURE() << "refused for " << one.reason << " instead: " << one.detail;
    }
    return false;
  }

  static std::string* folder_;
};
std::string* ConformTest::folder_ = nullptr;

TEST_F(ConformTest, RightProtocolAdmitsEveryEvent) {
  CacheProtocol protocol;
  const ConformResult result = Check(*protocol);
  for (const NotAdmitted& one : result.refused) {
    ADD_FAILURE() << one.position << " " << one.role << " " << one.is_write << " " << one.reason
                  << ": " << one.detail;
  }
  EXPECT_TRUE(result.conforms());
  EXPECT_EQ(result.executions, 1000u);
  EXPECT_GT(result.events, 20000u);
  EXPECT_GT(result.demanded, 2000u);
  EXPECT_EQ(result.admitted, result.demanded);
  EXPECT_EQ(result.roles.reached, 3u);
  EXPECT_EQ(result.accesses.reached, result.accesses.total);
  EXPECT_GT(result.order_facts.total, 0u);
  EXPECT_EQ(result.order_facts.reached, result.order_facts.total);
}

TEST_F(ConformTest, DroppedAccessIsCaught) {
  CacheProtocol protocol;
  protocol->accesses.erase(protocol->accesses.begin() + protocol.write_id(),
                           protocol->accesses.begin() + protocol.write_id() + 2);
  EXPECT_TRUE(Refuses(*protocol, "no access at this site"));
}

TEST_F(ConformTest, WidenedLocksetIsCaught) {
  CacheProtocol protocol;
  for (int id = protocol.read_id(); id <= protocol.read_id() + 1; ++id) {
    protocol->accesses[static_cast<std::size_t>(id)].held.push_back(
        protocol::HeldLock{protocol.statement_lock(), protocol::LockMode::kExclusive, {}});
  }
  EXPECT_TRUE(Refuses(*protocol, "lock"));
}

TEST_F(ConformTest, WrongPhaseIsCaught) {
  CacheProtocol protocol;
  for (protocol::Access& access : protocol->accesses) {
    if (access.role == 1) access.live.clear();
  }
  protocol->roles[2].live_at_spawn.clear();  // "the writer starts after the reader has ended"
  EXPECT_TRUE(Refuses(*protocol, "live role"));
}

TEST_F(ConformTest, WrongBarrierPhaseIsCaught) {
  CacheProtocol protocol;
  protocol::PhaseInterval phase;
  phase.object = Term(TermKind::kLocal, "barrier", 0, {});
  phase.low = 1;
  for (int id = protocol.read_id(); id <= protocol.read_id() + 1; ++id) {
    protocol->accesses[static_cast<std::size_t>(id)].phases.push_back(phase);
  }
  EXPECT_TRUE(Refuses(*protocol, "phase"));
}

TEST_F(ConformTest, MissingRoleIsCaught) {
  CacheProtocol protocol;
  std::erase_if(protocol->accesses,
                [](const protocol::Access& access) { return access.role == 2; });
  std::erase_if(protocol->events, [](const protocol::Event& event) { return event.role == 2; });
  protocol->roles.pop_back();
  for (protocol::Access& access : protocol->accesses) access.live.clear();
  const ConformResult result = Check(*protocol);
  EXPECT_FALSE(result.conforms());
  ASSERT_EQ(result.unknown_threads.size(), 1u);
  EXPECT_EQ(result.unknown_threads[0], PositionOf("cache", "spawn writer"));
}

TEST_F(ConformTest, WrongByteRangeIsCaught) {
  CacheProtocol smaller;
  for (protocol::Access& access : smaller->accesses) {
    if (access.size_bytes == Term::Integer(4)) access.size_bytes = Term::Integer(2);
  }
  EXPECT_TRUE(Refuses(*smaller, "bytes"));
  CacheProtocol shifted;
  const Term statement(TermKind::kLocal, "statement", 0, {});
  for (protocol::Access& access : shifted->accesses) {
    if (access.role == 1 && access.address == Term::Field(statement, "count", 40)) {
      access.address = Term::Field(statement, "count", 44);
    }
  }
  EXPECT_TRUE(Refuses(*shifted, "bytes"));
}

// What no other thread can meet in time is not demanded: before the spawns, after the joins.
TEST_F(ConformTest, OrderBySpawnAndJoinIsNotDemanded) {
  CacheProtocol protocol;
  std::erase_if(protocol->accesses,
                [](const protocol::Access& access) { return access.role == 0; });
  const ConformResult result = Check(*protocol);
  EXPECT_TRUE(result.conforms());
  EXPECT_EQ(result.demanded, Check(*CacheProtocol()).demanded);
  EXPECT_LT(result.demanded, result.events);
}

// A lock orders nothing: both sides of what it protects are demanded.
TEST_F(ConformTest, OrderByLockIsDemanded) {
  for (const int role : {1, 2}) {
    CacheProtocol protocol;
    std::erase_if(protocol->accesses, [&](const protocol::Access& access) {
      return access.role == role && !access.held.empty();
    });
    EXPECT_TRUE(Refuses(*protocol, "role") || Refuses(*protocol, "no access at this site"));
  }
}

TEST_F(ConformTest, ReadInsteadOfWriteIsCaught) {
  CacheProtocol protocol;
  for (protocol::Access& access : protocol->accesses) access.kind = AccessKind::kRead;
  EXPECT_TRUE(Refuses(*protocol, "kind"));
}

TEST_F(ConformTest, TruncatedTraceIsAnError) {
  const auto sites = SiteTable::Load(ProgramPath("cache"));
  ASSERT_TRUE(sites.ok());
  const std::string copy = *folder_ + "/short.bin";
  CacheProtocol protocol;
  const auto size = std::filesystem::file_size(TracePath());
  for (const std::uintmax_t keep :
       {size - 1, size - 40, size / 2, std::uintmax_t{50}, std::uintmax_t{0}}) {
    std::filesystem::copy_file(TracePath(), copy,
                               std::filesystem::copy_options::overwrite_existing);
    std::filesystem::resize_file(copy, keep);
    EXPECT_FALSE(Conform(*protocol, {copy}, *sites).ok()) << keep;
  }
}

// Happens-before of the trace: main's construction precedes, its destruction follows the threads.
TEST_F(ConformTest, TraceClocksOrderSpawnAndJoin) {
  const auto sites = SiteTable::Load(ProgramPath("cache"));
  ASSERT_TRUE(sites.ok());
  auto reader = TraceReader::Open(TracePath(), &*sites);
  ASSERT_TRUE(reader.ok());
  TraceExecution execution;
  ASSERT_TRUE(*reader->Next(&execution));
  const TraceEvent *spawn = nullptr, *end = nullptr, *last = nullptr, *inside = nullptr;
  for (const TraceEvent& event : execution.events) {
    if (event.kind == TraceKind::kSpawn && event.other == 1) spawn = &event;
    if (event.kind == TraceKind::kThreadEnd && event.thread == 1) end = &event;
    if (event.thread == 1 && event.kind == TraceKind::kAccess) inside = &event;
    if (event.thread == 0 && event.kind == TraceKind::kAccess) last = &event;
  }
  ASSERT_TRUE(spawn != nullptr && end != nullptr && inside != nullptr && last != nullptr);
  EXPECT_LE(spawn->clock[0], inside->clock[0]);
  EXPECT_LE(end->clock[1], last->clock[1]);
  EXPECT_EQ(execution.threads.size(), 3u);
  EXPECT_EQ(execution.threads[2].spawn_position, PositionOf("cache", "spawn writer"));
}

}  // namespace
}  // namespace interlock::explore
