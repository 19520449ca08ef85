// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/smt/child_check.h"

#include <algorithm>
#include <sstream>
#include <string>

#include "models/smt/child_process.h"

namespace interlock::smt {
namespace {

std::string Serialize(const Answer& answer) {
  std::string text;
  switch (answer.kind) {
    case AnswerKind::kSat:
      text = "sat\n";
      for (const auto& [name, value] : answer.model) text += name + " " + value + "\n";
      break;
    case AnswerKind::kUnsat:
      text = "unsat\n";
      for (const std::string& name : answer.core) text += name + "\n";
      break;
    case AnswerKind::kUnknown: {
      std::string reason = answer.reason;
      std::replace(reason.begin(), reason.end(), '\n', ' ');
      text = "unknown\n" + reason + "\n";
      break;
    }
  }
  return text;
}

Answer Parse(const std::string& text) {
  Answer failed;
  failed.reason = "solver process ended without an answer";
  std::istringstream lines(text);
  std::string line;
  std::getline(lines, line);
  Answer answer;
  if (line == "unknown") {
    std::getline(lines, answer.reason);
    return answer;
  }
  if (line != "sat" && line != "unsat") return failed;
  answer.kind = line == "sat" ? AnswerKind::kSat : AnswerKind::kUnsat;
  while (std::getline(lines, line)) {
    const std::size_t space = line.find(' ');
    if (answer.kind == AnswerKind::kUnsat) {
      answer.core.push_back(line);
    } else if (space != std::string::npos) {
      answer.model[line.substr(0, space)] = line.substr(space + 1);
    }
  }
  return answer;
}

}  // namespace

Answer CheckInChild(const Script& script, EngineKind kind, std::int64_t timeout_ms) {
  const ChildText child = RunInChild(
      [&] {
        Engine engine;
        return Serialize(engine.Check(script, kind, /*timeout_ms=*/0));
      },
      timeout_ms);
  if (child.end == ChildEnd::kWhole) return Parse(child.text);
  Answer failed;
  failed.timed_out = child.end == ChildEnd::kTimedOut;
  failed.reason = child.reason;
  return failed;
}

}  // namespace interlock::smt
