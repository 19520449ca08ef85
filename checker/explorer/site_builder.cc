// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Builds the site table: call instructions from the disassembly, positions from the symbolizer.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <unordered_map>

#include "checker/explorer/program_image.h"
#include "checker/explorer/site_table.h"
#include "checker/explorer/tool_run.h"

namespace interlock::explore {
namespace {

constexpr const char* kDisassembler = "llvm-objdump-19";
constexpr const char* kSymbolizer = "llvm-symbolizer-19";
constexpr const char* kSymbolLister = "llvm-nm-19";

Result<std::string> Output(const std::vector<std::string>& command, const std::string& input) {
  ToolRun run;
  run.command = command;
  run.input = input;
  Result<ToolResult> result = RunTool(run);
  if (!result.ok()) return result.error();
  if (result->timed_out || result->exit_status != 0) {
    return MakeError("the tool failed: exit status " + std::to_string(result->exit_status),
                     command[0], ErrorKind::kIo);
  }
  return std::move(result->output);
}

SiteKind KindOf(std::string_view target) {
  const auto starts = [&](std::string_view prefix) {
    return target.substr(0, prefix.size()) == prefix;
  };
  if (!starts("__tsan_")) return SiteKind::kCall;
  target.remove_prefix(7);
  if (starts("atomic")) return SiteKind::kAtomic;
  if (starts("unaligned_")) target.remove_prefix(10);
  if (starts("volatile_")) target.remove_prefix(9);
  if (starts("read_write")) return SiteKind::kWrite;
  if (starts("read_range") || starts("write_range") || starts("mem")) return SiteKind::kRange;
  if (starts("read") || starts("vptr_read")) return SiteKind::kRead;
  if (starts("write") || starts("vptr_update")) return SiteKind::kWrite;
  return SiteKind::kEntry;
}

// Collects the calls of one function; they count only if the function is instrumented.
class CallCollector {
 public:
  explicit CallCollector(std::vector<CallSite>* sites) : sites_(sites) {}

  void StartFunction() {
    if (instrumented_) {
      for (const CallSite& site : calls_) {
        if (site.kind != SiteKind::kEntry) sites_->push_back(site);
      }
    }
    calls_.clear();
    instrumented_ = false;
    pending_ = false;
  }

  void Instruction(std::uint64_t address, std::string_view text) {
    if (pending_) {
      calls_.push_back(CallSite{static_cast<std::uint32_t>(address), kind_, false, {}});
      pending_ = false;
    }
    const std::size_t word = text.find_first_not_of(" \t");
    if (word == std::string_view::npos || text.compare(word, 4, "call") != 0) return;
    pending_ = true;
    const std::size_t open = text.find('<');
    const std::string_view target =
        open == std::string_view::npos ? "" : text.substr(open + 1, text.find('>') - open - 1);
    kind_ = KindOf(target);
    instrumented_ |= target.substr(0, 7) == "__tsan_";
  }

 private:
  std::vector<CallSite>* sites_;
  std::vector<CallSite> calls_;
  bool instrumented_ = false;
  bool pending_ = false;
  SiteKind kind_ = SiteKind::kCall;
};

Result<std::vector<CallSite>> FindCalls(const std::string& program) {
  const Result<std::string> text = Output({kDisassembler, "-d", "--no-show-raw-insn", program}, "");
  if (!text.ok()) return text.error();
  std::vector<CallSite> sites;
  CallCollector collector(&sites);
  std::string_view rest = *text;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.size() > 2 && line.substr(line.size() - 2) == ">:") {
      collector.StartFunction();
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    char* parsed = nullptr;
    const std::string digits(line.substr(0, colon));
    const std::uint64_t address = std::strtoull(digits.c_str(), &parsed, 16);
    if (parsed == digits.c_str() || *parsed != 0) continue;
    collector.Instruction(address, line.substr(colon + 1));
  }
  collector.StartFunction();
  std::sort(sites.begin(), sites.end(),
            [](const CallSite& a, const CallSite& b) { return a.return_offset < b.return_offset; });
  return sites;
}

// Turns symbolizer paths into positions; remembers what it has seen.
class PathMap {
 public:
  explicit PathMap(const std::string& root)
      : root_(std::filesystem::weakly_canonical(root).string() + "/") {}

