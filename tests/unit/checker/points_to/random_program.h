// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Small random pointer programs: fields, arrays, copies, containers, numbers made of pointers,
// callbacks, closures, virtual calls, threads, unknown code. Deterministic for a seed.

#include <random>
#include <string>
#include <vector>

#include "tests/unit/checker/points_to/facts_builder.h"

namespace interlock::points_to {

class RandomProgram {
 public:
  /// What may occur beside plain pointer code.
  struct Features {
    bool numbers = false;  // pointers as numbers
    bool opaque = false;   // calls of unknown code
    bool lost = false;     // addresses and values that the lowering lost
    bool threads = false;
  };

  RandomProgram(std::uint32_t seed, Features features)
      : random_(seed), features_(features), unit_("random.cc") {}

  facts::Unit Make() {
    unit_.Global("g0", 32);
    unit_.Global("g1", 16);
    AddClasses();
    for (const char* name : {"main", "f0", "f1"}) {
      facts_builder::FunctionBuilder f = unit_.Function(name, name[0] == 'm' ? 0 : 2);
      Fill(f, Pick(6, 18));
    }
    return unit_.Build();
  }

 private:
  using Register = facts::Register;
  using Op = facts::Op;

  int Pick(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  bool Chance(int percent) { return Pick(1, 100) <= percent; }
  Register Any(const std::vector<Register>& from) {
    return from[Pick(0, static_cast<int>(from.size()) - 1)];
  }

  void AddClasses() {
    unit_.Record("Base", 8);
    unit_.Record("Side", 8);
    unit_.Record("D0", 24).bases = {{"Base", 0}};
    unit_.Record("D1", 32).bases = {{"Side", 0}, {"Base", 8}};
    unit_.DeclarePure("Base::run");
    for (const char* record : {"D0", "D1"}) {
      auto method = unit_.VirtualMethod(std::string(record) + "::run", record, {"Base::run"}, 2);
      Fill(method, Pick(2, 5));
    }
    for (const char* record : {"C0", "C1"}) {
      auto closure = unit_.Closure(std::string(record) + "()", record, 16, 2);
      Fill(closure, Pick(2, 5));
    }
  }

  void Fill(facts_builder::FunctionBuilder& f, int count) {
    std::vector<Register> pointers;
    for (std::size_t i = 0; i < f.function().parameters.size(); ++i) {
      pointers.push_back(f.Parameter(static_cast<int>(i)));
    }
    static constexpr const char* kRecords[] = {"", "", "C0", "C1", "D0", "D1"};
    for (int i = 0; i < 3; ++i) {
      const std::string record = kRecords[Pick(0, 5)];
      pointers.push_back(f.Local("l" + std::to_string(i), 32, record));
    }
    pointers.push_back(f.GlobalAddress(Chance(50) ? "g0" : "g1"));
    for (int i = 0; i < count; ++i) Step(f, pointers);
    f.Return(Any(pointers));
  }

  void Step(facts_builder::FunctionBuilder& f, std::vector<Register>& pointers) {
    const Register p = Any(pointers), q = Any(pointers);
    switch (Pick(0, 27)) {
      case 0: {
        static constexpr const char* kTypes[] = {"char", "C0", "C1", "D0", "D1"};
        pointers.push_back(f.Heap(32, kTypes[Pick(0, 4)]));
        break;
      }
      case 1:
        pointers.push_back(f.HeapArray(16, "char"));
        break;
      case 2:
        pointers.push_back(f.Field(p, 8 * Pick(0, 2)));
        break;
      case 3:
        pointers.push_back(f.Field(p, 4 * Pick(0, 4)));
        break;
      case 4:
        pointers.push_back(f.IndexAt(p, Pick(-1, 2), 8));
        break;
      case 5:
        pointers.push_back(f.IndexAny(p, 8 * Pick(1, 3)));
        break;
      case 6:
        if (Chance(50)) pointers.push_back(f.IndexAny(p, 1));
        break;
      case 7:
      case 8:
      case 9:
      case 10:
        pointers.push_back(f.LoadPointer(p));
        break;
      case 11:
      case 12:
      case 13:
      case 14:
        f.StorePointer(p, q);
        break;
      case 15:
        f.Copy(p, q, static_cast<std::uint32_t>(8 * Pick(1, 4)));
        break;
      case 16:
        pointers.push_back(f.Elements(p));
        break;
      case 17:
        f.Emit(Op::kCopyElements, {p, q}, Chance(50) ? "copy" : "");
        break;
      case 18:
        pointers.push_back(f.Call(Chance(50) ? "f0" : "f1", {p, q}));
        break;
      case 19:
        pointers.push_back(f.FunctionAddress(Chance(50) ? "f0" : "f1"));
        break;
      case 20:
        pointers.push_back(f.CallIndirect({p, q, Any(pointers)}));
        break;
      case 21:
        pointers.push_back(f.CallIndirect({p, q}));
        break;
      case 22:
        pointers.push_back(f.CallVirtual("Base::run", {p, q}));
        break;
      case 23:
        pointers.push_back(f.EmitPointer(Op::kReadModifyWrite, {p, q}, "exchange"));
        break;
      case 24:
        f.EmitPointer(Op::kCompareExchange, {p, q, Any(pointers)});
        break;
      case 25:
        pointers.push_back(f.Emit(Op::kSelect, {f.Constant(0), p, q}));
        break;
      case 26:
        Special(f, pointers);
        break;
      case 27:
        pointers.push_back(f.GlobalAddress(Chance(50) ? "g0" : "g1"));
        break;
    }
  }

  void Special(facts_builder::FunctionBuilder& f, std::vector<Register>& pointers) {
    const Register p = Any(pointers), q = Any(pointers);
    const int choice = Pick(0, 6);
    if (choice <= 2 && features_.numbers) {
      if (choice == 0) {
        const Register number = f.Emit(Op::kPointerToInteger, {p});
        const Register zero = f.Constant(0);
        const Register same = f.Emit(Op::kBinary, {number, zero}, "|", 0, 8);
        pointers.push_back(f.Emit(Op::kIntegerToPointer, {same}));
      } else if (choice == 1) {
        f.StoreNumber(p, f.LoadNumber(q));
      } else {
        for (int i = 0; i < 8; ++i) {  // copies byte by byte
          const Register byte = f.LoadNumber(f.Field(q, i, 1), 1);
          f.StoreNumber(f.Field(p, i, 1), byte, 1);
        }
      }
    } else if (choice == 3 && features_.opaque) {
      pointers.push_back(f.Opaque("elsewhere", {p, q}));
    } else if (choice == 4 && features_.lost) {
      pointers.push_back(f.Emit(Chance(50) ? Op::kUnknownAddress : Op::kUnknown, {}, "lost"));
    } else if (features_.threads) {
      if (Chance(50)) {
        f.Spawn({f.FunctionAddress(Chance(50) ? "f0" : "f1"), p, q});
      } else {
        f.Spawn({p, q});
      }
    }
  }

  std::mt19937 random_;
  Features features_;
  facts_builder::UnitBuilder unit_;
};

}  // namespace interlock::points_to
