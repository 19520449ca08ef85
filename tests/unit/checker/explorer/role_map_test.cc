// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/role_map.h"

#include <gtest/gtest.h>

namespace interlock::explore {
namespace {

TEST(RoleMap, BaseNameDropsParametersAndTemplateArguments) {
  EXPECT_EQ(BaseName("main"), "main");
  EXPECT_EQ(BaseName("interlock::SessionVars::Get(int) const"), "interlock::SessionVars::Get");
  EXPECT_EQ(BaseName("(anonymous namespace)::Cache::Find(std::string const&)"),
            "(anonymous namespace)::Cache::Find");
  EXPECT_EQ(BaseName("a::Pool::Run"), "a::Pool::Run");
}

TEST(RoleMap, EventPositionsGoThroughWrappers) {
  const std::vector<Frame> direct = {{"a.cc:1:1", "F"}, {"b.cc:2:2", "G"}};
  EXPECT_EQ(EventPositions(direct), std::vector<std::string>{"a.cc:1:1"});
  const std::vector<Frame> wrapped = {{"annotations/mutex.h:5:5", "Lock"},
                                      {"annotations/mutex.h:9:9", "MutexLock"},
                                      {"a.cc:1:1", "F"},
                                      {"b.cc:2:2", "G"}};
  EXPECT_EQ(EventPositions(wrapped).size(), 3u);
  EXPECT_EQ(EventPositions(wrapped).back(), "a.cc:1:1");
  EXPECT_TRUE(EventPositions({}).empty());
}

protocol::Protocol TwoRoles() {
  protocol::Protocol protocol;
  protocol.roles.resize(3);
  protocol.roles[1].parent = 0;
  protocol.roles[2].parent = 0;
  return protocol;
}

TEST(RoleMap, RolesRunTogetherOnlyIfTheProtocolSaysSo) {
  protocol::Protocol protocol = TwoRoles();
  protocol::Access access;
  access.role = 1;
  EXPECT_FALSE(RoleMap(protocol).MayRunBeside(access, 2));
  EXPECT_TRUE(RoleMap(protocol).MayRunBeside(access, 0));
  EXPECT_FALSE(RoleMap(protocol).MayRunBeside(access, 1));
  access.live = {2};
  EXPECT_TRUE(RoleMap(protocol).MayRunBeside(access, 2));
  access.live.clear();
  protocol.roles[2].live_at_spawn = {1};
  EXPECT_TRUE(RoleMap(protocol).MayRunBeside(access, 2));
  protocol.roles[1].many = true;
  protocol.roles[1].live_at_spawn = {1};
  EXPECT_TRUE(RoleMap(protocol).MayRunBeside(access, 1));
}

}  // namespace
}  // namespace interlock::explore
