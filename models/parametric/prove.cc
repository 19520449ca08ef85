// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/parametric/prove.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <tuple>
#include <utility>

#include "models/parametric/dependencies.h"
#include "models/parametric/pair_query.h"
#include "models/parametric/protocol_index.h"
#include "models/parametric/query_runner.h"
#include "models/parametric/schedule.h"
#include "models/parametric/separation.h"
#include "models/protocol/digest.h"
#include "models/protocol/protocol_validate.h"

namespace interlock::parametric {
namespace {

/// Protocols up to this number of accesses list every separated pair of one object.
constexpr std::size_t kAllListedMax = 300;

using protocol::Access;
using protocol::AccessId;
using protocol::AccessKind;
using protocol::SiteId;
using smt::Answer;
using smt::AnswerKind;

constexpr const char* kTicketAssumption =
    "builtin: a ticket counter of 64 bits does not wrap during one run";

std::string PairId(AccessId first, AccessId second) {
  return "pair-" + std::to_string(first) + "-" + std::to_string(second);
}

std::string JoinReasons(const std::set<std::string>& reasons) {
  std::string text;
  for (const std::string& reason : reasons) text += (text.empty() ? "" : "; ") + reason;
  return text;
}

// All pairs of two groups that share their two sites.
struct SitePair {
  AccessId first = protocol::kNone;
  AccessId second = protocol::kNone;
  std::int64_t pairs = 0;
};

class Prover {
 public:
  Prover(const protocol::Protocol& protocol, const ProverOptions& options, RunMode mode,
         const Dependencies& dependencies)
      : protocol_(protocol),
        options_(options),
        index_(protocol),
        dependencies_(dependencies),
        runner_(mode, options) {}

  ProofResult Run() {
    CheckFacts();
    CheckObligations();
    CheckUnresolved();
    CheckPairs();
    CheckVacuous();
    result_.certificates = runner_.TakeCertificates();
    result_.queries = runner_.queries();
    result_.queries_cached = runner_.queries_cached();
    result_.solver_time_ms = runner_.solver_time_ms();
    Conclude();
    return std::move(result_);
  }

 private:
  // --- facts and obligations ---------------------------------------------------------------------

  void CheckFacts() {
    if (protocol_.facts.empty() || runner_.mode() == RunMode::kGenerate) return;
    const auto encoder = EncodeFacts(index_);
    const Answer& answer = runner_.Ask(encoder->script());
    if (answer.kind == AnswerKind::kSat) return;
    UnknownEntry entry;
    entry.pairs = 0;
    if (answer.kind == AnswerKind::kUnsat) {
      entry.kind = UnknownKind::kContradictory;
      entry.reason = "facts contradict each other:";
      for (const std::size_t fact : FactsOf(answer.core)) {
        entry.reason += " " + FactId(protocol_, fact) + " (" + protocol_.facts[fact].source + ")";
      }
    } else {
      entry.kind = answer.timed_out ? UnknownKind::kTimeout : UnknownKind::kSolver;
      entry.reason = "facts together: " + answer.reason;
    }
    result_.unknowns.push_back(entry);
  }

  void CheckObligations() {
    for (std::size_t i = 0; i < protocol_.obligations.size(); ++i) {
      result_.obligations.push_back(DecideObligation(i));
    }
    for (std::size_t i = 0; i < protocol_.obligations.size(); ++i) {
      const protocol::Obligation& obligation = protocol_.obligations[i];
      const bool proved = result_.obligations[i].verdict != Verdict::kUnknown;
      if (proved) proved_obligations_.insert(obligation.id);
    }
    for (std::size_t i = 0; i < protocol_.obligations.size(); ++i) {
      // Without an access it is a condition of the whole protocol.
      if (protocol_.obligations[i].access != protocol::kNone) continue;
      if (proved_obligations_.count(protocol_.obligations[i].id) == 0) AddOpenObligation(i, 0);
    }
  }

