// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// A hand-built unit together with its analysis, and short ways to ask. Thread-compatible.

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "checker/frontend/facts_validate.h"
#include "checker/points_to/points_to.h"
#include "tests/unit/checker/points_to/facts_builder.h"

namespace interlock::points_to {

using Texts = std::set<std::string>;

class Analyzed {
 public:
  /// Links and analyses the units from the function "main".
  explicit Analyzed(std::vector<facts::Unit> units, PointsToOptions options = {})
      : program_(Link(std::move(units))) {
    if (options.roots.empty()) options.roots = {program_->FindFunction("main")};
    points_to_ = std::make_unique<PointsTo>(PointsTo::Analyze(*program_, options));
  }
  explicit Analyzed(const facts_builder::UnitBuilder& unit, PointsToOptions options = {})
      : Analyzed(std::vector<facts::Unit>{unit.Build()}, std::move(options)) {}

  const link::Program& program() const { return *program_; }
  const PointsTo& points_to() const { return *points_to_; }
  link::FunctionId Id(const std::string& usr) const { return program_->FindFunction(usr); }

  Texts Of(const std::string& function, facts::Register r) const {
    return Render(points_to_->Of(Id(function), r));
  }
  /// What is stored where the register points.
  Texts Behind(const std::string& function, facts::Register r) const {
    Texts texts;
    for (const Location& location : points_to_->Of(Id(function), r)) {
      texts.merge(Render(points_to_->ContentsOf(location)));
    }
    return texts;
  }
  Texts Calls(const std::string& function, facts::Register r) const {
    const Callees callees = points_to_->CalleesOf(Id(function), r);
    Texts texts;
    for (const link::FunctionId id : callees.functions) texts.insert(program_->function(id).usr);
    if (callees.unresolved) texts.insert("?");
    return texts;
  }
  Texts SharedNames() const {
    Texts texts;
    for (const ObjectId id : points_to_->SharedObjects()) texts.insert(points_to_->object(id).name);
    return texts;
  }
  bool IsShared(const std::string& name) const { return SharedNames().count(name) > 0; }

 private:
  static std::unique_ptr<link::Program> Link(std::vector<facts::Unit> units) {
    for (const facts::Unit& unit : units) {
      const Status status = facts::ValidateUnit(unit);
      EXPECT_TRUE(status.ok()) << status.error().ToText();
    }
    Result<link::Program> program = link::LinkUnits(std::move(units));
    EXPECT_TRUE(program.ok()) << program.error().ToText();
    return std::make_unique<link::Program>(std::move(program).value());
  }
  Texts Render(const std::vector<Location>& locations) const {
    Texts texts;
    for (const Location& location : locations) texts.insert(LocationText(*points_to_, location));
    return texts;
  }

  std::unique_ptr<link::Program> program_;
  std::unique_ptr<PointsTo> points_to_;
};

}  // namespace interlock::points_to
