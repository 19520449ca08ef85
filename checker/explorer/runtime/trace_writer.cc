// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/runtime/trace_writer.h"

#include <string.h>

namespace interlock::explore::runtime {
namespace {

constexpr u64 kRecords = u64{1} << 25;  // of one execution

// Lives in its own mapping, like State.
struct Buffer {
  TraceRecord* records;
  u64 count;
  u32 nodes_written;
  u32* block_seen;  // execution in which the block was defined, by block number
  u32 stamp;
};
Buffer* g_buffer;

TraceRecord& Append() {
  if (g_buffer->count == kRecords) {
    Fail("capacity: more than %lu trace records in one execution",
         static_cast<unsigned long>(kRecords));
  }
  TraceRecord& record = g_buffer->records[g_buffer->count++];
  memset(&record, 0, sizeof record);
  return record;
}

void Write(const TraceRecord& record) { S().trace.Put(&record, sizeof record); }

void WriteNodes() {
  const CallTree& calls = S().calls;
  for (; g_buffer->nodes_written < calls.size(); ++g_buffer->nodes_written) {
    TraceRecord record{};
    record.kind = static_cast<u8>(TraceRecordKind::kNode);
    record.node = g_buffer->nodes_written;
    record.pc = calls[record.node].pc;
    record.value = calls[record.node].parent;
    Write(record);
  }
}

// Names the heap block of an access, and defines it if it is new in this execution.
u32 BlockOf(uptr address) {
  const u32 index = FindBlock(address);
  if (index == 0 || g_buffer->block_seen[index] == g_buffer->stamp) return index;
  g_buffer->block_seen[index] = g_buffer->stamp;
  const HeapBlock& block = S().blocks[index - 1];
  TraceRecord record{};
  record.kind = static_cast<u8>(TraceRecordKind::kBlock);
  record.extra = index;
  record.address = block.base;
  record.value = block.bytes;
  record.pc = block.pc;
  record.node = block.node;
  Write(record);
  return index;
}

u32 Stamp() { return g_buffer->stamp; }

}  // namespace

void OpenTrace() {
  State& state = S();
  if (state.control.trace == nullptr) return;
  if (!state.trace.Open(state.control.trace))
    Fail("cannot write the trace %s", state.control.trace);
  g_buffer = static_cast<Buffer*>(MapMemory(0, sizeof(Buffer), "trace"));
  g_buffer->records =
      static_cast<TraceRecord*>(MapMemory(0, kRecords * sizeof(TraceRecord), "trace records"));
  g_buffer->block_seen = static_cast<u32*>(MapMemory(0, u64{4} << 27, "trace blocks"));
  g_buffer->nodes_written = 1;
  state.tracing = true;
  TraceHeader header{};
  memcpy(header.magic, kTraceMagic, sizeof header.magic);
  header.program_digest = state.build_digest;
  header.data_begin = state.data_begin;
  header.data_end = state.data_end;
  header.load_address = state.program_begin;
  header.heap_begin = kHeapAddress;
  header.heap_end = kHeapAddress + kHeapBytes;
  header.stacks_begin = kStacksAddress;
  header.stack_stride = kStackStride;
  state.trace.Put(&header, sizeof header);
}

void BeginTrace() {
  if (!S().tracing) return;
  g_buffer->count = 0;
  g_buffer->stamp = (g_buffer->stamp + 1) & 0xffffff;
  if (g_buffer->stamp == 0) g_buffer->stamp = 1;
}

void TraceAccess(uptr address, u64 bytes, u8 flags, u8 order, u32 pc, u32 node) {
  State& state = S();
  state.shadow.Touch(address, bytes, static_cast<u32>(state.current), Stamp());
  TraceRecord& record = Append();
  record.kind = static_cast<u8>(TraceRecordKind::kAccess);
  record.thread = static_cast<u8>(state.current);
  record.flags = flags;
  record.order = order;
  record.pc = pc;
  record.node = node;
  record.clock = Current().clock.at[state.current];
  record.address = address;
  record.value = bytes;
}

void TraceEventRecord(TraceRecordKind kind, uptr address, u8 flags, u32 pc, u32 extra, u64 value) {
  State& state = S();
  TraceRecord& record = Append();
  record.kind = static_cast<u8>(kind);
  record.thread = static_cast<u8>(state.current);
  record.flags = flags;
  record.pc = pc;
  record.node = Current().node;
  record.clock = Current().clock.at[state.current];
  record.address = address;
  record.value = value;
  record.extra = extra;
}

void TraceAcquire(const VectorClock& clock, const VectorClock& seen) {
  for (int i = 0; i < S().thread_count; ++i) {
    if (seen.at[i] <= clock.at[i]) continue;
    TraceRecord& record = Append();
    record.kind = static_cast<u8>(TraceRecordKind::kClock);
    record.thread = static_cast<u8>(S().current);
    record.extra = static_cast<u32>(i);
    record.value = seen.at[i];
  }
}

void TraceClock(int thread) {
  for (int i = 0; i < S().thread_count; ++i) {
    TraceRecord& record = Append();
    record.kind = static_cast<u8>(TraceRecordKind::kClock);
    record.thread = static_cast<u8>(thread);
    record.extra = static_cast<u32>(i);
    record.value = S().threads[thread].clock.at[i];
  }
}

void EndTrace() {
  State& state = S();
  if (!state.tracing) return;
  WriteNodes();
  TraceRecord begin{};
  begin.kind = static_cast<u8>(TraceRecordKind::kBegin);
  begin.value = state.execution;
  Write(begin);
  for (u64 i = 0; i < g_buffer->count; ++i) {
    TraceRecord& record = g_buffer->records[i];
    if (record.kind == static_cast<u8>(TraceRecordKind::kAccess)) {
      if (!state.shadow.IsShared(record.address, record.value, Stamp())) continue;
      record.extra = BlockOf(record.address);
    }
    Write(record);
  }
  TraceRecord end{};
  end.kind = static_cast<u8>(TraceRecordKind::kEnd);
  end.value = state.execution;
  Write(end);
  if (!state.trace.Flush()) Fail("cannot write the trace %s: disk full?", state.control.trace);
}

}  // namespace interlock::explore::runtime
