// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/smt/horn.h"

#include <z3.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <sstream>

#include "models/smt/child_process.h"

namespace interlock::smt {
namespace {

constexpr const char* kReachable = "il.reachable";
constexpr const char* kBad = "il.bad";
constexpr const char* kAfter = "il.after.";

void KeepGoing(Z3_context, Z3_error_code) {}

std::string State(const std::vector<std::string>& arguments) {
  std::string text = std::string("(") + kReachable;
  for (const std::string& argument : arguments) text += " " + argument;
  return text + ")";
}

// The rules of the system in the engine's own input language.
std::string RulesText(const HornSystem& system) {
  std::string text = std::string("(declare-rel ") + kReachable + " (";
  for (std::size_t i = 0; i < system.variables.size(); ++i) text += i == 0 ? "Int" : " Int";
  text += std::string("))\n(declare-rel ") + kBad + " ())\n";
  std::vector<std::string> after;
  for (const std::string& name : system.variables) {
    after.push_back(kAfter + name);
    text += "(declare-var " + name + " Int)\n(declare-var " + after.back() + " Int)\n";
  }
  const std::string before = State(system.variables);
  text += "(rule (=> " + system.initial.text() + " " + before + "))\n";
  const std::string body = "(and " + before + " " + system.strengthening.text() + " ";
  for (const HornTransition& transition : system.transitions) {
    std::string updates = transition.condition.text();
    std::vector<std::string> head = system.variables;
    for (std::size_t i = 0; i < system.variables.size(); ++i) {
      if (transition.next[i].text() == system.variables[i]) continue;
      head[i] = after[i];
      updates += " (= " + after[i] + " " + transition.next[i].text() + ")";
    }
    text += "(rule (=> " + body + updates + ") " + State(head) + "))\n";
  }
  return text + "(rule (=> " + body + system.bad.text() + ") " + kBad + "))\n";
}

// One fixed-point query; lives in the child process only.
class FixedPoint {
 public:
  FixedPoint() {
    Z3_config config = Z3_mk_config();
    // Without reference counts: what is made lives as long as the process, which ends soon.
    z3_ = Z3_mk_context(config);
    Z3_del_config(config);
    Z3_set_error_handler(z3_, KeepGoing);
    fixed_point_ = Z3_mk_fixedpoint(z3_);
    Z3_fixedpoint_inc_ref(z3_, fixed_point_);
    Z3_params params = Z3_mk_params(z3_);
    Z3_params_inc_ref(z3_, params);
    Z3_params_set_symbol(z3_, params, Symbol("engine"), Symbol("spacer"));
    // Rules must stay one per transition, or neither invariant nor derivation can be read back.
    for (const char* name : {"xform.slice", "xform.inline_linear", "xform.inline_eager"}) {
      Z3_params_set_bool(z3_, params, Symbol(name), false);
    }
    Z3_fixedpoint_set_params(z3_, fixed_point_, params);
  }
  FixedPoint(const FixedPoint&) = delete;
  FixedPoint& operator=(const FixedPoint&) = delete;

  // The answer as lines: kind, then its content.
  std::string Run(const HornSystem& system) {
    Z3_fixedpoint_from_string(z3_, fixed_point_, RulesText(system).c_str());
    if (Failed()) return "unknown\n" + error_;
    std::vector<Z3_sort> sorts(system.variables.size(), Z3_mk_int_sort(z3_));
    reachable_ = Z3_mk_func_decl(z3_, Symbol(kReachable), static_cast<unsigned>(sorts.size()),
                                 sorts.data(), Z3_mk_bool_sort(z3_));
    Z3_func_decl bad = Z3_mk_func_decl(z3_, Symbol(kBad), 0, nullptr, Z3_mk_bool_sort(z3_));
    const Z3_lbool result = Z3_fixedpoint_query_relations(z3_, fixed_point_, 1, &bad);
    if (Failed()) return "unknown\n" + error_;
    if (result == Z3_L_FALSE) {
      const std::string invariant = Invariant(system.variables);
      return Failed() ? "unknown\n" + error_ : "invariant\n" + invariant;
    }
    if (result == Z3_L_TRUE) return "reached\n" + Trace(system.variables.size());
    return std::string("unknown\n") + Z3_fixedpoint_get_reason_unknown(z3_, fixed_point_);
  }

 private:
  Z3_symbol Symbol(const char* name) { return Z3_mk_string_symbol(z3_, name); }

