// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/status/status.h"

namespace interlock::reference {

Status::Status(StatusCode code, std::string message) : code_(code), message_(std::move(message)) {
  IL_CHECK(code_ != StatusCode::kOk);
}

Status InvalidArgument(std::string message) {
  return Status(StatusCode::kInvalidArgument, std::move(message));
}

Status NotFound(std::string message) { return Status(StatusCode::kNotFound, std::move(message)); }

Status OutOfRange(std::string message) {
  return Status(StatusCode::kOutOfRange, std::move(message));
}

Status Internal(std::string message) { return Status(StatusCode::kInternal, std::move(message)); }

Status Cancelled(std::string message) { return Status(StatusCode::kCancelled, std::move(message)); }

Status ResourceExhausted(std::string message) {
  return Status(StatusCode::kResourceExhausted, std::move(message));
}

Status DataLoss(std::string message) { return Status(StatusCode::kDataLoss, std::move(message)); }

Status IoError(std::string message) { return Status(StatusCode::kUnavailable, std::move(message)); }

}  // namespace interlock::reference