  ObligationResult DecideObligation(std::size_t number) {
    const protocol::Obligation& obligation = protocol_.obligations[number];
    ObligationResult outcome;
    outcome.id = obligation.id;
    outcome.text = obligation.text;
    if (runner_.Exhausted()) {
      outcome.reason = runner_.exhausted_reason();
      return outcome;
    }
    const std::vector<bool>& usable = dependencies_.IndependentFacts();
    const auto encoder = EncodeObligation(index_, obligation, usable, QueryKind::kConflict);
    const Answer& answer =
        runner_.Prove(encoder->script(), "obligation-" + obligation.id, &outcome.certificate);
    if (answer.kind != AnswerKind::kUnsat) {
      outcome.certificate.clear();
      outcome.reason =
          answer.kind == AnswerKind::kSat ? "does not follow from guards and facts" : answer.reason;
      return outcome;
    }
    if (runner_.mode() == RunMode::kSolve) {
      const auto hypotheses = EncodeObligation(index_, obligation, usable, QueryKind::kHypotheses);
      if (runner_.Ask(hypotheses->script()).kind != AnswerKind::kSat) {
        outcome.reason = "unreachable or contradictory hypotheses";
        return outcome;
      }
    }
    std::set<std::string> used = dependencies_.ObligationClosure(number);
    used.erase(obligation.id);
    for (const std::size_t fact : FactsOf(answer.core)) {
      const std::set<std::string>& closure = dependencies_.Closure(fact);
      used.insert(closure.begin(), closure.end());
    }
    outcome.uses.assign(used.begin(), used.end());
    outcome.verdict =
        dependencies_.BoundOf(used).empty() ? Verdict::kProved : Verdict::kProvedToBound;
    return outcome;
  }

  void AddOpenObligation(std::size_t number, std::int64_t pairs) {
    const protocol::Obligation& obligation = protocol_.obligations[number];
    UnknownEntry entry;
    entry.kind = UnknownKind::kObligation;
    entry.reason = "side condition " + obligation.id + " (" + obligation.text +
                   "): " + result_.obligations[number].reason;
    entry.pairs = pairs;
    if (obligation.access != protocol::kNone) {
      entry.first = obligation.access;
      entry.first_site = protocol_.accesses[obligation.access].site;
    }
    AddUnknown(std::move(entry));
  }

  // --- constructs that were not understood -------------------------------------------------------

  bool MayRunWith(const protocol::Unresolved& construct, protocol::RoleId role,
                  const std::vector<protocol::RoleId>& live) const {
    if (construct.role == protocol::kNone || role == protocol::kNone) return true;
    return index_.MayRunTogether(construct.role, construct.live, role, live).any();
  }

  static bool ShareObject(const std::vector<std::int32_t>& a, const std::vector<std::int32_t>& b) {
    return std::any_of(a.begin(), a.end(), [&](std::int32_t object) {
      return std::find(b.begin(), b.end(), object) != b.end();
    });
  }

  void CheckUnresolved() {
    for (std::size_t i = 0; i < protocol_.unresolved.size(); ++i) {
      if (runner_.Exhausted()) {
        AddUnlookedAt(protocol_.unresolved.size() - i);
        return;
      }
      const protocol::Unresolved& construct = protocol_.unresolved[i];
      UnknownEntry entry;
      entry.kind = UnknownKind::kUnresolved;
      entry.pairs = 0;
      entry.unresolved = static_cast<std::int32_t>(i);
      entry.first_site = construct.site;
      for (std::size_t k = 0; k < protocol_.accesses.size(); ++k) {
        const Access& access = protocol_.accesses[k];
        if (!construct.everything && !ShareObject(construct.objects, access.objects)) continue;
        if (!MayRunWith(construct, access.role, access.live)) continue;
        if (entry.pairs++ == 0) {
          entry.second = static_cast<AccessId>(k);
          entry.second_site = access.site;
        }
      }
      bool blocks = construct.everything || entry.pairs > 0;
      for (const protocol::Unresolved& other : protocol_.unresolved) {
        if (blocks) break;
        blocks = (other.everything || ShareObject(construct.objects, other.objects)) &&
                 MayRunWith(construct, other.role, other.live);
      }
      if (!blocks) continue;
      entry.reason = construct.kind + (construct.detail.empty() ? "" : ": " + construct.detail);
      result_.unknowns.push_back(std::move(entry));
    }
  }

