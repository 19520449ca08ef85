// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/bench/join/chunk_source.h"

namespace interlock::bench {

reference::Status ChunkSource::Next(reference::SessionVars&, reference::Chunk& chunk) {
  if (next_chunk_ == table_.chunks.size()) {
    chunk.Reset(table_.types);
  } else {
    chunk = table_.chunks[next_chunk_++];
  }
  return reference::Status();
}

}  // namespace interlock::bench
