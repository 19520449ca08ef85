// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/link/link.h"

#include <algorithm>
#include <set>

#include "checker/link/coverage.h"
#include "checker/link/protocol_builder.h"
#include "checker/link/role_builder.h"
#include "checker/link/roots.h"
#include "checker/points_to/points_to.h"
#include "checker/program/program.h"
#include "checker/summary/analyzer.h"

namespace interlock::link {
namespace {

using points_to::ParameterAliasing;
using points_to::PointsTo;
using points_to::PointsToOptions;
using summary::Analyzer;
using summary::AnalyzerOptions;
using summary::PlaceTable;

/// Rounds in which knowledge about constant places may still improve.
constexpr int kRefinementMax = 3;

std::vector<FunctionId> FunctionsOf(const std::vector<RootEntry>& entries) {
  std::vector<FunctionId> functions;
  for (const RootEntry& entry : entries) functions.push_back(entry.function);
  return functions;
}

/// Dynamic initialisers run before the root, alone; they are entries of the same thread.
std::vector<RootEntry> WithInitialisers(const Program& program, const ProtocolRoots& roots) {
  std::vector<RootEntry> entries = roots.entries;
  const bool one_thread = std::none_of(entries.begin(), entries.end(),
                                       [](const RootEntry& e) { return e.many_threads; });
  if (!one_thread) return entries;
  for (std::size_t f = 0; f < program.functions().size(); ++f) {
    if (program.function(static_cast<FunctionId>(f)).is_initializer) {
      entries.push_back(RootEntry{static_cast<FunctionId>(f), false});
    }
  }
  return entries;
}

/// By function: the only role that runs it, if that role has one instance; else -1.
std::vector<std::int32_t> OnlyRoles(const Program& program, const PointsTo& points_to,
                                    const std::vector<BuiltRole>& roles) {
  std::vector<std::int32_t> only(program.functions().size(), -1);
  std::vector<bool> seen(program.functions().size(), false);
  for (std::size_t r = 0; r < roles.size(); ++r) {
    const auto role = static_cast<std::int32_t>(r);
    for (FunctionId f : points_to.ReachableFunctions({roles[r].entry}, false)) {
      only[f] = !seen[f] && IsSingleInstance(roles, role) ? role : -1;
      seen[f] = true;
    }
  }
  return only;
}

protocol::Protocol LinkProtocol(const Program& program, const ProtocolRoots& roots,
                                const LinkOptions& options, CoverageTable* coverage) {
  const std::vector<RootEntry> entries = WithInitialisers(program, roots);
  PointsToOptions points_to_options;
  points_to_options.roots = FunctionsOf(entries);
  // What the environment claims about its arguments is an assumption that the result lists.
  const bool claimed = std::none_of(roots.aliasing.begin(), roots.aliasing.end(),
                                    [](const std::string& text) { return text == "everything"; });
  points_to_options.parameters =
      claimed ? ParameterAliasing::kDistinct : ParameterAliasing::kMayAlias;
  points_to_options.parameters_are_shared = roots.parameters_are_shared;
  const PointsTo points_to = PointsTo::Analyze(program, points_to_options);

  std::vector<bool> sequential(program.functions().size(), false);
  for (FunctionId f : points_to.ReachableFunctions(FunctionsOf(entries), false)) {
    sequential[f] = true;
  }
  AnalyzerOptions analyzer_options;
  analyzer_options.access_max = options.access_max;
  analyzer_options.should_stop = options.should_stop;
  RoleBuilderOptions role_options;
  role_options.access_max = options.access_max;

  const summary::StorageTable storage(program, points_to);
  PlaceTable places;
  std::vector<std::int32_t> only_role(program.functions().size(), -1);
  std::size_t changing_before = 0;
  for (int round = 0;; ++round) {
    Analyzer analyzer(program, points_to, storage, places, sequential, only_role, analyzer_options);
    analyzer.Run();
    bool overflow = false;
    const std::vector<BuiltRole> roles = BuildRoles(analyzer, entries, role_options, &overflow);
    std::vector<summary::WriteFact> changing;
    std::vector<summary::WriteFact> quiescent;
    std::vector<std::int32_t> changing_by;
    std::vector<std::int32_t> quiescent_by;
    SplitWrites(analyzer, roles, entries, &changing, &changing_by, &quiescent, &quiescent_by);
    const bool settled = round > 0 && changing.size() == changing_before;
    if (!settled && round < kRefinementMax && !overflow && !analyzer.IsStopped()) {
      changing_before = changing.size();
      places = PlaceTable(changing, quiescent);
      places.SetWriters(changing, changing_by, quiescent, quiescent_by);
      only_role = OnlyRoles(program, points_to, roles);
      continue;
    }
    ProtocolInput input;
    input.name = roots.name;
    input.roots = entries;
    input.root_aliasing = roots.aliasing;
    input.root_aliasing.resize(entries.size(), "nothing");
    input.overflow = overflow;
    for (const LinkIssue& issue : program.issues()) {
      const FunctionId function = program.FindFunction(issue.usr);
      // Two programs of one folder each have a `main`; what no root reaches is not in question.
      if (issue.kind == LinkIssue::Kind::kFunctionDiffers && function != kNoFunction &&
          !points_to.IsReached(function)) {
        continue;
      }
      input.issues.push_back(issue);
    }
    protocol::Protocol result = BuildProtocol(analyzer, roles, input);
    coverage->AddProtocol(points_to, roles, &result);
    return result;
  }
}

}  // namespace

Result<LinkResult> Link(std::vector<facts::Unit> units, const LinkOptions& options) {
  LinkResult result;
  for (const facts::Unit& unit : units) {
    if (!unit.errors.empty()) result.incomplete.push_back(unit.source);
  }
  Result<Program> linked = LinkUnits(std::move(units));
  if (!linked.ok()) return linked.error();
  const Program program = std::move(linked).value();

  std::set<std::pair<std::string, std::string>> findings;
  for (std::size_t u = 0; u < program.units().size(); ++u) {
    for (const facts::ThreadSafetyFinding& finding : program.units()[u].findings) {
      findings.insert({program.UnitPositionText(static_cast<std::int32_t>(u), finding.position),
                       finding.message});
    }
  }
  for (const auto& [position, message] : findings) {
    result.thread_safety.push_back({position, message});
  }

  Result<std::vector<ProtocolRoots>> roots = FindRoots(program, options);
  if (!roots.ok()) return roots.error();
  CoverageTable coverage(program);
  for (const ProtocolRoots& one : *roots) {
    if (options.selects && !options.selects(one.name)) {
      if (options.covers && options.covers(one.name)) {
        coverage.AddReached(CallGraphReach(program, FunctionsOf(WithInitialisers(program, one))));
      }
      continue;
    }
    if (options.starts) {
      CoverageTable estimate(program);
      estimate.AddReached(CallGraphReach(program, FunctionsOf(WithInitialisers(program, one))));
      options.starts(one.name, estimate.NotCovered());
    }
    result.protocols.push_back(LinkProtocol(program, one, options, &coverage));
  }
  result.not_covered = coverage.NotCovered();
  return result;
}

}  // namespace interlock::link
