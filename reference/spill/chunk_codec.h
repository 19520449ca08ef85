// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The chunk codec: a chunk as bytes, densely, and back. Cells come back bit by bit as they were:
// -0.0, the payload of a NaN, an empty string and zero bytes inside one included.
//
// Thread safety: free functions without state; safe from any thread.
//
// Layout (numbers little-endian, no padding)
//   size                      field
//   4                         row count, at most Chunk::kMaxRowCount
//   4                         column count
//   then for each column
//     1                       tag: bits 0-1 the DataType, bit 2 whether there is a NULL, bits 3-4
//                             log2 of the cell size of a fixed type, for bytes 1 if there is one
//                             length for all rows, else 0; bits 5-7 zero
//     ceil(row count / 8)     only if there is a NULL: bitmap, row r in byte r / 8 with mask
//                             1 << (r % 8), 1 for NULL; bits behind the last row zero
//     fixed type: cell size   for each row that is not NULL: the low bytes of its word. The cell
//     size
//                             is the smallest of 1, 2, 4, 8 that no word of the column exceeds as
//                             an unsigned number: a flag costs 1 byte, a hash 8
//     bytes: 1 to 10          for each row that is not NULL, or, with one length, for all of them:
//                             the length as varint (payload_reader.h),
//            sum of lengths   then the bytes of these rows, one after the other

#include <cstdint>
#include <vector>

#include "reference/rows/chunk.h"
#include "reference/rows/data_type.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// Replaces `payload` by the bytes of `chunk`. Errors: none; std::bad_alloc may escape.
void EncodeChunk(const Chunk& chunk, std::vector<std::uint8_t>& payload);

/// Replaces `chunk` by what `payload` says. Believes nothing: reads nothing behind the payload and
/// allocates at most the fixed part of one full chunk and the payload's size.
///
/// Errors: kDataLoss, with column and offset, if the payload is not what EncodeChunk writes for a
///         chunk of these types; the chunk is then empty. std::bad_alloc may escape.
Status DecodeChunk(const std::vector<std::uint8_t>& payload, const std::vector<DataType>& types,
                   Chunk& chunk);

}  // namespace interlock::reference
