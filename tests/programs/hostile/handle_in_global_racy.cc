// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Stop() joins the thread only if it has been called before; here it comes after the read.
#include <memory>
#include <thread>

std::unique_ptr<std::thread> background;
int value = 0;

void Start() {
  background = std::make_unique<std::thread>([] { value = 1; });  // racy
}
void Stop() {
  if (background) background->join();
  background.reset();
}

int main() {
  Stop();
  Start();
  const int seen = value;  // racy
  Stop();
  return seen > 1;
}
