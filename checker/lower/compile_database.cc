// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/lower/compile_database.h"

#include <clang/Tooling/JSONCompilationDatabase.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>

namespace interlock::lower {
namespace {

std::string Absolute(const std::string& directory, const std::string& file) {
  llvm::SmallString<256> path(file);
  if (!llvm::sys::path::is_absolute(path)) {
    path = directory;
    llvm::sys::path::append(path, file);
  }
  llvm::sys::path::remove_dots(path, /*remove_dot_dot=*/true);
  return std::string(path);
}

}  // namespace

Result<std::vector<CompileCommand>> ReadCompileDatabase(const std::string& path) {
  llvm::SmallString<256> file(path);
  if (llvm::sys::fs::is_directory(file)) llvm::sys::path::append(file, "compile_commands.json");
  if (!llvm::sys::fs::exists(file)) {
    return MakeError("compile database is missing: " + std::string(file), std::string(file),
                     ErrorKind::kNotFound);
  }
  llvm::SmallString<256> base(llvm::sys::path::parent_path(file));
  llvm::sys::fs::make_absolute(base);
  std::string message;
  const std::unique_ptr<clang::tooling::JSONCompilationDatabase> database =
      clang::tooling::JSONCompilationDatabase::loadFromFile(
          file, message, clang::tooling::JSONCommandLineSyntax::AutoDetect);
  if (!database) {
    return MakeError("compile database is malformed: " + message, std::string(file));
  }
  std::vector<CompileCommand> commands;
  for (const clang::tooling::CompileCommand& entry : database->getAllCompileCommands()) {
    CompileCommand command;
    llvm::SmallString<256> directory(entry.Directory);
    if (!llvm::sys::path::is_absolute(directory)) {
      llvm::SmallString<256> joined(base);
      llvm::sys::path::append(joined, directory);
      directory = joined;
    }
    command.directory = std::string(directory);
    command.file = Absolute(command.directory, entry.Filename);
    command.arguments = entry.CommandLine;
    if (command.arguments.empty()) {
      return MakeError("compile command has no arguments: " + command.file, std::string(file));
    }
    commands.push_back(std::move(command));
  }
  if (commands.empty()) {
    return MakeError("compile database has no entry", std::string(file));
  }
  return commands;
}

}  // namespace interlock::lower
