// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// What the checker does not see: one environment in which the program races.
void hook(int* cell);
void hook(int* cell) { *cell += 1; }
