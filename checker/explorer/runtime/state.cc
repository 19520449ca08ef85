// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/runtime/state.h"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <stdio.h>
#include <string.h>

#include "checker/explorer/runtime/fiber.h"
#include "checker/explorer/runtime/frames.h"
#include "checker/explorer/runtime/report.h"
#include "checker/explorer/runtime/scheduler.h"

namespace interlock::explore::runtime {

State* g_state;

namespace {

u32 UserSiteOf(u32 pc) { return S().sites.UserIndexOf(pc); }

void AddSegment(uptr begin, uptr end) {
  State& state = S();
  if (begin >= end) return;
  if (state.segment_count == 8) Fail("capacity: more than 8 writable segments");
  state.segments[state.segment_count++] = {reinterpret_cast<u8*>(begin), end - begin, nullptr};
}

// The writable part of an image that the dynamic linker leaves writable.
void AddWritable(const dl_phdr_info& info, bool is_program) {
  for (int i = 0; i < info.dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = info.dlpi_phdr[i];
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) == 0) continue;
    uptr begin = info.dlpi_addr + segment.p_vaddr;
    const uptr end = begin + segment.p_memsz;
    for (int k = 0; k < info.dlpi_phnum; ++k) {
      const ElfW(Phdr)& protect = info.dlpi_phdr[k];
      if (protect.p_type != PT_GNU_RELRO) continue;
      const uptr last = (info.dlpi_addr + protect.p_vaddr + protect.p_memsz) & ~uptr{4095};
      if (last > begin && last <= end) begin = last;
    }
    AddSegment(begin, end);
    if (is_program) {
      S().data_begin = info.dlpi_addr + segment.p_vaddr;
      S().data_end = end;
    }
  }
}

void ReadBuildId(uptr begin, u64 bytes) {
  for (u64 at = 0; at + sizeof(ElfW(Nhdr)) <= bytes;) {
    const ElfW(Nhdr)* note = reinterpret_cast<const ElfW(Nhdr)*>(begin + at);
    const u64 name = sizeof *note + at, payload = name + ((note->n_namesz + 3u) & ~3u);
    if (note->n_type == NT_GNU_BUILD_ID) {
      S().build_digest = Fnv1a(reinterpret_cast<const void*>(begin + payload), note->n_descsz);
    }
    at = payload + ((note->n_descsz + 3u) & ~3u);
  }
}

void ReadProgram(const dl_phdr_info& info) {
  State& state = S();
  state.program_begin = info.dlpi_addr;
  for (int i = 0; i < info.dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = info.dlpi_phdr[i];
    const uptr begin = info.dlpi_addr + segment.p_vaddr;
    const uptr end = begin + segment.p_memsz;
    if (segment.p_type == PT_LOAD && end > state.program_end) state.program_end = end;
    if (segment.p_type == PT_LOAD && (segment.p_flags & PF_X) != 0 && end > state.text_end) {
      state.text_end = end;
    }
    if (segment.p_type == PT_NOTE) ReadBuildId(begin, segment.p_memsz);
    if (segment.p_type == PT_TLS) {
      state.tls_image = begin;
      state.tls_file_bytes = segment.p_filesz;
      state.tls_bytes = segment.p_memsz;
      state.tls_align = segment.p_align;
    }
  }
  AddWritable(info, true);
}

int VisitImage(dl_phdr_info* info, size_t, void*) {
  if (S().program_end == 0) {
    ReadProgram(*info);
    return 0;
  }
  // The C++ library keeps its own state (streams, locales, memory pool): it starts fresh, too.
  const char* name = info->dlpi_name;
  for (const char* at = name; *at != 0; ++at) {
    if (TextStarts(at, "libstdc++")) {
      AddWritable(*info, false);
      break;
    }
  }
  return 0;
}

}  // namespace

void* RealFunctions::Find(const char* name) {
  void* found = dlsym(RTLD_NEXT, name);
  if (found == nullptr) Fail("function %s not found behind the explorer's", name);
  return found;
}

