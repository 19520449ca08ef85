// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/smt/solver.h"

#include <z3.h>

#include <algorithm>
#include <chrono>
#include <set>

namespace interlock::smt {
namespace {

using Clock = std::chrono::steady_clock;

std::int64_t MicrosecondsSince(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start).count();
}

// Without a handler of its own Z3's C interface ends the process on an error.
void KeepGoing(Z3_context, Z3_error_code) {}

// A context grows with every symbol it has seen; a fresh one costs about 6 ms.
constexpr int kQueriesPerContextMax = 2000;

}  // namespace

struct Solver::Context {
  Z3_context z3 = nullptr;
  int queries = 0;

  void Open() {
    Z3_config config = Z3_mk_config();
    Z3_set_param_value(config, "model", "true");
    Z3_set_param_value(config, "unsat_core", "true");
    z3 = Z3_mk_context_rc(config);
    Z3_del_config(config);
    Z3_set_error_handler(z3, KeepGoing);
    queries = 0;
  }
  void Close() {
    if (z3 != nullptr) Z3_del_context(z3);
    z3 = nullptr;
  }
  bool Failed(Answer* answer) const {
    const Z3_error_code code = Z3_get_error_code(z3);
    if (code == Z3_OK) return false;
    answer->kind = AnswerKind::kUnknown;
    answer->reason = std::string("solver error: ") + Z3_get_error_msg(z3, code);
    return true;
  }
};

namespace {

// One check of parsed assertions with one of Z3's engines.
class Check {
 public:
  Check(Z3_context z3, Z3_solver solver) : z3_(z3), solver_(solver) {
    Z3_solver_inc_ref(z3_, solver_);
  }
  ~Check() { Z3_solver_dec_ref(z3_, solver_); }
  Check(const Check&) = delete;
  Check& operator=(const Check&) = delete;

  void SetTimeout(std::int64_t timeout_ms) {
    Z3_params params = Z3_mk_params(z3_);
    Z3_params_inc_ref(z3_, params);
    const std::int64_t limited = std::clamp<std::int64_t>(timeout_ms, 1, 1 << 30);
    Z3_params_set_uint(z3_, params, Z3_mk_string_symbol(z3_, "timeout"),
                       static_cast<unsigned>(limited));
    Z3_solver_set_params(z3_, solver_, params);
    Z3_params_dec_ref(z3_, params);
  }

  void AssertAll(Z3_ast_vector parsed, const std::vector<std::string>& names) {
    Z3_sort boolean = Z3_mk_bool_sort(z3_);
    for (std::size_t i = 0; i < names.size(); ++i) {
      Z3_ast tracker =
          Z3_mk_const(z3_, Z3_mk_string_symbol(z3_, ("." + names[i]).c_str()), boolean);
      Z3_inc_ref(z3_, tracker);
      Z3_solver_assert_and_track(
          z3_, solver_, Z3_ast_vector_get(z3_, parsed, static_cast<unsigned>(i)), tracker);
      Z3_dec_ref(z3_, tracker);
    }
  }

  Z3_lbool Run() { return Z3_solver_check(z3_, solver_); }
  std::string Reason() { return Z3_solver_get_reason_unknown(z3_, solver_); }

  std::vector<std::string> Core(const std::vector<std::string>& names) {
    Z3_ast_vector core = Z3_solver_get_unsat_core(z3_, solver_);
    Z3_ast_vector_inc_ref(z3_, core);
    std::set<std::string> found;
    for (unsigned i = 0; i < Z3_ast_vector_size(z3_, core); ++i) {
      Z3_func_decl declaration =
          Z3_get_app_decl(z3_, Z3_to_app(z3_, Z3_ast_vector_get(z3_, core, i)));
      found.insert(Z3_get_symbol_string(z3_, Z3_get_decl_name(z3_, declaration)));
    }
    Z3_ast_vector_dec_ref(z3_, core);
    std::vector<std::string> ordered;
    for (const std::string& name : names) {
      if (found.count("." + name) != 0) ordered.push_back(name);
    }
    return ordered;
  }

