// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Pointers in memory: fields, arrays, copies, containers, numbers, lost addresses.

#include "tests/unit/checker/points_to/analyzed.h"

namespace interlock::points_to {
namespace {

using facts::Op;
using facts::Register;
using facts_builder::FunctionBuilder;
using facts_builder::UnitBuilder;

TEST(PointsToMemory, KeepsFieldsApart) {
  UnitBuilder unit("a.cc");
  FunctionBuilder main = unit.Function("main");
  const Register s = main.Local("s", 16), x = main.Local("x", 4), y = main.Local("y", 4);
  main.StorePointer(s, x);
  main.StorePointer(main.Field(s, 8), y);
  const Register first = main.LoadPointer(s);
  const Register second = main.LoadPointer(main.Field(s, 8));
  const Analyzed a(unit);
  EXPECT_EQ(a.Of("main", first), Texts{"x"});
  EXPECT_EQ(a.Of("main", second), Texts{"y"});
}

TEST(PointsToMemory, FollowsPointerToPointer) {
  UnitBuilder unit("a.cc");
  FunctionBuilder main = unit.Function("main");
  const Register x = main.Local("x", 4), p = main.Local("p", 8), q = main.Local("q", 8);
  main.StorePointer(p, x);
  main.StorePointer(q, p);
  const Register loaded = main.LoadPointer(main.LoadPointer(q));
  const Analyzed a(unit);
  EXPECT_EQ(a.Of("main", loaded), Texts{"x"});
}

TEST(PointsToMemory, KeepsTheFieldOfArrayElements) {
  UnitBuilder unit("a.cc");
  FunctionBuilder main = unit.Function("main");
  const Register array = main.Local("array", 64), x = main.Local("x", 4), y = main.Local("y", 4);
  main.StorePointer(main.Field(main.IndexAt(array, 2, 16), 0), x);
  main.StorePointer(main.Field(main.IndexAny(array, 16), 8), y);
  const Register any_first = main.LoadPointer(main.IndexAny(array, 16));
  const Register any_second = main.LoadPointer(main.Field(main.IndexAny(array, 16), 8));
  const Register other_first = main.LoadPointer(main.IndexAt(array, 1, 16));
  const Register fixed_second = main.LoadPointer(main.Field(main.IndexAt(array, 3, 16), 8));
  const Analyzed a(unit);
  EXPECT_EQ(a.Of("main", any_first), Texts{"x"});
  EXPECT_EQ(a.Of("main", any_second), Texts{"y"});
  EXPECT_EQ(a.Of("main", other_first), Texts{});
  EXPECT_EQ(a.Of("main", fixed_second), Texts{"y"});
}

TEST(PointsToMemory, EndsOnPointersThatRunThroughMemory) {
  UnitBuilder unit("a.cc");
  FunctionBuilder main = unit.Function("main");
  const Register heap = main.HeapArray(8), cursor = main.Local("cursor", 8);
  const Register x = main.Local("x", 4);
  main.StorePointer(cursor, heap);
  const Register next = main.IndexAt(main.LoadPointer(cursor), 3, 8);  // cursor += 3 in a loop
  main.StorePointer(cursor, next);
  main.StorePointer(main.LoadPointer(cursor), x);
  const Register late = main.LoadPointer(main.IndexAt(heap, 3000, 8));
  const Analyzed a(unit);
  EXPECT_FALSE(a.points_to().exhausted());
  EXPECT_EQ(a.Of("main", late), Texts{"x"});
  EXPECT_LT(a.Of("main", next).size(), 40u);
}

TEST(PointsToMemory, CopiesPointersInTheRangeOnly) {
  UnitBuilder unit("a.cc");
  FunctionBuilder main = unit.Function("main");
  const Register from = main.Local("from", 24), to = main.Local("to", 24);
  const Register x = main.Local("x", 4), y = main.Local("y", 4), z = main.Local("z", 4);
  main.Copy(main.Field(to, 8), from, 16);
  main.StorePointer(from, x);
  main.StorePointer(main.Field(from, 8), y);
  main.StorePointer(main.Field(from, 16), z);
  const Register first = main.LoadPointer(to);
  const Register second = main.LoadPointer(main.Field(to, 8));
  const Register third = main.LoadPointer(main.Field(to, 16));
  const Analyzed a(unit);
  EXPECT_EQ(a.Of("main", first), Texts{});
  EXPECT_EQ(a.Of("main", second), Texts{"x"});
  EXPECT_EQ(a.Of("main", third), Texts{"y"});
}

TEST(PointsToMemory, CopiesIntoItselfWithoutEnd) {
  UnitBuilder unit("a.cc");
  FunctionBuilder main = unit.Function("main");
  const Register heap = main.HeapArray(8), x = main.Local("x", 4);
  main.StorePointer(heap, x);
  main.Copy(main.IndexAt(heap, 1, 8), heap, 0);
  const Register late = main.LoadPointer(main.IndexAt(heap, 5000, 8));
  const Analyzed a(unit);
  EXPECT_FALSE(a.points_to().exhausted());
  EXPECT_EQ(a.Of("main", late), Texts{"x"});
}

TEST(PointsToMemory, OverlaysUnionMembers) {
  UnitBuilder unit("a.cc");
  FunctionBuilder main = unit.Function("main");
  const Register u = main.Local("u", 16), x = main.Local("x", 4);
  // Member one: pointer at 8. Member two: an array of pointers.
  main.StorePointer(main.Field(u, 8), x);
  const Register loaded = main.LoadPointer(main.IndexAny(u, 8));
  const Analyzed a(unit);
  EXPECT_EQ(a.Of("main", loaded), Texts{"x"});
}

TEST(PointsToMemory, ReadsUnalignedOverlaps) {
  UnitBuilder unit("a.cc");
  FunctionBuilder main = unit.Function("main");
  const Register s = main.Local("s", 32), x = main.Local("x", 4);
  main.StorePointer(main.Field(s, 12), x);
  const Register overlapping = main.LoadPointer(main.Field(s, 8));
  const Register beside = main.LoadPointer(main.Field(s, 20));
  const Analyzed a(unit);
  EXPECT_EQ(a.Of("main", overlapping), Texts{"x"});
  EXPECT_EQ(a.Of("main", beside), Texts{});
}

TEST(PointsToMemory, LeavesNoObjectByArithmetic) {
  UnitBuilder unit("a.cc");
  FunctionBuilder main = unit.Function("main");
  const Register s = main.Local("s", 16);
  const Register before = main.IndexAt(main.Field(s, 8), -2, 8);
  const Register behind = main.Field(s, 800);
  const Register back = main.IndexAt(main.Field(s, 8), -1, 8);
  const Analyzed a(unit);
  EXPECT_EQ(a.Of("main", before), Texts{"s+?"});
  EXPECT_EQ(a.Of("main", behind), Texts{"s+?"});
  EXPECT_EQ(a.Of("main", back), Texts{"s"});
}

TEST(PointsToMemory, SelectsAndExchangesPointers) {
  UnitBuilder unit("a.cc");
  FunctionBuilder main = unit.Function("main");
  const Register x = main.Local("x", 4), y = main.Local("y", 4), z = main.Local("z", 4);
  const Register cell = main.Local("cell", 8), expected = main.Local("expected", 8);
  const Register either = main.Emit(Op::kSelect, {main.Constant(1), x, y});
  main.StorePointer(cell, either);
  const Register old = main.EmitPointer(Op::kReadModifyWrite, {cell, z}, "exchange");
  const Register null = main.Null();
  main.EmitPointer(Op::kCompareExchange, {cell, expected, null});
  const Register seen = main.LoadPointer(expected);
  const Analyzed a(unit);
  EXPECT_EQ(a.Of("main", either), (Texts{"x", "y"}));
  EXPECT_EQ(a.Of("main", old), (Texts{"x", "y", "z"}));
  EXPECT_EQ(a.Of("main", seen), (Texts{"x", "y", "z"}));
}

TEST(PointsToMemory, GivesContainersTheirOwnElements) {
  UnitBuilder unit("a.cc");
  FunctionBuilder main = unit.Function("main");
  const Register v = main.Local("v", 24), w = main.Local("w", 24), x = main.Local("x", 4);
  main.StorePointer(main.IndexAny(main.Elements(v), 8), x);
  const Register from_v = main.LoadPointer(main.Elements(v));
  const Register from_w = main.LoadPointer(main.Elements(w));
  const Analyzed a(unit);
  EXPECT_EQ(a.Of("main", from_v), Texts{"x"});
  EXPECT_EQ(a.Of("main", from_w), Texts{});
}

TEST(PointsToMemory, FindsOneContainerThroughTwoAddresses) {
  UnitBuilder unit("a.cc");
  FunctionBuilder main = unit.Function("main");
  const Register array = main.Local("array", 96), x = main.Local("x", 4);
  main.StorePointer(main.Elements(main.IndexAny(array, 24)), x);
  const Register fixed = main.LoadPointer(main.Elements(main.IndexAt(array, 2, 24)));
  const Register other = main.LoadPointer(main.Elements(main.Field(array, 8)));
  const Analyzed a(unit);
  EXPECT_EQ(a.Of("main", fixed), Texts{"x"});
  EXPECT_EQ(a.Of("main", other), Texts{});
}

TEST(PointsToMemory, BoundsContainersInContainers) {
  UnitBuilder unit("a.cc");
  FunctionBuilder main = unit.Function("main");
  const Register root = main.Local("root", 24), x = main.Local("x", 4);
  const Register cursor = main.Local("cursor", 8);
  main.StorePointer(cursor, root);
  const Register child = main.IndexAny(main.Elements(main.LoadPointer(cursor)), 32);
  main.StorePointer(cursor, child);  // walks down a tree of vectors
  main.StorePointer(main.Field(main.LoadPointer(cursor), 24), x);
  Register deep = root;
  for (int i = 0; i < 6; ++i) deep = main.Elements(deep);
  const Register loaded = main.LoadPointer(main.Field(deep, 24));
  const Analyzed a(unit);
  EXPECT_EQ(a.Of("main", loaded), Texts{"x"});
  EXPECT_LT(a.points_to().objects().size(), 48u);
}

TEST(PointsToMemory, MovesStorageWithTheContainer) {
  for (const bool is_copy : {false, true}) {
    UnitBuilder unit("a.cc");
    FunctionBuilder main = unit.Function("main");
    const Register v = main.Local("v", 24), w = main.Local("w", 24), x = main.Local("x", 4);
    const Register inside = main.Elements(v);
    main.StorePointer(inside, x);
    main.Emit(Op::kCopyElements, {w, v}, is_copy ? "copy" : "");
    const Register storage = main.Elements(w);
    const Register loaded = main.LoadPointer(storage);
    const Analyzed a(unit);
    EXPECT_EQ(a.Of("main", loaded), Texts{"x"});
    EXPECT_EQ(a.Of("main", storage),
              is_copy ? Texts{"elements of w"} : (Texts{"elements of v", "elements of w"}));
  }
}

TEST(PointsToMemory, CopiesStorageWithTheBytesOfAContainer) {
  UnitBuilder unit("a.cc");
  FunctionBuilder main = unit.Function("main");
  const Register s = main.Local("s", 32), t = main.Local("t", 32);
  main.Elements(main.Field(s, 8));
  main.Copy(t, s, 32);
  const Register storage = main.Elements(main.Field(t, 8));
  const Analyzed a(unit);
  EXPECT_EQ(a.Of("main", storage), (Texts{"elements of s+8", "elements of t+8"}));
}

TEST(PointsToMemory, MakesNumbersUnknownAddresses) {
  UnitBuilder unit("a.cc");
  FunctionBuilder main = unit.Function("main");
  const Register x = main.Local("x", 4), y = main.Local("y", 4);
  main.Local("untouched", 8);
  const Register number = main.Emit(Op::kPointerToInteger, {x});
  main.Emit(Op::kPointerToInteger, {y});
  const Register tag = main.Constant(1);
  const Register tagged = main.Emit(Op::kBinary, {number, tag}, "|", 0, 8);
  const Register pointer = main.Emit(Op::kIntegerToPointer, {tagged});
  const Analyzed a(unit);
  EXPECT_EQ(a.Of("main", pointer), (Texts{"unknown+?", "x+?", "y+?"}));
}

TEST(PointsToMemory, SeesPointersReadAsNumbers) {
  UnitBuilder unit("a.cc");
  FunctionBuilder main = unit.Function("main");
  const Register cell = main.Local("cell", 8), other = main.Local("other", 8);
  const Register x = main.Local("x", 4);
  main.StorePointer(cell, x);
  main.StoreNumber(other, main.LoadNumber(cell));  // memcpy through an integer
  const Register loaded = main.LoadPointer(other);
  main.LoadNumber(loaded, 4);
  const Analyzed a(unit);
  EXPECT_EQ(a.Of("main", loaded), (Texts{"unknown+?", "x+?"}));
}

TEST(PointsToMemory, StoresThroughPointersMadeOfNumbers) {
  UnitBuilder unit("a.cc");
  FunctionBuilder main = unit.Function("main");
  const Register cell = main.Local("cell", 8), other = main.Local("other", 8);
  const Register x = main.Local("x", 8), y = main.Local("y", 4);
  main.StorePointer(cell, x);
  main.StoreNumber(other, main.LoadNumber(cell));
  main.StorePointer(main.LoadPointer(other), y);
  const Register loaded = main.LoadPointer(x);
  const Analyzed a(unit);
  EXPECT_EQ(a.Of("main", loaded), Texts{"y"});
}

TEST(PointsToMemory, KeepsPlainNumbersOutOfPointers) {
  UnitBuilder unit("a.cc");
  FunctionBuilder main = unit.Function("main");
  const Register s = main.Local("s", 16), x = main.Local("x", 4);
  main.StorePointer(main.Field(s, 8), x);
  const Register count = main.LoadNumber(s, 4);
  const Register one = main.Constant(1);
  main.StoreNumber(s, main.Emit(Op::kBinary, {count, one}, "+", 0, 4), 4);
  const Register loaded = main.LoadPointer(main.Field(s, 8));
  const Analyzed a(unit);
  EXPECT_EQ(a.Of("main", loaded), Texts{"x"});
  EXPECT_EQ(a.Of("main", count), Texts{});
}

TEST(PointsToMemory, LetsLostStoresReachEveryLoad) {
  UnitBuilder unit("a.cc");
  FunctionBuilder main = unit.Function("main");
  const Register cell = main.Local("cell", 8), x = main.Local("x", 4), y = main.Local("y", 4);
  main.StorePointer(cell, y);
  const Register lost = main.Emit(Op::kUnknownAddress, {}, "reason");
  main.StorePointer(lost, x);
  const Register loaded = main.LoadPointer(cell);
  const Register from_lost = main.LoadPointer(lost);
  const Analyzed a(unit);
  EXPECT_EQ(a.Of("main", loaded), (Texts{"x", "y"}));
  EXPECT_EQ(a.Of("main", from_lost), Texts{"anything+?"});
}

TEST(PointsToMemory, TreatsLostValuesAsAnythingOnceUsed) {
  UnitBuilder unit("a.cc");
  FunctionBuilder main = unit.Function("main");
  const Register lost = main.Emit(Op::kUnknown, {}, "reason");
  const Register loaded = main.LoadPointer(lost);
  const Analyzed a(unit);
  EXPECT_EQ(a.Of("main", loaded), Texts{"anything+?"});
  EXPECT_EQ(a.Of("main", lost), Texts{"anything+?"});
}

TEST(PointsToMemory, AnswersAnythingWhenTheBudgetIsUsedUp) {
  UnitBuilder unit("a.cc");
  FunctionBuilder main = unit.Function("main");
  const Register x = main.Local("x", 4), cell = main.Local("cell", 8);
  main.StorePointer(cell, x);
  const Register loaded = main.LoadPointer(cell);
  const Register call = main.Call("main");
  PointsToOptions options;
  options.step_max = 10;
  const Analyzed a(unit, options);
  EXPECT_TRUE(a.points_to().exhausted());
  EXPECT_EQ(a.Of("main", loaded), Texts{"anything+?"});
  EXPECT_TRUE(a.Calls("main", call).count("?"));
  EXPECT_TRUE(a.points_to().IsShared(a.points_to().kAnythingObject));
  for (std::size_t i = 0; i < a.points_to().objects().size(); ++i) {
    EXPECT_TRUE(a.points_to().IsShared(static_cast<ObjectId>(i)));
  }
}

}  // namespace
}  // namespace interlock::points_to
