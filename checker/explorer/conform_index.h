// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The protocol, arranged for the questions that the events of an execution ask.
//
// Thread safety: immutable after construction; the protocol must outlive it.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "checker/explorer/outcome.h"
#include "models/protocol/protocol.h"

namespace interlock::explore {

/// Where an address term points: a root and, if all moves are constant, the offset from it.
struct Place {
  protocol::Term root;
  std::optional<std::int64_t> offset;
};
Place PlaceOf(const protocol::Term& address);

/// The root is one object per call of the protocol's root (or per thread) and stays it: its base
/// must not change.
bool IsFixed(const protocol::Term& root);

/// True for the elements of a container.
bool IsElements(const protocol::Term& address);

/// Immutable; any number of threads may ask.
class ProtocolIndex {
 public:
  explicit ProtocolIndex(const protocol::Protocol& protocol);

  const std::string& PositionOf(protocol::SiteId site) const {
    static const std::string none;
    return site >= 0 ? protocol_.sites[static_cast<std::size_t>(site)].position : none;
  }

  /// Accesses at the event's position; by line where the protocol knows no such column.
  std::vector<protocol::AccessId> At(const std::vector<std::string>& positions) const;

  /// Accesses that free memory on the way out of a scope that ends at `frame`. The checker places a
  /// destructor that a jump runs at the jump, the debug information at the scope's closing brace.
  std::vector<protocol::AccessId> FreesOnTheWayTo(const Frame& frame) const;

  /// The most bytes that any access of the protocol covers from this address on.
  std::int64_t ExtentAt(const protocol::Term& address) const {
    const auto it = extents_.find(address);
    return it != extents_.end() ? it->second : 0;
  }

  /// True if the access happens inside the library call that is the event itself.
  bool IsSynchronising(const std::vector<std::string>& positions) const {
    return !positions.empty() && synchronising_.count(positions.front()) != 0;
  }

  const std::set<std::string>* LockSites(const protocol::Term& lock) const {
    return Find(lock_sites_, lock);
  }
  const std::set<std::string>* PhaseSites(const protocol::Term& object) const {
    return Find(phase_sites_, object);
  }
  const std::set<std::string>* ArrivalSites(const protocol::Term& object) const {
    return Find(arrival_sites_, object);
  }
  /// Calls that complete, or arrive at, what the accesses' phases name.
  std::set<std::string> WatchedSites() const;

 private:
  static const std::set<std::string>* Find(
      const std::map<protocol::Term, std::set<std::string>>& map, const protocol::Term& term) {
    const auto it = map.find(term);
    return it != map.end() ? &it->second : nullptr;
  }

  const protocol::Protocol& protocol_;
  std::unordered_map<std::string, std::vector<protocol::AccessId>> exact_, line_;
  std::map<protocol::Term, std::int64_t> extents_;
  std::map<std::string, std::vector<protocol::AccessId>> frees_;  // by function
  std::set<std::string> synchronising_;
  std::map<protocol::Term, std::set<std::string>> lock_sites_, watched_;
  std::map<protocol::Term, std::set<std::string>> phase_sites_, arrival_sites_;  // lines
};

}  // namespace interlock::explore
