// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/certificate/certificate.h"

#include <chrono>
#include <map>
#include <set>

#include "models/certificate/second_solver.h"
#include "models/protocol/protocol_json.h"

namespace interlock::certificate {
namespace {

using parametric::Certificate;
using protocol::Protocol;

constexpr const char* kTitle = "; interlock certificate\n";

std::string DigestOf(const Protocol& protocol) {
  return protocol.digest.empty() ? protocol::ContentDigest(protocol) : protocol.digest;
}

// A name may hold line breaks; a header line may not.
std::string OneLine(std::string text) {
  for (char& c : text) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  return text;
}

std::string Header(const Protocol& protocol, const std::string& id) {
  return std::string(kTitle) + "; protocol: " + OneLine(protocol.name) +
         "\n; digest: " + DigestOf(protocol) + "\n; obligation: " + OneLine(id) +
         "\n; encoder: " + parametric::kEncoderVersion + "\n; expected: unsat\n";
}

struct ParsedFile {
  bool has_title = false;
  std::map<std::string, std::string> fields;
  std::string formula;
};

// Splits header and formula; header lines are "; name: value".
ParsedFile Split(const std::string& text) {
  ParsedFile parsed;
  std::size_t position = 0;
  while (position < text.size() && text[position] == ';') {
    const std::size_t end = text.find('\n', position);
    if (end == std::string::npos) return parsed;
    const std::string line = text.substr(position, end - position);
    const std::size_t colon = line.find(": ");
    if (position == 0) parsed.has_title = line + "\n" == kTitle;
    if (colon != std::string::npos && colon > 2) {
      parsed.fields.emplace(line.substr(2, colon - 2), line.substr(colon + 2));
    }
    position = end + 1;
  }
  parsed.formula = text.substr(position);
  return parsed;
}

// Why the file is no certificate of the protocol; empty if it is one, but for the solver's word.
std::string Compare(const ParsedFile& file, const Protocol& protocol,
                    const std::map<std::string, std::string>& formulas, std::string* id) {
  const auto field = [&](const char* name) {
    const auto found = file.fields.find(name);
    return found == file.fields.end() ? std::string() : found->second;
  };
  *id = field("obligation");
  if (!file.has_title || id->empty()) return "not a certificate: header missing or damaged";
  const std::string encoder = field("encoder");
  if (encoder != parametric::kEncoderVersion) {
    return "written by another encoder: stated=" + encoder +
           " expected=" + parametric::kEncoderVersion;
  }
  const std::string digest = field("digest");
  if (digest != DigestOf(protocol)) {
    return "belongs to another protocol: stated=" + digest + " expected=" + DigestOf(protocol);
  }
  if (field("expected") != "unsat") return "claims something else than unsat";
  const auto formula = formulas.find(*id);
  if (formula == formulas.end()) return "no such obligation in the protocol: " + *id;
  if (formula->second != file.formula) return "formula changed: " + *id;
  return "";
}

}  // namespace

CertificateFile RenderCertificate(const Protocol& protocol, const Certificate& certificate) {
  CertificateFile file;
  for (const char c : certificate.id) {
    const bool usual = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       c == '-' || c == '_' || c == '.';
    file.name += usual ? c : '_';
  }
  file.name += ".smt2";
  file.text = Header(protocol, certificate.id) + certificate.text;
  return file;
}

Result<VerifyReport> VerifyCertificates(const Protocol& protocol,
                                        const std::vector<CertificateFile>& files,
                                        const VerifyOptions& options) {
  Result<std::vector<Certificate>> generated = parametric::GenerateFormulas(protocol);
  if (!generated.ok()) return generated.error();
  return VerifyFormulas(protocol, *generated, files, options);
}

Result<VerifyReport> VerifyFormulas(const Protocol& protocol,
                                    const std::vector<Certificate>& generated,
                                    const std::vector<CertificateFile>& files,
                                    const VerifyOptions& options) {
  std::map<std::string, std::string> formulas;
  std::set<std::string> missing;
  for (const Certificate& certificate : generated) {
    missing.insert(OneLine(certificate.id));
    formulas.emplace(OneLine(certificate.id), certificate.text);
  }
  VerifyReport report;
  for (const CertificateFile& file : files) {
    CertificateCheck check;
    check.file = file.name;
    const ParsedFile parsed = Split(file.text);
    check.reason = Compare(parsed, protocol, formulas, &check.id);
    if (check.reason.empty() && options.cancelled && options.cancelled()) {
      check.reason = "interrupted";
    }
    if (check.reason.empty() && options.run_solver) {
      const auto start = std::chrono::steady_clock::now();
      const Result<std::string> answer =
          RunSecondSolver(options.solver, parsed.formula, options.timeout_ms);
      if (!answer.ok()) return answer.error();
      if (*answer != "unsat") check.reason = options.solver + " answers: " + *answer;
      check.elapsed_ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                             std::chrono::steady_clock::now() - start)
                             .count();
    }
    check.accepted = check.reason.empty();
    if (check.accepted) {
      ++report.accepted;
      missing.erase(check.id);
    }
    report.checks.push_back(std::move(check));
  }
  report.missing.assign(missing.begin(), missing.end());
  return report;
}

}  // namespace interlock::certificate
