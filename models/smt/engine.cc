// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/smt/engine.h"

#include <z3.h>

#include <algorithm>
#include <set>

namespace interlock::smt {
namespace {

// Without a handler of its own Z3's C interface ends the process on an error.
void KeepGoing(Z3_context, Z3_error_code) {}

// One check of parsed assertions with one of Z3's engines.
class ScopedCheck {
 public:
  ScopedCheck(Z3_context z3, Z3_solver solver) : z3_(z3), solver_(solver) {
    Z3_solver_inc_ref(z3_, solver_);
  }
  ~ScopedCheck() { Z3_solver_dec_ref(z3_, solver_); }
  ScopedCheck(const ScopedCheck&) = delete;
  ScopedCheck& operator=(const ScopedCheck&) = delete;

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
      Z3_solver_assert_and_track(z3_, solver_,
                                 Z3_ast_vector_get(z3_, parsed, static_cast<unsigned>(i)), tracker);
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

struct Engine::Context {
  Z3_context z3 = nullptr;

  bool Failed(Answer* answer) const {
    const Z3_error_code code = Z3_get_error_code(z3);
    if (code == Z3_OK) return false;
    *answer = Answer();
    answer->reason = std::string("solver error: ") + Z3_get_error_msg(z3, code);
    return true;
  }
};

Engine::Engine() : context_(std::make_unique<Context>()) {
  Z3_config config = Z3_mk_config();
  Z3_set_param_value(config, "model", "true");
  Z3_set_param_value(config, "unsat_core", "true");
  context_->z3 = Z3_mk_context_rc(config);
  Z3_del_config(config);
  Z3_set_error_handler(context_->z3, KeepGoing);
}

Engine::~Engine() { Z3_del_context(context_->z3); }

Answer Engine::Check(const Script& script, EngineKind kind, std::int64_t timeout_ms) {
  Z3_context z3 = context_->z3;
  Answer answer;
  const std::string text = script.Text();
  Z3_ast_vector parsed =
      Z3_parse_smtlib2_string(z3, text.c_str(), 0, nullptr, nullptr, 0, nullptr, nullptr);
  if (context_->Failed(&answer)) return answer;
  Z3_ast_vector_inc_ref(z3, parsed);
  if (Z3_ast_vector_size(z3, parsed) != script.names().size()) {
    answer.reason = "solver error: number of assertions differs after parsing";
  } else {
    ScopedCheck check(
        z3, kind == EngineKind::kIncremental ? Z3_mk_simple_solver(z3) : Z3_mk_solver(z3));
    if (timeout_ms > 0) check.SetTimeout(timeout_ms);
    check.AssertAll(parsed, script.names());
    const Z3_lbool result = check.Run();
    if (!context_->Failed(&answer)) {
      if (result == Z3_L_FALSE) {
        answer.kind = AnswerKind::kUnsat;
        answer.core = check.Core(script.names());
      } else if (result == Z3_L_TRUE) {
        answer.kind = AnswerKind::kSat;
        answer.model = check.Model(script.constants());
      } else {
        answer.reason = check.Reason();
      }
      (void)context_->Failed(&answer);
    }
  }
  Z3_ast_vector_dec_ref(z3, parsed);
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
