// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/conform_pairs.h"

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <unordered_map>

namespace interlock::explore {
namespace {

using Clock = std::vector<std::uint32_t>;

// Order by spawn and join alone: a stretch is what a thread does between two such events.
class SpawnJoinOrder {
 public:
  explicit SpawnJoinOrder(const TraceExecution& execution)
      : clocks_(execution.threads.size(), Clock(execution.threads.size(), 0)),
        ended_(execution.threads.size(), false),
        current_(execution.threads.size(), -1) {
    clocks_[0][0] = 1;
    stretch_of_.reserve(execution.events.size());
    for (const TraceEvent& event : execution.events) {
      stretch_of_.push_back(StretchOf(static_cast<std::size_t>(event.thread)));
      Apply(event);
    }
  }

  std::int32_t stretch_of(std::size_t event) const { return stretch_of_[event]; }

  /// Whether all of stretch `a` comes before all of stretch `b`.
  bool Before(std::int32_t a, std::int32_t b) const {
    const Stretch& first = stretches_[static_cast<std::size_t>(a)];
    const Stretch& second = stretches_[static_cast<std::size_t>(b)];
    return first.clock[first.thread] <= second.clock[first.thread];
  }

 private:
  struct Stretch {
    std::size_t thread = 0;
    Clock clock;
  };

  std::int32_t StretchOf(std::size_t thread) {
    if (current_[thread] < 0) {
      current_[thread] = static_cast<std::int32_t>(stretches_.size());
      stretches_.push_back({thread, clocks_[thread]});
    }
    return current_[thread];
  }

  void Apply(const TraceEvent& event) {
    const auto me = static_cast<std::size_t>(event.thread);
    const auto other = static_cast<std::size_t>(event.other);
    if (event.kind == TraceKind::kThreadEnd) {
      ended_[me] = true;
    } else if (event.kind == TraceKind::kSpawn) {
      clocks_[other] = clocks_[me];
      clocks_[other][other] = 1;
      ++clocks_[me][me];
      current_[me] = -1;
    } else if (event.kind == TraceKind::kJoin && other < ended_.size() && ended_[other]) {
      for (std::size_t t = 0; t < clocks_[me].size(); ++t) {
        clocks_[me][t] = std::max(clocks_[me][t], clocks_[other][t]);
      }
      current_[me] = -1;
    }
  }

  std::vector<Clock> clocks_;
  std::vector<bool> ended_;
  std::vector<std::int32_t> current_;
  std::vector<Stretch> stretches_;
  std::vector<std::int32_t> stretch_of_;
};

bool Changes(const TraceEvent& event) { return event.is_write || event.is_free; }

// Accesses to a heap block before any other thread has reached it.
std::vector<bool> FreshAccesses(const TraceExecution& execution) {
  struct Block {
    std::int32_t maker = -1;  // wrote it first; -1: was read first
    // The least of the maker's clock that the others' accesses have seen.
    std::uint32_t seen = ~std::uint32_t{0};
  };
  std::unordered_map<std::uint64_t, Block> blocks;
  for (const TraceEvent& event : execution.events) {
    if (event.kind != TraceKind::kAccess || event.block_base == 0) continue;
    const auto [it, is_first] = blocks.try_emplace(event.block_base);
    Block& block = it->second;
    if (is_first && Changes(event)) block.maker = event.thread;
    if (block.maker < 0 || block.maker == event.thread) continue;
    const auto maker = static_cast<std::size_t>(block.maker);
    block.seen = std::min(block.seen, maker < event.clock.size() ? event.clock[maker] : 0);
  }
  std::vector<bool> fresh(execution.events.size(), false);
  for (std::size_t i = 0; i < execution.events.size(); ++i) {
    const TraceEvent& event = execution.events[i];
    if (event.kind != TraceKind::kAccess || event.block_base == 0) continue;
    const Block& block = blocks[event.block_base];
    fresh[i] = block.maker == event.thread &&
               event.clock[static_cast<std::size_t>(event.thread)] <= block.seen;
  }
  return fresh;
}

// All accesses of one stretch to the same bytes of a granule of eight, of one kind.
struct Use {
  std::int32_t thread = 0;
  std::int32_t stretch = 0;
  std::uint8_t bytes = 0;  // mask
  bool changes = false;
  bool is_paired = false;
};

constexpr std::uint64_t kGranuleBytes = 8;

template <typename Function>
void ForGranules(const TraceEvent& event, const Function& function) {
  const std::uint64_t begin = event.address;
  const std::uint64_t end = begin + std::max<std::uint64_t>(event.size_bytes, 1);
  for (std::uint64_t granule = begin / kGranuleBytes; granule * kGranuleBytes < end; ++granule) {
    const std::uint64_t base = granule * kGranuleBytes;
    const std::uint64_t low = std::max(begin, base) - base;
    const std::uint64_t high = std::min(end, base + kGranuleBytes) - base;
    function(granule, static_cast<std::uint8_t>(((1U << high) - 1) & ~((1U << low) - 1)));
  }
}

class Pairs {
 public:
  Pairs(const TraceExecution& execution, const std::vector<bool>& candidates)
      : execution_(execution), candidates_(candidates), order_(execution) {}

