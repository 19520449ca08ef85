// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/mutant_corpus.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "checker/cli/files.h"
#include "models/protocol/json_reader.h"

namespace interlock::cli {
namespace {

namespace fs = std::filesystem;
using protocol::JsonReader;
using protocol::JsonValue;

constexpr const char* kHarmless = "harmless";

Result<JsonValue> ReadJson(const std::string& file) {
  Result<std::string> text = ReadFile(file);
  if (!text.ok()) return text.error();
  Result<JsonValue> document = JsonValue::Parse(*text);
  if (document.ok()) return document;
  return MakeError(document.error().message, file + ":" + document.error().position,
                   document.error().kind);
}

report::Verdict ReadVerdict(JsonReader* reader) {
  using report::Verdict;
  const std::string name = reader->StringMember("verdict");
  for (const Verdict verdict :
       {Verdict::kProved, Verdict::kProvedToBound, Verdict::kRefuted, Verdict::kUnknown}) {
    if (name == report::VerdictName(verdict)) return verdict;
  }
  reader->Member("verdict", [&] { reader->Fail("no verdict to expect: '" + name + "'"); });
  return Verdict::kUnknown;
}

bool IsProved(report::Verdict verdict) {
  return verdict == report::Verdict::kProved || verdict == report::Verdict::kProvedToBound;
}

void ReadProof(JsonReader* reader, Mutant* mutant) {
  reader->Member(
      "proof",
      [&] {
        mutant->has_proof = true;
        mutant->proof.verdict = ReadVerdict(reader);
        reader->Member("property", [&] { mutant->proof.property = reader->String(); }, true);
        const bool proved = IsProved(mutant->proof.verdict);
        reader->Member("rule", [&] { mutant->proof.rule = reader->String(); }, proved);
        reader->Member("function", [&] { mutant->proof.function = reader->String(); }, proved);
      },
      true);
}

std::string Spaced(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

/// The first line without the id in front.
std::string TitleOf(const std::string& file, const std::string& id) {
  Result<std::string> text = ReadFile(file);
  if (!text.ok()) return "";
  std::string line = text->substr(0, text->find('\n'));
  if (line.starts_with(id + ": ")) line.erase(0, id.size() + 2);
  return line;
}

Result<Mutant> ReadMutant(const std::string& folder) {
  Mutant mutant;
  mutant.name = fs::path(folder).filename().string();
  mutant.patch = folder + "/mutation.patch";
  std::error_code ignored;
  if (!fs::exists(mutant.patch, ignored)) {
    return MakeError("mutant without mutation.patch", folder, ErrorKind::kNotFound);
  }
  const std::string file = folder + "/expect.json";
  if (!fs::exists(file, ignored)) {
    return MakeError("mutant without expect.json", folder, ErrorKind::kNotFound);
  }
  Result<JsonValue> document = ReadJson(file);
  if (!document.ok()) return document.error();
  JsonReader reader(*document);
  mutant.id = reader.StringMember("id");
  mutant.protocol = reader.StringMember("protocol");
  reader.Member("caught_by", [&] {
    if (!reader.Expect(JsonValue::Kind::kObject)) return;
    if (reader.here().members().empty()) reader.Fail("nobody catches it");
    for (const JsonValue::Member& member : reader.here().members()) {
      if (member.first != "proof") mutant.others.push_back(Spaced(member.first));
    }
    ReadProof(&reader, &mutant);
    reader.Member(
        "explorer",
        [&] {
          if (!reader.Expect(JsonValue::Kind::kObject)) return;
          for (const JsonValue::Member& member : reader.here().members()) {
            if (member.first == "arguments") mutant.arguments = reader.StringsMember("arguments");
          }
        },
        true);
  });
  reader.Member(
      "corpus",
      [&] {
        for (const std::string& stage : reader.StringsMember("caught_by")) {
          mutant.corpus += (mutant.corpus.empty() ? "" : ", ") + stage;
        }
      },
      true);
  if (!reader.ok()) return MakeError(reader.error().message, file + ":" + reader.error().position);
  if (mutant.has_proof && IsProved(mutant.proof.verdict)) {
    return MakeError("a mutant is refuted or unknown, or its proof is not asked", file);
  }
  std::sort(mutant.others.begin(), mutant.others.end());
  mutant.title = TitleOf(folder + "/README.md", mutant.id);
  return mutant;
}

Status ReadHarmless(const std::string& folder, std::vector<Mutant>* mutants) {
  const std::string file = folder + "/expect.json";
  std::error_code ignored;
  if (!fs::exists(file, ignored)) {
    return MakeError("harmless variants without expect.json", folder, ErrorKind::kNotFound);
  }
  Result<JsonValue> document = ReadJson(file);
  if (!document.ok()) return document.error();
  JsonReader reader(*document);
  std::set<std::string> listed;
  if (reader.Expect(JsonValue::Kind::kObject)) {
    for (const JsonValue::Member& member : document->members()) {
      Mutant mutant;
      mutant.name = mutant.id = member.first;
      mutant.harmless = true;
      mutant.patch = folder + "/" + member.first + ".patch";
      reader.Member(member.first.c_str(), [&] {
        mutant.protocol = reader.StringMember("protocol");
        ReadProof(&reader, &mutant);
        if (!fs::exists(mutant.patch, ignored)) reader.Fail("no such patch: " + mutant.patch);
        if (mutant.has_proof && !IsProved(mutant.proof.verdict)) {
          reader.Fail("a harmless variant is proved");
        }
      });
      listed.insert(mutant.name + ".patch");
      mutants->push_back(std::move(mutant));
    }
  }
  if (!reader.ok()) return MakeError(reader.error().message, file + ":" + reader.error().position);
  for (const std::string& path : ListFiles(folder, ".patch")) {
    const std::string name = fs::path(path).filename().string();
    if (listed.count(name) == 0) return MakeError("variant is not listed: " + name, file);
  }
  return Status::Ok();
}

}  // namespace

Result<std::vector<Mutant>> ReadCorpus(const std::string& folder) {
  std::error_code code;
  std::vector<std::string> folders;
  bool has_harmless = false;
  for (fs::directory_iterator it(folder, code), end; !code && it != end; it.increment(code)) {
    std::error_code ignored;
    const std::string name = it->path().filename().string();
    if (!it->is_directory(ignored)) continue;
    if (name == kHarmless) {
      has_harmless = true;
    } else if (fs::exists(it->path() / "mutation.patch", ignored) ||
               fs::exists(it->path() / "expect.json", ignored)) {
      folders.push_back(it->path().string());
    }
  }
  if (code) return MakeError("cannot read: " + code.message(), folder, ErrorKind::kNotFound);
  std::sort(folders.begin(), folders.end());
  std::vector<Mutant> mutants;
  std::set<std::string> ids;
  for (const std::string& path : folders) {
    Result<Mutant> mutant = ReadMutant(path);
    if (!mutant.ok()) return mutant.error();
    if (!ids.insert(mutant->id).second) {
      return MakeError("two mutants have one id: " + mutant->id, path);
    }
    mutants.push_back(std::move(mutant).value());
  }
  if (has_harmless) {
    std::vector<Mutant> harmless;
    Status read = ReadHarmless(folder + "/" + kHarmless, &harmless);
    if (!read.ok()) return read.error();
    std::sort(harmless.begin(), harmless.end(),
              [](const Mutant& a, const Mutant& b) { return a.name < b.name; });
    for (Mutant& mutant : harmless) mutants.push_back(std::move(mutant));
  }
  if (mutants.empty()) return MakeError("no mutant there", folder, ErrorKind::kNotFound);
  return mutants;
}

Result<std::vector<Mutant>> SelectMutants(const std::vector<Mutant>& mutants,
                                          const std::vector<std::string>& wanted) {
  if (wanted.empty()) return mutants;
  std::set<std::string> names(wanted.begin(), wanted.end());
  std::vector<Mutant> selected;
  for (const Mutant& mutant : mutants) {
    if (names.count(mutant.id) == 0 && names.count(mutant.name) == 0) continue;
    selected.push_back(mutant);
  }
  for (const std::string& name : wanted) {
    const bool found = std::any_of(selected.begin(), selected.end(), [&](const Mutant& mutant) {
      return mutant.id == name || mutant.name == name;
    });
    if (!found) return MakeError("no such mutant", name, ErrorKind::kNotFound);
  }
  return selected;
}

}  // namespace interlock::cli
