// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The annotation macros. Every annotation is a claim that the checker proves, refutes or calls
// unknown; none is believed because it is written. The exceptions are IL_TRUSTED, an assumption
// that is listed with every verdict that used it, and IL_NO_ANALYSIS, which silences Clang's own
// analysis of one function (the checker still reads it).
//
// Under Clang the first group becomes Clang's capability attributes, unchanged in meaning, and the
// second group becomes `annotate("interlock:<name>", "argument", ...)`. Under other compilers all
// of them vanish. No macro changes the code that is generated.
//
// Where a macro stands: on a function or lambda after its parameter list (before `override`,
// `-> type` and the body); on a field, variable or parameter after its name; on a class after the
// word `class`. vocabulary.def is the table of all of them, docs/annotations.md says what each
// claims and how it is decided.
//
// Thread safety: macros only.

#if defined(__clang__)
#define IL_INTERNAL_ATTRIBUTE(...) __attribute__((__VA_ARGS__))
#else
#define IL_INTERNAL_ATTRIBUTE(...)
#endif
#define IL_INTERNAL_CLAIM(...) IL_INTERNAL_ATTRIBUTE(annotate(__VA_ARGS__))

// Stringises one or three arguments each on its own.
#define IL_INTERNAL_TEXT_1(a) #a
#define IL_INTERNAL_TEXT_3(a, b, c) #a, #b, #c
#define IL_INTERNAL_PICK(a, b, c, picked, ...) picked
#define IL_INTERNAL_TEXT(...)                                                       \
  IL_INTERNAL_PICK(__VA_ARGS__, IL_INTERNAL_TEXT_3, two_arguments_are_not_possible, \
                   IL_INTERNAL_TEXT_1, unused)(__VA_ARGS__)

// --- Clang's own vocabulary ----------------------------------------------------------------------

/// Class whose objects are locks; `name` is what diagnostics call it, e.g. "mutex".
#define IL_CAPABILITY(name) IL_INTERNAL_ATTRIBUTE(capability(name))
/// Class that holds a lock from construction to destruction.
#define IL_SCOPED_CAPABILITY IL_INTERNAL_ATTRIBUTE(scoped_lockable)
/// Field or variable touched only while the lock is held.
#define IL_GUARDED_BY(...) IL_INTERNAL_ATTRIBUTE(guarded_by(__VA_ARGS__))
/// Pointer whose target is touched only while the lock is held.
#define IL_PT_GUARDED_BY(...) IL_INTERNAL_ATTRIBUTE(pt_guarded_by(__VA_ARGS__))
/// Function called only with the locks held (exclusively / at least shared).
#define IL_REQUIRES(...) IL_INTERNAL_ATTRIBUTE(requires_capability(__VA_ARGS__))
#define IL_REQUIRES_SHARED(...) IL_INTERNAL_ATTRIBUTE(requires_shared_capability(__VA_ARGS__))
/// Function that takes the locks and returns holding them; without argument the object itself.
#define IL_ACQUIRE(...) IL_INTERNAL_ATTRIBUTE(acquire_capability(__VA_ARGS__))
#define IL_ACQUIRE_SHARED(...) IL_INTERNAL_ATTRIBUTE(acquire_shared_capability(__VA_ARGS__))
/// Function that gives the locks back; _GENERIC: however they are held.
#define IL_RELEASE(...) IL_INTERNAL_ATTRIBUTE(release_capability(__VA_ARGS__))
#define IL_RELEASE_SHARED(...) IL_INTERNAL_ATTRIBUTE(release_shared_capability(__VA_ARGS__))
#define IL_RELEASE_GENERIC(...) IL_INTERNAL_ATTRIBUTE(release_generic_capability(__VA_ARGS__))
/// Function that holds the locks afterwards exactly if it returns the first argument.
#define IL_TRY_ACQUIRE(...) IL_INTERNAL_ATTRIBUTE(try_acquire_capability(__VA_ARGS__))
#define IL_TRY_ACQUIRE_SHARED(...) IL_INTERNAL_ATTRIBUTE(try_acquire_shared_capability(__VA_ARGS__))
/// Function that must not be called with the locks held.
#define IL_EXCLUDES(...) IL_INTERNAL_ATTRIBUTE(locks_excluded(__VA_ARGS__))
/// Function that ends the process unless the lock is held.
#define IL_ASSERT_HELD(...) IL_INTERNAL_ATTRIBUTE(assert_capability(__VA_ARGS__))
/// Function that returns a reference to this lock.
#define IL_RETURN_CAPABILITY(lock) IL_INTERNAL_ATTRIBUTE(lock_returned(lock))
/// Lock that is never taken after / before the ones named.
#define IL_ACQUIRED_BEFORE(...) IL_INTERNAL_ATTRIBUTE(acquired_before(__VA_ARGS__))
#define IL_ACQUIRED_AFTER(...) IL_INTERNAL_ATTRIBUTE(acquired_after(__VA_ARGS__))

// --- What lock attributes cannot say -------------------------------------------------------------

