// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// main allocates one object and gives it to both globals.
#include <memory>
#include <thread>

struct Context {
  int uses = 0;
};
Context* build_context = nullptr;
Context* probe_context = nullptr;

int main() {
  auto context = std::make_unique<Context>();
  build_context = context.get();
  probe_context = build_context;
  std::thread one([] { build_context->uses += 1; });  // racy
  std::thread two([] { probe_context->uses += 1; });  // racy
  one.join();
  two.join();
  return context->uses > 2;
}
