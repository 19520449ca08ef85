// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Stable keys and positions of program points.
//
// Thread safety: thread-compatible.

#include <map>
#include <string>
#include <vector>

#include "checker/program/program.h"
#include "checker/summary/summary.h"
#include "models/protocol/protocol.h"

namespace interlock::link {

class SiteTable {
 public:
  explicit SiteTable(const Program& program) : program_(program) {}

  protocol::SiteId Of(const summary::Frame& frame);
  std::vector<protocol::SiteId> Of(const summary::Stack& stack, std::size_t count);
  std::vector<protocol::Site> Take() { return std::move(sites_); }
  const protocol::Site& At(protocol::SiteId id) const { return sites_[id]; }

 private:
  const Program& program_;
  std::map<summary::Frame, protocol::SiteId> ids_;
  std::vector<protocol::Site> sites_;
};

/// Function key, kind of instruction, field path and ordinal among its likes in the function.
std::string SiteKey(const facts::Function& function, facts::Register at);

/// What an address operand names in the source, e.g. "field 'usage_'"; empty if nothing.
std::string DescribeAddress(const Program& program, const facts::Function& function,
                            facts::Register address);

}  // namespace interlock::link
