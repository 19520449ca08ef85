// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Unknown code, sharing between threads, and what a root's environment may pass.

#include "tests/unit/checker/points_to/analyzed.h"

namespace interlock::points_to {
namespace {

using facts::Op;
using facts::Register;
using facts_builder::FunctionBuilder;
using facts_builder::UnitBuilder;

TEST(PointsToEscape, OpaqueCallsGetAllThatIsReachable) {
  UnitBuilder unit("a.cc");
  FunctionBuilder main = unit.Function("main");
  const Register outer = main.Local("outer", 8), inner = main.Local("inner", 8);
  const Register v = main.Local("v", 24), own = main.Local("own", 8);
  main.StorePointer(outer, inner);
  main.StorePointer(inner, v);
  main.Elements(v);
  main.StorePointer(own, outer);
  main.Opaque("elsewhere", {outer});
  const Register changed = main.LoadPointer(outer);
  const Analyzed a(unit);
  Texts escaped;
  for (const ObjectId id : a.points_to().EscapedObjects()) {
    escaped.insert(a.points_to().object(id).name);
  }
  EXPECT_EQ(escaped, (Texts{"outer", "inner", "v", "elements of v"}));
  EXPECT_EQ(a.Of("main", changed), (Texts{"inner", "unknown+?"}));
}

TEST(PointsToEscape, WhatIsStoredLaterEscapesToo) {
  UnitBuilder unit("a.cc");
  FunctionBuilder main = unit.Function("main");
  const Register cell = main.Local("cell", 8), x = main.Local("x", 4), y = main.Local("y", 4);
  const Register given = main.Opaque("elsewhere", {cell});
  main.StorePointer(cell, x);
  main.StorePointer(given, y);
  const Analyzed a(unit);
  EXPECT_TRUE(a.points_to().IsEscaped(a.points_to().LocalObject(a.Id("main"), 1)));
  EXPECT_TRUE(a.points_to().IsEscaped(a.points_to().LocalObject(a.Id("main"), 2)));
}

TEST(PointsToEscape, UnknownCodeCallsBack) {
  UnitBuilder unit("a.cc");
  FunctionBuilder callback = unit.Function("callback", 1);
  const Register argument = callback.Parameter(0);
  FunctionBuilder lambda = unit.Closure("lambda()", "lambda");
  const Register captured = lambda.LoadPointer(lambda.Parameter(0));
  FunctionBuilder main = unit.Function("main");
  const Register x = main.Local("x", 4), closure = main.Local("closure", 8, "lambda");
  main.StorePointer(closure, x);
  main.Opaque("sort", {main.FunctionAddress("callback"), closure});
  unit.Function("quiet");
  const Analyzed a(unit);
  EXPECT_EQ(a.points_to().CallableByUnknown(),
            (std::vector<link::FunctionId>{a.Id("callback"), a.Id("lambda()")}));
  EXPECT_EQ(a.Of("callback", argument), Texts{"unknown+?"});
  EXPECT_EQ(a.Of("lambda()", captured), (Texts{"unknown+?"}));
  EXPECT_TRUE(a.IsShared("x"));
  EXPECT_EQ(a.points_to().ReachableFunctions({a.Id("main")}, false).size(), 3u);
  EXPECT_TRUE(a.points_to().MayRunUnknownCode({a.Id("main")}, false));
  EXPECT_FALSE(a.points_to().MayRunUnknownCode({a.Id("callback")}, false));
}

TEST(PointsToEscape, UnknownCodeCallsMethodsOfItsObjects) {
  UnitBuilder unit("a.cc");
  unit.Global("counter", 4);
  unit.Record("Key", 8);
  FunctionBuilder hash = unit.Method("Key::hash", "Key");
  hash.StoreNumber(hash.GlobalAddress("counter"), hash.Constant(1), 4);
  FunctionBuilder main = unit.Function("main");
  main.Opaque("lookup", {main.Local("key", 8, "Key")});
  const Analyzed a(unit);
  EXPECT_TRUE(a.points_to().IsReached(a.Id("Key::hash")));
}

TEST(PointsToEscape, UnknownCodeReachesGlobals) {
  for (const bool reaches : {true, false}) {
    UnitBuilder unit("a.cc");
    unit.Global("g", 8);
    FunctionBuilder main = unit.Function("main");
    const Register g = main.GlobalAddress("g"), x = main.Local("x", 4);
    main.StorePointer(g, x);
    main.Opaque("elsewhere", {});
    PointsToOptions options;
    options.opaque_reaches_globals = reaches;
    const Analyzed a(unit, options);
    EXPECT_EQ(a.points_to().IsEscaped(a.points_to().LocalObject(a.Id("main"), 0)), reaches);
  }
}

TEST(PointsToEscape, UnsupportedConstructsReachTheWholeFunction) {
  UnitBuilder unit("a.cc");
  FunctionBuilder main = unit.Function("main");
  const Register x = main.Local("x", 4), cell = main.Local("cell", 8);
  main.AddLocal("never used", 8);
  main.StorePointer(cell, main.Heap(8, "int"));
  main.StoreNumber(x, main.Constant(1), 4);
  main.Emit(Op::kUnsupported, {}, "inline assembly");
  const Analyzed a(unit);
  const PointsTo& p = a.points_to();
  for (int local = 0; local < 3; ++local) {
    EXPECT_TRUE(p.IsEscaped(p.LocalObject(a.Id("main"), local)));
  }
  EXPECT_TRUE(p.IsEscaped(p.HeapObject(a.Id("main"), 2)));
}

TEST(PointsToEscape, UnknownCallablesRunUnknownCode) {
  UnitBuilder unit("a.cc");
  FunctionBuilder main = unit.Function("main");
  const Register callable = main.Opaque("dlsym", {}), x = main.Local("x", 4);
  const Register call = main.CallIndirect({callable, x});
  const Analyzed a(unit);
  EXPECT_EQ(a.Calls("main", call), Texts{"?"});
  EXPECT_EQ(a.Of("main", call), (Texts{"unknown+?", "x"}));
  EXPECT_TRUE(a.IsShared("x"));
}

TEST(PointsToEscape, HandingOverALostAddressHandsOverEverything) {
  UnitBuilder unit("a.cc");
  FunctionBuilder main = unit.Function("main");
  main.Local("x", 4);
  main.Opaque("elsewhere", {main.Emit(Op::kUnknownAddress, {}, "reason")});
  const Analyzed a(unit);
  EXPECT_TRUE(a.IsShared("x"));
}

TEST(PointsToSharing, FollowsGlobalsAndWhatTheyReach) {
  UnitBuilder unit("a.cc");
  unit.Global("g", 8);
  FunctionBuilder main = unit.Function("main");
  const Register first = main.Heap(16, "first"), second = main.Heap(16, "second");
  const Register local = main.Local("local", 8);
  main.StorePointer(main.GlobalAddress("g"), first);
  main.StorePointer(main.Field(first, 8), second);
  main.StorePointer(local, main.Heap(8, "private"));
  const Analyzed a(unit);
  EXPECT_EQ(a.SharedNames(), (Texts{"g", "heap first", "heap second"}));
}

TEST(PointsToSharing, LeavesThreadLocalsAlone) {
  UnitBuilder unit("a.cc");
  unit.Global("t", 8).is_thread_local = true;
  FunctionBuilder main = unit.Function("main");
  const Register address = main.Emit(Op::kThreadLocal, {}, "t");
  main.StorePointer(address, main.Heap(8, "mine"));
  const Analyzed a(unit);
  EXPECT_FALSE(a.IsShared("heap mine"));
  EXPECT_FALSE(a.IsShared("t"));
}

TEST(PointsToSharing, SharesResultsOfThreads) {
  UnitBuilder unit("a.cc");
  FunctionBuilder entry = unit.Function("entry");
  entry.Return(entry.Heap(8, "result"));
  FunctionBuilder main = unit.Function("main");
  main.Spawn({main.FunctionAddress("entry")});
  const Analyzed a(unit);
  EXPECT_TRUE(a.IsShared("heap result"));
}

TEST(PointsToSharing, SharesExposedObjectsThroughNumbers) {
  UnitBuilder unit("a.cc");
  unit.Global("g", 8);
  FunctionBuilder main = unit.Function("main");
  const Register x = main.Local("x", 4);
  main.StoreNumber(main.GlobalAddress("g"), main.Emit(Op::kPointerToInteger, {x}));
  const Analyzed a(unit);
  EXPECT_TRUE(a.IsShared("x"));
}

TEST(PointsToSharing, SeparatesOrAliasesParameters) {
  UnitBuilder unit("a.cc");
  FunctionBuilder root = unit.Function("main", 2);
  const Register p = root.Parameter(0), q = root.Parameter(1);
  const Register inside = root.LoadPointer(root.Field(p, 8));
  const Register deeper = root.LoadPointer(inside);
  const Register copy = root.Local("copy", 16);
  root.Copy(copy, q, 16);
  const Register copied = root.LoadPointer(root.Field(copy, 8));
  const Register direct = root.LoadPointer(root.Field(q, 8));
  PointsToOptions options;
  options.parameters = ParameterAliasing::kDistinct;
  const Analyzed distinct(unit, options);
  EXPECT_EQ(distinct.Of("main", p), Texts{"p0"});
  EXPECT_EQ(distinct.Of("main", q), Texts{"p1"});
  EXPECT_EQ(distinct.Of("main", inside), Texts{"target of p0+8"});
  EXPECT_EQ(distinct.Of("main", deeper), Texts{"target of target of p0+8+0"});
  // What is copied before it is loaded must meet what is loaded later.
  EXPECT_EQ(distinct.Of("main", copied), distinct.Of("main", direct));
  EXPECT_FALSE(distinct.Of("main", copied).empty());
  const Analyzed aliased(unit);
  for (const Register r : {p, q, inside, deeper, copied, direct}) {
    EXPECT_EQ(aliased.Of("main", r), Texts{"memory of the caller+?"});
  }
  options.parameters = ParameterAliasing::kUnknown;
  const Analyzed unknown(unit, options);
  for (const Register r : {p, inside, deeper, copied}) {
    EXPECT_EQ(unknown.Of("main", r), Texts{"unknown+?"});
  }
}

TEST(PointsToSharing, EndsOnListsBehindParameters) {
  UnitBuilder unit("a.cc");
  FunctionBuilder root = unit.Function("main", 1);
  const Register cursor = root.Local("cursor", 8);
  root.StorePointer(cursor, root.Parameter(0));
  const Register next = root.LoadPointer(root.Field(root.LoadPointer(cursor), 8));
  root.StorePointer(cursor, next);
  PointsToOptions options;
  options.parameters = ParameterAliasing::kDistinct;
  const Analyzed a(unit, options);
  EXPECT_LT(a.points_to().objects().size(), 20u);
  EXPECT_GE(a.Of("main", next).size(), 2u);
}

TEST(PointsToSharing, CallsOnParametersMayLeaveTheProgram) {
  UnitBuilder unit("a.cc");
  unit.Record("Base", 8);
  unit.VirtualMethod("Base::run", "Base");
  FunctionBuilder root = unit.Function("main", 1);
  const Register call = root.CallVirtual("Base::run", {root.Parameter(0)});
  const Register callback = root.CallIndirect({root.LoadPointer(root.Parameter(0))});
  PointsToOptions options;
  options.parameters = ParameterAliasing::kDistinct;
  const Analyzed a(unit, options);
  EXPECT_EQ(a.Calls("main", call), (Texts{"Base::run", "?"}));
  EXPECT_EQ(a.Calls("main", callback), Texts{"?"});
}

}  // namespace
}  // namespace interlock::points_to
