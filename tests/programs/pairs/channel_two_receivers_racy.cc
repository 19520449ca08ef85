// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// One shared task goes into two channels; both receivers change it.
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
    if (std::optional<std::shared_ptr<Task>> task = inner.Receive()) (*task)->rows += 1;  // racy
  });
  interlock::Thread outer_worker([&] {
    if (std::optional<std::shared_ptr<Task>> task = outer.Receive()) (*task)->rows += 2;  // racy
  });
  auto task = std::make_shared<Task>();
  if (!inner.Send(task) || !outer.Send(task)) return 2;
  return 0;
}
