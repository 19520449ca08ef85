// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/lower/lower_source.h"

#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>

#include "checker/frontend/facts_validate.h"
#include "checker/lower/thread_safety_findings.h"
#include "checker/lower/unit_lowering.h"

namespace interlock::lower {
namespace {

constexpr const char* kTool = "interlock-lower 1 (clang 19)";

// Options that only GCC knows or that only change code generation or output.
constexpr llvm::StringLiteral kDropped[] = {
    "-c",
    "-S",
    "-E",
    "-w",
    "-MD",
    "-MMD",
    "-MP",
    "-MG",
    "-M",
    "-MM",
    "-g",
    "-pipe",
    "-Werror",
    "-pedantic-errors",
    "-fno-canonical-system-headers",
    "-fmax-errors",
    "-fconcepts",
    "-fconcepts-diagnostics-depth",
    "-fno-var-tracking-assignments",
    "-fno-aggressive-loop-optimizations",
    "-fvar-tracking",
    "-freport-bug",
    "-fanalyzer",
    "-fimplicit-constexpr",
    "-fext-numeric-literals",
    "-fno-gnu-unique",
    "-fgcse",
    "-fno-gcse",
    "-fipa-pta",
    "-fno-ipa-cp-clone",
    "-fno-ipa-sra",
    "-fno-partial-inlining",
    "-fno-tree-vectorize",
    "-fno-tree-loop-distribute-patterns",
    "-fconserve-stack",
    "-fno-reorder-blocks",
    "-mno-fp-ret-in-387",
    "-mpreferred-stack-boundary",
    "-mindirect-branch",
    "-mfunction-return",
    "-mrecord-mcount",
    "-static-libgcc",
    "-static-libstdc++",
    "-fmodules-ts",
    "-fdeps-format",
};
// Options that take the next argument with them.
constexpr llvm::StringLiteral kDroppedWithValue[] = {"-o",  "-MF", "-MT",
                                                     "-MQ", "-MJ", "--serialize-diagnostics"};
// Prefixes of options with their value attached.
constexpr llvm::StringLiteral kDroppedPrefix[] = {"-MF",
                                                  "-MT",
                                                  "-MQ",
                                                  "-fmax-errors=",
                                                  "-Werror=",
                                                  "-g",
                                                  "-fdiagnostics-",
                                                  "-fmodule-mapper=",
                                                  "-fdeps-file=",
                                                  "-fdeps-target=",
                                                  "-fplugin=",
                                                  "-flto",
                                                  "-fprofile",
                                                  "-fsanitize",
                                                  "--param=",
                                                  "-mpreferred-stack-boundary=",
                                                  "-mindirect-branch=",
                                                  "-mfunction-return=",
                                                  "-fcondition-mismatch",
                                                  "-ftrack-macro-expansion",
                                                  "-fxray",
                                                  "-Wno-error=",
                                                  "-fconcepts-diagnostics-depth="};

bool IsDropped(llvm::StringRef argument) {
  for (const llvm::StringRef option : kDropped) {
    if (argument == option) return true;
  }
  for (const llvm::StringRef prefix : kDroppedPrefix) {
    if (prefix == "-Wno-error=") continue;
    if (argument.starts_with(prefix) && argument.size() > prefix.size()) return true;
  }
  return false;
}

class LoweringConsumer : public clang::ASTConsumer {
 public:
  LoweringConsumer(std::string project_root, facts::Unit& unit)
      : project_root_(std::move(project_root)), unit_(unit) {}
  void HandleTranslationUnit(clang::ASTContext& context) override {
    UnitLowering(context, project_root_, unit_).Run();
  }

 private:
  std::string project_root_;
  facts::Unit& unit_;
};

class LoweringAction : public clang::ASTFrontendAction {
 public:
  LoweringAction(std::string project_root, facts::Unit& unit)
      : project_root_(std::move(project_root)), unit_(unit) {}
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance&,
                                                        llvm::StringRef) override {
    return std::make_unique<LoweringConsumer>(project_root_, unit_);
  }

