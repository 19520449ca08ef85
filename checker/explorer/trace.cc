// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/trace.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <map>
#include <unordered_map>
#include <utility>

#include "checker/explorer/program_image.h"
#include "checker/explorer/runtime/trace_format.h"

namespace interlock::explore {
namespace {

// Flags of a kAccess record, see runtime/shadow.h.
constexpr std::uint8_t kWriteFlag = 1, kAtomicFlag = 2, kFreeFlag = 4;

struct Node {
  std::uint32_t parent = 0;
  std::uint32_t pc = 0;
};

struct Block {
  std::uint64_t base = 0, size_bytes = 0;
};

// What an execution's events so far leave behind.
struct Progress {
  std::vector<std::vector<std::uint32_t>> clocks;  // by thread
  std::vector<std::vector<std::int32_t>> held;     // by thread: indices into locks
  std::map<std::uint32_t, Block> blocks;

  void Grow(std::size_t threads) {
    clocks.resize(threads);
    for (auto& clock : clocks) clock.resize(threads);
    held.resize(threads);
  }
};

bool KindOf(TraceRecordKind kind, TraceKind* result) {
  switch (kind) {
    case TraceRecordKind::kAccess:
      *result = TraceKind::kAccess;
      return true;
    case TraceRecordKind::kSpawn:
      *result = TraceKind::kSpawn;
      return true;
    case TraceRecordKind::kJoin:
      *result = TraceKind::kJoin;
      return true;
    case TraceRecordKind::kThreadEnd:
      *result = TraceKind::kThreadEnd;
      return true;
    case TraceRecordKind::kLock:
      *result = TraceKind::kLock;
      return true;
    case TraceRecordKind::kUnlock:
      *result = TraceKind::kUnlock;
      return true;
    case TraceRecordKind::kWait:
      *result = TraceKind::kWait;
      return true;
    case TraceRecordKind::kSignal:
      *result = TraceKind::kSignal;
      return true;
    case TraceRecordKind::kOnce:
      *result = TraceKind::kOnce;
      return true;
    case TraceRecordKind::kBarrier:
      *result = TraceKind::kBarrier;
      return true;
    case TraceRecordKind::kCallEnter:
      *result = TraceKind::kCallEnter;
      return true;
    case TraceRecordKind::kCallExit:
      *result = TraceKind::kCallExit;
      return true;
    default:
      return false;
  }
}

}  // namespace

struct TraceReader::State {
  std::string path;
  std::ifstream file;
  TraceHeader header{};
  const SiteTable* sites = nullptr;
  std::vector<Node> nodes{Node{}};
  std::unordered_map<std::uint64_t, std::vector<Frame>> stacks;  // by node << 32 | pc

  const std::vector<Frame>& Frames(std::uint32_t pc, std::uint32_t node) {
    const std::uint64_t key = std::uint64_t{node} << 32 | pc;
    const auto known = stacks.find(key);
    if (known != stacks.end()) return known->second;
    std::vector<Frame> frames;
    const auto add = [&](std::uint32_t call) {
      const CallSite* site = sites->Find(call);
      if (site != nullptr) frames.insert(frames.end(), site->frames.begin(), site->frames.end());
    };
    add(pc);
    for (std::uint32_t n = node; n != 0 && n < nodes.size(); n = nodes[n].parent) add(nodes[n].pc);
    return stacks.emplace(key, std::move(frames)).first->second;
  }

  // Where a thread was spawned, outside of wrappers.
  std::string SpawnPosition(std::uint32_t pc, std::uint32_t node) {
    const std::vector<Frame>& frames = Frames(pc, node);
    for (const Frame& frame : frames) {
      if (!InWrapper(frame.position)) return frame.position;
    }
    return frames.empty() ? std::string() : frames.front().position;
  }

  std::string Region(std::uint64_t address) const {
    if (address >= header.heap_begin && address < header.heap_end) return "heap";
    if (address >= header.data_begin && address < header.data_end) return "global";
    const std::uint64_t stacks_end = header.stacks_begin + 128 * header.stack_stride;
    if (address >= header.stacks_begin && address < stacks_end) {
      return "stack of thread " +
             std::to_string((address - header.stacks_begin) / header.stack_stride);
    }
    return "other";
  }

  // One record; false at the end of the file.
  Result<bool> Read(TraceRecord* record) {
    file.read(reinterpret_cast<char*>(record), sizeof *record);
    if (file.gcount() == 0) return false;
    if (file.gcount() != sizeof *record) return Truncated();
    return true;
  }

  Error Truncated() const { return MakeError("truncated trace", path); }
  Error Malformed(const char* what) const {
    return MakeError(std::string("malformed trace: ") + what, path);
  }

