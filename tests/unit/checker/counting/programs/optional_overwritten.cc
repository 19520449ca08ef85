// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: unknown "a run ends with nobody able to go on"

// What a receive said is overwritten before it is looked at.

#include <optional>

#include "annotations/channel.h"
#include "annotations/thread.h"
#include "annotations/vocabulary.h"
#include "annotations/wait_group.h"

void Run(int value) IL_PROTOCOL("overwritten") {
  interlock::Channel<int> channel(1);
  interlock::WaitGroup open;
  open.Add(1);
  channel.Close();
  std::optional<int> received = channel.Receive();
  if (value > 3) received = value;
  if (!received.has_value()) open.Done();
  open.Wait();
}
