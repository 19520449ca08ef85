// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Call graph: direct, indirect, virtual, closures, spawns.

#include "tests/unit/checker/points_to/analyzed.h"

namespace interlock::points_to {
namespace {

using facts::Op;
using facts::Register;
using facts_builder::FunctionBuilder;
using facts_builder::UnitBuilder;

TEST(PointsToCalls, PassesArgumentsAndResults) {
  UnitBuilder unit("a.cc");
  FunctionBuilder identity = unit.Function("identity", 1);
  identity.Return(identity.Parameter(0));
  FunctionBuilder main = unit.Function("main");
  const Register x = main.Local("x", 4);
  const Register result = main.Call("identity", {x});
  const Analyzed a(unit);
  EXPECT_EQ(a.Of("main", result), Texts{"x"});
  EXPECT_EQ(a.Calls("main", result), Texts{"identity"});
}

TEST(PointsToCalls, BuildsRecordResultsWhereTheCallerSays) {
  UnitBuilder unit("a.cc");
  FunctionBuilder make = unit.Function("make", 1);
  make.function().returns_record = true;
  make.StorePointer(make.Field(make.Emit(Op::kReturnSlot), 8), make.Parameter(0));
  FunctionBuilder main = unit.Function("main");
  const Register x = main.Local("x", 4), result = main.Local("result", 16);
  const Register call = main.Call("make", {x, result});
  const Register loaded = main.LoadPointer(main.Field(result, 8));
  const Analyzed a(unit);
  EXPECT_EQ(a.Of("main", loaded), Texts{"x"});
  EXPECT_EQ(a.Of("main", call), Texts{"result"});
}

TEST(PointsToCalls, EndsOnRecursion) {
  UnitBuilder unit("a.cc");
  FunctionBuilder walk = unit.Function("walk", 1);
  const Register next = walk.LoadPointer(walk.Field(walk.Parameter(0), 8));
  walk.Return(walk.Call("walk", {next}));
  walk.Return(walk.Parameter(0));
  FunctionBuilder main = unit.Function("main");
  const Register node = main.Heap(16), other = main.Heap(16);
  main.StorePointer(main.Field(node, 8), other);
  main.StorePointer(main.Field(other, 8), node);
  const Register result = main.Call("walk", {node});
  const Analyzed a(unit);
  EXPECT_EQ(a.points_to().Of(a.Id("main"), result).size(), 2u);
  EXPECT_EQ(a.Calls("walk", 3), Texts{"walk"});
}

TEST(PointsToCalls, FindsFunctionsInTables) {
  UnitBuilder unit("a.cc");
  unit.Global("table", 64);
  unit.Function("f", 1);
  unit.Function("g", 1);
  unit.Function("h", 1);
  FunctionBuilder main = unit.Function("main");
  const Register table = main.GlobalAddress("table");
  main.StorePointer(main.Field(main.IndexAt(table, 0, 16), 8), main.FunctionAddress("f"));
  main.StorePointer(main.Field(main.IndexAt(table, 1, 16), 8), main.FunctionAddress("g"));
  main.StorePointer(main.IndexAt(table, 1, 16), main.FunctionAddress("h"));
  const Register x = main.Local("x", 4);
  const Register any =
      main.CallIndirect({main.LoadPointer(main.Field(main.IndexAny(table, 16), 8)), x});
  const Register one =
      main.CallIndirect({main.LoadPointer(main.Field(main.IndexAt(table, 1, 16), 8)), x});
  const Analyzed a(unit);
  EXPECT_EQ(a.Calls("main", any), (Texts{"f", "g"}));
  EXPECT_EQ(a.Calls("main", one), Texts{"g"});
}

TEST(PointsToCalls, CallsClosuresInAMapOfFunctions) {
  UnitBuilder unit("a.cc");
  FunctionBuilder body = unit.Closure("lambda()", "lambda", 8, 2);
  const Register captured = body.LoadPointer(body.Parameter(0));
  const Register argument = body.Parameter(1);
  FunctionBuilder main = unit.Function("main");
  const Register x = main.Local("x", 4), y = main.Local("y", 4);
  const Register closure = main.Local("closure", 8, "lambda");
  main.StorePointer(closure, x);
  const Register copy = main.Heap(8, "lambda");  // std::function keeps its own copy
  main.Copy(copy, closure, 8);
  const Register map = main.Local("map", 48);
  main.StorePointer(main.Field(main.Elements(map), 32), copy);
  const Register callable = main.LoadPointer(main.Field(main.Elements(map), 32));
  const Register call = main.CallIndirect({callable, y});
  const Analyzed a(unit);
  EXPECT_EQ(a.Calls("main", call), Texts{"lambda()"});
  EXPECT_EQ(a.Of("lambda()", captured), Texts{"x"});
  EXPECT_EQ(a.Of("lambda()", argument), Texts{"y"});
}

TEST(PointsToCalls, CallsClosuresCopiedIntoUntypedStorage) {
  UnitBuilder unit("a.cc");
  unit.Closure("lambda()", "lambda");
  FunctionBuilder main = unit.Function("main");
  const Register closure = main.Local("closure", 8, "lambda");
  const Register buffer = main.Heap(64, "char"), vector = main.Local("vector", 24);
  main.Copy(main.Field(buffer, 16), closure, 8);
  main.Copy(main.IndexAny(main.Elements(vector), 8), closure, 8);
  const Register in_buffer = main.CallIndirect({main.Field(buffer, 16)});
  const Register in_vector = main.CallIndirect({main.IndexAny(main.Elements(vector), 8)});
  const Register beside = main.CallIndirect({buffer});
  const Analyzed a(unit);
  EXPECT_EQ(a.Calls("main", in_buffer), Texts{"lambda()"});
  EXPECT_EQ(a.Calls("main", in_vector), Texts{"lambda()"});
  EXPECT_EQ(a.Calls("main", beside), Texts{"?"});
}

TEST(PointsToCalls, CallsClosuresWithoutCapturesThroughPointers) {
  UnitBuilder unit("a.cc");
  FunctionBuilder body = unit.Closure("lambda()", "lambda", 1, 2);
  const Register argument = body.Parameter(1);
  FunctionBuilder main = unit.Function("main");
  const Register x = main.Local("x", 4);
  const Register call = main.CallIndirect({main.FunctionAddress("lambda()"), x});
  const Analyzed a(unit);
  EXPECT_EQ(a.Calls("main", call), Texts{"lambda()"});
  EXPECT_EQ(a.Of("lambda()", argument), Texts{"x"});
}

TEST(PointsToCalls, LeavesCallablesWithoutTargetUnresolved) {
  UnitBuilder unit("a.cc");
  FunctionBuilder main = unit.Function("main");
  const Register cell = main.Local("cell", 8);
  const Register empty = main.CallIndirect({main.LoadPointer(cell)});
  const Register external = main.Call("elsewhere");
  const Register pointer = main.CallIndirect({main.FunctionAddress("elsewhere")});
  const Analyzed a(unit);
  EXPECT_EQ(a.Calls("main", empty), Texts{"?"});
  EXPECT_EQ(a.Calls("main", external), Texts{"?"});
  EXPECT_EQ(a.Calls("main", pointer), Texts{"?"});
}

/// Base (pure run) <- Left, Right; Leaf derives from Left; Other is unrelated.
void AddShapes(UnitBuilder* unit) {
  unit->Record("Base", 8).is_polymorphic = true;
  unit->Record("Left", 16).bases = {{"Base", 0}};
  unit->Record("Right", 16).bases = {{"Base", 0}};
  unit->Record("Leaf", 24).bases = {{"Left", 0}};
  unit->DeclarePure("Base::run");
  unit->VirtualMethod("Left::run", "Left", {"Base::run"});
  unit->VirtualMethod("Right::run", "Right", {"Base::run"});
  unit->VirtualMethod("Leaf::run", "Leaf", {"Base::run", "Left::run"}).Parameter(0);
}

TEST(PointsToCalls, DispatchesOnTheClassesThatReachTheReceiver) {
  UnitBuilder unit("a.cc");
  AddShapes(&unit);
  FunctionBuilder main = unit.Function("main");
  const Register cell = main.Local("cell", 8);
  main.StorePointer(cell, main.Heap(24, "Leaf"));
  main.StorePointer(cell, main.Heap(16, "Right"));
  const Register call = main.CallVirtual("Base::run", {main.LoadPointer(cell)});
  const Analyzed a(unit);
  EXPECT_EQ(a.Calls("main", call), (Texts{"Leaf::run", "Right::run"}));
  EXPECT_EQ(a.Of("Leaf::run", 0), Texts{"heap Leaf"});
}

TEST(PointsToCalls, DispatchesThroughUniquePointersInVectors) {
  UnitBuilder unit("a.cc");
  AddShapes(&unit);
  FunctionBuilder main = unit.Function("main");
  const Register v = main.Local("v", 24), owner = main.Local("owner", 8);
  main.StorePointer(owner, main.Heap(16, "Left"));
  main.StorePointer(main.IndexAny(main.Elements(v), 8), main.LoadPointer(owner));
  const Register call =
      main.CallVirtual("Base::run", {main.LoadPointer(main.IndexAny(main.Elements(v), 8))});
  const Analyzed a(unit);
  EXPECT_EQ(a.Calls("main", call), Texts{"Left::run"});
}

TEST(PointsToCalls, FallsBackToTheHierarchyForUnknownClasses) {
  UnitBuilder unit("a.cc");
  AddShapes(&unit);
  FunctionBuilder main = unit.Function("main");
  const Register call = main.CallVirtual("Base::run", {main.Heap(24, "char")});
  const Analyzed a(unit);
  EXPECT_EQ(a.Calls("main", call), (Texts{"Leaf::run", "Left::run", "Right::run"}));
}

TEST(PointsToCalls, KnowsClassesByTheirConstructors) {
  UnitBuilder unit("a.cc");
  AddShapes(&unit);
  FunctionBuilder base = unit.Constructor("Left::Left", "Left");
  base.Parameter(0);
  FunctionBuilder constructor = unit.Constructor("Leaf::Leaf", "Leaf");
  constructor.Call("Left::Left", {constructor.Parameter(0)});
  FunctionBuilder main = unit.Function("main");
  const Register v = main.Local("v", 24);
  main.Call("Leaf::Leaf", {main.IndexAny(main.Elements(v), 24)});  // emplace_back
  const Register call = main.CallVirtual("Base::run", {main.IndexAny(main.Elements(v), 24)});
  const Analyzed a(unit);
  EXPECT_EQ(a.Calls("main", call), Texts{"Leaf::run"});
}

TEST(PointsToCalls, SeesTheBaseClassWhileItsConstructorDispatches) {
  UnitBuilder unit("a.cc");
  AddShapes(&unit);
  FunctionBuilder base = unit.Constructor("Left::Left", "Left");
  base.Call("helper", {base.Parameter(0)});
  FunctionBuilder helper = unit.Function("helper", 1);
  const Register call = helper.CallVirtual("Base::run", {helper.Parameter(0)});
  FunctionBuilder constructor = unit.Constructor("Leaf::Leaf", "Leaf");
  constructor.Call("Left::Left", {constructor.Parameter(0)});
  FunctionBuilder main = unit.Function("main");
  main.Call("Leaf::Leaf", {main.Local("leaf", 24, "Leaf")});
  const Analyzed a(unit);
  EXPECT_EQ(a.Calls("helper", call), (Texts{"Leaf::run", "Left::run"}));
}

TEST(PointsToCalls, AdjustsThisOfSecondBases) {
  UnitBuilder unit("a.cc");
  unit.Record("First", 8);
  unit.Record("Second", 8);
  unit.Record("Both", 32).bases = {{"First", 0}, {"Second", 8}};
  unit.VirtualMethod("Second::run", "Second");
  FunctionBuilder run = unit.VirtualMethod("Both::run", "Both", {"Second::run"});
  const Register own = run.Field(run.Parameter(0), 16);
  FunctionBuilder main = unit.Function("main");
  const Register both = main.Local("both", 32, "Both");
  const Register call = main.CallVirtual("Second::run", {main.Field(both, 8)});
  const Analyzed a(unit);
  EXPECT_EQ(a.Calls("main", call), Texts{"Both::run"});
  EXPECT_EQ(a.Of("Both::run", own), Texts{"both+16"});
}

TEST(PointsToCalls, LeavesExternalVirtualMethodsUnresolved) {
  UnitBuilder unit("a.cc");
  unit.Record("Mine", 16);
  FunctionBuilder main = unit.Function("main");
  const Register call = main.CallVirtual("Library::run", {main.Heap(16, "Mine")});
  const Analyzed a(unit);
  EXPECT_EQ(a.Calls("main", call), Texts{"?"});
}

TEST(PointsToCalls, DispatchesPointersToVirtualMethods) {
  UnitBuilder unit("a.cc");
  AddShapes(&unit);
  FunctionBuilder main = unit.Function("main");
  const Register left = main.Heap(16, "Left");
  const Register method = main.FunctionAddress("Base::run");
  const Register call = main.CallIndirect({method, left});
  const Analyzed a(unit);
  EXPECT_EQ(a.Calls("main", call), (Texts{"Leaf::run", "Left::run", "Right::run"}));
}

TEST(PointsToCalls, SpawnsFunctionsAndClosures) {
  UnitBuilder unit("a.cc");
  FunctionBuilder body = unit.Closure("lambda()", "lambda");
  const Register captured = body.LoadPointer(body.Parameter(0));
  FunctionBuilder entry = unit.Function("entry", 1);
  const Register argument = entry.Parameter(0);
  entry.Return(argument);
  FunctionBuilder main = unit.Function("main");
  const Register x = main.Local("x", 4), y = main.Local("y", 4), z = main.Local("z", 4);
  const Register closure = main.Heap(8, "lambda");
  main.StorePointer(closure, x);
  const Register first = main.Spawn({closure});
  const Register second = main.Spawn({main.FunctionAddress("entry"), y});
  const Register handle = main.Local("handle", 8);
  main.StorePointer(handle, second);
  const Register joined = main.LoadPointer(handle);
  main.Emit(Op::kJoin, {joined});
  main.StoreNumber(z, main.Constant(1), 4);
  const Analyzed a(unit);
  EXPECT_EQ(a.Calls("main", first), Texts{"lambda()"});
  EXPECT_EQ(a.Calls("main", second), Texts{"entry"});
  EXPECT_EQ(a.Of("lambda()", captured), Texts{"x"});
  EXPECT_EQ(a.Of("entry", argument), Texts{"y"});
  EXPECT_TRUE(a.IsShared("x"));
  EXPECT_TRUE(a.IsShared("y"));
  EXPECT_FALSE(a.IsShared("z"));
  const link::FunctionId id = a.Id("main");
  EXPECT_EQ(a.points_to().ObjectsOf(id, joined),
            std::vector<ObjectId>{a.points_to().ThreadObject(id, second)});
  EXPECT_EQ(a.points_to().ReachableFunctions({id}, false).size(), 1u);
  EXPECT_EQ(a.points_to().ReachableFunctions({id}, true).size(), 3u);
}

TEST(PointsToCalls, ReachesOnlyWhatIsCalled) {
  UnitBuilder unit("a.cc");
  unit.Function("dead").Call("main");
  unit.Function("used");
  unit.Function("initializer").function().is_initializer = true;
  unit.Function("main").Call("used");
  const Analyzed a(unit);
  EXPECT_TRUE(a.points_to().IsReached(a.Id("used")));
  EXPECT_TRUE(a.points_to().IsReached(a.Id("initializer")));
  EXPECT_FALSE(a.points_to().IsReached(a.Id("dead")));
}

}  // namespace
}  // namespace interlock::points_to
