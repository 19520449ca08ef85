// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/report/result_json.h"

#include <nlohmann/json.hpp>

namespace interlock::report {

using nlohmann::json;

// The names that nlohmann's macros look up by argument-dependent lookup; verdicts go by name and an
// unknown name is an error, which the library's own enumeration macro would turn into a default.
static void to_json(json& out, const Verdict& verdict) { out = VerdictName(verdict); }

static void from_json(const json& in, Verdict& verdict) {
  const std::string name = in.get<std::string>();
  for (Verdict candidate :
       {Verdict::kProved, Verdict::kProvedToBound, Verdict::kRefuted, Verdict::kUnknown}) {
    if (name == VerdictName(candidate)) {
      verdict = candidate;
      return;
    }
  }
  throw json::other_error::create(501, "no such verdict: " + name, &in);
}

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Frame, position, function)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Place, position, function, access, object, role, role_chain,
                                   stack)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Finding, id, rule, position, message, protocol, places, witness,
                                   witness_steps, replay, notes, known, property)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(PairRow, id, first, second, separated_by, core, uses,
                                   certificate, pairs)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ObligationRow, id, text, verdict, reason, uses, certificate)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Open, rule, protocol, detail, position, other_position, pairs,
                                   sites, known, property)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RoleRow, id, name, chain, entry, spawned_at, many)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RootRow, function, threads, aliasing)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ObjectRow, name, type, kind, reads, writes)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(AssumptionRow, id, text, position)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(NotCoveredRow, kind, name, position, known)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ProofRow, protocol, property, verdict, bound, digest, roots,
                                   roles, objects, spawn_sites_reached, spawn_sites_total,
                                   shared_fields_covered, shared_fields_total, accesses,
                                   conflicting_pairs, refuted_pairs, unknown_pairs, pairs_by_reason,
                                   pairs, obligations, certificates, assumptions, known,
                                   known_whole, budget, claim, method, left)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Problem, position, message)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(UnitRow, source, state)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(FixedRow, section, protocol, what, fingerprint)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(BaselineRow, file, fixed)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RunResult, schema, tool, command, targets, complete, signal,
                                   units, proofs, findings, unknown, not_covered, problems,
                                   baseline, fail_on)

std::string ResultToJson(const RunResult& result) {
  json document = result;
  document["exit_code"] = ExitCode(result);
  // A path or message that is not UTF-8 is still shown, with its bad bytes replaced.
  return document.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

Result<RunResult> ResultFromJson(const std::string& text) {
  try {
    json document = json::parse(text);
    if (!document.is_object()) return MakeError("result: not an object");
    const std::string schema = document.value("schema", "");
    if (schema != kResultSchema) {
      return MakeError("result: schema is '" + schema + "', this build reads " + kResultSchema,
                       "/schema", ErrorKind::kVersion);
    }
    return document.get<RunResult>();
  } catch (const json::exception& exception) {
    return MakeError(std::string("result: ") + exception.what());
  }
}

}  // namespace interlock::report
