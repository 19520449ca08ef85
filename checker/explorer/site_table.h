// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The site table of an explored program: from the return address of every call instruction to the
// source positions of the call in user code.
//
// `interlock-sites PROGRAM --root DIR` writes `PROGRAM.sites` after the link; the runtime maps the
// same file, see runtime/sites_format.h. User code is everything outside system headers.
//
// Thread safety: a loaded table is immutable; any number of threads may read it.
//
// Invariants
//   1. `sites()` is sorted by `return_offset`, without duplicates.
//   2. Frames of a site go from the innermost inlined function outwards and hold user code only.
//   3. The table belongs to one link: `program_digest` is compared by the runtime and by Load().

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "checker/explorer/outcome.h"
#include "models/protocol/result.h"

namespace interlock::explore {

enum class SiteKind : std::uint8_t { kCall, kRead, kWrite, kAtomic, kRange, kEntry };

struct CallSite {
  std::uint32_t return_offset = 0;  // of the return address, relative to the load address
  SiteKind kind = SiteKind::kCall;
  bool in_system_header = false;  // the innermost frame is library code
  std::vector<Frame> frames;      // user frames, innermost first
};

struct DataSymbol {
  std::uint64_t offset = 0;
  std::uint64_t size_bytes = 0;
  std::string name;
};

class SiteTable {
 public:
  /// Disassembles and symbolizes `program`; positions under `root` become relative to it.
  static Result<SiteTable> Build(const std::string& program, const std::string& root);
  /// Reads `PROGRAM.sites` and checks that it belongs to `program`.
  static Result<SiteTable> Load(const std::string& program);
  /// Writes `path`.
  Status Save(const std::string& path) const;

  const std::vector<CallSite>& sites() const { return sites_; }
  const std::vector<DataSymbol>& symbols() const { return symbols_; }
  std::uint64_t program_digest() const { return program_digest_; }
  /// The site with this return offset, or null.
  const CallSite* Find(std::uint32_t return_offset) const;
  /// All positions that some site has as a frame and that equal `position`, or, if there are none,
  /// that lie on the same line. `exact` says which.
  std::vector<std::string> Resolve(const std::string& position, bool* exact) const;
  /// As Resolve, but only positions at which some function is called (a lock, a spawn, a send): the
  /// line's other positions are tried before an exact one without a call is returned.
  std::vector<std::string> ResolveCall(const std::string& position) const;
  /// "name+offset" of the global variable at this offset, or empty.
  std::string SymbolAt(std::uint64_t offset) const;

 private:
  void Index();

  std::vector<CallSite> sites_;
  std::vector<DataSymbol> symbols_;
  std::uint64_t program_digest_ = 0;
  std::set<std::string> calls_;  // positions of call instructions that are no accesses
  std::map<std::string, std::vector<std::string>> by_line_;  // "file:line" -> positions
};

}  // namespace interlock::explore
