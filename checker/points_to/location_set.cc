// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

#include "checker/points_to/location_set.h"

#include <algorithm>

namespace interlock::points_to {
namespace {

std::uint64_t BitOf(LocationId id) { return std::uint64_t{1} << (id % 64); }

std::size_t Count(std::uint64_t bits) { return static_cast<std::size_t>(std::popcount(bits)); }

/// True if the word holds positions of one object; bit 0 is then the any-position.
bool HoldsPositions(std::uint32_t word_index) {
  return word_index >= kFirstOrdinaryLocation / 64 && word_index < kTypeTagBit / 64;
}

template <typename Words>
auto FindWord(Words& words, std::uint32_t index) {
  return std::lower_bound(words.begin(), words.end(), index,
                          [](const auto& word, std::uint32_t i) { return word.index < i; });
}

}  // namespace

LocationSet LocationSet::Of(LocationId id) {
  LocationSet set;
  set.words_.push_back(Word{id / 64, BitOf(id)});
  set.size_ = 1;
  return set;
}

bool LocationSet::Insert(LocationId id) {
  const auto place = FindWord(words_, id / 64);
  if (place == words_.end() || place->index != id / 64) {
    words_.insert(place, Word{id / 64, BitOf(id)});
    ++size_;
    return true;
  }
  if ((place->bits & BitOf(id)) != 0) return false;
  place->bits |= BitOf(id);
  ++size_;
  return true;
}

bool LocationSet::Contains(LocationId id) const {
  const auto place = FindWord(words_, id / 64);
  return place != words_.end() && place->index == id / 64 && (place->bits & BitOf(id)) != 0;
}

void LocationSet::Merge(const LocationSet& other) {
  if (other.empty()) return;
  std::vector<Word> merged;
  merged.reserve(words_.size() + other.words_.size());
  std::size_t size = 0;
  auto a = words_.begin();
  auto b = other.words_.begin();
  while (a != words_.end() || b != other.words_.end()) {
    Word word;
    if (b == other.words_.end() || (a != words_.end() && a->index < b->index)) {
      word = *a++;
    } else if (a == words_.end() || b->index < a->index) {
      word = *b++;
    } else {
      word = Word{a->index, a->bits | b->bits};
      ++a;
      ++b;
    }
    size += Count(word.bits);
    merged.push_back(word);
  }
  words_ = std::move(merged);
  size_ = size;
}

LocationSet LocationSet::Absorb(const LocationSet& other) {
  LocationSet added;
  auto own = words_.begin();
  for (const Word& word : other.words_) {
    while (own != words_.end() && own->index < word.index) ++own;
    const bool is_present = own != words_.end() && own->index == word.index;
    const std::uint64_t before = is_present ? own->bits : 0;
    std::uint64_t bits = word.bits & ~before;
    if (bits == 0) continue;
    if (HoldsPositions(word.index)) {
      if ((before & 1) != 0) continue;
      const bool is_any = (bits & 1) != 0 || Count(before | bits) > kPositionMax;
      if (is_any) bits = 1;
    }
    added.words_.push_back(Word{word.index, bits});
    added.size_ += Count(bits);
  }
  Merge(added);
  return added;
}

std::vector<LocationId> LocationSet::Items() const {
  std::vector<LocationId> items;
  items.reserve(size_);
  ForEach([&](LocationId id) { items.push_back(id); });
  return items;
}

}  // namespace interlock::points_to
