// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/report/baseline.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "checker/rules/rules.h"
#include "models/protocol/json_reader.h"
#include "models/protocol/json_value.h"

namespace interlock::report {
namespace {

using protocol::JsonReader;
using protocol::JsonValue;

/// Verdicts that a baseline may list, in the order of their names below.
constexpr Verdict kVerdicts[] = {Verdict::kProved, Verdict::kProvedToBound, Verdict::kUnknown};
const std::vector<const char*> kVerdictNames = {"proved", "proved to bound", "unknown"};

auto KeyOf(const KnownFinding& entry) {
  return std::tie(entry.protocol, entry.rule, entry.fingerprint);
}
auto KeyOf(const KnownNotCovered& entry) { return std::tie(entry.kind, entry.name); }
auto KeyOf(const KnownProof& entry) { return std::tie(entry.protocol, entry.property); }
auto KeyOf(const KnownUnknown& entry) {
  return std::tie(entry.protocol, entry.rule, entry.fingerprint);
}

template <typename Entry>
std::vector<Entry> Sorted(std::vector<Entry> entries) {
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return KeyOf(a) < KeyOf(b); });
  return entries;
}

// --- writing
// ---------------------------------------------------------------------------------------

/// The members of one entry, a line each.
class Block {
 public:
  void Add(const char* name, const JsonValue& value) {
    text_ += (text_.empty() ? "   \"" : ",\n   \"") + std::string(name) + "\": " + value.ToText();
  }
  void Add(const char* name, const std::string& value) { Add(name, JsonValue::String(value)); }
  void AddUnlessEmpty(const char* name, const std::string& value) {
    if (!value.empty()) Add(name, value);
  }
  void AddCount(std::int64_t count) {
    if (count != 1) Add("count", JsonValue::Integer(count));
  }
  std::string Text() const { return "  {\n" + text_ + "\n  }\n"; }

 private:
  std::string text_;
};

std::string TextOf(const KnownFinding& entry) {
  Block block;
  block.AddUnlessEmpty("protocol", entry.protocol);
  block.Add("rule", entry.rule);
  block.Add("fingerprint", entry.fingerprint);
  block.AddUnlessEmpty("what", entry.what);
  return block.Text();
}

std::string TextOf(const KnownNotCovered& entry) {
  Block block;
  block.Add("kind", entry.kind);
  block.Add("name", entry.name);
  block.AddCount(entry.count);
  return block.Text();
}

std::string TextOf(const KnownProof& entry) {
  Block block;
  block.Add("protocol", entry.protocol);
  block.Add("property", entry.property);
  block.Add("verdict", VerdictName(entry.verdict));
  block.AddUnlessEmpty("budget", entry.budget);
  return block.Text();
}

std::string TextOf(const KnownUnknown& entry) {
  Block block;
  block.AddUnlessEmpty("protocol", entry.protocol);
  block.Add("rule", entry.rule);
  block.Add("fingerprint", entry.fingerprint);
  block.AddCount(entry.count);
  if (!entry.sites.empty()) {
    std::vector<JsonValue> sites;
    for (const std::string& site : entry.sites) sites.push_back(JsonValue::String(site));
    block.Add("sites", JsonValue::Array(std::move(sites)));
  }
  block.AddUnlessEmpty("what", entry.what);
  return block.Text();
}

template <typename Entry>
std::string Section(const char* name, const std::vector<Entry>& entries) {
  std::string text = " \"" + std::string(name) + "\": [\n";
  bool first = true;
  for (const Entry& entry : Sorted(entries)) {
    if (!first) text += "  ,\n";
    first = false;
    text += TextOf(entry);
  }
  return text + " ]";
}

// --- reading
// ---------------------------------------------------------------------------------------

std::string OptionalString(JsonReader& reader, const char* name) {
  std::string text;
  reader.Member(name, [&] { text = reader.String(); }, true);
  return text;
}

std::string FilledString(JsonReader& reader, const char* name) {
  std::string text;
  reader.Member(name, [&] {
    text = reader.String();
    if (text.empty()) reader.Fail("empty text");
  });
  return text;
}

std::int64_t Count(JsonReader& reader) {
  std::int64_t count = 1;
  reader.Member(
      "count",
      [&] {
        count = reader.Integer();
        if (count < 1) reader.Fail("count is not positive: " + std::to_string(count));
      },
      true);
  return count;
}

std::string Rule(JsonReader& reader) {
  std::string rule;
  reader.Member("rule", [&] {
    rule = reader.String();
    if (rules::FindRule(rule) == nullptr) reader.Fail("no such rule: " + rule);
  });
  return rule;
}

