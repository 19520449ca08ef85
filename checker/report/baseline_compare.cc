// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/report/baseline_compare.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "checker/rules/rules.h"
#include "models/protocol/digest.h"

namespace interlock::report {
namespace {

constexpr const char* kRegressed = "IL-REGRESSED-PROOF";
constexpr const char* kProtocolChanged = "IL-PROTOCOL-CHANGED";
constexpr std::size_t kReasonsShown = 5;

using Key = std::array<std::string, 3>;

Key KeyOf(const Finding& row) { return {row.protocol, row.rule, row.id}; }
Key KeyOf(const Open& row) { return {row.protocol, row.rule, FingerprintOf(row)}; }
Key KeyOf(const KnownFinding& entry) { return {entry.protocol, entry.rule, entry.fingerprint}; }
Key KeyOf(const KnownUnknown& entry) { return {entry.protocol, entry.rule, entry.fingerprint}; }

/// A name that holds no path of the machine: sources outside the project have absolute names.
std::string StableName(const std::string& name) {
  return name.starts_with('/') ? name.substr(name.rfind('/') + 1) : name;
}

bool IsProved(Verdict verdict) {
  return verdict == Verdict::kProved || verdict == Verdict::kProvedToBound;
}

/// Time decides how far the proof of this question came, so that another run sees other ones.
bool DependsOnTime(const Open& open) {
  return open.rule == "IL-UNKNOWN-BUDGET" || open.rule == "IL-UNKNOWN-TIMEOUT" ||
         open.rule == "IL-UNKNOWN-SOLVER";
}

std::string TextOf(const Open& open) {
  const rules::Rule* rule = rules::FindRule(open.rule);
  std::string text = rule == nullptr ? open.rule : std::string(rule->title);
  if (!open.detail.empty()) text += ": " + open.detail;
  if (!open.position.empty()) text += " at " + open.position;
  return text;
}

class Comparison {
 public:
  Comparison(const Baseline& baseline, const std::string& file, const ProtocolFilter& selected,
             RunResult* result)
      : baseline_(baseline), file_(file), selected_(selected), result_(*result) {}

  void Run() {
    Sort(&result_);
    result_.baseline.file = file_;
    const bool complete = result_.complete && result_.problems.empty() && result_.signal == 0;
    const std::set<Key> found = MarkFindings();
    const std::map<Key, std::int64_t> open_left = MarkUnknown();
    const auto not_covered_left = MarkNotCovered();
    for (ProofRow& proof : result_.proofs) MarkProof(&proof);
    if (complete) {
      ListFixed(found, open_left, not_covered_left);
      for (const KnownProof& entry : baseline_.proofs) CompareProof(entry);
    }
    Sort(&result_);
  }

 private:
  std::set<Key> MarkFindings() {
    std::set<Key> listed, found;
    for (const KnownFinding& entry : baseline_.findings) listed.insert(KeyOf(entry));
    for (Finding& row : result_.findings) {
      row.known = listed.count(KeyOf(row)) > 0;
      found.insert(KeyOf(row));
    }
    return found;
  }

  /// Returns how many of each entry were not found.
  std::map<Key, std::int64_t> MarkUnknown() {
    std::map<Key, std::int64_t> left;
    for (const KnownUnknown& entry : baseline_.unknown) left[KeyOf(entry)] = entry.count;
    for (Open& row : result_.unknown) {
      // What is listed as unknown as a whole is race freedom; other properties stand for
      // themselves.
      row.known =
          !row.protocol.empty() && row.property.empty() && baseline_.IsKnownUnknown(row.protocol);
      const auto entry = left.find(KeyOf(row));
      if (entry == left.end() || entry->second == 0) continue;
      --entry->second;
      row.known = true;
    }
    return left;
  }

  std::map<std::pair<std::string, std::string>, std::int64_t> MarkNotCovered() {
    std::map<std::pair<std::string, std::string>, std::int64_t> left;
    for (const KnownNotCovered& entry : baseline_.not_covered) {
      left[{entry.kind, entry.name}] = entry.count;
    }
    for (NotCoveredRow& row : result_.not_covered) {
      const auto entry = left.find({row.kind, StableName(row.name)});
      row.known = entry != left.end() && entry->second > 0;
      if (row.known) --entry->second;
    }
    return left;
  }

