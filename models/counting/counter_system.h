// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// A protocol as counters: how many instances stand at each control point, for any number of them.
//
// A state gives one integer per point (instances that stand there), channel (values queued, closed
// or not), wait group, mutex and variable. A transition takes one instance from point to point,
// under a guard, with an effect. Parameters (number of workers, capacities) are symbols with
// constraints: a system stands for all their values.
//
// Blocking is exact, or the system is no system: a point of kind `kBlocking` holds exactly the
// operation that blocks (several cases for a select) and nothing else; the guards of its
// transitions are the enabling conditions of the resource (validate.h states them, and rejects what
// differs). Everything else may have more behaviour than the program, never less.
//
// Thread safety: plain data, thread-compatible.
//
// Invariants (validate.h checks them)
//   1. Names are unique in their list and not empty; every index lies in its list.
//   2. A transition keeps its instance in its role; new instances come from `spawns` only.
//   3. From each plain point that has not ended some transition can go on in every state, or the
//      process ends there (a unit ended that was not open).
//
// Layout: JSON by counter_system_schema.json.

#include <cstdint>
#include <string>
#include <vector>

#include "models/counting/linear.h"

namespace interlock::counting {

inline constexpr const char* kCounterSystemSchema = "interlock-counter-system/1";

/// A fixed, unknown number.
struct Parameter {
  std::string name;
  std::string site;
};

/// How many instances of a role there are.
enum class Instances : std::uint8_t {
  kOne,      // exactly one, from the start
  kMany,     // a number over parameters, from the start
  kSpawned,  // started by transitions
};

struct Role {
  std::string name;
  Instances instances = Instances::kOne;
  std::string site;
};

enum class PointKind : std::uint8_t { kPlain, kBlocking, kEnded };

/// What an instance is about to do at a point.
enum class Operation : std::uint8_t {
  // Blocking.
  kSend,              // channel
  kReceive,           // channel
  kWait,              // wait group: until it is 0
  kLock,              // mutex
  kConditionWaiting,  // condition: until somebody notifies
  kJoin,              // role: until all instances started so far have ended
  // Not blocking.
  kTrySend,        // channel
  kTryReceive,     // channel
  kClose,          // channel
  kAdd,            // wait group
  kDone,           // wait group
  kUnlock,         // mutex
  kConditionWait,  // condition: gives its mutex back and begins to wait
  kNotifyOne,      // condition
  kNotifyAll,      // condition
};

/// One operation of a point. `resource` is an index in the list that the operation needs.
struct PointCase {
  Operation operation = Operation::kSend;
  std::int32_t resource = 0;
  friend bool operator==(const PointCase&, const PointCase&) = default;
};

struct Point {
  std::string name;
  std::int32_t role = 0;
  PointKind kind = PointKind::kPlain;
  /// kBlocking: one case, or several for a select. kPlain: none, or one that does not block.
  std::vector<PointCase> cases;
  Linear initial;  // over parameters; instances that stand here at the start
  std::string site;
};

struct Channel {
  std::string name;
  Linear capacity;  // over parameters
  std::string site;
};

struct WaitGroup {
  std::string name;
  Linear initial;  // over parameters; not 0 for a latch
  std::string site;
};

struct Mutex {
  std::string name;
  std::string site;
};

struct Condition {
  std::string name;
  std::int32_t mutex = 0;
  std::string site;
};

/// Shared data of the program that guards and properties speak of.
struct Variable {
  std::string name;
  std::int64_t minimum = 0;
  std::int64_t maximum = 0;  // ignored if not `bounded`
  bool bounded = true;       // false: any number, at least `minimum`
  Linear initial;            // over parameters
  std::string site;
};

/// What a transition does, for the operations of its point.
enum class Outcome : std::uint8_t {
  kStep,            // nothing: control, effects on variables, spawns
  kSent,            // a value lies in the channel now
  kSendClosed,      // the channel is closed: nothing was sent
  kSendFull,        // kTrySend only
  kReceived,        // a value was taken
  kReceiveClosed,   // the channel is closed and empty
  kReceiveEmpty,    // kTryReceive only
  kClosed,          // the channel was open
  kClosedAgain,     // the channel was closed already
  kAdded,           // units opened
  kDone,            // a unit ended
  kWaited,          // the group is 0
  kLocked,          //
  kUnlocked,        //
  kWaitBegun,       // mutex given back; stands at a kConditionWaiting point now
  kSpuriousWake,    // a wait that ends by itself; no claim rests on it
  kNotified,        // one waiting instance moved on: `wakes` has one entry
  kNotifiedNobody,  // nobody waited
  kNotifiedAll,     // every waiting instance moved on: `wakes` has all waiting points
  kJoined,          //
};

/// An instance, or all instances, of a waiting point that a notification moves on.
struct Wake {
  std::int32_t from = 0;
  std::int32_t to = 0;
};

/// New instances of a role.
struct Spawn {
  std::int32_t point = 0;
  Linear count;  // over parameters
};

/// symbol := value, or symbol := symbol + value.
struct Effect {
  Symbol symbol;
  bool assign = false;
  Linear value;  // over parameters
  friend bool operator==(const Effect&, const Effect&) = default;
};

struct Transition {
  std::string name;
  std::int32_t from = 0;
  std::int32_t to = 0;
  Outcome outcome = Outcome::kStep;
  std::int32_t resource = 0;      // ignored for kStep
  std::vector<Constraint> guard;  // all hold
  std::vector<Effect> effects;    // on queued, closed, group, owner and variables
  std::vector<Spawn> spawns;
  std::vector<Wake> wakes;
  std::string site;
};

enum class PropertyKind : std::uint8_t {
  kDeadlock,        // some instance at a blocking operation, and no instance can go on
  kLostWakeUp,      // the same, with an instance that waits for a notification
  kSendAfterClose,  // `resource`: an instance is about to send to the channel, which is closed
  kCloseTwice,      // `resource`: an instance is about to close a closed channel
  kNegativeGroup,   // `resource`: an instance is about to end a unit that is not open
  kNever,           // a state that satisfies one of `states`
  kAtEnd,           // every instance has ended, and a constraint of `states[0]` does not hold
};

/// Something that must not be reachable.
struct Property {
  std::string name;
  PropertyKind kind = PropertyKind::kDeadlock;
  std::int32_t resource = 0;
  std::vector<std::vector<Constraint>> states;  // disjunction of conjunctions
};

struct CounterSystem {
  std::string name;
  std::vector<Parameter> parameters;
  std::vector<Constraint> constraints;  // on parameters
  std::vector<Role> roles;
  std::vector<Point> points;
  std::vector<Channel> channels;
  std::vector<WaitGroup> groups;
  std::vector<Mutex> mutexes;
  std::vector<Condition> conditions;
  std::vector<Variable> variables;
  std::vector<Transition> transitions;
  std::vector<Property> properties;
};

inline Symbol ParameterSymbol(std::int32_t i) { return {SymbolKind::kParameter, i}; }
inline Symbol PointSymbol(std::int32_t i) { return {SymbolKind::kPoint, i}; }
inline Symbol QueuedSymbol(std::int32_t i) { return {SymbolKind::kQueued, i}; }
inline Symbol ClosedSymbol(std::int32_t i) { return {SymbolKind::kClosed, i}; }
inline Symbol GroupSymbol(std::int32_t i) { return {SymbolKind::kGroup, i}; }
inline Symbol OwnerSymbol(std::int32_t i) { return {SymbolKind::kOwner, i}; }
inline Symbol VariableSymbol(std::int32_t i) { return {SymbolKind::kVariable, i}; }

/// The list that an operation's resource is in.
enum class ResourceKind : std::uint8_t { kChannel, kGroup, kMutex, kCondition, kRole };
ResourceKind ResourceOf(Operation operation);
bool IsBlocking(Operation operation);

/// "queued:chunks", "point:worker.loop": names a symbol. Requires: its index lies in its list.
std::string SymbolName(const CounterSystem& system, Symbol symbol);
/// "2*queued:chunks - parameter:N + 1 <= 0".
std::string ConstraintText(const CounterSystem& system, const Constraint& constraint);
/// Every symbol but parameters, in the order in which states list them.
std::vector<Symbol> StateSymbols(const CounterSystem& system);
/// What a symbol is at the start, over parameters.
Linear InitialValue(const CounterSystem& system, Symbol symbol);

}  // namespace interlock::counting
