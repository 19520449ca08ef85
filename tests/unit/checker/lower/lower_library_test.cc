// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "checker/lower/library_functions.h"
#include "checker/lower/library_table.h"
#include "tests/unit/checker/lower/lowered_source.h"

namespace interlock::lower {
namespace {

using facts::Function;
using facts::Op;
using facts::Unit;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(LowerLibrary, VectorElementsAreASeparateObject) {
  const Unit unit =
      LowerSnippet("#include <vector>\nvoid f(std::vector<int>& v, int i) { v[i] = 1; }");
  EXPECT_THAT(Expressions(FunctionOf(unit, "f("), Op::kStore),
              ElementsAre("store(index*4(elements($0), cast($1)), 1)"));
  EXPECT_EQ(CountOf(FunctionOf(unit, "f("), Op::kRead), 1U);
}

TEST(LowerLibrary, GrowthWritesHeaderAndElements) {
  const Unit unit =
      LowerSnippet("#include <vector>\nvoid f(std::vector<int>& v, int i) { v.push_back(i); }");
  const auto writes = Expressions(FunctionOf(unit, "f("), Op::kWrite);
  EXPECT_THAT(writes, Contains("write($0)"));
  EXPECT_THAT(writes, Contains("write(elements($0))"));
}

TEST(LowerLibrary, MapIndexMayInsert) {
  const Unit unit =
      LowerSnippet("#include <map>\nvoid f(std::map<int, int>& m, int k) { m[k] = 1; }");
  const Function& f = FunctionOf(unit, "f(");
  EXPECT_THAT(Expressions(f, Op::kWrite), Contains("write($0)"));
  EXPECT_THAT(Expressions(f, Op::kStore),
              Contains(HasSubstr("store(field second@4(index*8(elements($0)")));
}

TEST(LowerLibrary, MapLookupOnlyReads) {
  const Unit unit = LowerSnippet(
      "#include <unordered_map>\n#include <string>\nint f(std::unordered_map<std::string, int>& m, "
      "std::string& k)"
      " { auto it = m.find(k); return it == m.end() ? 0 : it->second; }");
  const Function& f = FunctionOf(unit, "f(");
  EXPECT_THAT(Expressions(f, Op::kWrite), IsEmpty());
  EXPECT_THAT(Expressions(f, Op::kRead), Contains("read($0)"));
  EXPECT_EQ(CountOf(f, Op::kOpaque), 0U);
}

TEST(LowerLibrary, ArraysAreTheirOwnBytes) {
  const Unit unit =
      LowerSnippet("#include <array>\nstd::array<int, 4> a; void f(int i) { a[i] = 1; }");
  EXPECT_THAT(Expressions(FunctionOf(unit, "f(int)"), Op::kStore),
              ElementsAre("store(index*4(global c:@a, cast($0)), 1)"));
}

TEST(LowerLibrary, ReservedNamesAreTheImplementationsWhoeverDeclaresThem) {
  const Unit unit = LowerSnippet(
      "extern \"C\" int __VERIFIER_nondet_int(); extern \"C\" void __VERIFIER_assume(int); "
      "int f() { int n = __VERIFIER_nondet_int(); __VERIFIER_assume(n > 0); return n; }");
  const Function& f = FunctionOf(unit, "f()");
  EXPECT_EQ(CountOf(f, Op::kInput), 1U);
  EXPECT_EQ(CountOf(f, Op::kAssume), 1U);
  EXPECT_EQ(CountOf(f, Op::kOpaque), 0U);
  EXPECT_EQ(CountOf(f, Op::kCall), 0U);
}

TEST(LowerLibrary, UniquePointersOwn) {
  const Unit unit = LowerSnippet(
      "#include <memory>\nstruct A { A(int); ~A(); int v; }; void f() { auto p = "
      "std::make_unique<A>(3); p->v = 1; }");
  const Function& f = FunctionOf(unit, "f()");
  EXPECT_THAT(Expressions(f, Op::kCall),
              ElementsAre(HasSubstr("c:@S@A@F@A#I#(heap c:@S@A"), HasSubstr("~A#(load(p))")));
  EXPECT_THAT(Expressions(f, Op::kStore), Contains("store(field v@0(load(p)), 1)"));
  bool owner = false;
  for (const facts::Instruction* store : AllOf(f, Op::kStore)) owner = owner || store->is_owner;
  EXPECT_TRUE(owner);
  EXPECT_EQ(CountOf(f, Op::kFree), 1U);
}

TEST(LowerLibrary, FunctionObjectsAreHeapCopies) {
  const Unit unit = LowerSnippet(
      "#include <functional>\nint g; std::function<void(int)> h; void f(int n) { h = [n](int k) { "
      "g = n + k; }; h(2); }");
  const Function& f = FunctionOf(unit, "f(int)");
  EXPECT_THAT(Expressions(f, Op::kStore), Contains(HasSubstr("store(global c:@h, heap ")));
  EXPECT_THAT(Expressions(f, Op::kCallIndirect),
              ElementsAre(HasSubstr("call indirect(load(global c:@h), ")));
}

TEST(LowerLibrary, StoredCallablesWithDestructorsOfOursAreOpaque) {
  const Unit unit = LowerSnippet(
      "#include <functional>\nint g; struct A { ~A() { ++g; } }; std::function<void()> h;"
      "void f(A a) { h = [a] {}; } void k(int n) { h = [n] {}; }");
  EXPECT_EQ(CountOf(FunctionOf(unit, "f(A)"), Op::kOpaque, "destructor of a stored callable"), 1U);
  EXPECT_EQ(CountOf(FunctionOf(unit, "k(int)"), Op::kOpaque), 0U);
}

TEST(LowerLibrary, EmplacedAggregatesKeepTheirPointers) {
  const Unit unit = LowerSnippet(
      "#include <vector>\nint g; struct P { int* p; int n; }; void f(std::vector<P>& v) { "
      "v.emplace_back(&g, 3); }");
  EXPECT_THAT(Expressions(FunctionOf(unit, "f("), Op::kStore),
              Contains(HasSubstr("field p@0(index*16(elements($0)")));
}

TEST(LowerLibrary, EmplaceTakesTheConstructorOfTheArgument) {
  const Unit unit = LowerSnippet(
      "#include <vector>\nint g; struct W { template <class F> explicit W(F f) { f(); } };"
      "void f(std::vector<W>& v, int n) { v.emplace_back([n] { g = n; }); v.emplace_back([] { g = "
      "2; }); }");
  const Function& f = FunctionOf(unit, "f(std::vector<W> &, int)");
  EXPECT_EQ(CountOf(f, Op::kOpaque), 0U);
  EXPECT_EQ(CountOf(f, Op::kCall), 2U);
}

TEST(LowerLibrary, CallablesOfAlgorithmsAreCalledOnElements) {
  const Unit unit = LowerSnippet(
      "#include <algorithm>\n#include <vector>\nint g; void f(std::vector<int>& v) {"
      " std::for_each(v.begin(), v.end(), [](int& x) { g += x; }); }");
  const Function& f = FunctionOf(unit, "f(std::vector<int> &)");
  const Function& body = FunctionOf(unit, "f(std::vector<int> &)/lambda#0");
  EXPECT_EQ(CountOf(f, Op::kCall, body.usr), 1U);
  EXPECT_EQ(CountOf(f, Op::kOpaque), 0U);
}

TEST(LowerLibrary, ComparatorsOfSortAreCalled) {
  const Unit unit = LowerSnippet(
      "#include <algorithm>\nint g; struct Less { bool operator()(int a, int b) const { ++g; "
      "return a < b; } };"
      "void f(int* a, int* b) { std::sort(a, b, Less()); }");
  EXPECT_THAT(Expressions(FunctionOf(unit, "f(int *, int *)"), Op::kCall),
              Contains(HasSubstr("Less@F@operator()")));
}

TEST(LowerLibrary, HashesOfUnorderedMapsAreCalled) {
  const Unit unit = LowerSnippet(
      "#include <unordered_map>\nint g; struct H { unsigned long operator()(int k) const { ++g; "
      "return k; } };"
      "void f(std::unordered_map<int, int, H>& m) { m[1] = 2; }");
  EXPECT_THAT(Expressions(FunctionOf(unit, "f("), Op::kCall),
              Contains(HasSubstr("H@F@operator()")));
}

TEST(LowerLibrary, HashSpecialisationsAreCalled) {
  const Unit unit = LowerSnippet(
      "#include <unordered_set>\nint g; struct K { int v; bool operator==(const K& o) const { ++g; "
      "return v == o.v; } };"
      "namespace std { template <> struct hash<K> { size_t operator()(const K& k) const { ++g; "
      "return k.v; } }; }"
      "bool f(std::unordered_set<K>& s, const K& k) { return s.count(k); }");
  const auto calls = Expressions(FunctionOf(unit, "f("), Op::kCall);
  EXPECT_THAT(calls, Contains(HasSubstr("hash")));
  EXPECT_THAT(calls, Contains(HasSubstr("operator==")));
}

TEST(LowerLibrary, DestructorsOfElementsRun) {
  const Unit unit = LowerSnippet(
      "#include <vector>\nint g; struct A { ~A() { ++g; } int v; }; void f() { std::vector<A> v; "
      "}");
  const Function& f = FunctionOf(unit, "f()");
  EXPECT_THAT(Expressions(f, Op::kCall),
              Contains(HasSubstr("~A#(index*4(elements(v), load((element))))")));
  ASSERT_EQ(f.loops.size(), 1U);
  EXPECT_EQ(ExpressionText(f, f.loops[0].container), "v");
}

TEST(LowerLibrary, SharedReleaseIsOpaqueForDestructorsOfOurs) {
  const Unit unit = LowerSnippet(
      "#include <memory>\nint g; struct A { ~A() { ++g; } }; struct B { int x; };"
      "void f(std::shared_ptr<A> a) { std::shared_ptr<A> c = a; } void h(std::shared_ptr<B> b) { "
      "auto c = b; }");
  EXPECT_GE(CountOf(FunctionOf(unit, "f("), Op::kOpaque, "shared_ptr release"), 1U);
  EXPECT_EQ(CountOf(FunctionOf(unit, "h("), Op::kOpaque), 0U);
}

TEST(LowerLibrary, UnknownLibraryCodeIsOpaqueAndCallsBack) {
  const Unit unit = LowerSnippet(
      "#include <cstdlib>\nint g; int cmp(const void* a, const void* b) { ++g; return 0; }"
      "void f(int* a) { qsort(a, 4, 4, cmp); }");
  const Function& f = FunctionOf(unit, "f(int *)");
  EXPECT_EQ(CountOf(f, Op::kOpaque, "qsort"), 1U);
  EXPECT_THAT(Expressions(f, Op::kCall), Contains(HasSubstr("cmp")));
}

TEST(LowerLibrary, IndirectCallsPassTheValue) {
  const Unit unit = LowerSnippet("void (*p)(int); void f() { p(3); }");
  EXPECT_THAT(Expressions(FunctionOf(unit, "f()"), Op::kCallIndirect),
              ElementsAre("call indirect(load(global c:@p), 3)"));
}

TEST(LowerLibrary, DirectCallsDoNotTakeTheAddress) {
  const Unit unit = LowerSnippet(
      "void g(); struct S { void m(); static void s(); }; void f(S* s) { g(); s->m(); S::s(); }");
  EXPECT_EQ(CountOf(FunctionOf(unit, "f(S *)"), Op::kFunctionAddress), 0U);
}

TEST(LowerLibrary, MemoryFunctionsTouchTheirBytes) {
  const Unit unit = LowerSnippet(
      "#include <cstring>\n#include <cstdlib>\nchar a[8], b[8]; void f(unsigned long n) { "
      "memcpy(a, b, 8); memset(a, 0, n); free(malloc(n)); }");
  const Function& f = FunctionOf(unit, "f(unsigned long)");
  ASSERT_EQ(CountOf(f, Op::kCopy), 1U);
  EXPECT_EQ(AllOf(f, Op::kCopy)[0]->bytes, 8U);
  EXPECT_THAT(Expressions(f, Op::kWrite), ElementsAre("write(global c:@a, $0)"));
  EXPECT_EQ(CountOf(f, Op::kHeap), 1U);
  EXPECT_EQ(CountOf(f, Op::kFree), 1U);
}

TEST(LowerLibrary, StreamsOnlyReadTheirOperands) {
  const Unit unit = LowerSnippet(
      "#include <iostream>\n#include <string>\nstd::string s; int n; void f() { std::cout << s << "
      "n << std::endl; }");
  const Function& f = FunctionOf(unit, "f()");
  EXPECT_EQ(CountOf(f, Op::kOpaque) + CountOf(f, Op::kWrite) + CountOf(f, Op::kUnsupported), 0U);
  EXPECT_THAT(Expressions(f, Op::kRead), Contains("read(global c:@s)"));
}

TEST(LibraryTable, UnknownNamesHaveNoEffectInTheTable) {
  EXPECT_EQ(FreeOf("std::no_such_function"), Free::kNone);
  EXPECT_EQ(FreeOf("my_memcpy"), Free::kNone);
  EXPECT_EQ(FreeOf("std::memcpy"), Free::kCopyMemory);
  EXPECT_EQ(FreeOf("__builtin_memcpy"), Free::kCopyMemory);
  EXPECT_EQ(MethodOf(LibraryClass::kMap, "push_back"), Method::kGrow);
  EXPECT_EQ(MethodOf(LibraryClass::kArray, "push_back"), Method::kNone);
  EXPECT_EQ(LibraryClassOf("mine::vector"), LibraryClass::kNone);
}

TEST(LowerLibrary, AFunctionWithALibraryNameReplacesTheLibrary) {
  const auto replaces = [](const std::string& code, const std::string& name) {
    const Unit unit = LowerSnippet(code);
    return FunctionOf(unit, name).replaces_library;
  };
  EXPECT_TRUE(replaces("extern \"C\" int rand() { return 1; }", "rand"));
  EXPECT_TRUE(replaces("extern \"C\" double hypot(double, double) { return 1; }", "hypot"));
  EXPECT_TRUE(replaces("void pthread_yield() {}", "pthread_yield"));
  EXPECT_TRUE(replaces("extern \"C\" int mine() asm(\"rand\"); int mine() { return 1; }", "mine"));
  EXPECT_FALSE(replaces("int rand() { return 1; }", "rand"));  // another name for the linker
  EXPECT_FALSE(
      replaces("static int rand() { return 1; } int f() { return rand(); }", "snippet.cc|rand"));
  EXPECT_FALSE(replaces("namespace a { int rand() { return 1; } }", "a::rand"));
  EXPECT_FALSE(replaces("extern \"C\" int mine() { return 1; }", "mine"));
}

// The definition counts, wherever the declaration stands.
TEST(LowerLibrary, AReplacedFunctionIsCalledAsOurs) {
  const Unit unit = LowerSnippet(
      "#include <cstdlib>\nint g; extern \"C\" int rand() noexcept { return ++g; } int f() { "
      "return "
      "rand(); }");
  EXPECT_THAT(Expressions(FunctionOf(unit, "f("), Op::kCall), Contains(HasSubstr("rand")));
}

TEST(LowerLibrary, ALockOfTheProjectIsWhatItsMethodsDo) {
  const Unit unit = LowerSnippet(
      "#include <mutex>\nstruct L { void lock() {} void unlock() {} }; L l;"
      "struct M : std::mutex {}; M m;"
      "void f() { std::lock_guard<L> g(l); } void h() { std::lock_guard<M> g(m); }");
  EXPECT_TRUE(Expressions(FunctionOf(unit, "f("), Op::kLock).empty());
  EXPECT_EQ(Expressions(FunctionOf(unit, "f("), Op::kCall).size(), 2u);
  EXPECT_EQ(Expressions(FunctionOf(unit, "h("), Op::kLock).size(), 1u);
}

}  // namespace
}  // namespace interlock::lower