/// Function: entry and scope of one verification. All threads it starts have ended when it returns.
#define IL_PROTOCOL(name) IL_INTERNAL_CLAIM("interlock:protocol", name)
/// Function or lambda: what reports call the threads that run it.
#define IL_ROLE(name) IL_INTERNAL_CLAIM("interlock:role", name)
/// Entry or public method: which threads may enter, and which arguments may alias. Without it: any
/// thread, at once with everything, all arguments.
#define IL_CALLED_BY(threads, aliasing) \
  IL_INTERNAL_CLAIM("interlock:called_by", #threads, #aliasing)
/// Array, vector or map field: element `index` is touched only by the role instance with that id,
/// between the two phase points that may follow as second and third argument.
#define IL_OWNED_BY_INSTANCE(...) \
  IL_INTERNAL_CLAIM("interlock:owned_by_instance", IL_INTERNAL_TEXT(__VA_ARGS__))
/// Field touched by one single-instance role only, or in phases where no other role lives.
#define IL_OWNED_BY_ROLE(name) IL_INTERNAL_CLAIM("interlock:owned_by_role", name)
/// Field that nothing writes after `point` (a barrier, wait, seal or spawn).
#define IL_FROZEN_AFTER(point) IL_INTERNAL_CLAIM("interlock:frozen_after", #point)
/// Field whose every read is ordered after its write by the release/acquire pair on `flag`.
#define IL_PUBLISHED_BY(flag) IL_INTERNAL_CLAIM("interlock:published_by", #flag)
/// Field that only atomic accesses of its own size touch.
#define IL_ATOMIC_ONLY IL_INTERNAL_CLAIM("interlock:atomic_only")
/// Parameter: the callee or the receiver owns the object from here; the caller keeps no alias it
/// uses.
#define IL_TRANSFERS IL_INTERNAL_CLAIM("interlock:transfers")
/// Class or constexpr description of packed bytes, with one IL_FIELD per field.
#define IL_LAYOUT(name) IL_INTERNAL_CLAIM("interlock:layout", #name)
#define IL_FIELD(name, offset, size, kind) \
  IL_INTERNAL_CLAIM("interlock:field", #name, #offset, #size, #kind)
/// Function whose shared accesses all lie between Add and Done of one unit of `wait_group`.
#define IL_BRACKET(wait_group) IL_INTERNAL_CLAIM("interlock:bracket", #wait_group)
/// Barrier or latch: the number of arrivals per round.
#define IL_PARTICIPANTS(term) IL_INTERNAL_CLAIM("interlock:participants", #term)
/// Function: starts a thread that calls `callable` once.
#define IL_SPAWNS(callable) IL_INTERNAL_CLAIM("interlock:spawns", #callable)
/// Function: returns after the thread of this object, if there is one, has ended.
#define IL_JOINS IL_INTERNAL_CLAIM("interlock:joins")
/// Function: calls `callable` any number of times, in the calling thread, before it returns.
#define IL_CALLS(callable) IL_INTERNAL_CLAIM("interlock:calls", #callable)
/// Function: over all calls on one object, exactly one call of `callable` completes, before any
/// call of this function returns.
#define IL_RUNS_ONCE(callable) IL_INTERNAL_CLAIM("interlock:runs_once", #callable)
/// Function: hands `value` to the one IL_RECEIVES of this object that returns it.
#define IL_SENDS(value) IL_INTERNAL_CLAIM("interlock:sends", #value)
/// Function: returns what one IL_SENDS of this object handed over, each value at most once.
#define IL_RECEIVES IL_INTERNAL_CLAIM("interlock:receives")
/// Function: after it no IL_SENDS of this object hands over a value.
#define IL_CLOSES IL_INTERNAL_CLAIM("interlock:closes")
/// Function: counts `count` arrivals towards IL_WAITS_FOR of this object.
#define IL_SIGNALS(count) IL_INTERNAL_CLAIM("interlock:signals", #count)
/// Function: returns only after `count` arrivals.
#define IL_WAITS_FOR(count) IL_INTERNAL_CLAIM("interlock:waits_for", #count)
/// Class of tagged pointers: values come only from its constructors, and stripping the tag gives
/// back the pointer.
#define IL_REGION_POINTER(region) IL_INTERNAL_CLAIM("interlock:region_pointer", #region)
/// Function that returns a record of two numbers: for `index` 0 to `count` - 1 they are consecutive
/// ranges [first, end) of [0, total). The arguments are parameters.
#define IL_DIVIDES(total, index, count) \
  IL_INTERNAL_CLAIM("interlock:divides", #total, #index, #count)
/// Anything: an assumption. `proof` names the test or document that supports it.
#define IL_TRUSTED(reason, proof) IL_INTERNAL_CLAIM("interlock:trusted", reason, proof)
/// Function that Clang's thread-safety analysis skips; the checker does not.
#define IL_NO_ANALYSIS(reason)                     \
  IL_INTERNAL_ATTRIBUTE(no_thread_safety_analysis) \
  IL_INTERNAL_CLAIM("interlock:no_analysis", reason)
