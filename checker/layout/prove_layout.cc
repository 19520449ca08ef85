// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/layout/prove_layout.h"

#include <algorithm>
#include <set>

#include "checker/layout/append_proof.h"
#include "checker/layout/division_proof.h"
#include "checker/layout/layout_proof.h"
#include "checker/layout/region_pointer_proof.h"

namespace interlock::layout {
namespace {

constexpr std::int64_t kStorageAlignment = 16;

bool IsReached(const link::Program& program, const Together& together, const std::string& record) {
  const std::vector<link::FunctionId>& methods = program.Methods(record);
  return std::any_of(methods.begin(), methods.end(),
                     [&](link::FunctionId method) { return together.IsReached(method); });
}

}  // namespace

bool HasLayoutClaims(const link::Program& program) {
  const auto is_one = [](const facts::Claim& claim) {
    return claim.name == "layout" || claim.name == "region_pointer" || claim.name == "divides";
  };
  for (const link::RecordEntry& entry : program.records()) {
    if (std::any_of(entry.record->claims.begin(), entry.record->claims.end(), is_one)) return true;
  }
  for (const link::FunctionEntry& entry : program.functions()) {
    if (std::any_of(entry.function->claims.begin(), entry.function->claims.end(), is_one)) {
      return true;
    }
  }
  return false;
}

LayoutResult ProveLayouts(const link::Program& program, const LayoutRoots& roots,
                          parametric::RunMode mode, const parametric::ProverOptions& options) {
  LayoutResult result;
  const Together together(program, roots.functions, roots.many_threads);
  parametric::QueryRunner runner(mode, options);
  Evaluator evaluator(program);
  WrapTable wraps(runner);

  std::int64_t alignment = kStorageAlignment;
  std::vector<LayoutProperty> appends;
  for (const AppendFunction& append : FindAppendFunctions(program, together, evaluator)) {
    std::int64_t one = 1;
    appends.push_back(ProveAppend(program, append, wraps, runner, &one));
    alignment = std::min(alignment, one);
  }
  std::string source = "the storage of operator new";
  if (!appends.empty()) source = "by what the appending functions of the program do to it";

  bool has_layout = false;
  for (const facts::Record* record : LayoutRecords(program)) {
    if (!IsReached(program, together, record->usr)) continue;
    has_layout = true;
    const LayoutClass layout = ReadLayoutClass(program, *record, evaluator);
    const RowAccesses rows = CollectRowAccesses(program, together, layout, evaluator);
    wraps.Add(layout.constructor_wraps, true);
    wraps.Add(layout.accessor_wraps);
    wraps.Add(rows.wraps);
    const LayoutInput input{
        program, layout, rows, together.entries(), alignment, {"storage-alignment"}, source};
    result.properties.push_back(ProveFields(input, wraps, runner));
    result.properties.push_back(ProveInsideFields(input, wraps, runner));
    result.properties.push_back(ProveAtomicsApart(input, wraps, runner));
    result.properties.push_back(ProveAlignment(input, wraps, runner));
  }
  if (has_layout) {
    result.properties.insert(result.properties.end(), std::make_move_iterator(appends.begin()),
                             std::make_move_iterator(appends.end()));
  }
  for (LayoutProperty& property : ProveRegionPointers(program, together, evaluator, runner)) {
    result.properties.push_back(std::move(property));
  }
  for (LayoutProperty& property : ProveDivisions(program, together, evaluator, wraps, runner)) {
    result.properties.push_back(std::move(property));
  }
  std::set<std::string> used;
  for (const LayoutProperty& property : result.properties) {
    for (const LayoutObligation& obligation : property.obligations) {
      used.insert(obligation.assumptions.begin(), obligation.assumptions.end());
    }
  }
  for (const LayoutAssumption& assumption : KnownAssumptions()) {
    if (used.count(assumption.id) > 0) result.assumptions.push_back(assumption);
  }
  result.certificates = runner.TakeCertificates();
  return result;
}

}  // namespace interlock::layout
