// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "tests/unit/checker/lower/lowered_source.h"

namespace interlock::lower {
namespace {

using facts::Function;
using facts::Op;
using facts::Unit;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> Symbols(const Function& function, Op op) {
  std::vector<std::string> symbols;
  for (const facts::Instruction* found : AllOf(function, op)) symbols.push_back(found->symbol);
  return symbols;
}

TEST(LowerObject, LocalsAreDestroyedInReverse) {
  const Unit unit = LowerSnippet("struct A { ~A(); }; struct B { ~B(); }; void f() { A a; B b; }");
  EXPECT_THAT(Symbols(FunctionOf(unit, "f()"), Op::kCall),
              ElementsAre("c:@S@B@F@~B#", "c:@S@A@F@~A#"));
}

TEST(LowerObject, MembersAndBasesAreDestroyedByTheDestructor) {
  const Unit unit = LowerSnippet(
      "struct A { ~A(); }; struct B { ~B(); }; struct C : A { B b; }; void f() { C c; }");
  EXPECT_THAT(Symbols(FunctionOf(unit, "C::~C()"), Op::kCall),
              ElementsAre("c:@S@B@F@~B#", "c:@S@A@F@~A#"));
}

TEST(LowerObject, TemporariesAreDestroyed) {
  const Unit unit = LowerSnippet("struct A { A(int); ~A(); int v; }; int f() { return A(1).v; }");
  const Function& f = FunctionOf(unit, "f()");
  EXPECT_THAT(Symbols(f, Op::kCall), ElementsAre("c:@S@A@F@A#I#", "c:@S@A@F@~A#"));
  const auto calls = AllOf(f, Op::kCall);
  EXPECT_EQ(ExpressionText(f, calls[0]->args[0]), ExpressionText(f, calls[1]->args[0]));
}

TEST(LowerObject, DefaultedMembersAreLoweredMemberByMember) {
  const Unit unit = LowerSnippet(
      "int g; struct A { A(); A(const A&) { ++g; } A& operator=(const A&) { ++g; return *this; } };"
      "struct S { A a; int x; }; void f(S* p) { S s = *p; s = *p; }");
  EXPECT_THAT(Symbols(FunctionOf(unit, "S::S(const S &)"), Op::kCall),
              Contains("c:@S@A@F@A#&1$@S@A#"));
  EXPECT_THAT(Symbols(FunctionOf(unit, "S::operator=(const S &)"), Op::kCall),
              Contains("c:@S@A@F@operator=#&1$@S@A#"));
}

TEST(LowerObject, DefaultMemberInitialisersRunInTheConstructor) {
  const Unit unit =
      LowerSnippet("int n(); struct S { int a = n(); int b; S() : b(2) {} }; void f() { S s; }");
  EXPECT_THAT(Expressions(FunctionOf(unit, "S::S()"), Op::kStore),
              ElementsAre("store(field a@0($0), call c:@F@n#)", "store(field b@4($0), 2)"));
}

TEST(LowerObject, NewAndDeleteBuildAndEnd) {
  const Unit unit =
      LowerSnippet("struct A { A(int); virtual ~A(); }; void f() { A* a = new A(1); delete a; }");
  const Function& f = FunctionOf(unit, "f()");
  EXPECT_THAT(Expressions(f, Op::kCall),
              ElementsAre("call c:@S@A@F@A#I#(heap c:@S@A, 1)", "call c:@S@A@F@~A#(load(a))"));
  EXPECT_TRUE(AllOf(f, Op::kCall)[1]->is_virtual);
  EXPECT_EQ(CountOf(f, Op::kFree), 1U);
}

TEST(LowerObject, ArraysOfRecordsAreBuiltInALoop) {
  const Unit unit = LowerSnippet("struct A { A(); ~A(); int v; }; void f() { A a[3]; }");
  const Function& f = FunctionOf(unit, "f()");
  ASSERT_EQ(f.loops.size(), 2U);
  EXPECT_EQ(f.instructions[f.loops[0].bound].immediate, 3);
  EXPECT_THAT(Expressions(f, Op::kCall), Contains(HasSubstr("index*4(a, load((element)))")));
}

TEST(LowerObject, VirtualCallsAreMarkedUnlessTheTypeIsKnown) {
  const Unit unit = LowerSnippet(
      "struct A { virtual void m(); }; struct B : A { void m() override {} };"
      "void f(A* a) { a->m(); a->A::m(); A x; x.m(); }");
  const auto calls = AllOf(FunctionOf(unit, "f(A *)"), Op::kCall, "c:@S@A@F@m#");
  ASSERT_EQ(calls.size(), 3U);
  EXPECT_TRUE(calls[0]->is_virtual);
  EXPECT_FALSE(calls[1]->is_virtual);
  EXPECT_FALSE(calls[2]->is_virtual);
  EXPECT_THAT(FunctionOf(unit, "B::m()").overrides, ElementsAre("c:@S@A@F@m#"));
}

TEST(LowerObject, PureVirtualMethodsAreMarked) {
  const Unit unit = LowerSnippet("struct A { virtual void m() = 0; }; void f(A* a) { a->m(); }");
  int pure = 0;
  for (const facts::Declaration& declaration : unit.declarations) pure += declaration.is_pure;
  EXPECT_EQ(pure, 1);
}

TEST(LowerObject, ExceptionEdgesLeadToTheHandler) {
  const Unit unit =
      LowerSnippet("void g(); int f() { try { g(); } catch (int) { return 1; } return 0; }");
  int edges = 0;
  for (const facts::Block& block : FunctionOf(unit, "f()").blocks) {
    for (const facts::Edge& edge : block.successors) {
      edges += edge.kind == facts::EdgeKind::kException;
    }
  }
  EXPECT_GE(edges, 2);
}

TEST(LowerObject, CaughtObjectsAreUnknown) {
  const Unit unit = LowerSnippet(
      "struct E { int* p; }; void g(); void f() { try { g(); } catch (E& e) { *e.p = 1; } }");
  EXPECT_THAT(Expressions(FunctionOf(unit, "f()"), Op::kStore),
              Contains("store(e, unknown address exception object)"));
}

TEST(LowerObject, ConstructorsMayThrow) {
  const Unit unit = LowerSnippet(
      "struct A { A(); }; struct B { B() noexcept; }; int f() { try { A a; B b; } catch (...) { "
      "return 1; } return 0; }");
  const Function& f = FunctionOf(unit, "f()");
  int edges = 0;
  for (const facts::Block& block : f.blocks) {
    for (const facts::Edge& edge : block.successors) {
      if (edge.kind != facts::EdgeKind::kException || block.instructions.empty()) continue;
      EXPECT_EQ(f.instructions[block.instructions.back()].symbol, "c:@S@A@F@A#");
      ++edges;
    }
  }
  EXPECT_EQ(edges, 1);
}

TEST(LowerObject, ThrowEndsTheBlock) {
  const Unit unit = LowerSnippet("int g; void f(int n) { if (n) throw 1; g = 1; }");
  const Function& f = FunctionOf(unit, "f(int)");
  ASSERT_EQ(CountOf(f, Op::kThrow), 1U);
  for (const facts::Block& block : f.blocks) {
    if (block.instructions.empty()) continue;
    if (f.instructions[block.instructions.back()].op != Op::kThrow) continue;
    ASSERT_EQ(block.successors.size(), 1U);
    EXPECT_EQ(block.successors[0].kind, facts::EdgeKind::kException);
  }
}

TEST(LowerObject, StaticLocalsAreInitialisedOnce) {
  const Unit unit = LowerSnippet("int n(); int f() { static int v = n(); return v; }");
  const Function& f = FunctionOf(unit, "f()");
  EXPECT_EQ(CountOf(f, Op::kOnceBegin), 1U);
  EXPECT_EQ(CountOf(f, Op::kOnceEnd), 1U);
  EXPECT_EQ(CountOf(f, Op::kOncePassed), 1U);
}

TEST(LowerObject, InitialisersOfGlobalsRunInOneFunction) {
  const Unit unit = LowerSnippet(
      "int n(); int a = 5; int b = n(); void h(); void (*table[])() = {h}; static int c = a;");
  const Function& init = FunctionOf(unit, "snippet.cc/initializer");
  EXPECT_TRUE(init.is_initializer);
  EXPECT_THAT(Expressions(init, Op::kStore),
              ElementsAre("store(global c:@a, 5)", "store(global c:@b, call c:@F@n#)",
                          "store(index*8(global c:@table, 0), function c:@F@h#)",
                          "store(global snippet.cc|c:snippet.cc@c, load(global c:@a))"));
}

TEST(LowerObject, TemplatesAreLoweredPerInstantiation) {
  const Unit unit = LowerSnippet(
      "int g; template <class T> void put(T v) { g = v; } void f() { put(1); put('c'); }");
  EXPECT_EQ(CountOf(FunctionOf(unit, "put<int>(int)"), Op::kStore), 1U);
  EXPECT_EQ(CountOf(FunctionOf(unit, "put<char>(char)"), Op::kStore), 1U);
}

TEST(LowerObject, KeysHoldNoFileOffsets) {
  const std::string body =
      "int g; void f() { auto a = [] { g = 1; }; auto b = [] { g = 2; }; a(); b(); }";
  const Unit first = LowerSnippet(body);
  const Unit second = LowerSnippet("// a comment\n\n" + body);
  ASSERT_EQ(first.functions.size(), second.functions.size());
  std::set<std::string> keys, others;
  for (const Function& function : first.functions) keys.insert(function.key);
  for (const Function& function : second.functions) others.insert(function.key);
  EXPECT_EQ(keys, others);
  EXPECT_EQ(keys.count("f()/lambda#1"), 1U);
}

TEST(LowerObject, InternalNamesCarryTheUnit) {
  const Unit unit = LowerSnippet(
      "static int g; static void h() { g = 1; } namespace { int k; } void f() { h(); k = 2; }");
  EXPECT_THAT(FunctionOf(unit, "snippet.cc|h()").usr, HasSubstr("snippet.cc|"));
  for (const facts::Global& global : unit.globals) {
    EXPECT_THAT(global.usr, HasSubstr("snippet.cc|")) << global.name;
  }
}

TEST(LowerObject, ClaimsAreRead) {
  const Unit unit = LowerSnippet(
      "struct __attribute__((capability(\"mutex\"))) M { void lock() "
      "__attribute__((acquire_capability())); };"
      "struct S { M mu; int x __attribute__((guarded_by(mu)));"
      " void f(int n __attribute__((annotate(\"interlock:transfers\")))) "
      "__attribute__((requires_capability(mu)))"
      " __attribute__((annotate(\"interlock:protocol\", \"spill\"))) { x = n; } };");
  const Function& f = FunctionOf(unit, "S::f(int)");
  ASSERT_EQ(f.claims.size(), 3U);
  EXPECT_EQ(f.claims[0].name, "protocol");
  EXPECT_THAT(f.claims[0].arguments, ElementsAre("spill"));
  EXPECT_EQ(f.claims[1].name, "requires");
  EXPECT_THAT(f.claims[1].arguments, ElementsAre("this->mu"));
  EXPECT_EQ(f.claims[2].name, "transfers");
  EXPECT_EQ(f.claims[2].parameter, 1);
  for (const facts::Record& record : unit.records) {
    if (record.name != "S") continue;
    ASSERT_EQ(record.fields[1].claims.size(), 1U);
    EXPECT_EQ(record.fields[1].claims[0].name, "guarded_by");
  }
}

TEST(LowerObject, ThreadSafetyFindingsPassThroughDespiteDashW) {
  const Unit unit = LowerSnippet(
      "struct __attribute__((capability(\"mutex\"))) M { void lock() "
      "__attribute__((acquire_capability()));"
      " void unlock() __attribute__((release_capability())); };\n"
      "M mu; int x __attribute__((guarded_by(mu)));\nvoid f() { x = 1; }");
  ASSERT_EQ(unit.findings.size(), 1U);
  EXPECT_EQ(unit.findings[0].position.line, 3U);
  EXPECT_THAT(unit.findings[0].message, HasSubstr("requires holding mutex 'mu'"));
}

}  // namespace
}  // namespace interlock::lower
