// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Errors as values: `Result<T>` holds a value or an `Error`, `Status` holds nothing or an `Error`.
//
// No exception crosses a folder; adapters around throwing libraries turn exceptions into these.
//
// Thread safety: thread-compatible value types.
//
// Invariants
//   1. A Result holds exactly one of value and error; reading the one that is not there ends the
//      process with a message (a programmer error, never a consequence of user input).

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <variant>

namespace interlock {

enum class ErrorKind {
  kInvalidInput,  // malformed or inconsistent data: wrong type, dangling reference, truncated
  kVersion,       // a schema or encoder version this build does not read
  kNotFound,      // file, function, program or entry that should exist does not
  kIo,            // reading, writing or starting a program failed
  kUnsupported,   // a construct that is understood but not handled
  kTimeout,
  kInternal,  // an invariant of the tool itself is broken
};

/// Names the kind in one or two words, e.g. "invalid input".
inline const char* ErrorKindName(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kInvalidInput:
      return "invalid input";
    case ErrorKind::kVersion:
      return "version";
    case ErrorKind::kNotFound:
      return "not found";
    case ErrorKind::kIo:
      return "input/output";
    case ErrorKind::kUnsupported:
      return "unsupported";
    case ErrorKind::kTimeout:
      return "time-out";
    case ErrorKind::kInternal:
      return "internal error";
  }
  return "error";
}

struct Error {
  std::string message;   // fixed text first, values last
  std::string position;  // "file:line:column", a JSON pointer, or empty
  ErrorKind kind = ErrorKind::kInvalidInput;

  /// Renders `position: message`, or `message` alone without a position.
  std::string ToText() const { return position.empty() ? message : position + ": " + message; }
};

/// Makes an Error; shorthand for `return MakeError(...)` in functions that return a Result.
inline Error MakeError(std::string message, std::string position = "",
                       ErrorKind kind = ErrorKind::kInvalidInput) {
  return Error{std::move(message), std::move(position), kind};
}

namespace internal {
[[noreturn]] inline void WrongAlternative(const char* text) {
  std::fprintf(stderr, "interlock: check failed: %s\n", text);
  std::abort();
}
}  // namespace internal

/// A value or an Error. Implicitly built from either, so `return value;` and `return
/// MakeError(...)` both work.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  /// Requires `ok()`.
  const T& value() const& { return Checked(), std::get<0>(state_); }
  T& value() & { return Checked(), std::get<0>(state_); }
  T&& value() && { return Checked(), std::get<0>(std::move(state_)); }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  /// Requires `!ok()`.
  const Error& error() const {
    if (ok()) internal::WrongAlternative("Result::error() called on a value");
    return std::get<1>(state_);
  }

 private:
  void Checked() const {
    if (!ok()) {
      internal::WrongAlternative(
          ("Result::value() called on an error: " + std::get<1>(state_).ToText()).c_str());
    }
  }

  std::variant<T, Error> state_;
};

/// Success or an Error.
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(Error error) : error_(std::move(error)), ok_(false) {}  // NOLINT: implicit

  static Status Ok() { return Status(); }
  bool ok() const { return ok_; }
  explicit operator bool() const { return ok_; }

  /// Requires `!ok()`.
  const Error& error() const {
    if (ok_) internal::WrongAlternative("Status::error() called on success");
    return error_;
  }

 private:
  Error error_;
  bool ok_ = true;
};

}  // namespace interlock