  std::vector<bool> Find() {
    ForCandidates([&](std::size_t i, std::uint64_t granule, std::uint8_t bytes) {
      Use* use = FindUse(i, granule, bytes);
      if (use != nullptr) return;
      const TraceEvent& event = execution_.events[i];
      uses_[granule].push_back({event.thread, order_.stretch_of(i), bytes, Changes(event), false});
    });
    for (auto& [granule, uses] : uses_) Match(&uses);
    std::vector<bool> paired(execution_.events.size(), false);
    ForCandidates([&](std::size_t i, std::uint64_t granule, std::uint8_t bytes) {
      if (FindUse(i, granule, bytes)->is_paired) paired[i] = true;
    });
    return paired;
  }

 private:
  template <typename Function>
  void ForCandidates(const Function& function) {
    for (std::size_t i = 0; i < execution_.events.size(); ++i) {
      if (!candidates_[i]) continue;
      ForGranules(execution_.events[i],
                  [&](std::uint64_t granule, std::uint8_t bytes) { function(i, granule, bytes); });
    }
  }

  Use* FindUse(std::size_t i, std::uint64_t granule, std::uint8_t bytes) {
    const TraceEvent& event = execution_.events[i];
    for (Use& use : uses_[granule]) {
      if (use.stretch == order_.stretch_of(i) && use.bytes == bytes &&
          use.changes == Changes(event)) {
        return &use;
      }
    }
    return nullptr;
  }

  void Match(std::vector<Use>* uses) const {
    for (std::size_t a = 0; a < uses->size(); ++a) {
      for (std::size_t b = a + 1; b < uses->size(); ++b) {
        Use& first = (*uses)[a];
        Use& second = (*uses)[b];
        if (first.is_paired && second.is_paired) continue;
        if (first.thread == second.thread || (first.bytes & second.bytes) == 0) continue;
        if (!first.changes && !second.changes) continue;
        if (order_.Before(first.stretch, second.stretch) ||
            order_.Before(second.stretch, first.stretch)) {
          continue;
        }
        first.is_paired = second.is_paired = true;
      }
    }
  }

  const TraceExecution& execution_;
  const std::vector<bool>& candidates_;
  SpawnJoinOrder order_;
  std::unordered_map<std::uint64_t, std::vector<Use>> uses_;
};

}  // namespace

std::vector<bool> DemandedAccesses(const TraceExecution& execution,
                                   const std::vector<bool>& in_scope) {
  const std::vector<bool> fresh = FreshAccesses(execution);
  std::vector<bool> candidates(execution.events.size(), false);
  for (std::size_t i = 0; i < execution.events.size(); ++i) {
    candidates[i] = execution.events[i].kind == TraceKind::kAccess && in_scope[i] && !fresh[i];
  }
  return Pairs(execution, candidates).Find();
}

}  // namespace interlock::explore
