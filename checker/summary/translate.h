// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// How the names of a summary read at one call, spawn or root.
//
// Thread safety: pure functions over their arguments; a Binding is thread-compatible.

#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "checker/summary/state.h"
#include "checker/summary/storage.h"
#include "checker/summary/summary.h"

namespace interlock::summary {

/// The actual arguments of one call, and how the callee's names read in the caller.
struct Binding {
  const Summary* callee = nullptr;
  std::string site;             // "f<F>.<r>" of the call, "r<k>" of a role
  bool same_component = false;  // a call inside a cycle of the call graph
  TermList arguments;
  TermList passed;  // the arguments as the caller has them: a recursive call widens `arguments`
  std::vector<std::vector<Location>> argument_where;
  TermList iterations;  // of the loops around the call
  /// What the caller knows to stand in a cell when the callee starts; `fallback` if nothing.
  std::function<Term(const Term& address, std::uint32_t bytes, const std::vector<Location>& where,
                     const Term& fallback)>
      content;
  std::map<std::int32_t, std::int32_t> spawns;  // callee's index to ours
  std::map<std::int32_t, std::int32_t> events;
  std::vector<WriteFact> written;  // translated
  const StorageTable* storage = nullptr;
  Context base;                           // of the call itself
  std::map<Term, std::int32_t> joinable;  // token of a running spawn of ours with one instance
  std::unordered_map<Term, Term, protocol::TermHash> cache;
};

/// The term in the caller's names.
Term Translate(const Term& term, Binding* binding);

/// Where an address of the callee lies, as far as the caller can narrow it down.
std::vector<Location> TranslateWhere(const Term& before, const Term& after,
                                     const std::vector<Location>& where, const Binding& binding);

/// The callee's context inside the caller's; `*possible` is false if a condition cannot hold.
Context TranslateContext(const Context& context, Binding* binding, bool* possible);

/// True if giving back `released` may give back `lock`.
bool MayBeSame(const Held& lock, const Term& released);

/// True if the lock may lie in one of the objects (sorted).
bool LiesIn(const Held& lock, const std::vector<std::int32_t>& objects);

/// The part of a symbol behind the last call site.
inline std::string LastPart(const std::string& symbol) {
  const std::size_t slash = symbol.rfind('/');
  return slash == std::string::npos ? symbol : symbol.substr(slash + 1);
}

/// True if the term is the token of a spawn: a handle that is not empty.
inline bool IsToken(const Term& term) {
  return term.kind() == TermKind::kUnknown && LastPart(term.symbol()).rfind("t:", 0) == 0;
}

}  // namespace interlock::summary
