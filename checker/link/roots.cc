// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/link/roots.h"

#include <map>

namespace interlock::link {
namespace {

std::string Unquoted(const std::string& text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    return text.substr(1, text.size() - 2);
  }
  return text;
}

void Add(const facts::Function& function, FunctionId id, bool many, const std::string& aliasing,
         ProtocolRoots* roots) {
  (void)function;
  roots->entries.push_back(RootEntry{id, many});
  roots->aliasing.push_back(aliasing);
  roots->parameters_are_shared &= many;
}

}  // namespace

Result<std::vector<ProtocolRoots>> FindRoots(const Program& program, const LinkOptions& options) {
  std::map<std::string, ProtocolRoots> by_name;
  if (!options.roots.empty()) {
    for (const std::string& name : options.roots) {
      const std::vector<FunctionId> found = program.FindFunctionsNamed(name);
      if (found.empty()) {
        return MakeError("no function with this name: root=" + name, "", ErrorKind::kNotFound);
      }
      for (FunctionId id : found) {
        Add(program.function(id), id, name != "main", "everything", &by_name[options.roots[0]]);
      }
    }
  } else {
    for (std::size_t f = 0; f < program.functions().size(); ++f) {
      const auto id = static_cast<FunctionId>(f);
      const facts::Function& function = program.function(id);
      std::string protocol;
      bool one_thread = false;
      std::string aliasing = "everything";
      for (const facts::Claim& claim : function.claims) {
        if (claim.name == "protocol" && !claim.arguments.empty()) {
          protocol = Unquoted(claim.arguments[0]);
        } else if (claim.name == "called_by" && !claim.arguments.empty()) {
          const std::string threads = Unquoted(claim.arguments[0]);
          one_thread = threads == "one thread" || threads == "one" || threads == "one_thread";
          if (claim.arguments.size() > 1) aliasing = Unquoted(claim.arguments[1]);
        }
      }
      if (!protocol.empty()) Add(function, id, !one_thread, aliasing, &by_name[protocol]);
    }
    if (by_name.empty()) {
      for (FunctionId id : program.FindFunctionsNamed("main")) {
        Add(program.function(id), id, false, "nothing", &by_name["main"]);
      }
    }
  }
  std::vector<ProtocolRoots> result;
  for (auto& [name, roots] : by_name) {
    roots.name = name;
    result.push_back(std::move(roots));
  }
  return result;
}

}  // namespace interlock::link
