// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "checker/cli/commands.h"
#include "checker/cli/name_filter.h"
#include "checker/cli/run_folder.h"
#include "checker/cli/terminal.h"
#include "checker/explorer/conform.h"
#include "checker/explorer/site_table.h"

namespace interlock::cli {
namespace {

std::string ShareText(const explore::Share& share) {
  char percent[32];
  std::snprintf(percent, sizeof percent, " (%.1f %%)",
                share.total == 0 ? 0.0
                                 : 100.0 * static_cast<double>(share.reached) /
                                       static_cast<double>(share.total));
  return std::to_string(share.reached) + " of " + std::to_string(share.total) + percent;
}

std::string ConformText(const explore::ConformResult& result) {
  std::string text;
  for (const explore::NotAdmitted& event : result.refused) {
    text += (event.position.empty() ? "interlock" : event.position) + ": error: not admitted (" +
            event.reason + "): " + (event.is_write ? "write" : "read") + " of " +
            std::to_string(event.size_bytes) + " bytes by " + event.role + ": " + event.detail +
            "\n";
    for (const explore::Frame& frame : event.stack) {
      text += "        " + frame.position + ": in " + frame.function + "\n";
    }
    if (event.count > 1) text += "note: " + std::to_string(event.count) + " such events\n";
  }
  for (const std::string& position : result.unknown_threads) {
    text += position + ": error: a thread is started here that belongs to no role\n";
  }
  if (result.without_site > 0) {
    text += "interlock: error: " + std::to_string(result.without_site) +
            " accesses without a place in the sources\n";
  }
  text += "executions  " + std::to_string(result.executions) + "\n";
  text += "examined    " + std::to_string(result.events) + " events\n";
  text += "admitted    " + std::to_string(result.admitted) + " of " +
          std::to_string(result.demanded) + " demanded\n";
  text += "accesses    " + ShareText(result.accesses) + " of the protocol reached\n";
  text += "roles       " + ShareText(result.roles) + " reached\n";
  text += "order facts " + ShareText(result.order_facts) + " of spawn and join shown\n";
  text += "lock facts  " + ShareText(result.lock_facts) + " shown\n";
  text += "phase facts " + ShareText(result.phase_facts) + " shown\n";
  return text + (result.conforms() ? "result: conforms\n" : "result: does not conform\n");
}

}  // namespace

int RunConform(const Options& options) {
  const RunFolder folder(options.out);
  Result<std::vector<protocol::Protocol>> protocols = folder.ReadProtocols({});
  if (!protocols.ok()) return PrintError(protocols.error());
  const NameFilter filter(options.proofs);
  const protocol::Protocol* chosen = nullptr;
  std::string names;
  for (const protocol::Protocol& protocol : *protocols) {
    names += " " + protocol.name;
    if (!filter.Selects(protocol.name)) continue;
    if (chosen != nullptr) {
      return PrintError(MakeError("several protocols; choose one with --proofs:" + names));
    }
    chosen = &protocol;
  }
  if (chosen == nullptr) {
    return PrintError(MakeError("no protocol of this name; there are:" + names, options.proofs));
  }
  Result<explore::SiteTable> sites = explore::SiteTable::Load(options.program);
  if (!sites.ok()) return PrintError(sites.error());
  Result<explore::ConformResult> result = explore::Conform(*chosen, options.positional, *sites);
  if (!result.ok()) return PrintError(result.error());
  Print(ConformText(*result));
  return result->conforms() ? 0 : 1;
}

}  // namespace interlock::cli
