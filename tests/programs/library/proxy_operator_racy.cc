// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// operator-> of a user's handle leads to the shared object, operator= writes it.
#include <thread>

struct Cell {
  int value = 0;
};
Cell shared_cell;

struct Handle {
  Cell* operator->() const { return &shared_cell; }
  Handle& operator=(int value) {
    shared_cell.value = value;  // racy
    return *this;
  }
};

int main() {
  int seen = 0;
  std::thread one([] {
    Handle handle;
    handle = 3;
  });
  std::thread two([&seen] {
    Handle handle;
    seen = handle->value;  // racy
  });
  one.join();
  two.join();
  return seen > 3;
}
