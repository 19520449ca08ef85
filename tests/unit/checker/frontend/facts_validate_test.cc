// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/frontend/facts_validate.h"

#include <gtest/gtest.h>

#include "tests/unit/checker/frontend/sample_unit.h"

namespace interlock::facts {
namespace {

// A unit with one function that consists of the given instructions in block 0.
Unit StraightLine(std::vector<Instruction> instructions) {
  Unit unit;
  unit.files = {"a.cc"};
  Function function;
  function.usr = "c:@F@f#";
  function.key = "f()";
  function.position = {0, 1, 1};
  function.blocks.resize(2);
  for (std::size_t i = 0; i < instructions.size(); ++i) {
    function.blocks[0].instructions.push_back(static_cast<Register>(i));
  }
  function.instructions = std::move(instructions);
  function.blocks[0].successors = {{1, EdgeKind::kAlways, 0}};
  unit.functions = {function};
  unit.declarations = {{"c:@F@f#", "f", {0, 1, 1}, true}};
  return unit;
}

TEST(ValidateUnit, AcceptsTheSample) {
  const Status status = ValidateUnit(SampleUnit());
  EXPECT_TRUE(status.ok()) << status.error().ToText();
}

TEST(ValidateUnit, RejectsACircleOfOperands) {
  const Unit unit = StraightLine({Make(Op::kUnary, {1}, "-"), Make(Op::kUnary, {0}, "-")});
  const Status status = ValidateUnit(unit);
  ASSERT_FALSE(status.ok());
  EXPECT_NE(status.error().message.find("circle"), std::string::npos);
}

TEST(ValidateUnit, RejectsACircleThroughSelectArms) {
  const Unit unit = StraightLine(
      {Make(Op::kConstant), Make(Op::kSelect, {0, 2, 0}), Make(Op::kSelect, {0, 1, 0})});
  EXPECT_FALSE(ValidateUnit(unit).ok());
}

TEST(ValidateUnit, RejectsUseBeforeEvaluation) {
  EXPECT_FALSE(ValidateUnit(StraightLine({Make(Op::kUnary, {1}, "-"), Make(Op::kConstant)})).ok());
}

TEST(ValidateUnit, RejectsUseOfAValueFromOneBranchOnly) {
  Unit unit = SampleUnit();
  // The call stands in a block that is not on every path to block 5.
  Function& caller = unit.functions[1];
  Register call = kNoRegister;
  for (Register r = 0; r < static_cast<Register>(caller.instructions.size()); ++r) {
    if (caller.instructions[r].op == Op::kCall) call = r;
  }
  for (Instruction& instruction : caller.instructions) {
    if (instruction.op == Op::kOpaque) instruction.args[0] = call;
  }
  const Status status = ValidateUnit(unit);
  ASSERT_FALSE(status.ok());
  EXPECT_NE(status.error().message.find("every path"), std::string::npos);
}

TEST(ValidateUnit, RejectsWrongNumberOfOperands) {
  EXPECT_FALSE(ValidateUnit(StraightLine({Make(Op::kConstant), Make(Op::kLoad, {0, 0})})).ok());
  EXPECT_FALSE(ValidateUnit(StraightLine({Make(Op::kStore, {})})).ok());
  EXPECT_TRUE(ValidateUnit(StraightLine({Make(Op::kConstant), Make(Op::kLoad, {0})})).ok());
}

TEST(ValidateUnit, RejectsCallsThatDoNotFit) {
  Unit unit = SampleUnit();
  for (Instruction& instruction : unit.functions[1].instructions) {
    if (instruction.op == Op::kCall) instruction.args.pop_back();
  }
  EXPECT_FALSE(ValidateUnit(unit).ok());
}

TEST(ValidateUnit, VariadicFunctionsTakeMoreArguments) {
  Unit unit = SampleUnit();
  for (Instruction& instruction : unit.functions[1].instructions) {
    if (instruction.op == Op::kCall) instruction.args.push_back(instruction.args[0]);
  }
  EXPECT_FALSE(ValidateUnit(unit).ok());
  unit.functions[0].is_variadic = true;
  EXPECT_TRUE(ValidateUnit(unit).ok());
}

TEST(ValidateUnit, RejectsDefinitionsThatAreMissing) {
  Unit unit = SampleUnit();
  unit.functions.erase(unit.functions.begin());
  EXPECT_FALSE(ValidateUnit(unit).ok());
}

TEST(ValidateUnit, RejectsDeclaredButDefinedElsewhereLies) {
  Unit unit = SampleUnit();
  unit.declarations[1].defined_here = false;
  EXPECT_FALSE(ValidateUnit(unit).ok());
}

TEST(ValidateUnit, RejectsAVariableUsedAsAFunction) {
  Unit unit = SampleUnit();
  for (Instruction& instruction : unit.functions[1].instructions) {
    if (instruction.op == Op::kFunctionAddress) instruction.symbol = "c:@g";
  }
  EXPECT_FALSE(ValidateUnit(unit).ok());
}

TEST(ValidateUnit, RejectsEdgesThatDoNotFitTheCondition) {
  Unit unit = StraightLine({Make(Op::kConstant)});
  Function& function = unit.functions[0];
  function.blocks[0].condition = 0;
  EXPECT_FALSE(ValidateUnit(unit).ok());
  function.blocks[0].successors = {{1, EdgeKind::kTrue, 0}};
  EXPECT_FALSE(ValidateUnit(unit).ok());
  function.blocks[0].successors = {{1, EdgeKind::kTrue, 0}, {1, EdgeKind::kFalse, 0}};
  EXPECT_TRUE(ValidateUnit(unit).ok());
  function.blocks[0].successors = {};
  EXPECT_FALSE(ValidateUnit(unit).ok());
}

TEST(ValidateUnit, OnlyAStopMayEndABlockWithoutEdges) {
  Unit unit = StraightLine({Make(Op::kStop)});
  unit.functions[0].blocks[0].successors.clear();
  EXPECT_TRUE(ValidateUnit(unit).ok());
}

TEST(ValidateUnit, RejectsASingleExitLoopThatIsLeftInTheBody) {
  Unit unit = SampleUnit();
  unit.functions[1].loops[0].single_exit = true;  // the call in the body may throw
  const Status status = ValidateUnit(unit);
  ASSERT_FALSE(status.ok());
  EXPECT_NE(status.error().message.find("single exit"), std::string::npos);
}

TEST(ValidateUnit, RejectsAnInstructionInTwoBlocks) {
  Unit unit = StraightLine({Make(Op::kConstant)});
  unit.functions[0].blocks[0].instructions = {0, 0};
  EXPECT_FALSE(ValidateUnit(unit).ok());
  unit.functions[0].blocks[0].instructions = {};
  EXPECT_FALSE(ValidateUnit(unit).ok());
}

TEST(CountReferences, CountsEveryKind) {
  const std::map<std::string, int> count = CountReferences(SampleUnit());
  EXPECT_EQ(count.at("c:@F@callee#"), 2);  // call, function address
  EXPECT_EQ(count.at("c:@F@base#"), 1);    // overrides
  EXPECT_EQ(count.at("c:@S@Base"), 2);     // base class, field
  EXPECT_EQ(count.at("c:@S@Shape"), 6);    // method, call operator, this, local, heap, global
  EXPECT_EQ(count.at("c:@g"), 1);
}

}  // namespace
}  // namespace interlock::facts
