// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The folder of results: where each stage leaves its files and finds those of the stage before.
//
//   facts/*.json  protocol/<name>.json  certificates/<name>/<id>.smt2  witness/W-xxxx.json
//   result.json  cache/
//
// Thread safety: one process at a time writes a folder.

#include <string>
#include <vector>

#include "checker/cli/options.h"
#include "models/certificate/certificate.h"
#include "models/parametric/prove.h"
#include "models/protocol/protocol.h"
#include "models/protocol/result.h"
#include "models/witness/witness.h"

namespace interlock::cli {

class RunFolder {
 public:
  explicit RunFolder(std::string path) : path_(std::move(path)) {}

  /// Makes the folder; an error if nothing can be written there.
  Status Prepare() const;

  std::string facts() const { return path_ + "/facts"; }
  std::string cache() const { return path_ + "/cache"; }
  std::string witnesses() const { return path_ + "/witness"; }
  std::string result() const { return path_ + "/result.json"; }
  const std::string& path() const { return path_; }

  /// Writes all protocols and removes those of an earlier run.
  Status WriteProtocols(const std::vector<protocol::Protocol>& protocols) const;

  /// Writes one protocol beside the others.
  Status WriteProtocol(const protocol::Protocol& protocol) const;

  /// Reads the protocols of `files`, or all of the folder if there are none.
  Result<std::vector<protocol::Protocol>> ReadProtocols(
      const std::vector<std::string>& files) const;

  /// Writes the certificates of one protocol and removes its earlier ones.
  Status WriteCertificates(const protocol::Protocol& protocol,
                           const std::vector<parametric::Certificate>& certificates) const;

  /// Removes the certificates of one protocol.
  void ClearCertificates(const std::string& protocol) const;

  std::string CertificateFolder(const std::string& protocol) const;

  /// Reads the certificates of one protocol, sorted by name.
  Result<std::vector<certificate::CertificateFile>> ReadCertificates(
      const std::string& protocol) const;

  /// Writes one witness.
  Status WriteWitness(const witness::Witness& witness) const;
  /// Removes the witnesses of an earlier run.
  void ClearWitnesses() const;

  /// Reads a witness by file name or by id.
  Result<witness::Witness> ReadWitness(const std::string& name) const;

 private:
  std::string path_;
};

/// `name` with everything that does not belong into a file name replaced.
std::string FileName(const std::string& name);

}  // namespace interlock::cli
