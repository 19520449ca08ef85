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

TEST(LowerExpression, GlobalsAreLoadedAndStored) {
  const Unit unit = LowerSnippet("int g; void f(int n) { g = g + n; }");
  const Function& f = FunctionOf(unit, "f(int)");
  EXPECT_THAT(Expressions(f, Op::kStore),
              ElementsAre("store(global c:@g, binary +(load(global c:@g), $0))"));
}

TEST(LowerExpression, FieldsHaveByteOffsets) {
  const Unit unit = LowerSnippet(
      "struct Base { long b; virtual ~Base(); }; struct S : Base { char c; int x[4]; };"
      "void f(S* s, int i) { s->x[i] = 1; s->b = 2; }");
  const Function& f = FunctionOf(unit, "f(S *, int)");
  EXPECT_THAT(Expressions(f, Op::kStore),
              ElementsAre("store(index*4(field x@20($0), $1), 1)", "store(field b@8($0), 2)"));
  for (const facts::Record& record : unit.records) {
    if (record.name != "S") continue;
    EXPECT_EQ(record.bytes, 40U);
    ASSERT_EQ(record.bases.size(), 1U);
    EXPECT_FALSE(record.destructor.empty());
  }
}

TEST(LowerExpression, SecondBaseMovesTheAddress) {
  const Unit unit = LowerSnippet(
      "struct A { long a; }; struct B { long b; }; struct C : A, B {};"
      "B* up(C* c) { return c; } C* down(B* b) { return static_cast<C*>(b); }");
  EXPECT_THAT(Expressions(FunctionOf(unit, "up(C *)"), Op::kReturn),
              ElementsAre("return(field @8($0))"));
  EXPECT_THAT(Expressions(FunctionOf(unit, "down(B *)"), Op::kReturn),
              ElementsAre("return(field @-8($0))"));
}

TEST(LowerExpression, BitFieldsCoverTheirMemoryLocation) {
  const Unit unit = LowerSnippet(
      "struct S { char c; int a : 3; int b : 10; int : 0; int d : 5; }; void f(S* s) { s->b = 1; "
      "}");
  const Function& f = FunctionOf(unit, "f(S *)");
  const auto writes = AllOf(f, Op::kWrite);
  ASSERT_EQ(writes.size(), 1U);
  EXPECT_EQ(CountOf(f, Op::kRead), 1U);
  const facts::Instruction& address = f.instructions[writes[0]->args[0]];
  EXPECT_EQ(address.immediate, 1);
  EXPECT_EQ(writes[0]->bytes, 2U);
}

TEST(LowerExpression, ShortCircuitChoosesInABranch) {
  const Unit unit =
      LowerSnippet("bool a(); bool b(); bool c(); bool f() { return a() && (b() || c()); }");
  const Function& f = FunctionOf(unit, "f()");
  EXPECT_EQ(CountOf(f, Op::kSelect), 2U);
  EXPECT_EQ(CountOf(f, Op::kCall), 3U);
  int branches = 0;
  for (const facts::Block& block : f.blocks) branches += block.condition != facts::kNoRegister;
  EXPECT_EQ(branches, 2);
}

TEST(LowerExpression, ConditionalReferenceSelectsAnAddress) {
  const Unit unit = LowerSnippet("int x, y; void f(bool c) { (c ? x : y) = 3; }");
  EXPECT_THAT(Expressions(FunctionOf(unit, "f(bool)"), Op::kStore),
              ElementsAre("store(select($0, global c:@x, global c:@y), 3)"));
}

TEST(LowerExpression, ConditionalWithOneCallKeepsBothArms) {
  const Unit unit = LowerSnippet("int x; int& g(); void f(bool c) { (c ? x : g()) = 3; }");
  EXPECT_EQ(CountOf(FunctionOf(unit, "f(bool)"), Op::kSelect), 1U);
}