void ReadEntry(JsonReader& reader, KnownFinding* entry) {
  reader.OnlyMembers({"protocol", "rule", "fingerprint", "what"});
  entry->protocol = OptionalString(reader, "protocol");
  entry->rule = Rule(reader);
  entry->fingerprint = FilledString(reader, "fingerprint");
  entry->what = OptionalString(reader, "what");
}

void ReadEntry(JsonReader& reader, KnownNotCovered* entry) {
  reader.OnlyMembers({"kind", "name", "count"});
  entry->kind = FilledString(reader, "kind");
  entry->name = FilledString(reader, "name");
  entry->count = Count(reader);
}

void ReadEntry(JsonReader& reader, KnownProof* entry) {
  reader.OnlyMembers({"protocol", "property", "verdict", "budget"});
  entry->protocol = FilledString(reader, "protocol");
  entry->property = FilledString(reader, "property");
  entry->verdict = kVerdicts[reader.NameMember("verdict", kVerdictNames)];
  entry->budget = OptionalString(reader, "budget");
  if (!entry->budget.empty() && entry->verdict != Verdict::kUnknown) {
    reader.Fail("a budget is for what is listed as unknown");
  }
}

void ReadEntry(JsonReader& reader, KnownUnknown* entry) {
  reader.OnlyMembers({"protocol", "rule", "fingerprint", "count", "sites", "what"});
  entry->protocol = OptionalString(reader, "protocol");
  entry->rule = Rule(reader);
  entry->fingerprint = FilledString(reader, "fingerprint");
  entry->count = Count(reader);
  reader.Member(
      "sites", [&] { reader.Items([&] { entry->sites.push_back(reader.String()); }); }, true);
  entry->what = OptionalString(reader, "what");
}

template <typename Entry>
void ReadSection(JsonReader& reader, const char* name, std::vector<Entry>* entries) {
  using Key = decltype(KeyOf(std::declval<const Entry&>()));
  reader.Member(name, [&] {
    if (!reader.Expect(JsonValue::Kind::kArray)) return;
    // The keys refer to the entries, which must therefore stay where they are.
    entries->reserve(reader.here().items().size());
    std::set<Key> seen;
    reader.Items([&] {
      Entry entry;
      if (!reader.Expect(JsonValue::Kind::kObject)) return;
      ReadEntry(reader, &entry);
      entries->push_back(std::move(entry));
      if (reader.ok() && !seen.insert(KeyOf(entries->back())).second) {
        reader.Fail("the same entry stands there twice");
      }
    });
  });
}

}  // namespace

const KnownProof* Baseline::FindProof(const std::string& protocol,
                                      const std::string& property) const {
  const auto found = std::find_if(proofs.begin(), proofs.end(), [&](const KnownProof& entry) {
    return entry.protocol == protocol && entry.property == property;
  });
  return found == proofs.end() ? nullptr : &*found;
}

bool Baseline::IsKnownUnknown(const std::string& protocol) const {
  return std::any_of(proofs.begin(), proofs.end(), [&](const KnownProof& entry) {
    return entry.protocol == protocol && entry.property == kRaceFreedom &&
           entry.verdict == Verdict::kUnknown;
  });
}

std::string BaselineToText(const Baseline& baseline) {
  return "{\n \"schema\": \"" + std::string(kBaselineSchema) + "\",\n" +
         Section("findings", baseline.findings) + ",\n" +
         Section("not_covered", baseline.not_covered) + ",\n" + Section("proofs", baseline.proofs) +
         ",\n" + Section("unknown", baseline.unknown) + "\n}\n";
}

Result<Baseline> BaselineFromText(const std::string& text) {
  Result<JsonValue> document = JsonValue::Parse(text);
  if (!document.ok()) return document.error();
  JsonReader reader(*document);
  Baseline baseline;
  reader.Member("schema", [&] {
    const std::string schema = reader.String();
    if (!reader.ok() || schema == kBaselineSchema) return;
    reader.Fail("schema is '" + schema + "', this build reads " + kBaselineSchema,
                ErrorKind::kVersion);
  });
  if (reader.ok()) {
    reader.OnlyMembers({"schema", "findings", "not_covered", "proofs", "unknown"});
  }
  ReadSection(reader, "findings", &baseline.findings);
  ReadSection(reader, "not_covered", &baseline.not_covered);
  ReadSection(reader, "proofs", &baseline.proofs);
  ReadSection(reader, "unknown", &baseline.unknown);
  if (!reader.ok()) return reader.error();
  return baseline;
}

}  // namespace interlock::report
