// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/mutant_matrix.h"

#include <algorithm>
#include <map>

#include "models/protocol/json_value.h"

namespace interlock::cli {
namespace {

using protocol::JsonValue;
using State = MutantRow::State;

// The parts of the page that do not depend on the mutants.
const char* const kPageHead = R"(# Mutants

Seeded bugs, who catches them, and variants that look like bugs and are none. Written by

```
)";
const char* const kPageLegend = R"(
```

*Proof* is what `check` said about the protocol of the mutated source. *Caught*: the verdict, the rule
and the function are those of `expect.json`. *Stopped*: the protocol is not proved any more, for the
expected reason, but there is no witness. *Also by* names those whom tests of their own hold to it,
*corpus* the stages that the corpus of bugs names. A mutant whose proof is *not asked* has no proof that
it could flip: that of its protocol does not exist yet, or is not about what the mutant breaks.

| mutant | protocol | proof expected | proof | replay | also by | corpus | what |
|---|---|---|---|---|---|---|---|
)";
const char* const kPageFolder = R"(
## The folder

A mutant is a folder with `mutation.patch` (paths below `a/` and `b/`, applied without fuzz to a copy of
the project), `expect.json` and `README.md`. In `expect.json`, `id` and `protocol` say what it is and
whose proof it flips, `caught_by` who catches it; its member `proof` holds the `property` (data race
freedom without it), the verdict, and the rule and the function of a finding (with the verdict `unknown`:
of an open question), never a line. Without it the proof is not asked. `harmless/` holds variants as
`<name>.patch`, each named in `harmless/expect.json`; with `proof` they must be proved and have no
finding.

`--only ID` runs some of them, `--jobs N` several at a time. `--baseline FILE` names the protocols that are
known unknown, each with its budget; nothing else of it counts. `--programs FOLDER` asks for each finding to
be replayed in `FOLDER/<name>`. Exit code 0: each is caught, stopped or silent as expected; 1: one is
not; 2: a patch does not apply, an `expect.json` is missing or wrong, or a check is not complete; 128+n:
ended by signal n, and what was not run is not decided.
)";

std::string Join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

bool NamesFunction(const report::Finding& finding, const std::string& function) {
  return std::any_of(finding.places.begin(), finding.places.end(), [&](const report::Place& place) {
    return ("::" + place.function).ends_with("::" + function);
  });
}

std::string Expected(const Mutant& mutant) {
  if (!mutant.has_proof) return "-";
  std::string text = report::VerdictName(mutant.proof.verdict);
  if (!mutant.proof.rule.empty()) text += " " + mutant.proof.rule;
  if (!mutant.proof.function.empty()) text += " in " + mutant.proof.function;
  return text;
}

/// Why an expected finding is not there; empty if it is.
std::string MissingFinding(const report::RunResult& result, bool with_program, MutantRow* row) {
  const ProofExpectation& expected = row->mutant.proof;
  bool any = false;
  for (const report::Finding& finding : result.findings) {
    if (finding.protocol != row->mutant.protocol || finding.rule != expected.rule) continue;
    if (!NamesFunction(finding, expected.function)) continue;
    any = true;
    if (row->replay != "replayed") row->replay = finding.replay;
  }
  if (!any) {
    return "none of " + std::to_string(result.findings.size()) + " findings is " + expected.rule +
           " in " + expected.function;
  }
  // Only a race has a schedule that a program could follow.
  const bool is_race = expected.property == report::kRaceFreedom;
  if (with_program && is_race && row->replay != "replayed") {
    return "the finding was not replayed" + (row->replay.empty() ? "" : ": " + row->replay);
  }
  return "";
}

/// Why an expected open question is not there; empty if it is. Stable keys of sites begin with the
/// function.
std::string MissingQuestion(const report::RunResult& result, const MutantRow& row) {
  const ProofExpectation& expected = row.mutant.proof;
  for (const report::Open& open : result.unknown) {
    if (open.protocol != row.mutant.protocol || open.rule != expected.rule) continue;
    for (const std::string& site : open.sites) {
      const std::string function = site.substr(0, site.find_first_of("(#"));
      if (("::" + function).ends_with("::" + expected.function)) return "";
    }
  }
  return "none of " + std::to_string(result.unknown.size()) + " open questions is " +
         expected.rule + " in " + expected.function;
}

std::string Summary(const std::vector<MutantRow>& rows) {
  std::map<State, int> count;
  for (const MutantRow& row : rows) ++count[row.state];
  std::string text;
  const auto add = [&](State state, const char* words) {
    if (count[state] == 0) return;
    text += (text.empty() ? "" : ", ") + std::to_string(count[state]) + " " + words;
  };
  add(State::kCaught, "caught by the proof");
  add(State::kStopped, "stopped without a witness");
  add(State::kSilent, "harmless and silent");
  add(State::kNotAsked, "not asked of the proof");
  add(State::kMissed, "MISSED");
  add(State::kAlarm, "harmless and NOT silent");
  add(State::kError, "not decided");
  add(State::kNotRun, "not run");
  return text;
}

/// The reason on one line.
std::string ReasonOf(const MutantRow& row) {
  std::string text = row.reason;
  while (!text.empty() && text.back() == '\n') text.pop_back();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

void Pad(std::string* text, std::size_t width) {
  if (text->size() < width) text->resize(width, ' ');
}

}  // namespace

const char* StateName(State state) {
  switch (state) {
    case State::kCaught:
      return "caught";
    case State::kStopped:
      return "stopped";
    case State::kSilent:
      return "silent";
    case State::kNotAsked:
      return "not asked";
    case State::kMissed:
      return "MISSED";
    case State::kAlarm:
      return "ALARM";
    case State::kError:
      return "error";
    case State::kNotRun:
      return "not run";
  }
  return "error";
}

