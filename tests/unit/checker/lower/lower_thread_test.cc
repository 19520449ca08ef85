// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "tests/unit/checker/lower/lowered_source.h"

namespace interlock::lower {
namespace {

using facts::Function;
using facts::Op;
using facts::Order;
using facts::Unit;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(LowerThread, ThreadsGetTheirOwnCopies) {
  const Unit unit = LowerSnippet(
      "#include <thread>\nvoid work(int n, int* p); int g;"
      "void f(int n) { std::thread t(work, n, &g); t.join(); }");
  const Function& f = FunctionOf(unit, "f(int)");
  EXPECT_THAT(Expressions(f, Op::kSpawn),
              ElementsAre("spawn(function c:@F@work#I#*I#, load(n), load((temporary)))"));
  EXPECT_THAT(Expressions(f, Op::kJoin), ElementsAre("join(load(t))"));
}

TEST(LowerThread, LambdasAreCopiedToTheHeap) {
  const Unit unit = LowerSnippet(
      "#include <thread>\nint g; void f(int n) { std::thread t([n] { g = n; }); t.join(); }");
  const Function& f = FunctionOf(unit, "f(int)");
  ASSERT_EQ(CountOf(f, Op::kSpawn), 1U);
  const facts::Instruction& callable = f.instructions[AllOf(f, Op::kSpawn)[0]->args[0]];
  EXPECT_EQ(callable.op, Op::kHeap);
  EXPECT_EQ(CountOf(f, Op::kCopy), 1U);
  EXPECT_EQ(FunctionOf(unit, "f(int)/lambda#0").call_operator_of, callable.symbol);
}

TEST(LowerThread, MemberFunctionsTakeTheObjectFirst) {
  const Unit unit = LowerSnippet(
      "#include <thread>\n#include <functional>\nstruct W { void run(int& n); virtual void v(); };"
      "void f(W* w, W& r, int n) { std::thread a(&W::run, w, std::ref(n)); a.join();"
      " std::thread b(&W::v, std::ref(r)); b.join(); }");
  const Function& f = FunctionOf(unit, "f(W *, W &, int)");
  const auto spawns = AllOf(f, Op::kSpawn);
  ASSERT_EQ(spawns.size(), 2U);
  EXPECT_EQ(ExpressionText(f, spawns[0]->args[1]), "load(w)");
  EXPECT_EQ(spawns[0]->args.size(), 3U);
  EXPECT_FALSE(spawns[0]->is_virtual);
  EXPECT_TRUE(spawns[1]->is_virtual);
}

TEST(LowerThread, PthreadsSpawnAndJoin) {
  const Unit unit = LowerSnippet(
      "#include <pthread.h>\nint g; pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;"
      "void* w(void* p) { pthread_mutex_lock(&m); g++; pthread_mutex_unlock(&m); return 0; }"
      "int main(void) { pthread_t t; pthread_create(&t, 0, w, &g); pthread_join(t, 0); return g; }",
      "snippet.c");
  const Function& main = FunctionOf(unit, "main()");
  EXPECT_THAT(Expressions(main, Op::kSpawn), ElementsAre("spawn(function c:@F@w, global c:@g)"));
  EXPECT_THAT(Expressions(main, Op::kJoin), ElementsAre("join(load(t))"));
  const Function& w = FunctionOf(unit, "w(void *)");
  EXPECT_THAT(Expressions(w, Op::kLock), ElementsAre("lock exclusive(global c:@m)"));
  EXPECT_EQ(CountOf(w, Op::kUnlock), 1U);
}

TEST(LowerThread, GuardsRememberTheirMutex) {
  const Unit unit = LowerSnippet(
      "#include <mutex>\nstruct S { std::mutex m; int x; void f() { std::lock_guard<std::mutex> "
      "l(m); x = 1; } };"
      "void use(S* s) { s->f(); }");
  const Function& f = FunctionOf(unit, "S::f()");
  EXPECT_THAT(Expressions(f, Op::kLock), ElementsAre("lock exclusive(field m@0($0))"));
  EXPECT_TRUE(AllOf(f, Op::kLock)[0]->is_scoped);
  EXPECT_THAT(Expressions(f, Op::kUnlock), ElementsAre("unlock exclusive(load(l))"));
  for (const facts::Record& record : unit.records) {
    if (record.name != "S") continue;
    EXPECT_FALSE(record.fields[0].is_mutable_shared);
    EXPECT_TRUE(record.fields[1].is_mutable_shared);
  }
}

TEST(LowerThread, ScopedLockTakesAllMutexes) {
  const Unit unit =
      LowerSnippet("#include <mutex>\nstd::mutex a, b; void f() { std::scoped_lock l(a, b); }");
  const Function& f = FunctionOf(unit, "f()");
  EXPECT_EQ(CountOf(f, Op::kLock), 2U);
  EXPECT_THAT(Expressions(f, Op::kUnlock),
              ElementsAre("unlock exclusive(load(field mutex@8(l)))", "unlock exclusive(load(l))"));
}

TEST(LowerThread, UniqueLockTracksOwnership) {
  const Unit unit = LowerSnippet(
      "#include <mutex>\nstd::mutex m; int g;"
      "void t() { std::unique_lock<std::mutex> l(m, std::try_to_lock); if (l) g = 1; }"
      "void d() { std::unique_lock<std::mutex> l(m, std::defer_lock); g = 1; }"
      "void r() { std::unique_lock<std::mutex> l(m); l.release(); }");
  const Function& t = FunctionOf(unit, "t()");
  EXPECT_EQ(CountOf(t, Op::kLock), 0U);
  EXPECT_EQ(CountOf(t, Op::kTryLock), 1U);
  EXPECT_THAT(Expressions(t, Op::kStore), Contains(HasSubstr("store(field owns@8(l), try lock")));
  const Function& d = FunctionOf(unit, "d()");
  EXPECT_EQ(CountOf(d, Op::kLock) + CountOf(d, Op::kTryLock), 0U);
  const Function& r = FunctionOf(unit, "r()");
  EXPECT_THAT(Expressions(r, Op::kStore), Contains("store(field owns@8(l), 0)"));
}

TEST(LowerThread, SharedLocksAreShared) {
  const Unit unit = LowerSnippet(
      "#include <shared_mutex>\nstd::shared_mutex m; void f() { "
      "std::shared_lock<std::shared_mutex> l(m); }");
  EXPECT_THAT(Expressions(FunctionOf(unit, "f()"), Op::kLock),
              ElementsAre("lock shared(global c:@m)"));
}

TEST(LowerThread, WaitWithAPredicateCallsItInALoop) {
  const Unit unit = LowerSnippet(
      "#include <condition_variable>\n#include <mutex>\nstd::mutex m; std::condition_variable c; "
      "bool ready;"
      "void f() { std::unique_lock<std::mutex> l(m); c.wait(l, [] { return ready; }); }");
  const Function& f = FunctionOf(unit, "f()");
  EXPECT_THAT(Expressions(f, Op::kConditionWait),
              ElementsAre("condition wait(global c:@c, load(l))"));
  EXPECT_THAT(AllOf(f, Op::kCall)[0]->symbol, FunctionOf(unit, "f()/lambda#0").usr);
}

TEST(LowerThread, CallOnceRunsBetweenBeginAndEnd) {
  const Unit unit = LowerSnippet(
      "#include <mutex>\nstd::once_flag o; int g; void init() { g = 1; } void f() { "
      "std::call_once(o, init); }");
  const Function& f = FunctionOf(unit, "f()");
  EXPECT_EQ(CountOf(f, Op::kOnceBegin), 1U);
  EXPECT_EQ(CountOf(f, Op::kOnceEnd), 1U);
  EXPECT_EQ(CountOf(f, Op::kOncePassed), 1U);
  EXPECT_EQ(CountOf(f, Op::kCall, "c:@F@init#"), 1U);
}

TEST(LowerThread, AtomicsKeepTheirOrders) {
  const Unit unit = LowerSnippet(
      "#include <atomic>\nstd::atomic<int> a; bool f(int e) { a.store(1, "
      "std::memory_order_release);"
      " a.load(std::memory_order_acquire); a++; a.fetch_add(2, std::memory_order_relaxed);"
      " return a.compare_exchange_strong(e, 3); }");
  const Function& f = FunctionOf(unit, "f(int)");
  EXPECT_EQ(AllOf(f, Op::kReadModifyWrite)[0]->order, Order::kSequential);
  EXPECT_EQ(AllOf(f, Op::kReadModifyWrite)[1]->order, Order::kRelaxed);
  EXPECT_EQ(AllOf(f, Op::kCompareExchange)[0]->order, Order::kSequential);
  std::set<Order> orders;
  for (const facts::Instruction* load : AllOf(f, Op::kLoad)) orders.insert(load->order);
  EXPECT_EQ(orders.count(Order::kAcquire), 1U);
}

TEST(LowerThread, AnOrderThatIsNotConstantCountsAsRelaxed) {
  const Unit unit = LowerSnippet(
      "#include <atomic>\nstd::atomic<int> a; void f(std::memory_order o) { a.store(1, o); }");
  EXPECT_EQ(AllOf(FunctionOf(unit, "f(std::memory_order)"), Op::kStore)[0]->order, Order::kRelaxed);
}

TEST(LowerThread, CAtomicsAreSequential) {
  const Unit unit = LowerSnippet(
      "#include <stdatomic.h>\natomic_int a; int f(void) { a = 1; a += 2; ++a;"
      " atomic_store_explicit(&a, 3, memory_order_release); return a; }",
      "snippet.c");
  const Function& f = FunctionOf(unit, "f()");
  EXPECT_EQ(AllOf(f, Op::kStore)[0]->order, Order::kSequential);
  EXPECT_EQ(AllOf(f, Op::kStore)[1]->order, Order::kRelease);
  EXPECT_EQ(CountOf(f, Op::kReadModifyWrite), 2U);
}

TEST(LowerThread, JthreadsAreJoinedByTheDestructor) {
  const Unit unit = LowerSnippet(
      "#include <thread>\n#include <vector>\nvoid w(); void f(int n) { std::jthread t(w);"
      " std::vector<std::jthread> v; for (int i = 0; i < n; ++i) v.emplace_back(w); }");
  const Function& f = FunctionOf(unit, "f(int)");
  EXPECT_THAT(Expressions(f, Op::kJoinElements), ElementsAre("join elements(v)"));
  EXPECT_THAT(Expressions(f, Op::kJoin), Contains("join(load(t))"));
  EXPECT_EQ(CountOf(f, Op::kSpawn), 2U);
}

TEST(LowerThread, AsyncSpawnsAndGetJoins) {
  const Unit unit = LowerSnippet(
      "#include <future>\nint w(int); int f() { auto r = std::async(std::launch::async, w, 3); "
      "return r.get(); }");
  const Function& f = FunctionOf(unit, "f()");
  EXPECT_EQ(CountOf(f, Op::kSpawn), 1U);
  EXPECT_GE(CountOf(f, Op::kJoin), 1U);
}

TEST(LowerThread, BarriersAndLatches) {
  const Unit unit = LowerSnippet(
      "#include <barrier>\n#include <latch>\nvoid f(int n) { std::barrier b(n); "
      "b.arrive_and_wait();"
      " std::latch l(n); l.count_down(2); l.wait(); }");
  const Function& f = FunctionOf(unit, "f(int)");
  EXPECT_EQ(CountOf(f, Op::kBarrierInit), 1U);
  EXPECT_EQ(CountOf(f, Op::kBarrierWait), 1U);
  EXPECT_THAT(Expressions(f, Op::kLatchCountDown), ElementsAre("latch count down(l, 2)"));
  EXPECT_EQ(CountOf(f, Op::kLatchWait), 1U);
}

TEST(LowerThread, AssertStopsTheOtherPath) {
  const Unit unit = LowerSnippet(
      "#undef NDEBUG\n#include <cassert>\nint g; void f(int n) { assert(n > 0); g = n; }");
  EXPECT_EQ(CountOf(FunctionOf(unit, "f(int)"), Op::kStop), 1U);
}

// --- loops ---------------------------------------------------------------------------------------

TEST(LowerLoop, CountedLoopsHaveVariableAndBound) {
  const Unit unit =
      LowerSnippet("int a[9]; void f(int n) { for (int i = 2; i < n; i += 3) a[i] = 0; }");
  const Function& f = FunctionOf(unit, "f(int)");
  ASSERT_EQ(f.loops.size(), 1U);
  EXPECT_EQ(f.locals[f.loops[0].variable].name, "i");
  EXPECT_EQ(f.loops[0].step, 3);
  EXPECT_TRUE(f.loops[0].single_exit);
  EXPECT_EQ(ExpressionText(f, f.loops[0].initial), "2");
  EXPECT_EQ(ExpressionText(f, f.loops[0].bound), "$0");
}

struct NotCounted {
  const char* body;
};
class UncountedLoop : public ::testing::TestWithParam<NotCounted> {};
TEST_P(UncountedLoop, IsNotListed) {
  const Unit unit = LowerSnippet(std::string("int a[9]; void g(int&); void f(int n) { ") +
                                 GetParam().body + " }");
  EXPECT_TRUE(FunctionOf(unit, "f(int)").loops.empty());
}
INSTANTIATE_TEST_SUITE_P(
    Loops, UncountedLoop,
    ::testing::Values(NotCounted{"for (int i = 0; i < n; ++i) { a[i] = 0; if (a[0]) i = 5; }"},
                      NotCounted{"for (int i = 0; i < n; ++i) g(i);"},
                      NotCounted{"for (int i = 0; i < n; ++i) { auto l = [&] { ++i; }; l(); }"},
                      NotCounted{"for (int i = n; i > 0; --i) a[i] = 0;"},
                      NotCounted{"for (int i = 0; i != n; ++i) a[i] = 0;"},
                      NotCounted{"for (int i = 0; i < n && a[i]; ++i) a[i] = 0;"}));

TEST(LowerLoop, ABreakIsAnotherExit) {
  const Unit unit =
      LowerSnippet("int a[9]; void f(int n) { for (int i = 0; i < n; ++i) if (a[i]) break; }");
  ASSERT_EQ(FunctionOf(unit, "f(int)").loops.size(), 1U);
  EXPECT_FALSE(FunctionOf(unit, "f(int)").loops[0].single_exit);
}

TEST(LowerLoop, BoundsThatChangeAreNotKnown) {
  const Unit unit = LowerSnippet(
      "int a[9], m; void f(int n) { for (int i = 0; i < n; ++i) n = a[i];"
      " for (int j = 0; j < m; ++j) a[j] = 0; }");
  for (const facts::Loop& loop : FunctionOf(unit, "f(int)").loops) {
    EXPECT_EQ(loop.bound, facts::kNoRegister);
  }
}

TEST(LowerLoop, JoinLoopOverAnArray) {
  const Unit unit = LowerSnippet(
      "#include <pthread.h>\nvoid* w(void*); void f(int n) { pthread_t t[8];"
      " for (int i = 0; i < n; i++) pthread_create(&t[i], 0, w, 0);"
      " for (int i = 0; i < n; i++) pthread_join(t[i], 0); }");
  const Function& f = FunctionOf(unit, "f(int)");
  EXPECT_THAT(Expressions(f, Op::kJoinRange), ElementsAre("join range(t, 0, $0)"));
  EXPECT_EQ(AllOf(f, Op::kJoinRange)[0]->immediate, 8);
}

TEST(LowerLoop, JoinLoopOverAContainer) {
  const Unit unit = LowerSnippet(
      "#include <thread>\n#include <vector>\nvoid f(std::vector<std::thread>& v) { for (auto& t : "
      "v) t.join(); }");
  const Function& f = FunctionOf(unit, "f(std::vector<std::thread> &)");
  EXPECT_EQ(CountOf(f, Op::kJoinElements), 1U);
  ASSERT_EQ(f.loops.size(), 1U);
  EXPECT_NE(f.loops[0].container, facts::kNoRegister);
}

class NoJoinFact : public ::testing::TestWithParam<NotCounted> {};
TEST_P(NoJoinFact, LoopDoesNotJoinEveryHandle) {
  const Unit unit = LowerSnippet(
      std::string("#include <thread>\n#include <vector>\nstd::thread a[9]; void other();"
                  "void f(std::vector<std::thread>& v, int n) { ") +
      GetParam().body + " }");
  const Function& f = FunctionOf(unit, "f(std::vector<std::thread> &, int)");
  EXPECT_EQ(CountOf(f, Op::kJoinElements) + CountOf(f, Op::kJoinRange), 0U);
}
INSTANTIATE_TEST_SUITE_P(
    Loops, NoJoinFact,
    ::testing::Values(NotCounted{"for (auto& t : v) if (t.joinable()) t.join();"},
                      NotCounted{"for (auto& t : v) { if (n) break; t.join(); }"},
                      NotCounted{"for (auto& t : v) { if (n) continue; t.join(); }"},
                      NotCounted{"for (int i = 0; i < n; i += 2) a[i].join();"},
                      NotCounted{
                          "for (int i = 0; i < n; ++i) { std::swap(a[i], a[0]); a[i].join(); }"},
                      NotCounted{"for (int i = 0; i < n; ++i) a[0].join();"}));

}  // namespace
}  // namespace interlock::lower