TEST(LowerExpression, LambdaCapturesAreFields) {
  const Unit unit = LowerSnippet(
      "void run(void (*)(int)); int g;"
      "struct S { int m; void f(int n) { auto l = [this, n, &r = g] { m += n; r = 1; }; l(); } };"
      "void use(S s) { s.f(1); }");
  const Function& body = FunctionOf(unit, "S::f(int)/lambda#0");
  EXPECT_THAT(Expressions(body, Op::kStore),
              ElementsAre("store(field m@0(load(field this@0($0))), binary +(load(field "
                          "m@0(load(field this@0($0)))), load(field n@8($0))))",
                          "store(load(field r@16($0)), 1)"));
  const Function& f = FunctionOf(unit, "S::f(int)");
  ASSERT_EQ(CountOf(f, Op::kCall), 1U);
  EXPECT_EQ(AllOf(f, Op::kCall)[0]->symbol, body.usr);
}

TEST(LowerExpression, CaptureLessLambdaBecomesAFunctionPointer) {
  const Unit unit =
      LowerSnippet("int g; using F = void (*)(int); F f() { return [](int n) { g = n; }; }");
  const Function& invoker = FunctionOf(unit, "f()/lambda#0/__invoke");
  ASSERT_EQ(CountOf(invoker, Op::kCall), 1U);
  EXPECT_EQ(AllOf(invoker, Op::kCall)[0]->symbol, FunctionOf(unit, "f()/lambda#0").usr);
}

TEST(LowerExpression, PointersToIntegersAndBack) {
  const Unit unit = LowerSnippet(
      "void f(int* p) { auto n = reinterpret_cast<unsigned long>(p) | 1;"
      " *reinterpret_cast<int*>(n & ~1ul) = 3; }");
  const Function& f = FunctionOf(unit, "f(int *)");
  EXPECT_EQ(CountOf(f, Op::kPointerToInteger), 1U);
  EXPECT_EQ(CountOf(f, Op::kIntegerToPointer), 1U);
}

TEST(LowerExpression, MemberPointersAreOffsets) {
  const Unit unit =
      LowerSnippet("struct S { int a, b; }; int f(S* s) { int S::*m = &S::b; return s->*m; }");
  EXPECT_THAT(Expressions(FunctionOf(unit, "f(S *)"), Op::kReturn),
              ElementsAre("return(load(index*1($0, load(m))))"));
}

TEST(LowerExpression, AggregatesAreBuiltInPlace) {
  const Unit unit = LowerSnippet(
      "struct P { int x, y; }; struct L { P a; P b[2]; }; int use(L*); int f(int n) {"
      " L l{{1, n}, {{2, 3}, {4, 5}}}; return use(&l); }");
  EXPECT_THAT(Expressions(FunctionOf(unit, "f(int)"), Op::kStore),
              Contains("store(field y@4(index*8(field b@8(l), 1)), 5)"));
}

TEST(LowerExpression, RecordsByValueAreCopied) {
  const Unit unit = LowerSnippet(
      "struct P { int x, y; }; void g(struct P p); struct P q; void f(void) { g(q); q = q; }",
      "snippet.c");
  const Function& f = FunctionOf(unit, "f()");
  EXPECT_EQ(CountOf(f, Op::kCopy), 2U);
  EXPECT_THAT(Expressions(f, Op::kCopy), Contains("copy((argument), global c:@q)"));
}

TEST(LowerExpression, RecordResultsGoToTheReturnSlot) {
  const Unit unit = LowerSnippet(
      "struct P { P(); P(const P&); int x; }; P make() { return P(); } void f() { P p = make(); }");
  const Function& make = FunctionOf(unit, "make()");
  EXPECT_TRUE(make.returns_record);
  EXPECT_THAT(Expressions(make, Op::kCall), ElementsAre("call c:@S@P@F@P#(return slot)"));
  EXPECT_THAT(Expressions(FunctionOf(unit, "f()"), Op::kCall), ElementsAre("call c:@F@make#(p)"));
}

TEST(LowerExpression, DefaultArgumentsAreEvaluatedAtTheCall) {
  const Unit unit = LowerSnippet(
      "int g; int next() { return ++g; } void h(int a = next()); void f() { h(); h(); }");
  EXPECT_EQ(CountOf(FunctionOf(unit, "f()"), Op::kCall), 4U);
}

