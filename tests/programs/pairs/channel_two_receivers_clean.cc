// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The outer worker gets the task when the inner worker has sent it on.
#include <memory>
#include <optional>

#include "annotations/channel.h"
#include "annotations/thread.h"

struct Task {
  int rows = 0;
};

int main() {
  interlock::Channel<std::shared_ptr<Task>> inner(1);
  interlock::Channel<std::shared_ptr<Task>> outer(1);
  interlock::Thread inner_worker([&] {
    if (std::optional<std::shared_ptr<Task>> task = inner.Receive()) {
      (*task)->rows += 1;
      if (!outer.Send(*task)) return;
    }
  });
  interlock::Thread outer_worker([&] {
    if (std::optional<std::shared_ptr<Task>> task = outer.Receive()) (*task)->rows += 2;
  });
  if (!inner.Send(std::make_shared<Task>())) return 2;
  return 0;
}
