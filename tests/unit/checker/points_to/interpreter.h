// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Runs facts concretely and tells an observer which pointer each register holds.
//
// Memory is bytes; a byte remembers which pointer it is a piece of, so pointers survive copies of
// any kind. What is not defined (wild address, missing callee, overflow) has no effect and gives an
// undefined value; the run goes on. Each body runs several times over in one activation, so that
// later instructions feed earlier ones. Spawned threads run at once, with a thread id of their own.
// Unknown code stores known pointers into known objects and calls known functions.
//
// Thread safety: thread-compatible.

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "checker/program/program.h"

namespace interlock::points_to {

/// A concrete object.
struct Instance {
  enum class Kind { kGlobal, kLocal, kHeap, kStorage, kThread };
  Kind kind = Kind::kGlobal;
  std::string usr;                                // kGlobal
  link::FunctionId function = link::kNoFunction;  // kLocal, kHeap, kThread
  std::int32_t index = -1;                        // local or register
  struct Byte {
    int pointer = -1;  // index into the interpreter's pointers, -1: no piece of a pointer
    int index = 0;
  };
  std::vector<Byte> memory;
  std::map<std::int64_t, int> storage;       // container offset -> instance
  std::map<std::int64_t, std::string> tags;  // offset -> class of the object that stands there
  std::set<int> threads;                     // that touched it
  int creator = 0;                           // thread
};

/// A concrete address: of a byte of an instance, or of a function.
struct Pointer {
  int instance = -1;
  std::int64_t offset = 0;
  link::FunctionId function = link::kNoFunction;
};

class Interpreter {
 public:
  using Byte = Instance::Byte;
  using Value = std::array<Byte, 8>;
  /// Called for every register that holds a pointer after its instruction ran.
  using Observer = std::function<void(link::FunctionId, facts::Register, const Pointer&)>;
  using CallObserver = std::function<void(link::FunctionId, facts::Register, link::FunctionId)>;

  Interpreter(const link::Program& program, std::uint32_t seed, Observer observer,
              CallObserver call_observer)
      : program_(program),
        random_(seed),
        observer_(std::move(observer)),
        call_observer_(std::move(call_observer)) {}

  void Run(link::FunctionId root) { Call(root, {}, 0); }
  const std::vector<Instance>& instances() const { return instances_; }
  const std::set<link::FunctionId>& executed() const { return executed_; }

 private:
  using Register = facts::Register;
  using FunctionId = link::FunctionId;

  int Pick(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }

  Value Make(const Pointer& pointer) {
    pointers_.push_back(pointer);
    Value value;
    for (int i = 0; i < 8; ++i) value[i] = Byte{static_cast<int>(pointers_.size()) - 1, i};
    return value;
  }
  std::optional<Pointer> AsPointer(const Value& value) const {
    for (int i = 0; i < 8; ++i) {
      if (value[i].pointer < 0 || value[i].index != i) return std::nullopt;
      if (value[i].pointer != value[0].pointer) return std::nullopt;
    }
    return pointers_[value[0].pointer];
  }
  int NewInstance(Instance instance, std::size_t bytes, const std::string& record) {
    instance.memory.resize(bytes);
    if (!record.empty()) instance.tags[0] = record;
    instance.creator = thread_;
    instances_.push_back(std::move(instance));
    return static_cast<int>(instances_.size()) - 1;
  }
  int Global(const std::string& usr) {
    const auto found = globals_.find(usr);
    if (found != globals_.end()) return found->second;
    Instance instance;
    instance.usr = usr;
    return globals_[usr] = NewInstance(instance, program_.FindGlobal(usr)->bytes, "");
  }
  /// The data address in a value, if `bytes` bytes may be touched there.
  std::optional<Pointer> Address(const Value& value, std::int64_t bytes) {
    const std::optional<Pointer> p = AsPointer(value);
    if (!p || p->instance < 0 || p->offset < 0) return std::nullopt;
    Instance& instance = instances_[p->instance];
    if (p->offset + bytes > static_cast<std::int64_t>(instance.memory.size())) return std::nullopt;
    return p;
  }
  void Touch(int instance) { instances_[instance].threads.insert(thread_); }

  Value Load(const Value& address, std::int64_t bytes) {
    Value value;
    const auto p = Address(address, bytes);
    if (!p) return value;
    Touch(p->instance);
    for (std::int64_t i = 0; i < bytes; ++i) {
      value[i] = instances_[p->instance].memory[p->offset + i];
    }
    return value;
  }
  void Store(const Value& address, const Value& value, std::int64_t bytes) {
    const auto p = Address(address, bytes);
    if (!p) return;
    Touch(p->instance);
    for (std::int64_t i = 0; i < bytes; ++i) {
      instances_[p->instance].memory[p->offset + i] = value[i];
    }
  }
  template <typename T>
  static void MoveRange(const std::map<std::int64_t, T>& from, std::int64_t start,
                        std::int64_t bytes, std::map<std::int64_t, T>* to, std::int64_t target) {
    std::map<std::int64_t, T> moved;
    for (const auto& [offset, entry] : from) {
      if (offset >= start && offset < start + bytes) moved[offset - start + target] = entry;
    }
    for (const auto& [offset, entry] : moved) (*to)[offset] = entry;
  }
  void Copy(const Pointer& to, const Pointer& from, std::int64_t bytes) {
    Touch(to.instance);
    Touch(from.instance);
    const Instance source = instances_[from.instance];
    Instance& target = instances_[to.instance];
    for (std::int64_t i = 0; i < bytes; ++i) {
      target.memory[to.offset + i] = source.memory[from.offset + i];
    }
    MoveRange(source.storage, from.offset, bytes, &target.storage, to.offset);
    MoveRange(source.tags, from.offset, bytes, &target.tags, to.offset);
  }
  int Storage(const Pointer& container) {
    const auto found = instances_[container.instance].storage.find(container.offset);
    if (found != instances_[container.instance].storage.end()) return found->second;
    Instance instance;
    instance.kind = Instance::Kind::kStorage;
    const int id = NewInstance(instance, 48, "");
    instances_[container.instance].storage[container.offset] = id;
    return id;
  }

  Value Call(FunctionId id, const std::vector<Value>& arguments, int depth);
  Value Step(FunctionId id, Register r, const std::vector<Value>& registers,
             const std::vector<Value>& arguments, const std::vector<int>& locals, int depth);
  Value CallAddress(FunctionId caller, Register site, const std::vector<Value>& operands,
                    int depth);
  Value CallVirtual(FunctionId caller, Register site, std::vector<Value> operands, int depth);
  Value Invoke(FunctionId caller, Register site, FunctionId target,
               const std::vector<Value>& arguments, int depth);
  Value Opaque(const std::vector<Value>& arguments, int depth);
  void Learn(const Value& value);
  Value AnyAddress();

  const link::Program& program_;
  std::mt19937 random_;
  Observer observer_;
  CallObserver call_observer_;
  std::vector<Instance> instances_;
  std::vector<Pointer> pointers_;
  std::map<std::string, int> globals_;
  std::set<FunctionId> executed_;
  std::vector<Pointer> known_;  // to unknown code: objects (offset 0) and functions
  std::set<int> known_instances_;
  int thread_ = 0;
  int thread_count_ = 0;
  int fuel_ = 1500;
};

}  // namespace interlock::points_to
