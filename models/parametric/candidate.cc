// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/parametric/candidate.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "models/parametric/protocol_index.h"
#include "models/parametric/query_runner.h"
#include "models/parametric/schedule.h"
#include "models/protocol/protocol_validate.h"

namespace interlock::parametric {
namespace {

constexpr std::string_view kPathDoubt = "the path ";

bool OnlyPathDoubts(const UnknownEntry& entry) {
  return std::all_of(entry.doubts.begin(), entry.doubts.end(),
                     [](const std::string& doubt) { return doubt.starts_with(kPathDoubt); });
}

bool IsAccess(const protocol::Protocol& protocol, protocol::AccessId id) {
  return id >= 0 && static_cast<std::size_t>(id) < protocol.accesses.size();
}

}  // namespace

std::vector<std::size_t> RankCandidates(const protocol::Protocol& protocol,
                                        const std::vector<UnknownEntry>& unknowns,
                                        std::size_t limit) {
  using Key = std::tuple<std::size_t, bool, std::size_t, std::size_t>;
  std::vector<std::size_t> possible;
  for (std::size_t i = 0; i < unknowns.size(); ++i) {
    if (unknowns[i].kind == UnknownKind::kPossibleRace && !unknowns[i].doubts.empty()) {
      possible.push_back(i);
    }
  }
  const auto doubt = [&](std::size_t i) {
    return std::make_tuple(!OnlyPathDoubts(unknowns[i]), unknowns[i].doubts.size(), i);
  };
  std::sort(possible.begin(), possible.end(),
            [&](std::size_t a, std::size_t b) { return doubt(a) < doubt(b); });
  // One position may have several sites: of an inline function, one for each unit.
  const auto position = [&](protocol::SiteId site) {
    return site == protocol::kNone ? std::string() : protocol.sites[site].position;
  };
  std::map<std::pair<std::string, std::string>, std::size_t> seen;
  std::vector<Key> keys;
  for (const std::size_t i : possible) {
    std::string low = position(unknowns[i].first_site);
    std::string high = position(unknowns[i].second_site);
    if (high < low) low.swap(high);
    const std::size_t round = seen[{low, high}]++;
    keys.push_back(std::tuple_cat(std::make_tuple(round), doubt(i)));
  }
  std::sort(keys.begin(), keys.end());
  std::vector<std::size_t> ranked;
  for (std::size_t i = 0; i < keys.size() && i < limit; ++i) ranked.push_back(std::get<3>(keys[i]));
  return ranked;
}

Result<Finding> PlanCandidate(const protocol::Protocol& protocol, const UnknownEntry& entry,
                              const ProverOptions& options) {
  const Status valid = protocol::Validate(protocol);
  if (!valid.ok()) return valid.error();
  if (entry.kind != UnknownKind::kPossibleRace || !IsAccess(protocol, entry.first) ||
      !IsAccess(protocol, entry.second)) {
    return MakeError("no possible race of this protocol: " + entry.reason, "",
                     ErrorKind::kInternal);
  }
  const ProtocolIndex index(protocol);
  QueryRunner runner(RunMode::kSolve, options);
  ScheduleResult planned =
      FindSchedule(index, entry.first, entry.second,
                   [&](const smt::Script& script) { return runner.Ask(script); });
  if (!planned.found) return MakeError(planned.reason, "", ErrorKind::kNotFound);
  Finding candidate;
  candidate.fingerprint = entry.fingerprint;
  candidate.first = entry.first;
  candidate.second = entry.second;
  candidate.model = std::move(planned.model);
  candidate.schedule = std::move(planned.schedule);
  candidate.pairs = entry.pairs;
  return candidate;
}

}  // namespace interlock::parametric
