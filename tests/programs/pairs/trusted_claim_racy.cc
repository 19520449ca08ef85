// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The author trusts a test; the checker may take it as an assumption, but never answers "no race"
// without naming it.
#include "annotations/thread.h"
#include "annotations/vocabulary.h"

int total = 0;

void Add() IL_TRUSTED("called by one thread at a time", "none") { total += 1; }  // racy

int main() {
  interlock::Thread one([] { Add(); });
  interlock::Thread two([] { Add(); });
  return 0;
}
