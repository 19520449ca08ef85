// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/status/guarded.h"

#include <exception>
#include <new>
#include <string>

namespace interlock::reference {

Status StatusOfCurrentException() noexcept {
  // These two texts fit into a std::string without an allocation: there may be no memory left.
  try {
    try {
      throw;
    } catch (const std::bad_alloc&) {
      return ResourceExhausted("out of memory");
    } catch (const std::exception& exception) {
      return Internal(std::string("exception: ") + exception.what());
    } catch (...) {
      return Internal("exception");
    }
  } catch (...) {  // the text of the exception did not fit into memory
    return ResourceExhausted("out of memory");
  }
}

}  // namespace interlock::reference
