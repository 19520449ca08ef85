// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/run_folder.h"

#include <unistd.h>

#include <cctype>
#include <filesystem>
#include <set>

#include "checker/cli/files.h"
#include "models/protocol/protocol_json.h"
#include "models/witness/witness_json.h"

namespace interlock::cli {
namespace {

/// Removes the files of an earlier run that this one did not write again.
void RemoveOthers(const std::string& folder, const std::string& suffix,
                  const std::set<std::string>& keep) {
  for (const std::string& file : ListFiles(folder, suffix)) {
    if (keep.count(file) == 0) unlink(file.c_str());
  }
}

}  // namespace

std::string FileName(const std::string& name) {
  std::string file;
  for (unsigned char c : name) {
    file += std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_' ? static_cast<char>(c) : '_';
  }
  return file.empty() || file[0] == '.' ? "_" + file : file;
}

Status RunFolder::Prepare() const {
  Status made = MakeWritableFolder(path_);
  if (!made.ok()) return made;
  for (const std::string& folder : {facts(), path_ + "/protocol", witnesses()}) {
    Status part = MakeFolder(folder);
    if (!part.ok()) return part;
  }
  return Status::Ok();
}

Status RunFolder::WriteProtocols(const std::vector<protocol::Protocol>& protocols) const {
  const std::string folder = path_ + "/protocol";
  Status made = MakeFolder(folder);
  if (!made.ok()) return made;
  std::set<std::string> written;
  for (const protocol::Protocol& protocol : protocols) {
    const std::string file = folder + "/" + FileName(protocol.name) + ".json";
    if (!written.insert(file).second) {
      return MakeError("two protocols would have the same file: " + protocol.name, file);
    }
    Status status = WriteFile(file, protocol::ProtocolToJson(protocol));
    if (!status.ok()) return status;
  }
  RemoveOthers(folder, ".json", written);
  return Status::Ok();
}

Status RunFolder::WriteProtocol(const protocol::Protocol& protocol) const {
  return WriteFile(path_ + "/protocol/" + FileName(protocol.name) + ".json",
                   protocol::ProtocolToJson(protocol));
}

void RunFolder::ClearCertificates(const std::string& protocol) const {
  RemoveOthers(CertificateFolder(protocol), ".smt2", {});
}

Result<std::vector<protocol::Protocol>> RunFolder::ReadProtocols(
    const std::vector<std::string>& files) const {
  const std::string folder = path_ + "/protocol";
  const std::vector<std::string> all = files.empty() ? ListFiles(folder, ".json") : files;
  if (all.empty()) {
    return MakeError("no protocol; `interlock extract` writes them", folder, ErrorKind::kNotFound);
  }
  std::vector<protocol::Protocol> protocols;
  for (const std::string& file : all) {
    Result<std::string> text = ReadFile(file);
    if (!text.ok()) return text.error();
    Result<protocol::Protocol> protocol = protocol::ProtocolFromJson(*text);
    if (!protocol.ok()) {
      return MakeError(protocol.error().ToText(), file, protocol.error().kind);
    }
    protocols.push_back(std::move(protocol).value());
  }
  return protocols;
}

std::string RunFolder::CertificateFolder(const std::string& protocol) const {
  return path_ + "/certificates/" + FileName(protocol);
}

Status RunFolder::WriteCertificates(
    const protocol::Protocol& protocol,
    const std::vector<parametric::Certificate>& certificates) const {
  const std::string folder = CertificateFolder(protocol.name);
  Status made = MakeFolder(folder);
  if (!made.ok()) return made;
  std::set<std::string> written;
  for (const parametric::Certificate& certificate : certificates) {
    const certificate::CertificateFile rendered =
        certificate::RenderCertificate(protocol, certificate);
    const std::string file = folder + "/" + rendered.name;
    Status status = WriteFile(file, rendered.text);
    if (!status.ok()) return status;
    written.insert(file);
  }
  RemoveOthers(folder, ".smt2", written);
  return Status::Ok();
}

Result<std::vector<certificate::CertificateFile>> RunFolder::ReadCertificates(
    const std::string& protocol) const {
  std::vector<certificate::CertificateFile> files;
  for (const std::string& path : ListFiles(CertificateFolder(protocol), ".smt2")) {
    Result<std::string> text = ReadFile(path);
    if (!text.ok()) return text.error();
    files.push_back({std::filesystem::path(path).filename().string(), std::move(text).value()});
  }
  return files;
}

Status RunFolder::WriteWitness(const witness::Witness& witness) const {
  return WriteFile(witnesses() + "/" + FileName(witness.id) + ".json",
                   witness::WitnessToJson(witness));
}

void RunFolder::ClearWitnesses() const { RemoveOthers(witnesses(), ".json", {}); }

Result<witness::Witness> RunFolder::ReadWitness(const std::string& name) const {
  std::error_code ignored;
  std::string file = name;
  if (!std::filesystem::exists(file, ignored)) {
    file = witnesses() + "/" + FileName(name) + ".json";
  }
  Result<std::string> text = ReadFile(file);
  if (!text.ok()) {
    return MakeError("no such witness, neither as a file nor in " + witnesses(), name,
                     ErrorKind::kNotFound);
  }
  Result<witness::Witness> witness = witness::WitnessFromJson(*text);
  if (!witness.ok()) return MakeError(witness.error().ToText(), file, witness.error().kind);
  return witness;
}

}  // namespace interlock::cli
