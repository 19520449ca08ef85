// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// What the checker does not see: one environment in which the program races.
#include <stdexcept>

void MayThrow(int round);
void MayThrow(int) { throw std::runtime_error("left early"); }
