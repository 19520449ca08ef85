// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// interlock-lower [--json|--text|--stats] [--root DIR] FILE [-- COMPILER ARGUMENTS...]
// interlock-lower [--json|--text|--stats] [--root DIR] --database DIR [--out DIR]
//
// Lowers one file, or every file of a compile database. For tests and for looking at facts.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>

#include "checker/frontend/facts_dump.h"
#include "checker/frontend/facts_json.h"
#include "checker/frontend/op_table.h"
#include "checker/lower/lower_source.h"

namespace {

namespace fs = std::filesystem;
using interlock::facts::Op;
using interlock::facts::Unit;

struct Settings {
  std::string format = "--json";
  std::string database;
  std::string out;
  std::string file;
  std::vector<std::string> arguments;
  interlock::lower::LowerOptions lower;
};

int Usage() {
  std::cerr << "usage: interlock-lower [--json|--text|--stats] [--root DIR] FILE [-- ARGUMENTS]\n"
               "       interlock-lower [--json|--text|--stats] [--root DIR] --database DIR "
               "[--out DIR]\n";
  return 2;
}

void PrintStats(const Unit& unit) {
  std::size_t instructions = 0;
  std::map<std::string, int> open;
  for (const auto& function : unit.functions) {
    instructions += function.instructions.size();
    for (const auto& instruction : function.instructions) {
      if (instruction.op == Op::kOpaque || instruction.op == Op::kUnsupported ||
          instruction.op == Op::kUnknownAddress) {
        ++open[std::string(interlock::facts::RowOf(instruction.op).name) + "\t" +
               instruction.symbol];
      }
    }
  }
  std::cout << "unit\t" << unit.source << "\tfunctions=" << unit.functions.size()
            << " instructions=" << instructions << " errors=" << unit.errors.size() << "\n";
  for (const std::string& error : unit.errors) std::cout << "error\t" << error << "\n";
  for (const auto& [name, count] : open) std::cout << name << "\t" << count << "\n";
}

bool LowerOne(const interlock::lower::CompileCommand& command, const Settings& settings) {
  const auto unit = interlock::lower::LowerSource(command, settings.lower);
  if (!unit) {
    std::cerr << unit.error().ToText() << "\n";
    return false;
  }
  const std::string json = interlock::facts::WriteUnit(*unit);
  if (!settings.out.empty()) {
    std::string name = unit->source;
    for (char& c : name) {
      if (c == '/') c = '_';
    }
    std::ofstream(fs::path(settings.out) / (name + ".json")) << json;
  }
  if (const auto again = interlock::facts::ReadUnit(json); !again) {
    std::cerr << command.file << ": facts do not read back: " << again.error().ToText() << "\n";
    return false;
  }
  if (settings.format == "--json" && settings.out.empty()) {
    std::cout << json << "\n";
  } else if (settings.format == "--text") {
    std::cout << interlock::facts::UnitText(*unit);
  } else if (settings.format == "--stats") {
    PrintStats(*unit);
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--json" || argument == "--text" || argument == "--stats") {
      settings.format = argument;
    } else if (argument == "--root" && i + 1 < argc) {
      settings.lower.project_root = argv[++i];
    } else if (argument == "--database" && i + 1 < argc) {
      settings.database = argv[++i];
    } else if (argument == "--out" && i + 1 < argc) {
      settings.out = argv[++i];
    } else if (argument == "--") {
      settings.arguments.assign(argv + i + 1, argv + argc);
      break;
    } else {
      settings.file = argument;
    }
  }
  if (!settings.database.empty()) {
    const auto commands = interlock::lower::ReadCompileDatabase(settings.database);
    if (!commands) {
      std::cerr << commands.error().ToText() << "\n";
      return 2;
    }
    bool good = true;
    for (const auto& command : *commands) good = LowerOne(command, settings) && good;
    return good ? 0 : 2;
  }
  if (settings.file.empty()) return Usage();
  interlock::lower::CompileCommand command;
  command.directory = fs::current_path();
  command.file = fs::absolute(settings.file);
  const std::string extension = fs::path(command.file).extension();
  command.arguments = {extension == ".c" ? "clang" : "clang++"};
  if (extension != ".c") command.arguments.push_back("-std=c++20");
  command.arguments.insert(command.arguments.end(), settings.arguments.begin(),
                           settings.arguments.end());
  command.arguments.push_back(command.file);
  return LowerOne(command, settings) ? 0 : 2;
}
