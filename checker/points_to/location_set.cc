// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

#include "checker/points_to/location_set.h"

#include <algorithm>
#include <iterator>

namespace interlock::points_to {

bool LocationSet::Merge(const std::vector<LocationId>& sorted, std::vector<LocationId>* added) {
  const std::size_t before = added->size();
  std::set_difference(sorted.begin(), sorted.end(), items_.begin(), items_.end(),
                      std::back_inserter(*added));
  if (added->size() == before) return false;
  const std::size_t middle = items_.size();
  items_.insert(items_.end(), added->begin() + before, added->end());
  if (middle > 0 && items_[middle - 1] > items_[middle]) {
    std::inplace_merge(items_.begin(), items_.begin() + middle, items_.end());
  }
  return true;
}

bool LocationSet::Insert(LocationId id) {
  const auto place = std::lower_bound(items_.begin(), items_.end(), id);
  if (place != items_.end() && *place == id) return false;
  items_.insert(place, id);
  return true;
}

bool LocationSet::Contains(LocationId id) const {
  return std::binary_search(items_.begin(), items_.end(), id);
}

}  // namespace interlock::points_to
