// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// What the checker does not see: one environment in which the program races.
struct Counters {
  int left = 0;
  int right = 0;
};
using Member = int Counters::*;
Member ChooseMember(int kind);
Member ChooseMember(int) { return &Counters::left; }