  void MarkProof(ProofRow* proof) const {
    if (IsProved(proof->verdict)) return;
    const KnownProof* entry = baseline_.FindProof(proof->protocol, proof->property);
    const bool whole = entry != nullptr && entry->verdict == Verdict::kUnknown;
    std::size_t rows = 0, known = 0;
    const auto is_of = [&](const auto& row) {
      const std::string property = row.property.empty() ? kRaceFreedom : row.property;
      return row.protocol == proof->protocol && property == proof->property;
    };
    for (const Finding& row : result_.findings) {
      if (!is_of(row)) continue;
      ++rows;
      known += row.known;
    }
    for (const Open& row : result_.unknown) {
      if (!is_of(row)) continue;
      ++rows;
      known += row.known;
    }
    proof->known = rows == known && (whole || rows > 0);
    if (!whole) return;
    proof->known_whole = true;
    proof->budget = entry->budget;
    proof->pairs.clear();
    proof->pairs_by_reason.clear();
    proof->certificates.clear();
    proof->unknown_pairs = proof->conflicting_pairs - proof->refuted_pairs;
  }

  const ProofRow* FindRow(const KnownProof& entry) const {
    const auto row =
        std::find_if(result_.proofs.begin(), result_.proofs.end(), [&](const ProofRow& proof) {
          return proof.protocol == entry.protocol && proof.property == entry.property;
        });
    return row == result_.proofs.end() ? nullptr : &*row;
  }

  void CompareProof(const KnownProof& entry) {
    if (!selected_(entry.protocol)) return;
    const ProofRow* row = FindRow(entry);
    const std::string listed = entry.property + ", listed as " + VerdictName(entry.verdict);
    if (entry.verdict == Verdict::kUnknown) {
      if (row == nullptr) {
        AddFixed("proofs", entry.protocol, listed + ": there is no such protocol any more", "");
      } else if (IsProved(row->verdict)) {
        AddFixed("proofs", entry.protocol, listed + ": is now " + VerdictName(row->verdict), "");
      }
      return;
    }
    if (row != nullptr && row->verdict == Verdict::kProved) {
      if (entry.verdict == Verdict::kProvedToBound) {
        AddFixed("proofs", entry.protocol, listed + ": is now proved", "");
      }
      return;
    }
    if (row == nullptr || row->verdict != entry.verdict) AddRegressed(entry, row);
  }

  void AddRegressed(const KnownProof& entry, const ProofRow* row) {
    Finding finding;
    finding.rule = kRegressed;
    finding.id = "regressed/" + entry.protocol + "/" + entry.property;
    finding.position = file_;
    finding.protocol = entry.protocol;
    finding.message = "proof regressed: " + entry.property + " of protocol " + entry.protocol +
                      " was " + VerdictName(entry.verdict) + ", ";
    if (row == nullptr) {
      finding.message += "and there is no such protocol any more";
    } else {
      finding.message += std::string("is now ") + VerdictName(row->verdict);
      if (!row->bound.empty()) finding.message += ": " + row->bound;
      std::size_t more = 0;
      for (const Open& open : result_.unknown) {
        if (open.protocol != entry.protocol) continue;
        if (finding.notes.size() < kReasonsShown) {
          finding.notes.push_back("unknown: " + TextOf(open));
        } else {
          ++more;
        }
      }
      if (more > 0) finding.notes.push_back("and " + std::to_string(more) + " more open questions");
    }
    result_.findings.push_back(std::move(finding));
  }

  void AddFixed(const char* section, const std::string& protocol, const std::string& what,
                const std::string& fingerprint) {
    result_.baseline.fixed.push_back({section, protocol, what, fingerprint});
  }

