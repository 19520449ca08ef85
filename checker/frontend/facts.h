// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Facts: what one translation unit does, as plain data without Clang.
//
// Each function body becomes a control-flow graph of small instructions over numbered registers and
// byte-addressed memory. `checker/lower` writes facts, `checker/summary` and `checker/link` read
// them; the JSON form (facts_json.h) is what lies in `facts/*.json`.
//
// Thread safety: plain data, thread-compatible.
//
// Invariants (checked by facts_validate.h when a file is read; a violation fails the link)
//   1. Register r of a function is instruction r: `instructions[r]`. Operands are registers of
//      instructions that are evaluated before on every path, or one arm of a kSelect. A kSelect
//      that is itself only an arm may take its condition from the path on which it is chosen.
//   2. Every instruction is listed in exactly one block, in evaluation order.
//   3. Every symbol that names a function, variable or record stands in the unit's tables:
//      with a definition, or in `declarations` if only declared there.
//   4. What the lowering did not understand is an instruction (kUnsupported, kOpaque, kUnknown,
//      kUnknownAddress), never an absence. Default is top.
//
// Memory model of the IR: objects are byte ranges. `kField` and `kIndex` move an address inside an
// object. The storage behind a library container (vector, map, string, deque, ...) is a separate
// object reached by `kElements(container address)`; the container's own bytes are its header.
// A smart pointer or an iterator is a pointer cell in its own bytes. A lambda is a record whose
// captures are fields; `this` and captures need no special form. `std::function` is a pointer cell
// that points to a heap copy of the callable (or the function pointer itself).
//
// Calling convention: a function that returns a record gets the address of the object to build as
// its last argument, after the declared ones (kReturnSlot in the callee); kCall, kCallIndirect and
// kOpaque pass it, and their own value is then that address. Arguments of record type are addresses
// of the callee's own copies. A variadic function may get more arguments than parameters.
//
// Conventions of values: kUnary, kBinary and kCast carry `bytes` and `is_unsigned` of their
// operands (kCast: of the result). A pointer to a data member is its offset (kConstant),
// `object.*member` is kIndex with stride 1. A condition is true if it is not 0 (not null). The size
// of a library container is a field "size" in its header. kTryLock inside a lock object is stored
// at byte 8 of the lock object ("owns"). A kUnlock with is_implicit comes from the destructor of a
// lock object and releases only if the object still owns the mutex.

#include <cstdint>
#include <string>
#include <vector>

