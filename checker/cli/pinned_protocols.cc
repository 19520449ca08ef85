// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/pinned_protocols.h"

#include <algorithm>
#include <filesystem>

#include "checker/cli/files.h"
#include "checker/cli/run_folder.h"
#include "models/protocol/digest.h"
#include "models/protocol/outline_json.h"

namespace interlock::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRule = "IL-PROTOCOL-CHANGED";
constexpr std::size_t kChangesShown = 50;

/// As given; of an absolute folder only what no other machine names differently.
std::string ShownFile(const std::string& folder, const std::string& protocol) {
  return folder.starts_with('/') ? FileName(protocol) + "/protocol.json"
                                 : PinnedFile(folder, protocol);
}

report::Finding MakeFinding(const PinnedQuestion& question, const std::string& protocol,
                            const std::string& what, const std::string& identity) {
  report::Finding finding;
  finding.rule = kRule;
  // The changes are part of it: what was accepted once accepts nothing else.
  finding.id = "pinned/" + protocol + "/" + protocol::Digest(identity).substr(0, 16);
  finding.position = ShownFile(question.folder, protocol);
  finding.protocol = protocol;
  finding.message = "protocol " + protocol + " " + what;
  return finding;
}

void CompareOne(const PinnedQuestion& question, const protocol::Protocol& protocol,
                report::RunResult* result) {
  const std::string file = PinnedFile(question.folder, protocol.name);
  const protocol::Outline now = protocol::MakeOutline(protocol);
  std::error_code ignored;
  if (!fs::exists(file, ignored)) {
    report::Finding finding = MakeFinding(question, protocol.name, "is not pinned", "not pinned");
    finding.notes.push_back("pin it with: interlock check --pinned FOLDER --write-pinned");
    result->findings.push_back(std::move(finding));
    return;
  }
  Result<protocol::Outline> pinned = ReadOutline(file);
  if (!pinned.ok()) {
    result->problems.push_back(
        {ShownFile(question.folder, protocol.name), "pinned protocol: " + pinned.error().message});
    result->complete = false;
    return;
  }
  const std::vector<protocol::OutlineChange> changes = protocol::DiffOutlines(*pinned, now);
  if (changes.empty()) return;
  std::vector<std::string> notes;
  std::string identity;
  for (const protocol::OutlineChange& change : changes) {
    identity += change.text + "\n";
    for (const std::string& at : change.at) identity += at + "\n";
    if (notes.size() < kChangesShown) notes.push_back(change.ToLine());
  }
  if (changes.size() > kChangesShown) {
    notes.push_back("and " + std::to_string(changes.size() - kChangesShown) +
                    " more changes: interlock diff --pinned FOLDER");
  }
  notes.push_back("accept with: interlock check --pinned FOLDER --write-pinned");
  report::Finding finding =
      MakeFinding(question, protocol.name,
                  "changed and was not accepted: " + std::to_string(changes.size()) +
                      (changes.size() == 1 ? " change" : " changes"),
                  identity);
  finding.notes = std::move(notes);
  result->findings.push_back(std::move(finding));
}

}  // namespace

std::string PinnedFile(const std::string& folder, const std::string& protocol) {
  return folder + "/" + FileName(protocol) + "/protocol.json";
}

Result<protocol::Outline> ReadOutline(const std::string& file) {
  Result<std::string> text = ReadFile(file);
  if (!text.ok()) return text.error();
  Result<protocol::Outline> outline = protocol::OutlineFromAnyText(*text);
  if (outline.ok()) return outline;
  const Error& error = outline.error();
  return MakeError(error.message, error.position.empty() ? file : file + ":" + error.position,
                   error.kind);
}

std::vector<std::string> PinnedNames(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code code;
  for (fs::directory_iterator it(folder, code), end; !code && it != end; it.increment(code)) {
    std::error_code ignored;
    if (fs::exists(it->path() / "protocol.json", ignored)) {
      names.push_back(it->path().filename().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

Status WritePinned(const std::string& folder, const std::vector<protocol::Protocol>& protocols) {
  for (const protocol::Protocol& protocol : protocols) {
    const std::string file = PinnedFile(folder, protocol.name);
    Status made = MakeFolder(fs::path(file).parent_path().string());
    if (!made.ok()) return made;
    Status written = WriteFile(file, protocol::OutlineToText(protocol::MakeOutline(protocol)));
    if (!written.ok()) return written;
  }
  return Status::Ok();
}

void ComparePinned(const PinnedQuestion& question, const std::vector<protocol::Protocol>& protocols,
                   report::RunResult* result) {
  std::set<std::string> linked;
  for (const protocol::Protocol& protocol : protocols) {
    linked.insert(FileName(protocol.name));
    if (question.selected(protocol.name)) CompareOne(question, protocol, result);
  }
  std::set<std::string> not_linked;
  for (const std::string& name : question.known_unknown) not_linked.insert(FileName(name));
  for (const std::string& name : PinnedNames(question.folder)) {
    if (linked.count(name) > 0 || !question.selected(name)) continue;
    const bool unknown = not_linked.count(name) > 0;
    result->findings.push_back(
        MakeFinding(question, name,
                    unknown ? "is pinned and listed as unknown as a whole: it is not compared"
                            : "is pinned, and there is no such protocol any more",
                    unknown ? "not compared" : "gone"));
  }
}

}  // namespace interlock::cli