  void AddUnlookedAt(std::size_t constructs) {
    UnknownEntry entry;
    entry.kind = UnknownKind::kBudget;
    entry.reason = runner_.exhausted_reason() + " with " + std::to_string(constructs) +
                   " unresolved constructs not looked at";
    entry.pairs = 0;
    result_.unknowns.push_back(std::move(entry));
  }

  // --- pairs -------------------------------------------------------------------------------------

  void CheckPairs() {
    const std::vector<AccessGroup> groups = GroupAccesses(protocol_);
    const auto access_count = static_cast<std::int64_t>(protocol_.accesses.size());
    const auto group_count = static_cast<std::int64_t>(groups.size());
    result_.groups = group_count;
    result_.access_pairs = access_count * (access_count + 1) / 2;
    const std::int64_t total = group_count * (group_count + 1) / 2;
    std::int64_t done = 0;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      if (options_.progress) options_.progress(done, total);
      if (runner_.Exhausted()) {
        const std::int64_t rest = ConflictingPairs(protocol_, groups, i);
        result_.conflicting_pairs += rest;
        budget_pairs_ += rest;
        break;
      }
      for (std::size_t j = i; j < groups.size(); ++j, ++done) {
        const Access& a = protocol_.accesses[groups[i].members.front()];
        const Access& b = protocol_.accesses[groups[j].members.front()];
        if (a.kind == AccessKind::kRead && b.kind == AccessKind::kRead) continue;
        const auto size_a = static_cast<std::int64_t>(groups[i].members.size());
        const auto size_b = static_cast<std::int64_t>(groups[j].members.size());
        const std::int64_t pairs = i == j ? size_a * (size_a + 1) / 2 : size_a * size_b;
        result_.conflicting_pairs += pairs;
        DecideGroups(groups[i], groups[j], pairs);
      }
    }
    if (budget_pairs_ > 0) {
      UnknownEntry entry;
      entry.kind = UnknownKind::kBudget;
      entry.reason = runner_.exhausted_reason();
      entry.pairs = budget_pairs_;
      result_.unknown_pairs += budget_pairs_;
      result_.unknowns.push_back(std::move(entry));
    }
  }

  // Two different objects are no news; which lock keeps two threads off one object always is. In a
  // large protocol the order of its phases separates more pairs than anyone could read.
  bool IsListed(const char* reason) const {
    if (std::strcmp(reason, "object") == 0) return false;
    return std::strcmp(reason, "lock") == 0 || protocol_.accesses.size() <= kAllListedMax;
  }

  void DecideGroups(const AccessGroup& group_a, const AccessGroup& group_b, std::int64_t pairs) {
    const AccessId first = group_a.members.front();
    const AccessId second = group_b.members.front();
    const Access& a = protocol_.accesses[first];
    const Access& b = protocol_.accesses[second];
    if (const char* reason = SeparateByStructure(index_, a, b)) {
      result_.pairs_by_reason[reason] += pairs;
      if (IsListed(reason)) {
        PairProof proof;
        proof.id = PairId(first, second);
        proof.first = first;
        proof.second = second;
        proof.reason = reason;
        proof.pairs = pairs;
        result_.proofs.push_back(std::move(proof));
      }
      return;
    }
    if (runner_.Exhausted()) {
      budget_pairs_ += pairs;
      return;
    }
    const auto encoder = EncodePair(index_, a, b, QueryKind::kConflict);
    PairProof proof;
    proof.id = PairId(first, second);
    proof.first = first;
    proof.second = second;
    proof.pairs = pairs;
    // Copied: asking for the hypotheses may move the runner's answers.
    const Answer answer = runner_.Prove(encoder->script(), proof.id, &proof.certificate);
    switch (answer.kind) {
      case AnswerKind::kUnsat:
        if (runner_.mode() == RunMode::kSolve) {
          Separated(group_a, group_b, answer, std::move(proof));
        }
        break;
      case AnswerKind::kSat:
        Conflict(group_a, group_b, pairs, *encoder, answer);
        break;
      case AnswerKind::kUnknown:
        AddPairUnknown(answer.timed_out ? UnknownKind::kTimeout : UnknownKind::kSolver,
                       answer.timed_out ? "solver time-out" : answer.reason, first, second, pairs);
        break;
    }
  }

