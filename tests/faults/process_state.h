// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// What a process holds of the system: threads, memory.
//
// Thread safety: free functions; meaningful while no other thread starts threads.

#include <cstdint>

namespace interlock::reference {

std::int64_t CountThreads();
/// Returns the number of threads, once the kernel has forgotten those that were joined: it wakes
/// the one who joins a thread before it takes the thread out of /proc. A thread that was not joined
/// stays.
std::int64_t CountThreadsAfterJoin(std::int64_t expected);

/// Returns the bytes of memory that the process has in RAM now, and had at most.
std::int64_t ResidentBytes();
std::int64_t ResidentBytesMax();
/// Lets ResidentBytesMax begin anew, where the kernel can.
void ForgetResidentBytesMax();

}  // namespace interlock::reference