TEST(LowerExpression, SwitchHasCasesAndDefault) {
  const Unit unit = LowerSnippet(
      "enum E { A, B = 7 }; int f(E e) { switch (e) { case A: return 1; case B: return 2; } return "
      "3; }");
  std::set<std::int64_t> cases;
  int defaults = 0;
  for (const facts::Block& block : FunctionOf(unit, "f(E)").blocks) {
    for (const facts::Edge& edge : block.successors) {
      if (edge.kind == facts::EdgeKind::kCase) cases.insert(edge.case_value);
      defaults += edge.kind == facts::EdgeKind::kDefault;
    }
  }
  EXPECT_EQ(cases, (std::set<std::int64_t>{0, 7}));
  EXPECT_EQ(defaults, 1);  // an enumeration object may hold other values
}

TEST(LowerExpression, UnsignedConstantsBeyondTheRangeAreUnknown) {
  const Unit unit = LowerSnippet("unsigned long f() { return 18446744073709551615ul; }");
  EXPECT_EQ(CountOf(FunctionOf(unit, "f()"), Op::kConstant), 0U);
}

struct Construct {
  const char* code;
  const char* symbol;
};

class UnsupportedConstruct : public ::testing::TestWithParam<Construct> {};

TEST_P(UnsupportedConstruct, IsNamedWithItsPosition) {
  const Unit unit = LowerSnippet(GetParam().code);
  for (const Function& function : unit.functions) {
    for (const facts::Instruction* found : AllOf(function, Op::kUnsupported)) {
      if (found->symbol.find(GetParam().symbol) != std::string::npos) {
        EXPECT_EQ(unit.files[found->position.file], "snippet.cc");
        EXPECT_GT(found->position.line, 0U);
        return;
      }
    }
  }
  FAIL() << "nothing unsupported in\n" << facts::UnitText(unit);
}

void PrintTo(const Construct& construct, std::ostream* out) { *out << construct.symbol; }

INSTANTIATE_TEST_SUITE_P(
    Constructs, UnsupportedConstruct,
    ::testing::Values(
        Construct{"int g; void f() { asm volatile(\"incl %0\" : \"+m\"(g)); }", "assembly"},
        Construct{"#include <csetjmp>\njmp_buf b; void f() { longjmp(b, 1); }", "longjmp"},
        Construct{"#include <csetjmp>\njmp_buf b; int f() { return setjmp(b); }", "setjmp"},
        Construct{"#include <csignal>\nvoid h(int); void f() { signal(SIGINT, h); }", "signal"},
        Construct{"#include <unistd.h>\nint f() { return fork(); }", "fork"},
        Construct{"#include <pthread.h>\nvoid f(pthread_t t) { pthread_cancel(t); }",
                  "pthread_cancel"},
        Construct{"#include <dlfcn.h>\nvoid* f(void* h) { return dlsym(h, \"x\"); }", "dlsym"},
        Construct{"void f(int n) { void* p[] = {&&a, &&b}; goto *p[n]; a: return; b: return; }",
                  "goto"},
        Construct{"typedef int V __attribute__((vector_size(16))); V a, b; void f() { a = a + b; }",
                  "vector"},
        Construct{"#include <cstdarg>\nint f(int n, ...) { va_list l; va_start(l, n); int r = "
                  "va_arg(l, int); va_end(l); return r; }",
                  "va_arg"},
        Construct{"struct S { long a[3]; }; _Atomic(S) s; S t; void f() { __c11_atomic_store(&s, "
                  "t, 5); }",
                  "atomic"},
        Construct{
            "#include <coroutine>\nstruct T { struct promise_type { T get_return_object(); "
            "std::suspend_never initial_suspend(); std::suspend_never final_suspend() noexcept; "
            "void return_void(); void unhandled_exception(); }; }; T f() { co_return; }",
            "coroutine"},
        Construct{"#include <semaphore.h>\nsem_t s; void f() { sem_wait(&s); }", "sem_wait"}));

}  // namespace
}  // namespace interlock::lower