  void Separated(const AccessGroup& group_a, const AccessGroup& group_b, const Answer& answer,
                 PairProof proof) {
    const Access& a = protocol_.accesses[proof.first];
    const Access& b = protocol_.accesses[proof.second];
    const auto hypotheses = EncodePair(index_, a, b, QueryKind::kHypotheses);
    const Answer reachable = runner_.Ask(hypotheses->script());
    proof.core = answer.core;
    proof.reason = ReasonOf(answer.core);
    if (reachable.kind == AnswerKind::kUnknown) {
      AddPairUnknown(reachable.timed_out ? UnknownKind::kTimeout : UnknownKind::kSolver,
                     "hypotheses alone: " + reachable.reason, proof.first, proof.second,
                     proof.pairs);
      return;
    }
    if (reachable.kind == AnswerKind::kUnsat || proof.reason.empty()) {
      AddPairUnknown(UnknownKind::kContradictory, "unreachable or contradictory hypotheses",
                     proof.first, proof.second, proof.pairs);
      return;
    }
    std::set<std::string> used;
    for (const std::size_t fact : FactsOf(answer.core)) {
      const std::set<std::string>& closure = dependencies_.Closure(fact);
      used.insert(closure.begin(), closure.end());
    }
    for (const AccessGroup* group : {&group_a, &group_b}) {
      for (const std::size_t obligation : group->obligations) {
        const std::set<std::string>& closure = dependencies_.ObligationClosure(obligation);
        used.insert(closure.begin(), closure.end());
        const std::vector<std::string>& uses = result_.obligations[obligation].uses;
        used.insert(uses.begin(), uses.end());
      }
    }
    for (std::size_t i = 0; i < protocol_.obligations.size(); ++i) {
      const std::string& id = protocol_.obligations[i].id;
      if (used.count(id) == 0 || proved_obligations_.count(id) != 0) continue;
      AddOpenObligation(i, proof.pairs);
      return;
    }
    for (const std::string& name : answer.core) {
      uses_tickets_ |= name.rfind("ticket", 0) == 0;
    }
    used_.insert(used.begin(), used.end());
    proof.uses.assign(used.begin(), used.end());
    result_.pairs_by_reason[proof.reason] += proof.pairs;
    result_.proofs.push_back(std::move(proof));
  }

  // The pairs of both groups by their sites, by first access; not all once exhausted.
  std::vector<SitePair> SitePairs(const AccessGroup& group_a, const AccessGroup& group_b) {
    std::vector<SitePair> ordered;
    std::map<std::pair<SiteId, SiteId>, std::size_t> seen;
    const bool same = &group_a == &group_b;
    for (std::size_t i = 0; i < group_a.members.size(); ++i) {
      if (i > 0 && runner_.Exhausted()) break;
      for (std::size_t j = same ? i : 0; j < group_b.members.size(); ++j) {
        const AccessId first = group_a.members[i];
        const AccessId second = group_b.members[j];
        const SiteId site_a = protocol_.accesses[first].site;
        const SiteId site_b = protocol_.accesses[second].site;
        const auto key = std::make_pair(std::min(site_a, site_b), std::max(site_a, site_b));
        const auto [entry, inserted] = seen.emplace(key, ordered.size());
        if (inserted) ordered.push_back(SitePair{first, second, 0});
        ++ordered[entry->second].pairs;
      }
    }
    return ordered;
  }