void Judge(const report::RunResult& result, bool with_program, MutantRow* row) {
  const bool complete = result.complete && result.problems.empty() && result.signal == 0;
  if (!complete) {
    row->state = State::kError;
    row->reason = "the check is not complete";
    if (!result.problems.empty()) {
      row->reason += ": " + result.problems[0].position + ": " + result.problems[0].message;
    }
    return;
  }
  const Mutant& mutant = row->mutant;
  const auto proof =
      std::find_if(result.proofs.begin(), result.proofs.end(), [&](const report::ProofRow& entry) {
        return entry.protocol == mutant.protocol && entry.property == mutant.proof.property;
      });
  if (proof == result.proofs.end()) {
    row->state = State::kError;
    row->reason = "no answer about " + mutant.proof.property + " of protocol " + mutant.protocol;
    return;
  }
  row->verdict = report::VerdictName(proof->verdict);
  row->findings = static_cast<std::int64_t>(result.findings.size());
  std::string& reason = row->reason;
  const bool wants_witness = mutant.proof.verdict == report::Verdict::kRefuted;
  if (!mutant.harmless) {
    reason =
        wants_witness ? MissingFinding(result, with_program, row) : MissingQuestion(result, *row);
  }
  if (proof->verdict != mutant.proof.verdict) {
    reason = "verdict is " + row->verdict + (reason.empty() ? "" : ", and " + reason);
  }
  if (mutant.harmless && row->findings > 0) {
    reason = std::to_string(row->findings) + " findings" + (reason.empty() ? "" : ", " + reason);
  }
  if (mutant.harmless) {
    row->state = reason.empty() ? State::kSilent : State::kAlarm;
  } else {
    const State expected = wants_witness ? State::kCaught : State::kStopped;
    row->state = reason.empty() ? expected : State::kMissed;
  }
}

std::string MatrixText(const std::vector<MutantRow>& rows) {
  std::size_t name_width = 0, protocol_width = 0;
  for (const MutantRow& row : rows) {
    name_width = std::max(name_width, row.mutant.name.size());
    protocol_width = std::max(protocol_width, row.mutant.protocol.size());
  }
  std::string text;
  for (const MutantRow& row : rows) {
    std::string name = row.mutant.name, protocol = row.mutant.protocol;
    std::string state = StateName(row.state);
    Pad(&name, name_width);
    Pad(&protocol, protocol_width);
    Pad(&state, 9);
    text += name + "  " + protocol + "  " + state;
    if (row.mutant.has_proof) text += "  " + Expected(row.mutant);
    if (!row.replay.empty()) text += "; " + row.replay;
    if (!row.reason.empty()) text += "  (" + ReasonOf(row) + ")";
    if (!row.mutant.others.empty()) text += "  also: " + Join(row.mutant.others);
    text += "\n";
  }
  return text + "result: " + Summary(rows) + "\n";
}

std::string MatrixJson(const std::vector<MutantRow>& rows, bool complete) {
  JsonValue list = JsonValue::Array();
  for (const MutantRow& row : rows) {
    JsonValue entry = JsonValue::Object();
    const auto text = [&](const char* name, const std::string& value) {
      entry.Set(name, JsonValue::String(value));
    };
    text("name", row.mutant.name);
    text("id", row.mutant.id);
    text("protocol", row.mutant.protocol);
    entry.Set("harmless", JsonValue::Boolean(row.mutant.harmless));
    text("state", StateName(row.state));
    text("expected", Expected(row.mutant));
    text("verdict", row.verdict);
    text("replay", row.replay);
    text("reason", ReasonOf(row));
    entry.Set("findings", JsonValue::Integer(row.findings));
    JsonValue others = JsonValue::Array();
    for (const std::string& other : row.mutant.others) others.Append(JsonValue::String(other));
    entry.Set("others", std::move(others));
    list.Append(std::move(entry));
  }
  JsonValue document = JsonValue::Object();
  document.Set("schema", JsonValue::String("interlock-mutants/1"));
  document.Set("complete", JsonValue::Boolean(complete));
  document.Set("exit_code", JsonValue::Integer(ExitCodeOf(rows)));
  document.Set("mutants", std::move(list));
  return document.ToText() + "\n";
}

std::string MatrixMarkdown(const std::vector<MutantRow>& rows, const std::string& command) {
  std::string text = kPageHead + command + kPageLegend;
  for (const MutantRow& row : rows) {
    const auto cell = [&](const std::string& value) {
      std::string escaped;
      for (const char c : value) escaped += c == '|' ? std::string("\\|") : std::string(1, c);
      text += "| " + (escaped.empty() ? "-" : escaped) + " ";
    };
    cell((row.mutant.harmless ? "harmless: " : "") + row.mutant.name);
    cell(row.mutant.protocol);
    cell(Expected(row.mutant));
    cell(StateName(row.state));
    cell(row.replay);
    cell(Join(row.mutant.others));
    cell(row.mutant.corpus);
    cell(row.mutant.title);
    text += "|\n";
  }
  return text + "\n" + Summary(rows) + ".\n" + kPageFolder;
}

int ExitCodeOf(const std::vector<MutantRow>& rows) {
  const auto any = [&](State state) {
    return std::any_of(rows.begin(), rows.end(),
                       [&](const MutantRow& row) { return row.state == state; });
  };
  if (rows.empty() || any(State::kError) || any(State::kNotRun)) return 2;
  return any(State::kMissed) || any(State::kAlarm) ? 1 : 0;
}

}  // namespace interlock::cli
