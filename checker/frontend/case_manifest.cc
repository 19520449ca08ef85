// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/frontend/case_manifest.h"

#include <nlohmann/json.hpp>
#include <set>

namespace interlock::facts {
namespace {

using nlohmann::json;
using Texts = std::vector<std::string>;

CaseManifest Read(const json& document) {
  CaseManifest manifest;
  manifest.id = document.at("id").get<std::string>();
  manifest.title = document.at("title").get<std::string>();
  manifest.trees = document.at("trees").get<Texts>();
  manifest.sources = document.at("sources").get<Texts>();
  manifest.flags = document.at("flags").get<Texts>();
  manifest.protocols = document.at("protocols").get<std::string>();
  if (document.contains("budget")) manifest.budget = document.at("budget").get<std::string>();
  manifest.program_arguments = document.at("program_arguments").get<Texts>();
  for (const json& entry : document.at("variants")) {
    CaseVariant variant;
    variant.name = entry.at("name").get<std::string>();
    variant.summary = entry.at("summary").get<std::string>();
    variant.patches = entry.at("patches").get<Texts>();
    if (entry.contains("program")) variant.program = entry.at("program").get<std::string>();
    manifest.variants.push_back(std::move(variant));
  }
  return manifest;
}

bool IsVariantName(const std::string& name) {
  return name == "racy" || name == "fixed" || (name.starts_with("fixed:") && name.size() > 6) ||
         (name.starts_with("fixed-wrong:") && name.size() > 12);
}

}  // namespace

Result<CaseManifest> ReadCaseManifest(std::string_view text, const std::string& path) {
  CaseManifest manifest;
  try {
    manifest = Read(json::parse(text));
  } catch (const json::exception& exception) {
    return MakeError(std::string("case manifest: ") + exception.what(), path);
  }
  if (manifest.trees.empty() || manifest.sources.empty() || manifest.variants.empty()) {
    return MakeError("case manifest: no trees, no sources or no variants", path);
  }
  std::set<std::string> names;
  for (const CaseVariant& variant : manifest.variants) {
    if (!IsVariantName(variant.name) || !names.insert(variant.name).second) {
      return MakeError("case manifest: bad or repeated variant name: " + variant.name, path);
    }
  }
  return manifest;
}

}  // namespace interlock::facts