  std::map<std::string, std::string> Model(const std::vector<std::string>& constants) {
    std::map<std::string, std::string> values;
    Z3_model model = Z3_solver_get_model(z3_, solver_);
    Z3_model_inc_ref(z3_, model);
    Z3_sort integer = Z3_mk_int_sort(z3_);
    for (const std::string& name : constants) {
      Z3_ast constant = Z3_mk_const(z3_, Z3_mk_string_symbol(z3_, name.c_str()), integer);
      Z3_inc_ref(z3_, constant);
      Z3_ast value = nullptr;
      if (Z3_model_eval(z3_, model, constant, true, &value) && value != nullptr) {
        Z3_inc_ref(z3_, value);
        if (Z3_is_numeral_ast(z3_, value)) values[name] = Z3_get_numeral_string(z3_, value);
        Z3_dec_ref(z3_, value);
      }
      Z3_dec_ref(z3_, constant);
    }
    Z3_model_dec_ref(z3_, model);
    return values;
  }

 private:
  Z3_context z3_;
  Z3_solver solver_;
};

}  // namespace

Solver::Solver() : context_(std::make_unique<Context>()) { context_->Open(); }
Solver::~Solver() { context_->Close(); }

Answer Solver::Solve(const Script& script, std::int64_t timeout_ms) {
  const Clock::time_point start = Clock::now();
  Answer answer;
  if (++context_->queries > kQueriesPerContextMax) {
    context_->Close();
    context_->Open();
  }
  Z3_context z3 = context_->z3;
  const std::string text = script.Text();
  Z3_ast_vector parsed =
      Z3_parse_smtlib2_string(z3, text.c_str(), 0, nullptr, nullptr, 0, nullptr, nullptr);
  if (context_->Failed(&answer)) return answer;
  Z3_ast_vector_inc_ref(z3, parsed);
  if (Z3_ast_vector_size(z3, parsed) != script.names().size()) {
    Z3_ast_vector_dec_ref(z3, parsed);
    answer.reason = "solver error: number of assertions differs after parsing";
    return answer;
  }
  // The incremental engine answers most queries in under a millisecond; what it gives up on goes to
  // the engine that Z3 selects by itself.
  for (const bool simple : {true, false}) {
    const std::int64_t left_ms = timeout_ms - MicrosecondsSince(start) / 1000;
    if (left_ms <= 0) break;
    Check check(z3, simple ? Z3_mk_simple_solver(z3) : Z3_mk_solver(z3));
    check.SetTimeout(simple ? std::max<std::int64_t>(1, left_ms / 2) : left_ms);
    check.AssertAll(parsed, script.names());
    const Z3_lbool result = check.Run();
    if (context_->Failed(&answer)) break;
    if (result == Z3_L_FALSE) {
      answer.kind = AnswerKind::kUnsat;
      answer.core = check.Core(script.names());
    } else if (result == Z3_L_TRUE) {
      answer.kind = AnswerKind::kSat;
      answer.model = check.Model(script.constants());
    } else {
      answer.reason = check.Reason();
      continue;
    }
    if (context_->Failed(&answer)) answer.core.clear();
    break;
  }
  Z3_ast_vector_dec_ref(z3, parsed);
  answer.elapsed_us = MicrosecondsSince(start);
  if (answer.elapsed_us > timeout_ms * 1000) {
    answer = Answer{AnswerKind::kUnknown, true, "time-out", {}, {}, answer.elapsed_us};
  } else if (answer.kind == AnswerKind::kUnknown && answer.reason.empty()) {
    answer.reason = "no answer";
  }
  return answer;
}

std::string SolverVersion() {
  unsigned major = 0;
  unsigned minor = 0;
  unsigned build = 0;
  unsigned revision = 0;
  Z3_get_version(&major, &minor, &build, &revision);
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(build);
}

}  // namespace interlock::smt
