// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Interrupts as a value that the stages ask for, so that what is done so far can be kept.
//
// Thread safety: PendingSignal may be called from any thread.

namespace interlock::cli {

/// Catches SIGINT, SIGTERM and SIGHUP from here on. The second one ends the process at once.
void CatchInterrupts();

/// Gives the caught signals their default meaning back (in a child, after fork).
void ReleaseInterrupts();

/// The first signal that was caught, or 0.
int PendingSignal();

}  // namespace interlock::cli
