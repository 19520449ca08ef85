#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""A fault seeded into a wrapper is caught by that wrapper's own tests.

Usage: seeded_faults_test.py ROOT COMPILER [PART OF A FAULT'S NAME]

First each test file must pass as often as needed with the headers as they are. For each fault a copy of annotations/ is changed, the wrapper's test file is built against it with
ThreadSanitizer, and the run must fail: by a report, a failed expectation, or by not ending. A fault
whose text is not found in the header exactly once is an error, so the list follows the headers.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

SECONDS = 60  # all repetitions of the slowest file take a few seconds

# name, header, test file, text, replacement
FAULTS = [
    ("mutex: scoped lock takes nothing", "mutex.h", "mutex_test.cc",
     "IL_ACQUIRE(mutex) : mutex_(mutex) { mutex_.Lock(); }\n  ~MutexLock() IL_RELEASE() { mutex_.Unlock(); }",
     "IL_ACQUIRE(mutex) : mutex_(mutex) {}\n  ~MutexLock() IL_RELEASE() {}"),
    ("mutex: scoped lock is never released", "mutex.h", "mutex_test.cc",
     "~MutexLock() IL_RELEASE() { mutex_.Unlock(); }", "~MutexLock() IL_RELEASE() {}"),
    ("shared mutex: writer locks as a reader", "shared_mutex.h", "mutex_test.cc",
     "IL_ACQUIRE(mutex) : mutex_(mutex) { mutex_.Lock(); }\n  ~WriterLock() IL_RELEASE() { mutex_.Unlock(); }",
     "IL_ACQUIRE(mutex) : mutex_(mutex) { mutex_.LockShared(); }\n"
     "  ~WriterLock() IL_RELEASE() { mutex_.UnlockShared(); }"),
    ("condition variable: wait keeps the mutex", "cond_var.h", "mutex_test.cc",
     "    condition_.wait(lock);\n", ""),
    ("condition variable: one waiter woken instead of all", "cond_var.h", "mutex_test.cc",
     "condition_.notify_all()", "condition_.notify_one()"),
    ("atomic: release store relaxed", "atomic.h", "atomic_test.cc",
     "void StoreRelease(T value) { value_.store(value, std::memory_order_release); }",
     "void StoreRelease(T value) { value_.store(value, std::memory_order_relaxed); }"),
    ("atomic: acquire load relaxed", "atomic.h", "atomic_test.cc",
     "T LoadAcquire() const { return value_.load(std::memory_order_acquire); }",
     "T LoadAcquire() const { return value_.load(std::memory_order_relaxed); }"),
    ("atomic: count relaxed", "atomic.h", "atomic_test.cc",
     "value_.fetch_sub(amount, std::memory_order_acq_rel)",
     "value_.fetch_sub(amount, std::memory_order_relaxed)"),
    ("atomic: ticket by load and store", "atomic.h", "atomic_test.cc",
     "T FetchAddRelaxed(T amount) { return value_.fetch_add(amount, std::memory_order_relaxed); }",
     "T FetchAddRelaxed(T amount) { T old = LoadRelaxed(); StoreRelaxed(old + amount); return old; }"),
    ("atomic reference: adds by load and store", "atomic.h", "atomic_test.cc",
     "    return reference_.fetch_add(amount, std::memory_order_relaxed);\n",
     "    T old = LoadRelaxed(); StoreRelaxed(old + amount); return old;\n"),
    ("thread: destructor detaches", "thread.h", "thread_test.cc",
     "~Thread() IL_JOINS {\n    if (thread_.joinable()) thread_.join();",
     "~Thread() IL_JOINS {\n    if (thread_.joinable()) thread_.detach();"),
    ("once: runs for every caller", "once.h", "thread_test.cc",
     "std::call_once(flag_, std::forward<Callable>(callable));", "callable();"),
    ("channel: receive without the lock", "channel.h", "channel_test.cc",
     "IL_RECEIVES IL_EXCLUDES(mutex_) {\n    MutexLock lock(mutex_);\n"
     "    while (!closed_ && values_.empty()) not_empty_.Wait(mutex_);\n",
     "IL_RECEIVES IL_EXCLUDES(mutex_) {\n"
     "    for (bool ready = false; !ready;) {\n"
     "      MutexLock lock(mutex_);\n"
     "      ready = closed_ || !values_.empty();\n"
     "    }\n"),
    ("channel: notified before the state changes", "channel.h", "channel_test.cc",
     "      MutexLock lock(mutex_);\n      closed_ = true;\n",
     "      { MutexLock lock(mutex_); not_full_.NotifyAll(); not_empty_.NotifyAll(); }\n"
     "      MutexLock lock(mutex_);\n      closed_ = true;\n      return;\n"),
    ("channel: capacity is not kept", "channel.h", "channel_test.cc",
     "values_.size() >= slot_count()", "values_.size() >= slot_count() + 1"),
    ("channel: rendezvous does not wait", "channel.h", "channel_test.cc",
     "    while (received_ < ticket && !closed_) taken_.Wait(mutex_);\n    return received_ >= ticket;\n",
     "    return ticket > 0;\n"),
    ("wait group: unit ended without the lock", "wait_group.h", "counting_test.cc",
     "IL_SIGNALS(1) IL_EXCLUDES(mutex_) {\n    MutexLock lock(mutex_);\n",
     "IL_SIGNALS(1) IL_EXCLUDES(mutex_) {\n"),
    ("wait group: waits once", "wait_group.h", "counting_test.cc",
     "while (open_ != 0) zero_.Wait(mutex_);", ""),
    ("latch: opens one too early", "latch.h", "counting_test.cc",
     "while (count_ != 0) open_.Wait(mutex_);", "while (count_ > 1) open_.Wait(mutex_);"),
    ("barrier: last arrival opens no round", "barrier.h", "counting_test.cc",
     "      round_ += 1;\n", ""),
    ("barrier: opens one arrival too early", "barrier.h", "counting_test.cc",
     "if (arrived_ == participants_) {", "if (arrived_ + 1 >= participants_) {"),
]


def run_tests(program):
    environment = {**os.environ, "TSAN_OPTIONS": "halt_on_error=1 exitcode=66"}
    try:
        done = subprocess.run([str(program), "--gtest_filter=-*DeathTest*", "--gtest_repeat=20",
                               "--gtest_break_on_failure=0", "--gtest_brief=1"],
                              capture_output=True, text=True, errors="replace", timeout=SECONDS,
                              env=environment)
    except subprocess.TimeoutExpired:
        return "does not end"
    if done.returncode == 0:
        return None
    if "WARNING: ThreadSanitizer" in done.stdout + done.stderr:
        return "report of the sanitizer"
    return "failed expectation" if "FAILED" in done.stdout else f"exit {done.returncode}"


def build(root, compiler, folder, test):
    program = folder / "program"
    subprocess.run([compiler, "-std=c++20", "-O1", "-g1", "-fsanitize=thread", "-I", str(folder),
                    str(root / "tests/unit/annotations" / test), "-o", str(program), "-lgtest",
                    "-lgtest_main", "-pthread"], check=True)
    return program


def main():
    root, compiler = pathlib.Path(sys.argv[1]), sys.argv[2]
    only = sys.argv[3] if len(sys.argv) > 3 else ""
    missed = 0
    chosen = [fault for fault in FAULTS if only in fault[0]]
    for test in sorted({fault[2] for fault in chosen}):
        with tempfile.TemporaryDirectory() as temporary:
            shutil.copytree(root / "annotations", pathlib.Path(temporary) / "annotations")
            outcome = run_tests(build(root, compiler, pathlib.Path(temporary), test))
        if outcome is not None:
            raise SystemExit(f"{test} does not pass with the headers as they are: {outcome}")
    for name, header, test, text, replacement in chosen:
        with tempfile.TemporaryDirectory() as temporary:
            folder = pathlib.Path(temporary)
            shutil.copytree(root / "annotations", folder / "annotations")
            path = folder / "annotations" / header
            original = path.read_text()
            if original.count(text) != 1:
                raise SystemExit(f"{name}: its text stands {original.count(text)} times in {header}")
            path.write_text(original.replace(text, replacement))
            caught = run_tests(build(root, compiler, folder, test))
        print(f"{name}: {caught or 'NOT CAUGHT'}", flush=True)
        missed += caught is None
    print(f"{len(chosen)} faults, {missed} not caught")
    return 1 if missed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