namespace interlock::facts {

inline constexpr const char* kFactsSchema = "interlock-facts/1";

/// Index of an instruction in its function.
using Register = std::int32_t;
inline constexpr Register kNoRegister = -1;

/// A place in the source: the spelling a person would click on (expansion location).
struct Position {
  std::int32_t file = -1;  // index into Unit::files
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  friend bool operator==(const Position&, const Position&) = default;
};

enum class Op : std::uint8_t {
  // --- values -------------------------------------------------------------------------------
  kConstant,          // immediate
  kNullPointer,       //
  kParameter,         // immediate: index. Scalar or pointer value, address for a reference or a
                      //   record passed by value; index 0 is `this` in a non-static method
  kReturnSlot,        // address at which a function returning a record builds its result
  kUnknown,           // symbol: reason. A value the lowering lost
  kUnknownAddress,    // symbol: reason
  kInput,             // symbol: source. A value the environment may choose freely (rand, argc)
  kUnary,             // symbol: "-" "!" "~"; args {a}
  kBinary,            // symbol: + - * / % << >> & | ^ == != < <= > >= && ||; args {a, b}
  kSelect,            // args {condition, a, b}; a and b may stand in different blocks
  kCast,              // args {a}; to an integer of `bytes`, is_unsigned
  kPointerToInteger,  // args {a}
  kIntegerToPointer,  // args {a}
  // --- addresses ----------------------------------------------------------------------------
  kLocal,            // immediate: index into Function::locals
  kGlobal,           // symbol: USR
  kThreadLocal,      // symbol: USR
  kFunctionAddress,  // symbol: USR; is_virtual: pointer to a virtual method
  kStringLiteral,    // read-only storage
  kHeap,             // fresh storage; bytes: element size; symbol: record USR or type name;
                     //   args {count} or {}
  kField,            // args {address}; immediate: byte offset; bytes: size of the field;
                     //   symbol: field name
  kIndex,            // args {address, index}; immediate: stride in bytes
  kElements,         // args {container address}
  // --- memory -------------------------------------------------------------------------------
  kLoad,             // args {address}; bytes; order; is_pointer, is_owner, is_unsigned
  kStore,            // args {address, value}; bytes; order; is_pointer, is_owner
  kReadModifyWrite,  // args {address, value}; symbol: + - & | ^ exchange ...; order; old value
  kCompareExchange,  // args {address, expected address, desired}; bytes; order; 0 or 1
  kFence,            // order
  kRead,             // args {address} or {address, size in bytes}; bytes (0: the whole object)
  kWrite,            // as kRead. kRead and kWrite touch bytes without giving a value
  kCopy,             // args {destination address, source address} or {.., .., size in bytes};
                     //   bytes (0: the size, or else the whole object); copies pointers too
  kCopyElements,     // args {destination container, source container}; what the elements of the
                     //   source hold, the destination may hold afterwards. symbol "copy": each
                     //   keeps its own storage; empty: the storage itself may change hands
  kFree,             // args {address}: the whole object ends (delete, free, end of a heap copy)
  // --- control ------------------------------------------------------------------------------
  kCall,          // symbol: USR; args: this first. is_virtual: any override may run
  kCallIndirect,  // args {callable, ...}: a function pointer value or the address of an object
                  //   whose class has an operator()
  kReturn,        // args {value} or {}; a record result was built in kReturnSlot before
  kThrow,         //
  kAssume,        // args {condition}: execution goes on only if it holds (assert)
  kStop,          // execution does not go on (noreturn call, exit, abort)
  // --- threads and synchronisation ------------------------------------------------------------
  kSpawn,           // args {callable, arguments...}; the thread's token, a pointer-sized value.
                    //   The callable and arguments are already the thread's own copies
  kJoin,            // args {token}
  kDetach,          // args {token}
  kJoinRange,       // args {array address, first, end}; immediate: stride of a handle in bytes.
                    //   Placed after a loop that joins every handle in [first, end), with no
                    //   other way out of the loop
  kJoinElements,    // args {container address}: as kJoinRange for every element of a container
  kLock,            // args {mutex address}; symbol "exclusive" or "shared"; is_scoped if a scoped
                    //   object releases it on every path, exceptional ones included
  kUnlock,          // args {mutex address}; symbol as kLock
  kTryLock,         // args {mutex address}; symbol as kLock; 1 if acquired
  kConditionWait,   // args {condition address, mutex address}: releases and takes the mutex again
  kNotify,          // args {condition address}
  kOnceBegin,       // args {flag address}: from here to kOnceEnd runs exactly once
  kOnceEnd,         // args {flag address}
  kOncePassed,      // args {flag address}: on every path, the once-body has completed before
  kBarrierInit,     // args {barrier address, participants}
  kBarrierWait,     // args {barrier address}: arrive and wait
  kLatchInit,       // args {latch address, count}
  kLatchCountDown,  // args {latch address, amount}
  kLatchWait,       // args {latch address}
  // --- what is not understood -----------------------------------------------------------------
  kOpaque,       // symbol: name. A call of a function without known body or effect; args: every
                 //   value that it receives
  kUnsupported,  // symbol: construct. Anything may have happened here
};

enum class Order : std::uint8_t {
  kPlain,
  kRelaxed,
  kConsume,
  kAcquire,
  kRelease,
  kAcquireRelease,
  kSequential,
};

struct Instruction {
  Op op = Op::kUnsupported;
  Position position;
  std::vector<Register> args;
  std::int64_t immediate = 0;
  std::uint32_t bytes = 0;
  Order order = Order::kPlain;
  bool is_pointer = false;  // the value loaded or stored is a pointer (or smart pointer, iterator)
  bool is_owner = false;    // ... held in an owning cell (unique_ptr)
  bool is_unsigned = false;
  bool is_virtual = false;
  bool is_scoped = false;
  bool is_implicit = false;  // stands for no text of its own (destructor, default argument, ...)
  std::string symbol;
};

enum class EdgeKind : std::uint8_t { kAlways, kTrue, kFalse, kCase, kDefault, kException };

struct Edge {
  std::int32_t block = -1;
  EdgeKind kind = EdgeKind::kAlways;
  std::int64_t case_value = 0;  // kCase: the condition equals this value
};

struct Block {
  std::vector<Register> instructions;
  Register condition = kNoRegister;  // of kTrue/kFalse/kCase/kDefault edges
  std::vector<Edge> successors;      // empty only for the exit block and after kStop
};

/// A loop `for (v = initial; v < bound; v += step)` whose variable nothing else writes and whose
/// address is not taken. Other loops are not listed: they are cycles of the graph like any other.
struct Loop {
  std::int32_t header = -1;          // block that tests the condition
  std::vector<std::int32_t> blocks;  // header and body, sorted
  std::int32_t variable = -1;        // index into Function::locals
  Register initial = kNoRegister;    // value before the first test
  Register bound = kNoRegister;      // loop-invariant bound, or kNoRegister if not known
  std::int64_t step = 1;             // positive
  bool bound_inclusive = false;      // test is <=
  bool single_exit = false;          // left only through the header's test
  Register container = kNoRegister;  // the variable runs over all elements of this container
                                     //   (its address); bound is then kNoRegister
};

struct Local {
  std::string name;
  std::string type;    // as printed by Clang
  std::string record;  // USR if a record of ours, else empty
  std::uint64_t bytes = 0;
  Position position;
  bool is_temporary = false;
};

/// One annotation as written; the checker proves or refutes it, nobody believes it.
struct Claim {
  std::string name;                    // e.g. "protocol", "guarded_by" (vocabulary.def)
  std::vector<std::string> arguments;  // as text
  std::int32_t parameter = -1;         // index if the claim stands on a parameter
  Position position;
};

struct Parameter {
  std::string name;
  std::string type;
  std::string record;       // USR of the record it is, points or refers to, if ours
  bool is_pointer = false;  // pointer or reference
  bool is_record = false;   // record by value (the value is its address)
};

struct Function {
  std::string usr;   // unique in the program: internal ones carry the file
  std::string key;   // stable name: no file offset (lambda: parent key + "/lambda#n")
  std::string name;  // for people, qualified
  Position position;
  std::string record;            // USR of the class of a method
  std::string call_operator_of;  // record USR if this is an operator() of a closure or functor
  std::vector<std::string> overrides;  // USRs of the virtual methods it overrides, transitively
  bool is_method = false;
  bool is_virtual = false;
  bool is_constructor = false;
  bool is_destructor = false;
  bool is_noexcept = false;
  bool is_external = false;           // may be called from another translation unit
  bool in_header = false;             // repeated in every unit that includes it
  bool returns_record = false;        // result is built in the return slot
  bool is_variadic = false;           // may be given more arguments than parameters
  bool is_initializer = false;        // runs the unit's dynamic initialisers before main
  bool replaces_library = false;      // bears the linker name of a function of the library
  std::vector<Parameter> parameters;  // `this` included
  std::vector<Local> locals;
  std::vector<Instruction> instructions;
  std::vector<Block> blocks;  // block 0 is the entry, block 1 the exit
  std::vector<Loop> loops;
  std::vector<Claim> claims;
};

struct Field {
  std::string name;
  std::string type;
  std::string record;        // USR if the field is a record of ours
  std::uint64_t offset = 0;  // bytes; for a bit-field the byte range of its memory location
  std::uint64_t bytes = 0;
  Position position;
  bool is_mutable_shared = true;  // false: const, mutex, condition variable or other primitive
  std::vector<Claim> claims;
};

struct Record {
  std::string usr;
  std::string name;
  std::uint64_t bytes = 0;
  Position position;
  bool is_polymorphic = false;
  std::vector<Field> fields;
  struct Base {
    std::string usr;
    std::uint64_t offset = 0;
  };
  std::vector<Base> bases;
  std::string destructor;  // USR, empty if trivial
  std::vector<Claim> claims;
};

struct Global {
  std::string usr;
  std::string name;
  std::string type;
  std::string record;
  std::uint64_t bytes = 0;
  Position position;
  bool is_constant = false;  // never written after constant initialisation
  bool is_thread_local = false;
  /// Something runs when it ends: its own destructor, or that of an element (library types).
  bool runs_at_end = false;
  std::vector<Claim> claims;
};

/// A function, variable or record that is used here and defined elsewhere (or nowhere).
struct Declaration {
  std::string usr;
  std::string name;
  Position position;
  bool defined_here = false;  // the definition stands in this unit's tables
  bool is_pure = false;       // a pure virtual method without a body: no call ever runs it
};

/// What Clang's own thread-safety analysis said.
struct ThreadSafetyFinding {
  Position position;
  std::string message;
};

struct Unit {
  std::string schema = kFactsSchema;
  std::string tool;                 // producer and version
  std::string source;               // main file, relative to the project root
  std::string digest;               // of everything below, see facts_json.h
  std::vector<std::string> files;   // relative to the project root where possible
  std::vector<Function> functions;  // sorted by usr
  std::vector<Record> records;
  std::vector<Global> globals;
  std::vector<Declaration> declarations;  // every function, global and record USR referred to
  std::vector<ThreadSafetyFinding> findings;
  std::vector<std::string> errors;  // Clang errors; not empty: the unit is incomplete
};

}  // namespace interlock::facts