  void Conflict(const AccessGroup& group_a, const AccessGroup& group_b, std::int64_t pairs,
                const Encoder& encoder, const Answer& answer) {
    std::int64_t left = pairs;
    for (const SitePair& pair : SitePairs(group_a, group_b)) {
      if (left < pairs && runner_.Exhausted()) break;
      ConflictAt(pair, encoder, answer);
      left -= pair.pairs;
    }
    budget_pairs_ += left;
  }

  void ConflictAt(const SitePair& pair, const Encoder& encoder, const Answer& answer) {
    const std::string fingerprint = Fingerprint(pair.first, pair.second);
    const auto known = findings_.find(fingerprint);
    if (known != findings_.end()) {
      result_.findings[known->second].pairs += pair.pairs;
      result_.finding_pairs += pair.pairs;
      return;
    }
    std::set<std::string> imprecise = encoder.imprecise();
    for (const AccessId id : {pair.first, pair.second}) {
      const auto& reasons = protocol_.accesses[id].imprecise;
      imprecise.insert(reasons.begin(), reasons.end());
    }
    const std::string message =
        DescribeMessage(index_, protocol_.accesses[pair.first], protocol_.accesses[pair.second]);
    if (!message.empty()) imprecise.insert(message);
    std::string reason = JoinReasons(imprecise);
    if (reason.empty() && !options_.find_schedules) reason = "no schedule was looked for";
    if (reason.empty()) {
      ScheduleResult schedule =
          FindSchedule(index_, pair.first, pair.second,
                       [&](const smt::Script& script) { return runner_.Ask(script); });
      if (schedule.found) {
        findings_[fingerprint] = result_.findings.size();
        result_.finding_pairs += pair.pairs;
        result_.findings.push_back(Finding{fingerprint,
                                           pair.first,
                                           pair.second,
                                           std::move(schedule.model),
                                           std::move(schedule.schedule),
                                           pair.pairs,
                                           {}});
        return;
      }
      reason = "no witness: " + schedule.reason;
    }
    UnknownEntry entry =
        PairEntry(UnknownKind::kPossibleRace, reason, pair.first, pair.second, pair.pairs);
    entry.fingerprint = fingerprint;
    entry.doubts.assign(imprecise.begin(), imprecise.end());
    for (const auto& [name, meaning] : encoder.Meanings()) {
      const auto value = answer.model.find(name);
      if (value != answer.model.end() && meaning.find("object of ") == std::string::npos) {
        entry.model[meaning] = value->second;
      }
    }
    AddUnknown(std::move(entry));
  }

  std::string Fingerprint(AccessId first, AccessId second) const {
    std::vector<std::string> ends;
    for (const AccessId id : {first, second}) {
      const Access& access = protocol_.accesses[id];
      const std::string key =
          access.site == protocol::kNone ? "" : protocol_.sites[access.site].key;
      ends.push_back((access.kind == AccessKind::kWrite ? "write " : "read ") + key);
    }
    std::sort(ends.begin(), ends.end());
    return protocol::Digest("data race\n" + ends[0] + "\n" + ends[1]).substr(0, 16);
  }

  // --- unknowns ----------------------------------------------------------------------------------

  UnknownEntry PairEntry(UnknownKind kind, std::string reason, AccessId first, AccessId second,
                         std::int64_t pairs) const {
    UnknownEntry entry;
    entry.kind = kind;
    entry.reason = std::move(reason);
    entry.first = first;
    entry.second = second;
    entry.first_site = protocol_.accesses[first].site;
    entry.second_site = protocol_.accesses[second].site;
    entry.pairs = pairs;
    return entry;
  }

  void AddPairUnknown(UnknownKind kind, std::string reason, AccessId first, AccessId second,
                      std::int64_t pairs) {
    AddUnknown(PairEntry(kind, std::move(reason), first, second, pairs));
  }

  // Entries that tell a reader the same are one.
  void AddUnknown(UnknownEntry entry) {
    result_.unknown_pairs += entry.pairs;
    const auto key = std::make_tuple(entry.kind, entry.reason, entry.first_site, entry.second_site);
    const auto [known, inserted] = unknowns_.emplace(key, result_.unknowns.size());
    if (inserted) {
      result_.unknowns.push_back(std::move(entry));
    } else {
      result_.unknowns[known->second].pairs += entry.pairs;
    }
  }

