// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "checker/cli/commands.h"
#include "checker/cli/files.h"
#include "checker/cli/pinned_protocols.h"
#include "checker/cli/terminal.h"
#include "models/protocol/json_value.h"

namespace interlock::cli {
namespace {

using protocol::JsonValue;
using protocol::OutlineChange;

struct ProtocolDiff {
  std::string protocol;
  std::vector<OutlineChange> changes;
};

std::string TextOf(const ProtocolDiff& diff) {
  std::string text = "protocol " + diff.protocol + ": ";
  if (diff.changes.empty()) return text + "no change\n";
  text += std::to_string(diff.changes.size()) + (diff.changes.size() == 1 ? " change" : " changes");
  for (const OutlineChange& change : diff.changes) text += "\n  " + change.ToLine();
  return text + "\n";
}

std::string JsonOf(const std::vector<ProtocolDiff>& diffs) {
  JsonValue protocols = JsonValue::Array();
  for (const ProtocolDiff& diff : diffs) {
    JsonValue changes = JsonValue::Array();
    for (const OutlineChange& change : diff.changes) {
      JsonValue at = JsonValue::Array();
      for (const std::string& place : change.at) at.Append(JsonValue::String(place));
      JsonValue entry = JsonValue::Object();
      entry.Set("kind", JsonValue::String(change.kind));
      entry.Set("text", JsonValue::String(change.text));
      entry.Set("at", std::move(at));
      changes.Append(std::move(entry));
    }
    JsonValue entry = JsonValue::Object();
    entry.Set("protocol", JsonValue::String(diff.protocol));
    entry.Set("changes", std::move(changes));
    protocols.Append(std::move(entry));
  }
  JsonValue document = JsonValue::Object();
  document.Set("schema", JsonValue::String("interlock-protocol-diff/1"));
  document.Set("protocols", std::move(protocols));
  return document.ToText() + "\n";
}

Result<ProtocolDiff> DiffFiles(const std::string& old_file, const std::string& now_file) {
  Result<protocol::Outline> old = ReadOutline(old_file);
  if (!old.ok()) return old.error();
  Result<protocol::Outline> now = ReadOutline(now_file);
  if (!now.ok()) return now.error();
  return ProtocolDiff{now->name, DiffOutlines(*old, *now)};
}

/// The protocols of the last run against those that are pinned.
Result<std::vector<ProtocolDiff>> DiffPinned(const Options& options) {
  const std::vector<std::string> files = ListFiles(options.out + "/protocol", ".json");
  if (files.empty()) {
    return MakeError("no protocol there; run `interlock check` or `interlock extract` first",
                     options.out + "/protocol", ErrorKind::kNotFound);
  }
  std::vector<ProtocolDiff> diffs;
  const std::vector<std::string> pinned = PinnedNames(options.pinned_folder);
  for (const std::string& file : files) {
    Result<protocol::Outline> now = ReadOutline(file);
    if (!now.ok()) return now.error();
    const std::string pin = PinnedFile(options.pinned_folder, now->name);
    const std::string name = pin.substr(options.pinned_folder.size() + 1);
    if (!std::binary_search(pinned.begin(), pinned.end(), name.substr(0, name.find('/')))) {
      diffs.push_back({now->name, {{"root", "the protocol is not pinned", {}}}});
      continue;
    }
    Result<ProtocolDiff> diff = DiffFiles(pin, file);
    if (!diff.ok()) return diff.error();
    diffs.push_back(std::move(diff).value());
  }
  return diffs;
}

Result<std::vector<ProtocolDiff>> DiffAll(const Options& options) {
  if (!options.pinned_folder.empty()) return DiffPinned(options);
  Result<ProtocolDiff> diff = DiffFiles(options.positional[0], options.positional[1]);
  if (!diff.ok()) return diff.error();
  return std::vector<ProtocolDiff>{std::move(diff).value()};
}

}  // namespace

int RunDiff(const Options& options) {
  const std::size_t wanted = options.pinned_folder.empty() ? 2 : 0;
  if (options.positional.size() != wanted) {
    return PrintError(MakeError("diff wants two protocol files, or --pinned FOLDER without any"));
  }
  Result<std::vector<ProtocolDiff>> diffs = DiffAll(options);
  if (!diffs.ok()) return PrintError(diffs.error());
  std::string text;
  bool any = false;
  for (const ProtocolDiff& diff : *diffs) {
    any |= !diff.changes.empty();
    if (!options.quiet || !diff.changes.empty()) text += TextOf(diff);
  }
  Print(text);
  if (!options.json_file.empty()) {
    Status written = WriteFile(options.json_file, JsonOf(*diffs));
    if (!written.ok()) return PrintError(written.error());
  }
  return any ? 1 : 0;
}

}  // namespace interlock::cli
