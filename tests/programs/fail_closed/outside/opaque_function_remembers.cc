// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// What the checker does not see: one environment in which the program races.
void Register(int* cell);
void Tick();

static int* remembered = nullptr;

void Register(int* cell) { remembered = cell; }
void Tick() { *remembered += 1; }
