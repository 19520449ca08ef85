// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/spill/file_operations.h"

#include <cstring>

namespace interlock::reference {

std::string DescribeError(int error_number) {
  // Unlike strerror, these return constants: safe from any thread.
  const char* name = strerrorname_np(error_number);
  const char* text = strerrordesc_np(error_number);
  if (name == nullptr || text == nullptr) return "errno " + std::to_string(error_number);
  return std::string(name) + " (" + text + ")";
}

}  // namespace interlock::reference
