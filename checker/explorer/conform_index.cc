// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/conform_index.h"

#include <algorithm>
#include <cstdlib>

#include "checker/explorer/role_map.h"

namespace interlock::explore {
namespace {

using protocol::AccessId;
using protocol::Protocol;
using protocol::Term;
using protocol::TermKind;

std::string FileOf(const std::string& position) {
  const std::string line = LineOf(position);
  return line.substr(0, line.rfind(':'));
}

long LineNumberOf(const std::string& position) {
  const std::string line = LineOf(position);
  return std::atol(line.substr(line.rfind(':') + 1).c_str());
}

// Extent of an access to the end of its object, wherever that is: a free.
constexpr std::int64_t kWholeObject = std::int64_t{1} << 40;

}  // namespace

Place PlaceOf(const Term& address) {
  if (address.kind() == TermKind::kField) {
    Place place = PlaceOf(address.child(0));
    if (place.offset) *place.offset += address.integer();
    return place;
  }
  if (address.kind() == TermKind::kIndex) {
    Place place = PlaceOf(address.child(0));
    const Term& index = address.child(1);
    if (place.offset && index.IsInteger()) {
      *place.offset += address.integer() * index.integer();
    } else {
      place.offset.reset();
    }
    return place;
  }
  return Place{address, 0};
}

bool IsFixed(const Term& root) {
  switch (root.kind()) {
    case TermKind::kGlobal:
      return true;
    case TermKind::kLocal:
      return true;
    case TermKind::kLoadAddress:
    case TermKind::kOwned:
      return root.symbol().empty() && IsFixed(PlaceOf(root.child(0)).root) &&
             PlaceOf(root.child(0)).offset.has_value();
    default:
      return false;
  }
}

bool IsElements(const Term& address) {
  return address.Contains([](const Term& term) { return term.kind() == TermKind::kElements; });
}

ProtocolIndex::ProtocolIndex(const Protocol& protocol) : protocol_(protocol) {
  for (std::size_t i = 0; i < protocol.accesses.size(); ++i) {
    const std::string& position = PositionOf(protocol.accesses[i].site);
    exact_[position].push_back(static_cast<AccessId>(i));
    line_[LineOf(position)].push_back(static_cast<AccessId>(i));
    const Term& size = protocol.accesses[i].size_bytes;
    std::int64_t& extent = extents_[protocol.accesses[i].address];
    if (size.IsInteger() && size.integer() < kWholeObject)
      extent = std::max(extent, size.integer());
    if (protocol.accesses[i].kind == protocol::AccessKind::kWrite && size.IsInteger() &&
        size.integer() >= kWholeObject && protocol.accesses[i].site >= 0) {
      const auto site = static_cast<std::size_t>(protocol.accesses[i].site);
      frees_[BaseName(protocol.sites[site].function)].push_back(static_cast<AccessId>(i));
    }
  }
  for (const protocol::Event& event : protocol.events) {
    const std::string position = OuterPosition(protocol, event.site, event.stack);
    synchronising_.insert(PositionOf(event.site));
    if (event.kind == protocol::EventKind::kLock)
      lock_sites_[event.object].insert(LineOf(position));
    if (event.kind == protocol::EventKind::kBarrier || event.kind == protocol::EventKind::kWait) {
      phase_sites_[event.object].insert(LineOf(position));
      watched_[event.object].insert(position);
    } else if (event.kind == protocol::EventKind::kSignal) {
      arrival_sites_[event.object].insert(LineOf(position));
      watched_[event.object].insert(position);
    }
  }
}

std::vector<AccessId> ProtocolIndex::At(const std::vector<std::string>& positions) const {
  std::vector<AccessId> found;
  for (const auto* map : {&exact_, &line_}) {
    for (const std::string& position : positions) {
      const auto it = map->find(map == &exact_ ? position : LineOf(position));
      if (it != map->end()) found.insert(found.end(), it->second.begin(), it->second.end());
    }
    if (!found.empty()) break;
  }
  return found;
}

std::vector<AccessId> ProtocolIndex::FreesOnTheWayTo(const Frame& frame) const {
  std::vector<AccessId> found;
  const auto frees = frees_.find(BaseName(frame.function));
  if (frees == frees_.end()) return found;
  for (const AccessId id : frees->second) {
    const auto number = static_cast<std::size_t>(id);
    const std::string& position = PositionOf(protocol_.accesses[number].site);
    if (FileOf(position) == FileOf(frame.position) &&
        LineNumberOf(position) <= LineNumberOf(frame.position)) {
      found.push_back(id);
    }
  }
  return found;
}

std::set<std::string> ProtocolIndex::WatchedSites() const {
  std::set<std::string> all;
  for (const protocol::Access& access : protocol_.accesses) {
    for (const protocol::PhaseInterval& phase : access.phases) {
      const auto it = watched_.find(phase.object);
      if (it != watched_.end()) all.insert(it->second.begin(), it->second.end());
    }
  }
  return all;
}

}  // namespace interlock::explore
