// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Canonical addresses: fields are nameless offsets, merged; equal addresses are equal terms.
//
// Thread safety: pure functions.

#include <cstdint>
#include <string>
#include <vector>

#include "checker/summary/summary.h"

namespace interlock::summary {

/// Terms with more nodes than this are replaced by an unknown.
inline constexpr std::size_t kTermNodesMax = 60;

/// Number of nodes of the term, counting shared ones again.
std::size_t TermSize(const Term& term);

/// `address` moved by `offset_bytes`.
Term AddOffset(const Term& address, std::int64_t offset_bytes);

/// `address` moved by `index * stride_bytes`.
Term AddIndex(const Term& address, const Term& index, std::int64_t stride_bytes);

/// True if the value is known not to be negative.
bool IsNonNegative(const Term& value);

/// `value` converted to an integer of `bytes` bytes; the value itself where it is known to fit.
Term Converted(const Term& value, std::uint32_t bytes, bool is_unsigned);

/// The same place as `address`, rebuilt in canonical form after substitution of its parts.
Term Canonical(const Term& address);

/// The places moved by `offset_bytes`.
std::vector<Location> ShiftPlaces(const std::vector<Location>& places, std::int64_t offset_bytes);

/// Keeps only the places inside the object that the root of `address` names, if it names one.
std::vector<Location> NarrowToRoot(const Term& address, std::vector<Location> places);

/// Symbol of local `index` of function `function`.
std::string LocalSymbol(std::int32_t function, std::int32_t index);

/// True if the root is a thread-local variable.
bool IsThreadLocal(const Term& root);

}  // namespace interlock::summary