  void ListFixed(const std::set<Key>& found, const std::map<Key, std::int64_t>& open_left,
                 const std::map<std::pair<std::string, std::string>, std::int64_t>& left) {
    // A proof that its time cut short may not have come to what the baseline lists.
    std::set<std::string> cut;
    for (const Open& open : result_.unknown) {
      if (DependsOnTime(open)) cut.insert(open.protocol);
    }
    const auto looked_at = [&](const std::string& protocol) {
      return protocol.empty() || (selected_(protocol) && cut.count(protocol) == 0);
    };
    for (const KnownFinding& entry : baseline_.findings) {
      if (found.count(KeyOf(entry)) > 0 || !looked_at(entry.protocol)) continue;
      AddFixed("findings", entry.protocol, entry.rule + " " + entry.what, entry.fingerprint);
    }
    for (const KnownUnknown& entry : baseline_.unknown) {
      if (open_left.at(KeyOf(entry)) == 0 || !looked_at(entry.protocol)) continue;
      std::string what = entry.rule;
      for (const std::string& site : entry.sites) what += " " + site;
      if (!entry.what.empty()) what += " " + entry.what;
      AddFixed("unknown", entry.protocol, what, entry.fingerprint);
    }
    for (const auto& [entry, count] : left) {
      if (count > 0) AddFixed("not covered", "", entry.first + " " + entry.second, "");
    }
  }

  const Baseline& baseline_;
  const std::string& file_;
  const ProtocolFilter& selected_;
  RunResult& result_;
};

/// Whether a baseline lists the protocol's open questions or the protocol.
bool IsListedAsWhole(const RunResult& result, const ProofRow& proof, const Baseline& earlier) {
  if (proof.property != kRaceFreedom) return false;
  if (earlier.IsKnownUnknown(proof.protocol)) return true;
  std::size_t open = 0;
  for (const Open& row : result.unknown) {
    if (row.protocol != proof.protocol || !row.property.empty()) continue;
    if (DependsOnTime(row) || ++open > kListedOneByOneMax) return true;
  }
  return false;
}

}  // namespace

std::string FingerprintOf(const Open& open) {
  std::string text = open.rule;
  for (const std::string& site : open.sites) text += "\n" + site;
  if (open.sites.empty()) text += "\n\n" + open.detail;
  return protocol::Digest(text).substr(0, 16);
}

void ApplyBaseline(const Baseline& baseline, const std::string& file,
                   const ProtocolFilter& selected, RunResult* result) {
  Comparison(baseline, file, selected, result).Run();
}

Baseline MakeBaseline(const RunResult& result, const Baseline& earlier,
                      const ProtocolFilter& selected) {
  Baseline baseline;
  std::set<Key> findings;
  for (const Finding& row : result.findings) {
    // These two are accepted in another way: by the proofs listed here, and by pinning.
    if (row.rule == kRegressed || row.rule == kProtocolChanged) continue;
    if (!findings.insert(KeyOf(row)).second) continue;
    baseline.findings.push_back({row.protocol, row.rule, row.id, row.message});
  }
  std::set<std::string> whole;
  for (const ProofRow& row : result.proofs) {
    KnownProof entry{row.protocol, row.property, row.verdict, ""};
    if (!IsProved(row.verdict)) {
      if (!IsListedAsWhole(result, row, earlier)) continue;
      whole.insert(row.protocol);
      entry.verdict = Verdict::kUnknown;
      const KnownProof* before = earlier.FindProof(row.protocol, row.property);
      if (before != nullptr) entry.budget = before->budget;
    }
    baseline.proofs.push_back(std::move(entry));
  }
  std::map<Key, KnownUnknown> unknown;
  for (const Open& row : result.unknown) {
    if (row.property.empty() && whole.count(row.protocol) > 0) continue;
    const auto [entry, added] = unknown.emplace(
        KeyOf(row), KnownUnknown{row.protocol, row.rule, FingerprintOf(row), row.sites,
                                 row.sites.empty() ? row.detail : "", 1});
    if (!added) ++entry->second.count;
  }
  for (auto& [key, entry] : unknown) baseline.unknown.push_back(std::move(entry));
  std::map<std::pair<std::string, std::string>, std::int64_t> not_covered;
  for (const NotCoveredRow& row : result.not_covered) {
    ++not_covered[{row.kind, StableName(row.name)}];
  }
  for (const auto& [name, count] : not_covered) {
    baseline.not_covered.push_back({name.first, name.second, count});
  }
  const auto keep = [&](const auto& entries, auto* kept) {
    for (const auto& entry : entries) {
      if (!entry.protocol.empty() && !selected(entry.protocol)) kept->push_back(entry);
    }
  };
  keep(earlier.findings, &baseline.findings);
  keep(earlier.proofs, &baseline.proofs);
  keep(earlier.unknown, &baseline.unknown);
  return baseline;
}

}  // namespace interlock::report
