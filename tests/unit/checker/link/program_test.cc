// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

#include "checker/program/program.h"

#include <gtest/gtest.h>

#include "checker/frontend/facts_validate.h"
#include "tests/unit/checker/points_to/facts_builder.h"

namespace interlock::link {
namespace {

using facts_builder::FunctionBuilder;
using facts_builder::UnitBuilder;

/// A unit with an inline function from a header; `file_first` shifts the file indices.
facts::Unit UnitWithInline(const std::string& source, bool header_first, std::int64_t value) {
  UnitBuilder builder(source);
  FunctionBuilder function = builder.Function("inline");
  function.Constant(value);
  facts::Unit unit = builder.Build();
  unit.files = header_first ? std::vector<std::string>{"h.h", source}
                            : std::vector<std::string>{source, "h.h"};
  const std::int32_t header = header_first ? 0 : 1;
  unit.functions[0].position.file = header;
  for (facts::Instruction& instruction : unit.functions[0].instructions) {
    instruction.position.file = header;
  }
  return unit;
}

TEST(Program, KeepsInlineFunctionsOnceWhateverTheFileIndices) {
  Result<Program> program =
      LinkUnits({UnitWithInline("a.cc", true, 1), UnitWithInline("b.cc", false, 1)});
  ASSERT_TRUE(program.ok()) << program.error().ToText();
  EXPECT_EQ(program->functions().size(), 1u);
  EXPECT_TRUE(program->issues().empty());
  const FunctionId id = program->FindFunction("inline");
  EXPECT_EQ(program->PositionText(id, program->function(id).position), "h.h:1:1");
}

TEST(Program, ReportsInlineFunctionsThatDiffer) {
  Result<Program> program =
      LinkUnits({UnitWithInline("a.cc", true, 1), UnitWithInline("b.cc", false, 2)});
  ASSERT_TRUE(program.ok());
  ASSERT_EQ(program->issues().size(), 1u);
  EXPECT_EQ(program->issues()[0].kind, LinkIssue::Kind::kFunctionDiffers);
  EXPECT_EQ(program->issues()[0].usr, "inline");
}

TEST(Program, DoesNotDependOnTheOrderOfUnits) {
  UnitBuilder a("a.cc"), b("b.cc");
  a.Function("f");
  a.Function("z");
  b.Function("g");
  Result<Program> one = LinkUnits({a.Build(), b.Build()});
  Result<Program> other = LinkUnits({b.Build(), a.Build()});
  ASSERT_TRUE(one.ok() && other.ok());
  for (const char* usr : {"f", "g", "z"}) {
    EXPECT_EQ(one->FindFunction(usr), other->FindFunction(usr));
    EXPECT_GE(one->FindFunction(usr), 0);
  }
  EXPECT_EQ(one->FindFunction("none"), kNoFunction);
}

TEST(Program, TakesAUnitGivenTwiceOnce) {
  UnitBuilder a("a.cc");
  a.Function("f");
  Result<Program> program = LinkUnits({a.Build(), a.Build()});
  ASSERT_TRUE(program.ok());
  EXPECT_EQ(program->units().size(), 1u);
  EXPECT_TRUE(program->issues().empty());
}

TEST(Program, RejectsDanglingReferences) {
  for (const bool is_call : {true, false}) {
    UnitBuilder builder("a.cc");
    FunctionBuilder function = builder.Function("f");
    if (is_call) {
      function.Call("lost");
    } else {
      function.GlobalAddress("lost");
    }
    facts::Unit unit = builder.Build();
    std::erase_if(unit.declarations, [](const auto& d) { return d.usr == "lost"; });
    Result<Program> program = LinkUnits({unit});
    ASSERT_FALSE(program.ok());
    EXPECT_NE(program.error().message.find("lost"), std::string::npos);
    EXPECT_EQ(program.error().position, "a.cc:1:1");
  }
}

TEST(Program, RejectsReferencesOfTheWrongKind) {
  UnitBuilder builder("a.cc");
  builder.Global("g", 8);
  builder.Function("f").Call("g");
  EXPECT_FALSE(LinkUnits({builder.Build()}).ok());
}

TEST(Program, RejectsMissingDefinitions) {
  UnitBuilder builder("a.cc");
  builder.Function("f");
  facts::Unit unit = builder.Build();
  unit.functions.clear();
  Result<Program> program = LinkUnits({unit});
  ASSERT_FALSE(program.ok());
  EXPECT_NE(program.error().message.find("definition is missing"), std::string::npos);
}

TEST(Program, RejectsDanglingReferencesOfMergedCopies) {
  facts::Unit copy = UnitWithInline("b.cc", false, 1);
  copy.functions[0].record = "lost";
  EXPECT_FALSE(LinkUnits({UnitWithInline("a.cc", true, 1), copy}).ok());
}

TEST(Program, TellsExternalFromPureVirtual) {
  UnitBuilder builder("a.cc");
  FunctionBuilder function = builder.Function("f");
  function.Call("elsewhere");
  builder.DeclarePure("interface");
  Result<Program> program = LinkUnits({builder.Build()});
  ASSERT_TRUE(program.ok());
  EXPECT_TRUE(program->IsExternal("elsewhere"));
  EXPECT_FALSE(program->IsPureVirtual("elsewhere"));
  EXPECT_TRUE(program->IsPureVirtual("interface"));
  EXPECT_FALSE(program->IsExternal("f"));
}

TEST(Program, ResolvesDeclarationsByOtherUnits) {
  UnitBuilder a("a.cc"), b("b.cc");
  a.Function("f").Call("g");
  b.Function("g");
  Result<Program> program = LinkUnits({a.Build(), b.Build()});
  ASSERT_TRUE(program.ok());
  EXPECT_FALSE(program->IsExternal("g"));
}

TEST(Program, TakesImplicitDestructorsFromTheUnitThatUsesThem) {
  for (const bool used_first : {true, false}) {
    UnitBuilder a("a.cc"), b("b.cc");
    a.Record("R", 8);
    b.Record("R", 8);
    UnitBuilder& user = used_first ? a : b;
    facts::Record& record = user.Record("Used", 8);
    record.destructor = "~Used";
    user.Method("~Used", "Used");
    (used_first ? b : a).Record("Used", 8);
    facts::Unit first = a.Build(), second = b.Build();
    for (facts::Unit* unit : {&first, &second}) unit->files = {"h.h"};
    Result<Program> program = LinkUnits({first, second});
    ASSERT_TRUE(program.ok()) << program.error().ToText();
    EXPECT_TRUE(program->issues().empty());
    EXPECT_EQ(program->Destructor("Used"), program->FindFunction("~Used"));
  }
}

TEST(Program, NotesUnitsThatDoNotParse) {
  UnitBuilder builder("a.cc");
  facts::Unit unit = builder.Build();
  unit.errors = {"expected ';'"};
  Result<Program> program = LinkUnits({unit});
  ASSERT_TRUE(program.ok());
  ASSERT_EQ(program->issues().size(), 1u);
  EXPECT_EQ(program->issues()[0].kind, LinkIssue::Kind::kUnitIncomplete);
}

TEST(Program, KnowsTheClassHierarchy) {
  UnitBuilder builder("a.cc");
  builder.Record("Base", 8);
  builder.Record("Other", 8);
  builder.Record("Middle", 24).bases = {{"Other", 0}, {"Base", 8}};
  facts::Record& leaf = builder.Record("Leaf", 32);
  leaf.bases = {{"Middle", 0}};
  leaf.destructor = "~Leaf";
  builder.VirtualMethod("Base::run", "Base");
  builder.VirtualMethod("Middle::run", "Middle", {"Base::run"});
  builder.VirtualMethod("Leaf::run", "Leaf", {"Middle::run"});  // direct base only
  builder.Method("~Leaf", "Leaf");
  ASSERT_TRUE(facts::ValidateUnit(builder.Build()).ok());
  Result<Program> program = LinkUnits({builder.Build()});
  ASSERT_TRUE(program.ok());
  EXPECT_EQ(program->Overriders("Base::run"),
            (std::vector<FunctionId>{program->FindFunction("Leaf::run"),
                                     program->FindFunction("Middle::run")}));
  EXPECT_EQ(program->DerivedRecords("Base"), (std::vector<std::string_view>{"Leaf", "Middle"}));
  EXPECT_EQ(program->BaseOffsets("Leaf", "Base"), (std::vector<std::uint64_t>{8}));
  EXPECT_EQ(program->BaseOffsets("Base", "Leaf"), std::vector<std::uint64_t>{});
  EXPECT_EQ(program->Destructor("Leaf"), program->FindFunction("~Leaf"));
  EXPECT_EQ(program->Methods("Leaf").size(), 2u);
}

}  // namespace
}  // namespace interlock::link