  // --- verdict -----------------------------------------------------------------------------------

  void CheckVacuous() {
    std::string reason;
    if (protocol_.roots.empty() || protocol_.roles.empty()) {
      reason = "no root";
    } else if (protocol_.accesses.empty()) {
      reason = "no access to shared objects";
    } else if (result_.conflicting_pairs == 0) {
      reason = "no conflicting pair of accesses";
    } else {
      return;
    }
    UnknownEntry entry;
    entry.kind = UnknownKind::kVacuous;
    entry.reason = "nothing to prove: " + reason;
    entry.pairs = 0;
    result_.unknowns.push_back(std::move(entry));
  }

  void Conclude() {
    for (const auto& assumption : protocol_.assumptions) {
      result_.assumptions.push_back(assumption.id);
    }
    if (uses_tickets_) result_.assumptions.push_back(kTicketAssumption);
    if (!result_.findings.empty()) {
      result_.verdict = Verdict::kRefuted;
    } else if (!result_.unknowns.empty()) {
      result_.verdict = Verdict::kUnknown;
    } else {
      for (const ObligationResult& obligation : result_.obligations) {
        if (obligation.verdict != Verdict::kUnknown) {
          used_.insert(obligation.uses.begin(), obligation.uses.end());
        }
      }
      result_.bound = dependencies_.BoundOf(used_);
      result_.verdict = result_.bound.empty() ? Verdict::kProved : Verdict::kProvedToBound;
    }
  }

  const protocol::Protocol& protocol_;
  const ProverOptions& options_;
  const ProtocolIndex index_;
  const Dependencies& dependencies_;
  QueryRunner runner_;
  ProofResult result_;
  std::set<std::string> proved_obligations_;
  std::set<std::string> used_;
  std::map<std::string, std::size_t> findings_;  // fingerprint -> index
  std::map<std::tuple<UnknownKind, std::string, SiteId, SiteId>, std::size_t> unknowns_;
  std::int64_t budget_pairs_ = 0;
  bool uses_tickets_ = false;
};

Result<ProofResult> RunProver(const protocol::Protocol& protocol, const ProverOptions& options,
                              RunMode mode) {
  const Status valid = protocol::Validate(protocol);
  if (!valid.ok()) return valid.error();
  const Result<Dependencies> dependencies = Dependencies::Build(protocol);
  if (!dependencies.ok()) return dependencies.error();
  return Prover(protocol, options, mode, *dependencies).Run();
}

}  // namespace

const char* VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kProved:
      return "proved, any N";
    case Verdict::kProvedToBound:
      return "proved to bound";
    case Verdict::kRefuted:
      return "refuted";
    case Verdict::kUnknown:
      return "unknown";
  }
  return "unknown";
}

const char* UnknownKindName(UnknownKind kind) {
  switch (kind) {
    case UnknownKind::kPossibleRace:
      return "possible race";
    case UnknownKind::kUnresolved:
      return "unresolved";
    case UnknownKind::kTimeout:
      return "time-out";
    case UnknownKind::kBudget:
      return "budget";
    case UnknownKind::kSolver:
      return "solver";
    case UnknownKind::kContradictory:
      return "unreachable or contradictory hypotheses";
    case UnknownKind::kObligation:
      return "side condition";
    case UnknownKind::kVacuous:
      return "vacuous";
  }
  return "unknown";
}

Result<ProofResult> ProveProtocol(const protocol::Protocol& protocol,
                                  const ProverOptions& options) {
  return RunProver(protocol, options, RunMode::kSolve);
}

Result<std::vector<Certificate>> GenerateFormulas(const protocol::Protocol& protocol) {
  const ProverOptions options;
  Result<ProofResult> result = RunProver(protocol, options, RunMode::kGenerate);
  if (!result.ok()) return result.error();
  return std::move(result->certificates);
}

}  // namespace interlock::parametric
