// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// request_stop runs the callback in the thread that asks for the stop.
#include <stop_token>
#include <thread>

int stops = 0;

int main() {
  std::stop_source source;
  std::stop_callback count(source.get_token(), [] { stops += 1; });  // racy
  std::thread worker([&source] { source.request_stop(); });
  const int seen = stops;  // racy
  worker.join();
  return seen > 1;
}
