// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/report/text_report.h"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <tuple>

#include "checker/rules/rules.h"

namespace interlock::report {
namespace {

constexpr std::size_t kOpenShown = 10;  // open questions printed one by one without all_pairs
constexpr std::size_t kNameShown = 12;  // objects and roles of a protocol

std::string Count(std::int64_t number, const std::string& noun) {
  return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

/// "a, b, c and 4 more".
std::string Join(const std::vector<std::string>& parts, std::size_t shown) {
  std::string text;
  for (std::size_t i = 0; i < parts.size() && i < shown; ++i) {
    text += (i == 0 ? "" : ", ") + parts[i];
  }
  if (parts.size() > shown) text += " and " + std::to_string(parts.size() - shown) + " more";
  return text;
}

/// "3 opaque call, 1 not covered by any protocol" of the rows that are chosen, and of what is
/// uncovered that is known or not.
template <typename Choice>
std::string RenderRules(const RunResult& result, Choice chosen, bool known) {
  std::map<std::string, std::int64_t> by_rule;
  for (const Open& open : result.unknown) {
    if (chosen(open)) ++by_rule[open.rule];
  }
  for (const NotCoveredRow& row : result.not_covered) {
    if (row.known == known) ++by_rule["IL-UNKNOWN-NOT-COVERED"];
  }
  std::vector<std::string> parts;
  for (const auto& [id, number] : by_rule) {
    const rules::Rule* rule = rules::FindRule(id);
    parts.push_back(std::to_string(number) + " " + std::string(rule ? rule->title : id));
  }
  return Join(parts, parts.size());
}

/// Questions that differ in their sites alone read the same: they are one, with all their pairs.
std::vector<Open> SameTextOnce(const std::vector<Open>& rows) {
  std::vector<Open> result;
  const auto text = [](const Open& row) {
    return std::tie(row.rule, row.protocol, row.detail, row.position, row.other_position,
                    row.known);
  };
  for (const Open& row : rows) {
    if (!result.empty() && text(result.back()) == text(row)) {
      result.back().pairs += row.pairs;
    } else {
      result.push_back(row);
    }
  }
  return result;
}

class TextReport {
 public:
  explicit TextReport(const TextOptions& options) : options_(options) {}

  std::string Render(const RunResult& result) {
    for (const Problem& problem : result.problems) {
      Diagnose(problem.position, "error", problem.message, "IL-INCOMPLETE");
    }
    for (const Finding& finding : result.findings) RenderFinding(finding);
    if (!options_.quiet) {
      RenderOpen(result);
      RenderFixed(result);
      for (const ProofRow& proof : result.proofs) {
        RenderProof(proof);
        if (proof.known_whole) RenderOpenOf(result, proof.protocol);
      }
    }
    if (out_.tellp() > 0) out_ << "\n";
    out_ << RenderSummary(result);
    return out_.str();
  }

 private:
  std::string Paint(const char* code, const std::string& text) const {
    return options_.color ? std::string("\x1b[") + code + "m" + text + "\x1b[0m" : text;
  }

  void Diagnose(const std::string& position, const std::string& severity, const std::string& text,
                const std::string& id) {
    const char* color = severity == "error" ? "1;31" : severity == "warning" ? "1;35" : "1;36";
    out_ << Paint("1", position.empty() ? "interlock" : position) << ": "
         << Paint(color, severity + ":") << " " << text;
    if (!id.empty()) out_ << " [" << id << "]";
    out_ << "\n";
  }

  /// Prints the source line of `position` with a mark under its column.
  void Quote(const std::string& position) {
    if (!options_.source_line) return;
    std::size_t second = position.rfind(':');
    std::size_t first = second == std::string::npos ? second : position.rfind(':', second - 1);
    if (first == std::string::npos) return;
    const long line = std::strtol(position.c_str() + first + 1, nullptr, 10);
    const long column = std::strtol(position.c_str() + second + 1, nullptr, 10);
    if (line <= 0 || column <= 0) return;
    const std::string text = options_.source_line(position.substr(0, first), line);
    if (text.empty() || static_cast<std::size_t>(column) > text.size()) return;
    const std::string number = std::to_string(line);
    out_ << std::string(number.size() < 5 ? 5 - number.size() : 0, ' ') << number << " | " << text
         << "\n      | ";
    for (long i = 0; i + 1 < column; ++i) out_ << (text[i] == '\t' ? '\t' : ' ');
    out_ << Paint("1;32", "^") << "\n";
  }

  void RenderPlace(const Place& place, bool is_first) {
    if (!is_first) {
      Diagnose(place.position, "note",
               place.access + " of " + place.object + ", " + place.role +
                   ", may happen at the same time",
               "");
      Quote(place.position);
    }
    out_ << "note: " << place.role << " (" << place.role_chain << ") reaches " << place.function
         << " by\n";
    for (const Frame& frame : place.stack) {
      out_ << "        " << frame.position << ": in " << frame.function << "\n";
    }
    if (place.stack.empty()) out_ << "        its entry\n";
  }

  void RenderFinding(const Finding& finding) {
    if (finding.known) {
      if (!options_.quiet || options_.all_pairs) {
        Diagnose(finding.position, "warning", "known: " + finding.message, finding.rule);
      }
      return;
    }
    Diagnose(finding.position, "error", finding.message, finding.rule);
    Quote(finding.position);
    for (std::size_t i = 0; i < finding.places.size(); ++i) {
      RenderPlace(finding.places[i], i == 0);
    }
    for (const std::string& note : finding.notes) out_ << "note: " << note << "\n";
    if (!finding.witness.empty()) {
      out_ << "note: witness " << finding.witness << ": " << Count(finding.witness_steps, "step");
      if (!finding.replay.empty()) out_ << "; " << finding.replay;
      out_ << "\n";
      if (!options_.replay_command.empty()) {
        std::string command = options_.replay_command;
        if (std::size_t at = command.find("WITNESS"); at != std::string::npos) {
          command.replace(at, 7, finding.witness);
        }
        out_ << "note: replay with: " << command << "\n";
      }
    }
    out_ << "note: see: interlock explain " << finding.rule << "\n";
  }

  void RenderOpen(const RunResult& result) {
    std::size_t shown = 0;
    for (const Open& open : SameTextOnce(result.unknown)) {
      if (!options_.all_pairs && (open.known || ++shown > kOpenShown)) continue;
      const rules::Rule* rule = rules::FindRule(open.rule);
      std::string text = (open.known ? "known unknown: " : "unknown: ") +
                         std::string(rule ? rule->title : "open question");
      if (!open.detail.empty()) text += ": " + open.detail;
      if (open.pairs > 0) text += " (" + Count(open.pairs, "pair") + ")";
      Diagnose(open.position, "warning", text, open.rule);
      if (!open.other_position.empty()) {
        Diagnose(open.other_position, "note", "the other access", "");
      }
    }
    if (shown > kOpenShown) {
      out_ << "note: " << shown - kOpenShown
           << " more open questions: interlock report --all-pairs\n";
    }
    for (std::size_t i = 0, next = 0; i < result.not_covered.size(); i = next) {
      const NotCoveredRow& row = result.not_covered[i];
      const auto text = [](const NotCoveredRow& r) {
        return std::tie(r.kind, r.name, r.position, r.known);
      };
      while (next < result.not_covered.size() && text(result.not_covered[next]) == text(row)) {
        ++next;
      }
      if (row.known && !options_.all_pairs) continue;
      Diagnose(row.position, "warning",
               std::string(row.known ? "known: " : "") +
                   "not covered by any protocol: " + row.kind + " " + row.name +
                   (next - i > 1 ? ", " + std::to_string(next - i) + " times" : ""),
               "IL-UNKNOWN-NOT-COVERED");
    }
  }

  void RenderFixed(const RunResult& result) {
    for (const FixedRow& row : result.baseline.fixed) {
      std::string text = "fixed, remove from baseline: ";
      if (!row.protocol.empty()) text += "protocol " + row.protocol + ": ";
      text += row.what;
      if (!row.fingerprint.empty()) text += " (fingerprint " + row.fingerprint + ")";
      Diagnose(result.baseline.file, "warning", text, "");
    }
  }

  void Row(const char* head, const std::string& text) {
    std::string name = head;
    name.resize(10, ' ');
    out_ << "  " << name << text << "\n";
  }

  void RenderProof(const ProofRow& proof) {
    if (out_.tellp() > 0) out_ << "\n";
    std::string verdict = VerdictName(proof.verdict);
    if (proof.verdict == Verdict::kProved) {
      verdict += proof.claim.empty() ? " for any number of instances" : " for every parameter";
    }
    if (proof.verdict == Verdict::kProvedToBound) verdict += ": " + proof.bound;
    if (proof.known) verdict += ", as the baseline says";
    out_ << Paint("1", "protocol " + proof.protocol) << ": " << proof.property << ": " << verdict
         << "\n";
    if (proof.known_whole && proof.digest.empty()) {
      Row("pairs", "not linked: nothing is known of its pairs");
      return;
    }
    if (!proof.claim.empty()) {
      RenderClaim(proof);
      return;
    }
    RenderRoots(proof);
    for (const RoleRow& role : proof.roles) {
      std::string text = role.chain + (role.many ? " (any number)" : " (one)");
      if (!role.spawned_at.empty()) text += ", started at " + role.spawned_at;
      Row("role", text);
    }
    Row("covered", std::to_string(proof.spawn_sites_reached) + " of " +
                       Count(proof.spawn_sites_total, "spawn site") + ", " +
                       std::to_string(proof.shared_fields_covered) + " of " +
                       Count(proof.shared_fields_total, "shared field"));
    std::vector<std::string> names;
    for (const ObjectRow& object : proof.objects) names.push_back(object.name);
    Row("shared",
        Count(static_cast<std::int64_t>(names.size()), "object") +
            (names.empty() ? ""
                           : ": " + Join(names, options_.all_pairs ? names.size() : kNameShown)));
    RenderPairs(proof);
    for (const AssumptionRow& assumption : proof.assumptions) {
      Row("assumed", "[" + assumption.id + "] " + assumption.text +
                         (assumption.position.empty() ? "" : " at " + assumption.position));
    }
  }

  /// A property that is no list of pairs: what it says, how it was decided, and what it leaves out.
  void RenderClaim(const ProofRow& proof) {
    Row("claim", proof.claim);
    if (!proof.method.empty()) Row("method", proof.method);
    const auto proved =
        std::count_if(proof.obligations.begin(), proof.obligations.end(),
                      [](const ObligationRow& row) { return row.verdict == Verdict::kProved; });
    Row("checks", std::to_string(proved) + " of " +
                      Count(static_cast<std::int64_t>(proof.obligations.size()), "obligation") +
                      " proved");
    if (options_.all_pairs) {
      for (const ObligationRow& row : proof.obligations) {
        out_ << "    " << VerdictName(row.verdict) << ": " << row.text
             << (row.reason.empty() ? "" : " (" + row.reason + ")") << "\n";
      }
    }
    for (const AssumptionRow& assumption : proof.assumptions) {
      Row("assumed", "[" + assumption.id + "] " + assumption.text);
    }
    if (options_.all_pairs) {
      for (const std::string& text : proof.left) Row("left", text);
    } else if (!proof.left.empty()) {
      Row("left", Count(static_cast<std::int64_t>(proof.left.size()), "point") +
                      " that it says nothing about, the first: " + proof.left.front());
    }
  }

  /// The open questions of a protocol that is known unknown are not shown one by one.
  void RenderOpenOf(const RunResult& result, const std::string& protocol) {
    RunResult part;
    for (const Open& open : result.unknown) {
      if (open.protocol == protocol) part.unknown.push_back(open);
    }
    Row("open", RenderRules(part, [](const Open&) { return true; }, false));
  }

  /// Dynamic initialisers are many and alike: one line counts them.
  void RenderRoots(const ProofRow& proof) {
    std::int64_t initializers = 0;
    for (const RootRow& root : proof.roots) {
      if (!options_.all_pairs && root.function.starts_with("(initializer of ")) {
        ++initializers;
        continue;
      }
      Row("root",
          root.function + " (threads: " + root.threads + "; aliasing: " + root.aliasing + ")");
    }
    if (initializers > 0) {
      Row("root",
          "dynamic initialisers of " + Count(initializers, "source") + ", before the others");
    }
  }

  void RenderPairs(const ProofRow& proof) {
    std::vector<std::string> parts;
    for (const auto& [reason, pairs] : proof.pairs_by_reason) {
      parts.push_back(std::to_string(pairs) + " by " + reason);
    }
    std::string text = Count(proof.conflicting_pairs, "conflicting pair") + " of " +
                       std::to_string(proof.accesses) +
                       (proof.accesses == 1 ? " access" : " accesses");
    if (!parts.empty()) text += "; separated: " + Join(parts, parts.size());
    if (proof.known_whole) text += "; known unknown: none of them counts as separated";
    text += "; " + std::to_string(proof.refuted_pairs) + " refuted, " +
            std::to_string(proof.unknown_pairs) + " unknown";
    Row("pairs", text);
    if (!proof.obligations.empty() && !proof.known_whole) {
      auto proved = std::count_if(
          proof.obligations.begin(), proof.obligations.end(), [](const ObligationRow& row) {
            return row.verdict == Verdict::kProved || row.verdict == Verdict::kProvedToBound;
          });
      Row("checks",
          std::to_string(proved) + " of " +
              Count(static_cast<std::int64_t>(proof.obligations.size()), "side condition") +
              " proved");
    }
    if (!options_.all_pairs) return;
    for (const PairRow& pair : proof.pairs) {
      out_ << "    " << pair.separated_by << ": " << pair.first.object << ": " << pair.first.access
           << " in " << pair.first.function << " (" << pair.first.role << ", "
           << pair.first.position << ") against " << pair.second.access << " in "
           << pair.second.function << " (" << pair.second.role << ", " << pair.second.position
           << ")";
      if (pair.pairs > 1) out_ << ", stands for " << Count(pair.pairs, "pair");
      out_ << "\n";
    }
  }

  const TextOptions& options_;
  std::ostringstream out_;
};

std::string KnownOf(std::int64_t known) {
  return known == 0 ? "" : " (" + std::to_string(known) + " known)";
}

/// What the baseline keeps from failing the run: by name and number, never silent.
std::string RenderKnownUnknown(const RunResult& result) {
  std::vector<std::string> protocols;
  for (const ProofRow& proof : result.proofs) {
    if (!proof.known) continue;
    std::string text = proof.protocol;
    if (proof.known_whole) {
      // No number that a slower machine would change: those stand with the protocol.
      text += " (as a whole" + (proof.budget.empty() ? "" : ", budget " + proof.budget) + ")";
    }
    protocols.push_back(text);
  }
  std::set<std::string> whole;
  for (const ProofRow& proof : result.proofs) {
    if (proof.known_whole) whole.insert(proof.protocol);
  }
  const std::string rules = RenderRules(
      result, [&](const Open& row) { return row.known && whole.count(row.protocol) == 0; }, true);
  if (protocols.empty() && rules.empty()) return "";
  std::string text = "known unknown, listed in " + result.baseline.file + ": ";
  if (!protocols.empty()) {
    text +=
        (protocols.size() == 1 ? "protocol " : "protocols ") + Join(protocols, protocols.size());
  }
  if (!rules.empty()) text += (protocols.empty() ? "" : "; ") + rules;
  return text + "\n";
}

}  // namespace

std::string RenderText(const RunResult& result, const TextOptions& options) {
  return TextReport(options).Render(result);
}

std::string RenderSummary(const RunResult& result) {
  std::int64_t any = 0, bounded = 0, refuted = 0, unknown = 0, known_refuted = 0, known_unknown = 0;
  for (const ProofRow& proof : result.proofs) {
    any += proof.verdict == Verdict::kProved;
    bounded += proof.verdict == Verdict::kProvedToBound;
    refuted += proof.verdict == Verdict::kRefuted;
    unknown += proof.verdict == Verdict::kUnknown;
    known_refuted += proof.verdict == Verdict::kRefuted && proof.known;
    known_unknown += proof.verdict == Verdict::kUnknown && proof.known;
  }
  std::ostringstream out;
  out << "result: " << Count(static_cast<std::int64_t>(result.findings.size()), "finding");
  if (!result.baseline.file.empty() && !result.findings.empty()) {
    const auto known = std::count_if(result.findings.begin(), result.findings.end(),
                                     [](const Finding& finding) { return finding.known; });
    out << " (" << static_cast<std::int64_t>(result.findings.size()) - known << " new, " << known
        << " known)";
  }
  out << "   proofs: " << any + bounded << " proved";
  if (any + bounded > 0) {
    out << " (" << any << " for any number of instances, " << bounded << " to bound)";
  }
  out << ", " << refuted << " refuted" << KnownOf(known_refuted) << ", " << unknown << " unknown"
      << KnownOf(known_unknown) << "\n";
  const std::string open = RenderRules(result, [](const Open& row) { return !row.known; }, false);
  if (!open.empty()) out << "unknown: " << open << "\n";
  out << RenderKnownUnknown(result);
  std::set<std::string> assumptions;
  for (const ProofRow& proof : result.proofs) {
    for (const AssumptionRow& row : proof.assumptions) assumptions.insert(row.id);
  }
  if (!assumptions.empty()) {
    out << "assumed: "
        << Join(std::vector<std::string>(assumptions.begin(), assumptions.end()), kNameShown)
        << "\n";
  }
  if (!result.complete || !result.problems.empty()) {
    out << "incomplete: " << Count(static_cast<std::int64_t>(result.problems.size()), "problem")
        << "; nothing above is more than a part of the answer\n";
  }
  return out.str();
}

}  // namespace interlock::report
