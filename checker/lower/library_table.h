// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// What the classes of the standard library, of pthreads and of C threads are, as data: the kind of
// each class and the effect of each of its methods. What is not in a table is opaque.
//
// Thread safety: constant data, thread-safe.

#include <string_view>

namespace interlock::lower {

/// How objects of a library class are laid out in the memory model of facts.h.
enum class LibraryClass : unsigned char {
  kNone,        // not in the table
  kContiguous,  // header; elements move when it grows (vector, string)
  kSegmented,   // header; elements stay, addressed by index (deque)
  kNode,        // header; elements stay, no index (list, set)
  kMap,         // as kNode; elements are pairs
  kAdapter,     // header; elements (queue, stack, priority_queue)
  kArray,       // elements in its own bytes (array)
  kView,        // pointer cell and size (span, string_view, initializer_list)
  kOptional,    // value in its own bytes, engaged flag
  kPair,        // plain record of the library
  kTuple,
  kUniquePointer,  // owning pointer cell
  kSharedPointer,  // pointer cell
  kIterator,       // pointer cell
  kReference,      // pointer cell (reference_wrapper)
  kFunction,       // pointer cell to a copy of the callable
  kThread,         // token cell
  kJoiningThread,  // token cell, joined by the destructor
  kFuture,         // token cell
  kPromise,
  kMutex,       // lock, try_lock, unlock, shared forms
  kLockGuard,   // cells with mutex addresses, always owned
  kUniqueLock,  // cell with the mutex address, flag "owns" at byte 8
  kSharedLock,  // the same, shared
  kCondition,
  kOnceFlag,
  kAtomic,
  kAtomicFlag,
  kAtomicReference,  // pointer cell
  kBarrier,
  kLatch,
  kStream,     // internally synchronised or private: no effect on user data
  kValue,      // plain bytes without pointers to user data (chrono, error_code)
  kStateless,  // no state (allocator, less, hash, tags)
};

/// Finds the kind of a class by its name without template arguments, e.g. "std::vector".
LibraryClass LibraryClassOf(std::string_view qualified_name);

/// True for containers of nodes: elements stay where they are and have no index.
constexpr bool IsLinked(LibraryClass kind) {
  return kind == LibraryClass::kNode || kind == LibraryClass::kMap;
}

/// Offset of the flag "owns" in a unique_lock or shared_lock.
inline constexpr int kOwnsOffset = 8;

/// The mode in which a lock object locks.
constexpr const char* ModeOf(LibraryClass kind) {
  return kind == LibraryClass::kSharedLock ? "shared" : "exclusive";
}

/// True if objects of the class named are synchronisation objects and no shared data themselves.
bool IsSynchronizationName(std::string_view qualified_name);

/// Effect of a method on a container-like object.
enum class Method : unsigned char {
  kNone,
  kElementAt,  // address of the element with the index given
  kElementFirst,
  kElementAny,    // address of some element
  kMapped,        // address of the mapped part of some element
  kMappedInsert,  // the same; may insert
  kBegin,
  kEnd,
  kFind,  // iterator to some element or the end
  kSize,
  kEmpty,
  kData,
  kReadHeader,  // reads the header, gives a value
  kReadAll,     // reads header and elements, gives a value
  kGrow,        // writes the header; elements move where the class moves them; arguments go in
  kGrowRange,   // the same with iterators or a list: what they refer to goes in
  kShrink,      // writes the header and ends elements
  kReserve,     // writes the header; elements may move
  kSwap,
  kAssign,
  kSortElements,  // reads and writes all elements
  kPure,          // no effect, gives a value (max_size, get_allocator)
  kSelf,          // gives the object itself
};

/// Finds the effect of `method` on an object of the kind `kind`; kNone if it is not in the table.
Method MethodOf(LibraryClass kind, std::string_view method);

}  // namespace interlock::lower