  bool Failed() {
    const Z3_error_code code = Z3_get_error_code(z3_);
    if (code != Z3_OK) error_ = std::string("solver error: ") + Z3_get_error_msg(z3_, code);
    return code != Z3_OK;
  }

  std::string Invariant(const std::vector<std::string>& variables) {
    // Level -1: what holds at every level, that is, the inductive invariant.
    Z3_ast cover = Z3_fixedpoint_get_cover_delta(z3_, fixed_point_, -1, reachable_);
    if (cover == nullptr) return "true";
    std::vector<Z3_ast> constants;
    for (const std::string& name : variables) {
      constants.push_back(Z3_mk_const(z3_, Symbol(name.c_str()), Z3_mk_int_sort(z3_)));
    }
    Z3_ast closed =
        Z3_substitute_vars(z3_, cover, static_cast<unsigned>(constants.size()), constants.data());
    Z3_set_ast_print_mode(z3_, Z3_PRINT_SMTLIB2_COMPLIANT);
    std::string text = Z3_ast_to_string(z3_, closed);
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
  }

  // Rows of the derivation, from the initial state on. Each rule has one state in its body, so the
  // derivation is a chain, the last state outermost.
  std::string Trace(std::size_t width) {
    Z3_ast answer = Z3_fixedpoint_get_answer(z3_, fixed_point_);
    if (Failed() || answer == nullptr) return "";
    std::vector<std::string> rows;
    std::set<unsigned> seen;
    Collect(answer, width, &seen, &rows);
    std::string text;
    for (std::size_t i = rows.size(); i-- > 0;) text += rows[i] + "\n";
    return text;
  }

  void Collect(Z3_ast root, std::size_t width, std::set<unsigned>* seen,
               std::vector<std::string>* rows) {
    std::vector<Z3_ast> open{root};
    while (!open.empty()) {
      Z3_ast node = open.back();
      open.pop_back();
      if (Z3_get_ast_kind(z3_, node) != Z3_APP_AST ||
          !seen->insert(Z3_get_ast_id(z3_, node)).second) {
        continue;
      }
      Z3_app app = Z3_to_app(z3_, node);
      const unsigned count = Z3_get_app_num_args(z3_, app);
      if (Z3_get_app_decl(z3_, app) == reachable_) {
        std::string row;
        bool ground = count == width;
        for (unsigned i = 0; i < count && ground; ++i) {
          Z3_ast value = Z3_get_app_arg(z3_, app, i);
          ground = Z3_is_numeral_ast(z3_, value);
          if (ground) row += std::string(i == 0 ? "" : " ") + Z3_get_numeral_string(z3_, value);
        }
        if (ground) rows->push_back(row);
        continue;
      }
      // A node's conclusion, its last argument, comes before its premises.
      for (unsigned i = 0; i < count; ++i) open.push_back(Z3_get_app_arg(z3_, app, i));
    }
  }

  Z3_context z3_ = nullptr;
  Z3_fixedpoint fixed_point_ = nullptr;
  Z3_func_decl reachable_ = nullptr;
  std::string error_;
};

HornAnswer Parse(const std::string& text, std::size_t width) {
  HornAnswer answer;
  std::istringstream lines(text);
  std::string line;
  std::getline(lines, line);
  if (line == "invariant") {
    answer.kind = HornKind::kInvariant;
    std::getline(lines, answer.invariant);
    return answer;
  }
  if (line != "reached") {
    std::getline(lines, answer.reason);
    if (answer.reason.empty()) answer.reason = "no answer";
    return answer;
  }
  answer.kind = HornKind::kReached;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::vector<std::string> row;
    std::string word;
    while (words >> word) row.push_back(word);
    if (row.size() == width) answer.trace.push_back(std::move(row));
  }
  return answer;
}

}  // namespace

HornAnswer SolveHorn(const HornSystem& system, std::int64_t timeout_ms) {
  const auto start = std::chrono::steady_clock::now();
  const ChildText child = RunInChild([&] { return FixedPoint().Run(system) + "\n"; }, timeout_ms);
  HornAnswer answer;
  if (child.end == ChildEnd::kWhole) {
    answer = Parse(child.text, system.variables.size());
  } else {
    answer.reason = child.reason;
  }
  answer.elapsed_ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                          std::chrono::steady_clock::now() - start)
                          .count();
  return answer;
}

}  // namespace interlock::smt
