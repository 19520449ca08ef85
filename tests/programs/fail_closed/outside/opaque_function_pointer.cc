// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// What the checker does not see: one environment in which the program races.
using Step = void (*)(int*);
Step ChooseStep(int kind);

static void AddOne(int* cell) { *cell += 1; }
static void AddTwo(int* cell) { *cell += 2; }

Step ChooseStep(int kind) { return kind == 1 ? AddOne : AddTwo; }
