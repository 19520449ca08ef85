// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Status and StatusOr<T>: errors as values. No exception crosses a folder of the engine; a function
// that can fail returns one of these, and the compiler refuses to let the caller drop it.
//
// Thread safety: thread-compatible.
//
// Invariants
//   1. A Status with code kOk has an empty message.
//   2. A StatusOr<T> holds a value exactly if its status is ok.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "reference/status/check.h"

namespace interlock::reference {

enum class StatusCode : std::uint8_t {
  kOk,
  kInvalidArgument,    // the statement or its data is wrong
  kNotFound,           // a name or an id that nothing answers to
  kOutOfRange,         // a value that its type cannot hold
  kInternal,           // an invariant of the engine does not hold
  kCancelled,          // somebody asked the statement to stop
  kResourceExhausted,  // a limit or the machine's memory is used up
  kDataLoss,           // bytes that were written do not come back as they were
  kUnavailable,        // the system refused an operation on a file
};

/// Outcome of an operation: ok, or an error with a message (fixed text first, values last).
/// Thread-compatible.
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(StatusCode code, std::string message);

  bool ok() const { return code_ == StatusCode::kOk; }
  StatusCode code() const { return code_; }
  const std::string& message() const { return message_; }

 private:
  StatusCode code_ = StatusCode::kOk;
  std::string message_;
};

Status InvalidArgument(std::string message);
Status NotFound(std::string message);
Status OutOfRange(std::string message);
Status Internal(std::string message);
Status Cancelled(std::string message);
Status ResourceExhausted(std::string message);
Status DataLoss(std::string message);
/// Makes a kUnavailable error.
Status IoError(std::string message);

/// A value of type T, or the error that prevented it. Thread-compatible.
template <typename T>
class [[nodiscard]] StatusOr {
 public:
  /// Holds an error. Requires: `status` is not ok.
  StatusOr(Status status) : status_(std::move(status)) { IL_CHECK(!status_.ok()); }
  /// Holds a value.
  StatusOr(T value) : value_(std::move(value)) {}

  bool ok() const { return status_.ok(); }
  const Status& status() const { return status_; }

  /// Returns the value. Requires: ok().
  const T& value() const {
    IL_CHECK(value_.has_value());
    return *value_;
  }
  T& value() {
    IL_CHECK(value_.has_value());
    return *value_;
  }

 private:
  Status status_;
  std::optional<T> value_;
};

}  // namespace interlock::reference