void CreateState() {
  void* memory = MapMemory(kStateAddress, sizeof(State), "the runtime's state");
  State* state = static_cast<State*>(memory);
  state->generation = 1;
  state->blocks = static_cast<HeapBlock*>(MapMemory(0, sizeof(HeapBlock) << 26, "heap blocks"));
  MapMemory(kHeapAddress, kHeapBytes, "the heap");
  state->heap_used = 64;
  g_state = state;
  CreateSyncs();
  state->shadow.Initialize(ReportRace);
  state->calls.Initialize(UserSiteOf);
  state->choices = static_cast<u8*>(MapMemory(0, kMaxSteps, "choices"));
  state->races = static_cast<RaceRecord*>(MapMemory(0, sizeof(RaceRecord) * kMaxRaces, "races"));
}

void ReadProgramImage() { dl_iterate_phdr(VisitImage, nullptr); }

void SaveImage() {
  State& state = S();
  for (int i = 0; i < state.segment_count; ++i) {
    State::Segment& segment = state.segments[i];
    segment.copy = static_cast<u8*>(MapMemory(0, segment.bytes, "a copy of the program's data"));
    memcpy(segment.copy, segment.begin, segment.bytes);
  }
  state.heap_used_before_main = state.heap_used;
  state.block_count_before_main = state.block_count;
  state.exit_count_before_main = state.exit_count;
  state.heap_copy =
      static_cast<u8*>(MapMemory(0, state.heap_used, "a copy of the program's first heap blocks"));
  memcpy(state.heap_copy, reinterpret_cast<void*>(kHeapAddress), state.heap_used);
}

void RestoreImage() {
  State& state = S();
  for (int i = 0; i < state.segment_count; ++i) {
    memcpy(state.segments[i].begin, state.segments[i].copy, state.segments[i].bytes);
  }
  memcpy(reinterpret_cast<void*>(kHeapAddress), state.heap_copy, state.heap_used_before_main);
  state.heap_used = state.heap_used_before_main;
  state.block_count = state.block_count_before_main;
  for (u32 i = 0; i < state.block_count; ++i) state.blocks[i].freed = false;
  state.exit_count = state.exit_count_before_main;
}

u32 FindBlock(uptr address) {
  const State& state = S();
  if (address < kHeapAddress || address >= kHeapAddress + state.heap_used) return 0;
  u32 low = 0, high = state.block_count;
  while (low < high) {  // first block behind `address`
    const u32 middle = (low + high) / 2;
    if (state.blocks[middle].base <= address)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == 0) return 0;
  const HeapBlock& block = state.blocks[low - 1];
  return address < block.base + (block.bytes != 0 ? block.bytes : 1) ? low : 0;
}

void DescribeAddress(uptr address, char* text, std::size_t bytes) {
  const State& state = S();
  const u32 index = FindBlock(address);
  if (index != 0) {
    const HeapBlock& block = state.blocks[index - 1];
    const u32 position = PositionOfEvent(block.pc, block.node);
    snprintf(text, bytes, "heap block of %lu bytes allocated at %s, offset %lu%s",
             static_cast<unsigned long>(block.bytes),
             position != kNoPosition ? state.sites.Text(position) : "?",
             static_cast<unsigned long>(address - block.base), block.freed ? ", freed" : "");
    return;
  }
  if (address >= kStacksAddress && address < kStacksAddress + kMaxThreads * kStackStride) {
    snprintf(text, bytes, "stack of thread %lu",
             static_cast<unsigned long>((address - kStacksAddress) / kStackStride));
    return;
  }
  u64 inside = 0;
  const char* symbol = address >= state.data_begin && address < state.data_end
                           ? state.sites.SymbolAt(address - state.program_begin, &inside)
                           : nullptr;
  if (symbol != nullptr && inside == 0) {
    snprintf(text, bytes, "%s", symbol);
  } else if (symbol != nullptr) {
    snprintf(text, bytes, "%s, offset %lu", symbol, static_cast<unsigned long>(inside));
  } else {
    snprintf(text, bytes, "address %lx", static_cast<unsigned long>(address));
  }
}

}  // namespace interlock::explore::runtime