 private:
  std::string project_root_;
  facts::Unit& unit_;
};

std::string RelativeTo(llvm::StringRef root, llvm::StringRef file) {
  llvm::SmallString<256> path(file);
  llvm::sys::path::remove_dots(path, /*remove_dot_dot=*/true);
  llvm::StringRef name = path;
  if (!root.empty() && name.starts_with(root)) {
    llvm::StringRef rest = name.drop_front(root.size());
    if (root.ends_with("/") || rest.consume_front("/")) return rest.str();
  }
  return name.str();
}

std::string ReportText(const Report& report, const std::string& root) {
  if (report.file.empty()) return report.message;
  return RelativeTo(root, report.file) + ":" + std::to_string(report.line) + ":" +
         std::to_string(report.column) + ": " + report.message;
}

void AddFindings(const ReportCollector& reports, const std::string& root, facts::Unit& unit) {
  for (const Report& report : reports.thread_safety()) {
    facts::ThreadSafetyFinding finding;
    finding.message = report.message;
    if (!report.file.empty()) {
      const std::string name = RelativeTo(root, report.file);
      const auto known = std::find(unit.files.begin(), unit.files.end(), name);
      finding.position.file = static_cast<std::int32_t>(known - unit.files.begin());
      if (known == unit.files.end()) unit.files.push_back(name);
      finding.position.line = report.line;
      finding.position.column = report.column;
    }
    unit.findings.push_back(std::move(finding));
  }
}

// A function whose facts break an invariant is a defect of the lowering. It must not take the unit
// with it, and it must not be trusted: its body becomes one unsupported construct.
Status ValidateOrReplace(facts::Unit& unit) {
  while (true) {
    const Status status = facts::ValidateUnit(unit);
    if (status.ok()) return status;
    facts::Function* broken = nullptr;
    for (facts::Function& function : unit.functions) {
      const std::string where = "function " + function.usr;
      if (status.error().position == where ||
          status.error().position.rfind(where + " instruction ", 0) == 0) {
        broken = &function;
      }
    }
    if (broken == nullptr || broken->instructions.size() == 2) return status;
    broken->locals.clear();
    broken->instructions.clear();
    broken->blocks.assign(2, facts::Block());
    broken->loops.clear();
    facts::Instruction unsupported;
    unsupported.position = broken->position;
    unsupported.symbol = "facts that do not hold together: " + status.error().message;
    broken->instructions.push_back(unsupported);
    facts::Instruction end;
    end.op = facts::Op::kReturn;
    end.position = broken->position;
    broken->instructions.push_back(end);
    broken->blocks[0].instructions = {0, 1};
    broken->blocks[0].successors = {{1, facts::EdgeKind::kAlways, 0}};
  }
}

/// Absolute paths of all files that Clang looked at through `manager`, sorted.
std::vector<std::string> FilesRead(const clang::FileManager& manager) {
  llvm::SmallVector<clang::OptionalFileEntryRef, 64> entries;
  manager.GetUniqueIDMapping(entries);
  std::vector<std::string> paths;
  for (const clang::OptionalFileEntryRef& entry : entries) {
    if (!entry) continue;
    llvm::SmallString<256> path(entry->getName());
    manager.makeAbsolutePath(path);
    llvm::sys::path::remove_dots(path);
    paths.push_back(std::string(path));
  }
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  return paths;
}

}  // namespace

std::vector<std::string> AdjustArguments(const CompileCommand& command,
                                         const LowerOptions& options) {
  std::vector<std::string> result;
  const auto& given = command.arguments;
  std::size_t first = 1;
  // A compiler cache in front of the compiler.
  if (given.size() > 1 && llvm::sys::path::filename(given[0]).contains("ccache") &&
      !llvm::StringRef(given[1]).starts_with("-")) {
    first = 2;
  }
  result.push_back(given.empty() ? "clang" : given[first - 1]);
  for (std::size_t i = first; i < given.size(); ++i) {
    const llvm::StringRef argument = given[i];
    bool skip = false;
    for (const llvm::StringRef option : kDroppedWithValue) {
      if (argument == option) {
        ++i;
        skip = true;
        break;
      }
    }
    if (skip || IsDropped(argument)) continue;
    if (argument.starts_with("-o") && argument != "-o" && !argument.starts_with("-object"))
      continue;
    if (argument == "--param" && i + 1 < given.size()) {
      ++i;
      continue;
    }
    result.push_back(given[i]);
  }
  result.push_back("-fsyntax-only");
  result.push_back("-Qunused-arguments");
  result.push_back("-Wno-unknown-warning-option");
  result.push_back("-ferror-limit=0");
  result.push_back("-fno-caret-diagnostics");  // or Clang prints how many errors there were
  if (options.thread_safety) {
    result.push_back("-Wthread-safety");
    result.push_back("-Wthread-safety-beta");
  }
  result.push_back("-resource-dir=" + (options.resource_dir.empty()
                                           ? std::string(INTERLOCK_CLANG_RESOURCE_DIR)
                                           : options.resource_dir));
  result.insert(result.end(), options.extra_args.begin(), options.extra_args.end());
  return result;
}

Result<facts::Unit> LowerSource(const CompileCommand& command, const LowerOptions& options) {
  if (!llvm::sys::fs::exists(command.file)) {
    return MakeError("source file cannot be read", command.file, ErrorKind::kIo);
  }
  std::string root = options.project_root;
  while (root.size() > 1 && root.back() == '/') root.pop_back();
  facts::Unit unit;
  unit.tool = kTool;
  unit.source = RelativeTo(root, command.file);
  ReportCollector reports;
  const llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> files(
      llvm::vfs::createPhysicalFileSystem());
  if (files->setCurrentWorkingDirectory(command.directory)) {
    return MakeError("working directory of a compile command does not exist: " + command.directory,
                     command.file, ErrorKind::kIo);
  }
  llvm::IntrusiveRefCntPtr<clang::FileManager> manager(
      new clang::FileManager(clang::FileSystemOptions{command.directory}, files));
  clang::tooling::ToolInvocation invocation(AdjustArguments(command, options),
                                            std::make_unique<LoweringAction>(root, unit),
                                            manager.get());
  invocation.setDiagnosticConsumer(&reports);
  const bool ran = invocation.run();
  if (options.files_read != nullptr) *options.files_read = FilesRead(*manager);
  for (const Report& report : reports.errors()) unit.errors.push_back(ReportText(report, root));
  if (!ran && unit.errors.empty()) {
    unit.errors.push_back(command.file + ": Clang could not run on this command");
  }
  AddFindings(reports, root, unit);
  if (const Status status = ValidateOrReplace(unit); !status.ok()) {
    return MakeError("facts break an invariant: " + status.error().ToText(), command.file,
                     ErrorKind::kInternal);
  }
  return unit;
}

}  // namespace interlock::lower
