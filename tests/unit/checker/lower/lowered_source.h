// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Lowers snippets for tests and looks things up in the facts.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "checker/frontend/facts_dump.h"
#include "checker/frontend/facts_validate.h"
#include "checker/lower/lower_source.h"

namespace interlock::lower {

/// A folder that vanishes with the object.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = std::filesystem::temp_directory_path() / "interlock-XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Lowers `code` as a file called `name` (C++20, or C11 for a name that ends in .c).
inline facts::Unit LowerSnippet(const std::string& code, const std::string& name = "snippet.cc",
                                std::vector<std::string> arguments = {}) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / name) << code;
  CompileCommand command;
  command.directory = folder.path();
  command.file = folder.path() / name;
  const bool c = name.size() > 2 && name.substr(name.size() - 2) == ".c";
  command.arguments = {c ? "gcc" : "g++", c ? "-std=gnu11" : "-std=c++20", "-c", "-w"};
  command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
  command.arguments.push_back(command.file);
  LowerOptions options;
  options.project_root = folder.path();
  const Result<facts::Unit> unit = LowerSource(command, options);
  if (!unit) {
    ADD_FAILURE() << unit.error().ToText();
    return {};
  }
  for (const facts::Function& function : unit->functions) {
    for (const facts::Instruction& instruction : function.instructions) {
      if (instruction.op == facts::Op::kUnsupported) {
        EXPECT_EQ(instruction.symbol.find("facts that do not hold together"), std::string::npos)
            << facts::FunctionText(*unit, function) << instruction.symbol;
      }
    }
  }
  return *unit;
}

/// The function whose key is `key`, or starts with `key` if there is only one such.
inline const facts::Function& FunctionOf(const facts::Unit& unit, const std::string& key) {
  static const facts::Function none;
  for (const facts::Function& function : unit.functions) {
    if (function.key == key) return function;
  }
  const facts::Function* found = nullptr;
  for (const facts::Function& function : unit.functions) {
    if (function.key.rfind(key, 0) == 0) {
      if (found != nullptr) {
        ADD_FAILURE() << "two functions start with " << key;
        return none;
      }
      found = &function;
    }
  }
  if (found == nullptr) {
    ADD_FAILURE() << "no function " << key << " in\n" << facts::UnitText(unit);
    return none;
  }
  return *found;
}

inline std::vector<const facts::Instruction*> AllOf(const facts::Function& function, facts::Op op,
                                                    const std::string& symbol = "") {
  std::vector<const facts::Instruction*> all;
  for (const facts::Instruction& instruction : function.instructions) {
    if (instruction.op == op && (symbol.empty() || instruction.symbol == symbol)) {
      all.push_back(&instruction);
    }
  }
  return all;
}

inline std::size_t CountOf(const facts::Function& function, facts::Op op,
                           const std::string& symbol = "") {
  return AllOf(function, op, symbol).size();
}

/// Renders a register as an expression, e.g. `load(field x(global c:@g))`.
inline std::string ExpressionText(const facts::Function& function, facts::Register r) {
  const facts::Instruction& instruction = function.instructions[r];
  std::string text = facts::InstructionText(instruction);
  text = text.substr(0, text.find(" %"));
  text = text.substr(0, text.find(" bytes="));
  switch (instruction.op) {
    case facts::Op::kLocal:
      return function.locals[instruction.immediate].name;
    case facts::Op::kParameter:
      return "$" + std::to_string(instruction.immediate);
    case facts::Op::kConstant:
      return std::to_string(instruction.immediate);
    case facts::Op::kField:
      text = "field " + instruction.symbol + "@" + std::to_string(instruction.immediate);
      break;
    case facts::Op::kIndex:
      text = "index*" + std::to_string(instruction.immediate);
      break;
    default:
      break;
  }
  if (instruction.args.empty()) return text;
  text += "(";
  for (std::size_t i = 0; i < instruction.args.size(); ++i) {
    if (i != 0) text += ", ";
    text += ExpressionText(function, instruction.args[i]);
  }
  return text + ")";
}

/// Renders every instruction with the operation as an expression.
inline std::vector<std::string> Expressions(const facts::Function& function, facts::Op op) {
  std::vector<std::string> all;
  for (std::size_t r = 0; r < function.instructions.size(); ++r) {
    if (function.instructions[r].op == op) {
      all.push_back(ExpressionText(function, static_cast<facts::Register>(r)));
    }
  }
  return all;
}

}  // namespace interlock::lower