  Status Apply(const TraceRecord& record, TraceExecution* execution, Progress* progress);
  TraceEvent EventOf(const TraceRecord& record, TraceKind kind, const Progress& progress);
};

TraceEvent TraceReader::State::EventOf(const TraceRecord& record, TraceKind kind,
                                       const Progress& progress) {
  TraceEvent event;
  event.thread = record.thread;
  event.kind = kind;
  event.return_offset = record.pc;
  event.stack_id = record.node;
  event.address = record.address;
  event.clock = progress.clocks[record.thread];
  event.clock[record.thread] = record.clock;
  event.held = progress.held[record.thread];
  if (kind == TraceKind::kAccess) {
    event.size_bytes = record.value;
    event.is_write = (record.flags & kWriteFlag) != 0;
    event.is_atomic = (record.flags & kAtomicFlag) != 0;
    event.is_free = (record.flags & kFreeFlag) != 0;
    event.order = record.order;
    event.region = Region(record.address);
    const auto block = progress.blocks.find(record.extra);
    if (record.extra != 0 && block != progress.blocks.end()) {
      event.block_base = block->second.base;
      event.block_size_bytes = block->second.size_bytes;
    }
  } else if (kind == TraceKind::kSpawn || kind == TraceKind::kJoin) {
    event.other = static_cast<std::int32_t>(record.extra);
  } else {
    event.is_shared = record.flags != 0;
  }
  return event;
}

Status TraceReader::State::Apply(const TraceRecord& record, TraceExecution* execution,
                                 Progress* progress) {
  const auto kind = static_cast<TraceRecordKind>(record.kind);
  if (kind == TraceRecordKind::kBlock) {
    progress->blocks[record.extra] = Block{record.address, record.value};
    return Status::Ok();
  }
  if (record.thread >= execution->threads.size()) return Malformed("event of an unborn thread");
  if (kind == TraceRecordKind::kClock) {
    if (record.extra >= execution->threads.size()) return Malformed("clock of an unborn thread");
    progress->clocks[record.thread][record.extra] = static_cast<std::uint32_t>(record.value);
    return Status::Ok();
  }
  TraceKind event_kind;
  if (!KindOf(kind, &event_kind)) return Malformed("unknown record");
  if (record.node >= nodes.size()) return Malformed("undefined stack");
  progress->clocks[record.thread][record.thread] = record.clock;
  if (kind == TraceRecordKind::kSpawn) {
    if (record.extra != execution->threads.size()) return Malformed("thread out of order");
    execution->threads.push_back(ThreadIdentity{
        static_cast<std::int32_t>(record.extra), record.thread,
        SpawnPosition(record.pc, record.node), static_cast<std::int32_t>(record.value)});
    progress->Grow(execution->threads.size());
  }
  std::vector<std::int32_t>& held = progress->held[record.thread];
  if (kind == TraceRecordKind::kLock) {
    execution->locks.push_back(
        HeldLockRecord{record.address, record.flags != 0, Frames(record.pc, record.node)});
    held.push_back(static_cast<std::int32_t>(execution->locks.size()) - 1);
  } else if (kind == TraceRecordKind::kUnlock) {
    const auto last = std::find_if(held.rbegin(), held.rend(), [&](std::int32_t lock) {
      return execution->locks[static_cast<std::size_t>(lock)].address == record.address;
    });
    if (last != held.rend()) held.erase(std::next(last).base());
  }
  TraceEvent event = EventOf(record, event_kind, *progress);
  event.execution = execution->execution;
  event.index = execution->events.size();
  execution->events.push_back(std::move(event));
  return Status::Ok();
}

TraceReader::TraceReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
TraceReader::TraceReader(TraceReader&&) noexcept = default;
TraceReader& TraceReader::operator=(TraceReader&&) noexcept = default;
TraceReader::~TraceReader() = default;

Result<TraceReader> TraceReader::Open(const std::string& path, const SiteTable* sites) {
  auto state = std::make_unique<State>();
  state->path = path;
  state->sites = sites;
  state->file.open(path, std::ios::binary);
  if (!state->file) return MakeError("cannot read the trace", path, ErrorKind::kNotFound);
  state->file.read(reinterpret_cast<char*>(&state->header), sizeof state->header);
  if (state->file.gcount() != sizeof state->header) return state->Truncated();
  if (std::memcmp(state->header.magic, kTraceMagic, sizeof state->header.magic) != 0) {
    return MakeError("not a trace of this version", path, ErrorKind::kVersion);
  }
  if (state->header.program_digest != sites->program_digest()) {
    return MakeError("the trace belongs to another program than the site table", path);
  }
  return TraceReader(std::move(state));
}

Result<bool> TraceReader::Next(TraceExecution* execution) {
  *execution = TraceExecution{};
  Progress progress;
  bool inside = false;
  for (TraceRecord record;;) {
    const Result<bool> more = state_->Read(&record);
    if (!more.ok()) return more.error();
    if (!*more) {
      if (inside) return state_->Truncated();
      return false;
    }
    switch (static_cast<TraceRecordKind>(record.kind)) {
      case TraceRecordKind::kNode:
        if (record.node != state_->nodes.size()) return state_->Malformed("stack out of order");
        state_->nodes.push_back(Node{static_cast<std::uint32_t>(record.value), record.pc});
        continue;
      case TraceRecordKind::kBegin:
        if (inside) return state_->Malformed("an execution within another");
        inside = true;
        execution->execution = record.value;
        execution->threads.push_back(ThreadIdentity{});
        progress.Grow(1);
        continue;
      case TraceRecordKind::kEnd:
        if (!inside) return state_->Malformed("an end without a beginning");
        return true;
      default:
        break;
    }
    if (!inside) return state_->Malformed("an event outside of an execution");
    const Status applied = state_->Apply(record, execution, &progress);
    if (!applied.ok()) return applied.error();
  }
}

const std::vector<Frame>& TraceReader::Stack(const TraceEvent& event) {
  return state_->Frames(event.return_offset, event.stack_id);
}

}  // namespace interlock::explore
