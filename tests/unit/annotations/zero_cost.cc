// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// One set of functions, over the wrappers or over the standard types: zero_cost_test.py compiles it
// both ways and compares the instructions. Each function has C linkage, so that names agree.

#include <cstdint>

#if defined(INTERLOCK_WRAPPED)
#include "annotations/atomic.h"
#include "annotations/mutex.h"
#include "annotations/shared_mutex.h"
namespace subject {
using Mutex = interlock::Mutex;
using SharedMutex = interlock::SharedMutex;
using MutexLock = interlock::MutexLock;
using WriterLock = interlock::WriterLock;
using ReaderLock = interlock::ReaderLock;
using Word = interlock::Atomic<std::uint64_t>;
inline void Lock(Mutex& mutex) { mutex.Lock(); }
inline void Unlock(Mutex& mutex) { mutex.Unlock(); }
inline std::uint64_t Acquire(const Word& word) { return word.LoadAcquire(); }
inline std::uint64_t Read(const Word& word) { return word.Load(); }
inline void Release(Word& word, std::uint64_t value) { word.StoreRelease(value); }
inline void Write(Word& word, std::uint64_t value) { word.Store(value); }
inline std::uint64_t Ticket(Word& word) { return word.FetchAddRelaxed(64); }
inline bool Replace(Word& word, std::uint64_t& expected, std::uint64_t desired) {
  return word.CompareExchangeAcquireRelease(expected, desired);
}
}  // namespace subject
#else
#include <atomic>
#include <mutex>
#include <shared_mutex>
namespace subject {
using Mutex = std::mutex;
using SharedMutex = std::shared_mutex;
using MutexLock = std::lock_guard<std::mutex>;
using WriterLock = std::lock_guard<std::shared_mutex>;
using ReaderLock = std::shared_lock<std::shared_mutex>;
using Word = std::atomic<std::uint64_t>;
inline void Lock(Mutex& mutex) { mutex.lock(); }
inline void Unlock(Mutex& mutex) { mutex.unlock(); }
inline std::uint64_t Acquire(const Word& word) { return word.load(std::memory_order_acquire); }
inline std::uint64_t Read(const Word& word) { return word.load(); }
inline void Release(Word& word, std::uint64_t value) {
  word.store(value, std::memory_order_release);
}
inline void Write(Word& word, std::uint64_t value) { word.store(value); }
inline std::uint64_t Ticket(Word& word) { return word.fetch_add(64, std::memory_order_relaxed); }
inline bool Replace(Word& word, std::uint64_t& expected, std::uint64_t desired) {
  return word.compare_exchange_strong(expected, desired, std::memory_order_acq_rel,
                                      std::memory_order_acquire);
}
}  // namespace subject
#endif

struct Account {
  subject::Mutex mutex;
  subject::SharedMutex shared_mutex;
  subject::Word word;
  long total = 0;
};

extern "C" {
void Observe(long value);  // may throw: the unwinding paths are compared too

std::uint64_t AccountSize() { return sizeof(Account); }
void ScopedAdd(Account& account, long amount) {
  subject::MutexLock lock(account.mutex);
  account.total += amount;
}
void ScopedCall(Account& account) {
  subject::MutexLock lock(account.mutex);
  Observe(account.total);
}
void ManualAdd(Account& account, long amount) {
  subject::Lock(account.mutex);
  account.total += amount;
  subject::Unlock(account.mutex);
}
void WriterAdd(Account& account, long amount) {
  subject::WriterLock lock(account.shared_mutex);
  account.total += amount;
}
std::uint64_t AtomicRead(const Account& account) { return subject::Read(account.word); }
std::uint64_t AtomicAcquire(const Account& account) { return subject::Acquire(account.word); }
void AtomicWrite(Account& account, std::uint64_t value) { subject::Write(account.word, value); }
void AtomicRelease(Account& account, std::uint64_t value) { subject::Release(account.word, value); }
std::uint64_t AtomicTicket(Account& account) { return subject::Ticket(account.word); }
bool AtomicReplace(Account& account, std::uint64_t& expected, std::uint64_t desired) {
  return subject::Replace(account.word, expected, desired);
}
}
