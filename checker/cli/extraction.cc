// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/extraction.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <set>

#include "checker/cli/extraction_cache.h"
#include "checker/cli/files.h"
#include "checker/cli/interrupt.h"
#include "checker/frontend/facts_json.h"
#include "checker/lower/lower_source.h"

namespace interlock::cli {
namespace {

// Exit status of a child.
constexpr int kRead = 0;
constexpr int kSourceErrors = 1;
constexpr int kFailed = 2;

/// What a child does: lower one source and write its facts. Diagnostics go to standard error.
int LowerOne(const SourceJob& job, const lower::LowerOptions& options, const ExtractionCache& cache,
             const std::string& facts_file) {
  lower::LowerOptions child_options = options;
  std::vector<std::string> files_read;
  child_options.files_read = &files_read;
  Result<facts::Unit> unit = lower::LowerSource(job.command, child_options);
  if (!unit.ok()) {
    std::fprintf(stderr, "%s\n", unit.error().ToText().c_str());
    return kFailed;
  }
  const std::string text = facts::WriteUnit(*unit);
  Status written = WriteFile(facts_file, text);
  if (!written.ok()) {
    std::fprintf(stderr, "%s\n", written.error().ToText().c_str());
    return kFailed;
  }
  if (!unit->errors.empty()) {
    // The parent reads the messages from the facts file.
    return kSourceErrors;
  }
  cache.Store(job.command, files_read, text);
  return kRead;
}

/// The last line that says something; crash reports put the cause there or above a stack dump.
std::string LastLine(const std::string& text) {
  std::size_t end = text.find_last_not_of(" \n");
  if (end == std::string::npos) return "";
  std::size_t begin = text.rfind('\n', end);
  begin = begin == std::string::npos ? 0 : begin + 1;
  return text.substr(begin, end - begin + 1);
}

void AddSourceErrors(const ExtractedSource& extracted, std::vector<report::Problem>* problems) {
  constexpr std::size_t kErrorsShown = 5;
  Result<std::string> text = ReadFile(extracted.facts_file);
  if (!text.ok()) {
    problems->push_back({extracted.source, text.error().ToText()});
    return;
  }
  Result<facts::Unit> unit = facts::ReadUnit(*text);
  if (!unit.ok()) {
    problems->push_back({extracted.source, unit.error().ToText()});
    return;
  }
  for (std::size_t i = 0; i < unit->errors.size() && i < kErrorsShown; ++i) {
    problems->push_back(ProblemOf(unit->errors[i], extracted.source));
  }
}

void Describe(const ChildEnd& end, const PoolLimits& limits, ExtractedSource* extracted,
              std::vector<report::Problem>* problems) {
  const std::string last = LastLine(end.diagnostics);
  switch (end.kind) {
    case ChildEnd::Kind::kExited:
      if (end.code == kRead) {
        extracted->state = "read";
        return;
      }
      if (end.code == kSourceErrors) {
        extracted->state = "errors";
        AddSourceErrors(*extracted, problems);
        return;
      }
      extracted->state = "not read";
      problems->push_back({extracted->source, last.empty() ? "the front end failed" : last});
      break;
    case ChildEnd::Kind::kSignalled:
      extracted->state = "crashed";
      problems->push_back({extracted->source, "the front end crashed with signal " +
                                                  std::to_string(end.code) +
                                                  (last.empty() ? "" : ": " + last)});
      break;
    case ChildEnd::Kind::kTimedOut:
      extracted->state = "time-out";
      problems->push_back({extracted->source, "the front end took longer than " +
                                                  std::to_string(static_cast<int>(limits.seconds)) +
                                                  " s"});
      break;
    case ChildEnd::Kind::kNotStarted:
      extracted->state = "not read";
      problems->push_back(
          {extracted->source, last.empty() ? "not read: the run was interrupted" : last});
      break;
  }
  extracted->facts_file.clear();
}

}  // namespace

std::string FactsFileName(const std::string& source) {
  std::string name;
  for (char c : source) name += c == '/' ? "__" : std::string(1, c);
  return name + ".json";
}

report::Problem ProblemOf(const std::string& message, const std::string& source) {
  // "file:line:column: text"; the file may hold colons, the numbers may not.
  for (std::size_t at = message.find(": "); at != std::string::npos;
       at = message.find(": ", at + 1)) {
    std::size_t numbers = 0;
    std::size_t begin = at;
    while (numbers < 2 && begin > 0) {
      std::size_t digits = begin;
      while (digits > 0 && std::isdigit(static_cast<unsigned char>(message[digits - 1])) != 0) {
        --digits;
      }
      if (digits == begin || digits == 0 || message[digits - 1] != ':') break;
      begin = digits - 1;
      ++numbers;
    }
    if (numbers == 2 && begin > 0) return {message.substr(0, at), message.substr(at + 2)};
  }
  return {source, message};
}

Extraction Extract(const SourceList& list, const ExtractionOptions& options) {
  lower::LowerOptions lower_options;
  lower_options.project_root = list.root;
  lower_options.resource_dir = options.resource_dir;
  lower_options.extra_args = options.extra_args;
  ExtractionCache cache(options.cache_folder, lower_options);

  Extraction extraction;
  std::vector<std::size_t> to_lower;
  std::set<std::string> expected;
  std::size_t done = 0;
  for (const SourceJob& job : list.jobs) {
    ExtractedSource extracted;
    extracted.source = job.source;
    extracted.facts_file = options.facts_folder + "/" + FactsFileName(job.source);
    expected.insert(extracted.facts_file);
    const std::string facts = PendingSignal() == 0 ? cache.Find(job.command) : "";
    if (!facts.empty() && WriteFile(extracted.facts_file, facts).ok()) {
      extracted.state = "read";
      ++extraction.cached;
      if (options.progress) options.progress(job.source, ++done, true);
    } else {
      to_lower.push_back(extraction.sources.size());
    }
    extraction.sources.push_back(std::move(extracted));
  }

  auto lower_child = [&](std::size_t i) {
    const std::size_t at = to_lower[i];
    return LowerOne(list.jobs[at], lower_options, cache, extraction.sources[at].facts_file);
  };
  auto finished = [&](std::size_t i, const ChildEnd&) {
    ++extraction.lowered;
    if (options.progress) options.progress(list.jobs[to_lower[i]].source, ++done, false);
  };
  const std::vector<ChildEnd> ends =
      RunForked(to_lower.size(), options.limits, lower_child, finished);
  for (std::size_t i = 0; i < to_lower.size(); ++i) {
    Describe(ends[i], options.limits, &extraction.sources[to_lower[i]], &extraction.problems);
  }
  // Facts of sources that are no longer part of the run would be linked by a later command.
  for (const std::string& file : ListFiles(options.facts_folder, ".json")) {
    if (expected.count(file) == 0) unlink(file.c_str());
  }
  return extraction;
}

}  // namespace interlock::cli