  /// Relative to the root if below it; empty for library code.
  const std::string& UserPath(const std::string& path) {
    const auto [it, fresh] = known_.emplace(path, "");
    if (fresh) it->second = Classify(std::filesystem::path(path).lexically_normal().string());
    return it->second;
  }

 private:
  std::string Classify(const std::string& path) const {
    const auto below = [&](const std::string& folder) {
      return path.compare(0, folder.size(), folder) == 0;
    };
    if (below(root_)) {
      const std::string relative = path.substr(root_.size());
      return relative.compare(0, kRuntime.size(), kRuntime) == 0 ? "" : relative;
    }
    return path.empty() || path[0] != '/' || below("/usr/") ? "" : path;
  }

  static inline const std::string kRuntime = "checker/explorer/runtime/";
  std::string root_;
  std::unordered_map<std::string, std::string> known_;
};

// Splits "file:line:column" at its last two colons.
bool SplitPosition(const std::string& text, std::string* file, std::string* line_column) {
  const std::size_t column = text.rfind(':');
  if (column == std::string::npos || column == 0) return false;
  const std::size_t line = text.rfind(':', column - 1);
  if (line == std::string::npos) return false;
  *file = text.substr(0, line);
  *line_column = text.substr(line);
  return line_column->compare(0, 3, ":0:") != 0;
}

Status AddFrames(const std::string& program, const std::string& root,
                 std::vector<CallSite>* sites) {
  std::ostringstream addresses;
  addresses << std::hex;
  for (const CallSite& site : *sites) addresses << "0x" << site.return_offset - 1 << "\n";
  const Result<std::string> text =
      Output({kSymbolizer, "--obj=" + program, "--inlines", "--functions=linkage", "--demangle"},
             addresses.str());
  if (!text.ok()) return text.error();
  PathMap paths(root);
  std::istringstream lines(*text);
  for (CallSite& site : *sites) {
    std::string function, position, file, line_column;
    bool innermost = true;
    bool any = false;
    while (std::getline(lines, function) && !function.empty()) {
      if (!std::getline(lines, position)) break;
      any = true;
      std::string user;
      if (SplitPosition(position, &file, &line_column)) user = paths.UserPath(file);
      if (innermost) site.in_system_header = user.empty();
      innermost = false;
      if (!user.empty()) site.frames.push_back(Frame{user + line_column, function});
    }
    if (!any) {
      return MakeError("the symbolizer answered fewer call sites than asked", program,
                       ErrorKind::kInternal);
    }
  }
  return Status::Ok();
}

Result<std::vector<DataSymbol>> FindSymbols(const std::string& program) {
  const Result<std::string> text =
      Output({kSymbolLister, "-S", "-C", "--defined-only", program}, "");
  if (!text.ok()) return text.error();
  std::vector<DataSymbol> symbols;
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    std::string address, size, kind, name;
    if (!(fields >> address >> size >> kind) || kind.size() != 1) continue;
    if (std::string("bBdDvVu").find(kind) == std::string::npos) continue;
    std::getline(fields >> std::ws, name);
    symbols.push_back(DataSymbol{std::strtoull(address.c_str(), nullptr, 16),
                                 std::strtoull(size.c_str(), nullptr, 16), name});
  }
  std::sort(symbols.begin(), symbols.end(), [](const DataSymbol& a, const DataSymbol& b) {
    return a.offset != b.offset ? a.offset < b.offset : a.name < b.name;
  });
  return symbols;
}

}  // namespace

Result<SiteTable> SiteTable::Build(const std::string& program, const std::string& root) {
  SiteTable table;
  const Result<std::uint64_t> digest = ProgramDigest(program);
  if (!digest.ok()) return digest.error();
  table.program_digest_ = *digest;
  Result<std::vector<CallSite>> sites = FindCalls(program);
  if (!sites.ok()) return sites.error();
  if (sites->empty()) {
    return MakeError("no instrumented code: compile the program with -fsanitize=thread", program);
  }
  table.sites_ = *std::move(sites);
  const Status framed = AddFrames(program, root, &table.sites_);
  if (!framed.ok()) return framed.error();
  Result<std::vector<DataSymbol>> symbols = FindSymbols(program);
  if (!symbols.ok()) return symbols.error();
  table.symbols_ = *std::move(symbols);
  table.Index();
  return table;
}

}  // namespace interlock::explore
