// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/show_result.h"

#include <cstdlib>
#include <map>
#include <set>
#include <vector>

#include "checker/cli/files.h"
#include "checker/cli/terminal.h"
#include "checker/report/text_report.h"

namespace interlock::cli {
namespace {

/// Lines of source files, read once.
class SourceLines {
 public:
  explicit SourceLines(std::string root) : root_(std::move(root)) {}

  std::string operator()(const std::string& file, long line) {
    auto [it, added] = files_.emplace(file, std::vector<std::string>());
    if (added) it->second = Load(file);
    const std::size_t index = static_cast<std::size_t>(line - 1);
    return index < it->second.size() ? it->second[index] : "";
  }

 private:
  std::vector<std::string> Load(const std::string& file) const {
    Result<std::string> text = ReadFile(file.starts_with("/") ? file : root_ + "/" + file);
    std::vector<std::string> lines;
    if (!text.ok()) return lines;
    std::size_t begin = 0;
    while (begin < text->size()) {
      std::size_t end = text->find('\n', begin);
      if (end == std::string::npos) end = text->size();
      lines.push_back(text->substr(begin, end - begin));
      begin = end + 1;
    }
    return lines;
  }

  std::string root_;
  std::map<std::string, std::vector<std::string>> files_;
};

/// Line of `position` if it lies in `source`, else 0.
long LineIn(const std::string& position, const std::string& source) {
  if (!position.starts_with(source + ":")) return 0;
  return std::strtol(position.c_str() + source.size() + 1, nullptr, 10);
}

}  // namespace

void ShowResult(const report::RunResult& result, const Options& options, const std::string& root) {
  SourceLines lines(root);
  report::TextOptions text;
  text.color = options.color;
  text.quiet = options.quiet;
  text.all_pairs = options.all_pairs;
  text.source_line = [&](const std::string& file, long line) { return lines(file, line); };
  text.replay_command = "interlock replay WITNESS -- PROGRAM";
  if (!options.case_id.empty()) {
    text.replay_command =
        "interlock replay WITNESS --case " + options.case_id + " --variant " + options.variant;
  } else if (!options.replay_with.empty()) {
    text.replay_command = "interlock replay WITNESS -- " + options.replay_with;
  }
  if (options.out != "interlock-out") text.replay_command += " (with -o " + options.out + ")";
  Print(report::RenderText(result, text));
}

void ShowBenchVerdict(const report::RunResult& result) {
  const int code = report::ExitCode(result);
  const std::string verdict = code == 0 ? "no-race" : code == 1 ? "race" : "unknown";
  std::set<long> lines;
  if (code == 1 && !result.units.empty()) {
    const std::string& source = result.units.front().source;
    for (const report::Finding& finding : result.findings) {
      lines.insert(LineIn(finding.position, source));
      for (const report::Place& place : finding.places)
        lines.insert(LineIn(place.position, source));
    }
    lines.erase(0);
  }
  std::string text = "{\"verdict\": \"" + verdict + "\", \"lines\": [";
  bool first = true;
  for (long line : lines) {
    text += (first ? "" : ", ") + std::to_string(line);
    first = false;
  }
  Print(text + "]}\n");
}

}  // namespace interlock::cli
