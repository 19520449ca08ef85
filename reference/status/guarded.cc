// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/status/guarded.h"

#include <exception>
#include <new>

namespace interlock::reference {

Status StatusOfCurrentException() noexcept {
  // The texts fit into a std::string without an allocation: there may be no memory left. What an
  // exception says of itself is left out, since what() may be anybody's code: in a thread's top
  // function it would stand beside everything the thread shares.
  try {
    throw;
  } catch (const std::bad_alloc&) {
    return ResourceExhausted("out of memory");
  } catch (const std::exception&) {
    return Internal("std::exception");
  } catch (...) {
    return Internal("exception");
  }
}

}  // namespace interlock::reference
