// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Does the protocol admit what the programs do? And does a wrong protocol not?
//
// usage: engine_conformance PROTOCOL WORK_FOLDER (PROGRAM EXECUTIONS)...
// exit:  0 every demanded event admitted and every fault caught, 1 not, 2 could not find out
//
// Each program runs EXECUTIONS times, in batches of varying mode and with 1 to 4 workers
// (its argument). A batch's trace is checked and removed; the first batches stay for the faults.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "checker/explorer/conform.h"
#include "checker/explorer/explore.h"
#include "models/protocol/protocol_json.h"
#include "tests/conformance/protocol_faults.h"

namespace interlock::conformance {
namespace {

using explore::ConformResult;
using explore::Mode;
using protocol::Protocol;

constexpr std::uint64_t kBatchExecutions = 25;
constexpr std::uint64_t kKeptBatches = 2;  // of each program
constexpr std::uint64_t kMaxWorkers = 4;
constexpr Mode kModes[] = {Mode::kRandom, Mode::kPct, Mode::kUrw};

[[noreturn]] void Stop(const Error& error) {
  std::fprintf(stderr, "engine_conformance: %s\n", error.ToText().c_str());
  std::exit(2);
}

struct KeptTrace {
  std::string path;
  const explore::SiteTable* sites = nullptr;
};

Protocol ReadProtocol(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) Stop(MakeError("cannot read the protocol", path));
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  Result<Protocol> protocol = protocol::ProtocolFromJson(text);
  if (!protocol.ok()) Stop(protocol.error());
  return std::move(protocol).value();
}

// The protocol as another process would read it: valid, with the digest of its content.
Protocol ThroughFile(const Protocol& edited, const std::string& path) {
  std::ofstream(path, std::ios::binary) << protocol::ProtocolToJson(edited);
  return ReadProtocol(path);
}

std::string ShareText(const explore::Share& share) {
  char text[96];
  std::snprintf(
      text, sizeof text, "%llu of %llu (%.1f %%)", static_cast<unsigned long long>(share.reached),
      static_cast<unsigned long long>(share.total),
      share.total == 0
          ? 0.0
          : 100.0 * static_cast<double>(share.reached) / static_cast<double>(share.total));
  return text;
}

void PrintRefused(const ConformResult& result) {
  for (const explore::NotAdmitted& event : result.refused) {
    std::printf(
        "%s: error: not admitted (%s): %s of %llu bytes by %s: %s; execution %llu, event "
        "%llu, %llu such events\n",
        event.position.c_str(), event.reason.c_str(), event.is_write ? "write" : "read",
        static_cast<unsigned long long>(event.size_bytes), event.role.c_str(), event.detail.c_str(),
        static_cast<unsigned long long>(event.execution),
        static_cast<unsigned long long>(event.index), static_cast<unsigned long long>(event.count));
    for (const explore::Frame& frame : event.stack) {
      std::printf("        %s: in %s\n", frame.position.c_str(), frame.function.c_str());
    }
  }
  for (const std::string& position : result.unknown_threads) {
    std::printf("%s: error: a thread is started here that belongs to no role\n", position.c_str());
  }
  if (result.without_site > 0) {
    std::printf("error: %llu accesses without a place in the sources\n",
                static_cast<unsigned long long>(result.without_site));
  }
}

void PrintFigures(const ConformResult& result) {
  std::printf("executions  %llu\n", static_cast<unsigned long long>(result.executions));
  std::printf("examined    %llu events\n", static_cast<unsigned long long>(result.events));
  std::printf("admitted    %llu of %llu demanded\n",
              static_cast<unsigned long long>(result.admitted),
              static_cast<unsigned long long>(result.demanded));
  std::printf("accesses    %s of the protocol reached\n", ShareText(result.accesses).c_str());
  std::printf("roles       %s reached\n", ShareText(result.roles).c_str());
  std::printf("order facts %s of spawn and join shown\n", ShareText(result.order_facts).c_str());
  std::printf("lock facts  %s shown\n", ShareText(result.lock_facts).c_str());
  std::printf("phase facts %s shown\n", ShareText(result.phase_facts).c_str());
}

class Engine {
 public:
  Engine(const Protocol& protocol, std::string work)
      : protocol_(protocol),
        watch_(explore::WatchPositions(protocol)),
        work_(std::move(work)),
        conformer_(protocol) {}

  void Run(const std::string& program, std::uint64_t executions) {
    Result<explore::SiteTable> sites = explore::SiteTable::Load(program);
    if (!sites.ok()) Stop(sites.error());
    const auto [table, is_new] = tables_.emplace(program, std::move(sites).value());
    for (std::uint64_t first = 0; first < executions; first += kBatchExecutions) {
      const std::uint64_t batch = first / kBatchExecutions;
      const std::string trace = work_ + "/trace-" + std::to_string(batches_++);
      Explore(program, first, std::min(kBatchExecutions, executions - first), batch, trace);
      const Status added = conformer_.Add(trace, table->second);
      if (!added.ok()) Stop(added.error());
      if (batch < kKeptBatches) {
        kept_.push_back({trace, &table->second});
      } else {
        std::filesystem::remove(trace);
      }
    }
  }

  ConformResult Finish() const { return conformer_.Finish(); }

  /// What another protocol makes of the kept traces.
  ConformResult CheckKept(const Protocol& protocol) const {
    explore::Conformer conformer(protocol);
    for (const KeptTrace& trace : kept_) {
      const Status added = conformer.Add(trace.path, *trace.sites);
      if (!added.ok()) Stop(added.error());
    }
    return conformer.Finish();
  }

 private:
  void Explore(const std::string& program, std::uint64_t first, std::uint64_t count,
               std::uint64_t batch, const std::string& trace) const {
    explore::ExploreOptions options;
    options.mode = kModes[batch % std::size(kModes)];
    options.schedules = count;
    options.first = first;
    options.trace = trace;
    options.watch = watch_;
    options.work_directory = work_;
    options.show_output = false;
    // The kept batches have several workers.
    const std::uint64_t workers = 1 + (batch + 1) % kMaxWorkers;
    const auto outcome = explore::RunExplore(program, {std::to_string(workers)}, options);
    if (!outcome.ok()) Stop(outcome.error());
    const explore::RunOutcome& run = outcome->run;
    if (run.state != explore::RunState::kComplete) Stop(MakeError(run.problem, program));
    if (run.executions != count) Stop(MakeError("executions are missing", program));
    if (!run.races.empty() || !run.failures.empty()) {
      Stop(MakeError("the program raced or failed", program));
    }
  }

  const Protocol& protocol_;
  std::vector<std::string> watch_;
  std::string work_;
  explore::Conformer conformer_;
  std::map<std::string, explore::SiteTable> tables_;  // by program
  std::vector<KeptTrace> kept_;
  std::uint64_t batches_ = 0;
};

// Whether the fault's own event is among what was refused.
bool IsCaught(const Fault& fault, const ConformResult& result) {
  if (fault.reason == "unknown thread") {
    return std::find(result.unknown_threads.begin(), result.unknown_threads.end(),
                     fault.position) != result.unknown_threads.end();
  }
  return std::any_of(result.refused.begin(), result.refused.end(),
                     [&](const explore::NotAdmitted& event) {
                       return (fault.reason.empty() || event.reason == fault.reason) &&
                              (fault.position.empty() || event.position == fault.position);
                     });
}

bool CheckFaults(const Protocol& protocol, const Engine& engine, const std::string& work) {
  const ConformResult right = engine.CheckKept(ThroughFile(protocol, work + "/unedited.json"));
  if (!right.conforms()) {
    std::printf("error: the unedited protocol is refused\n");
    return false;
  }
  const std::vector<Fault> faults = MakeFaults(protocol, right.sole_events);
  bool all = true;
  std::set<std::string> names;
  for (const Fault& fault : faults) {
    names.insert(fault.name);
    const ConformResult result =
        engine.CheckKept(ThroughFile(fault.protocol, work + "/edited.json"));
    const bool caught = !result.conforms() && IsCaught(fault, result);
    std::printf("fault %s (%s): %s\n", fault.name.c_str(), fault.what.c_str(),
                caught ? "caught" : "NOT caught");
    for (std::size_t i = 0; i < std::min<std::size_t>(result.refused.size(), 2); ++i) {
      const explore::NotAdmitted& event = result.refused[i];
      std::printf("    %s: %s of %llu bytes by %s (%s): %s\n", event.position.c_str(),
                  event.is_write ? "write" : "read",
                  static_cast<unsigned long long>(event.size_bytes), event.role.c_str(),
                  event.reason.c_str(), event.detail.c_str());
    }
    for (const std::string& position : result.unknown_threads) {
      std::printf("    %s: thread of no role\n", position.c_str());
    }
    all = all && caught;
  }
  for (const char* name :
       {"dropped access", "widened lockset", "wrong phase", "missing role", "wrong byte range"}) {
    if (names.count(name) != 0) continue;
    std::printf("error: no place for the fault %s in the traces\n", name);
    all = false;
  }
  return all;
}

int Main(int argc, char** argv) {
  if (argc < 5 || argc % 2 == 0) {
    std::fprintf(stderr,
                 "usage: engine_conformance PROTOCOL WORK_FOLDER (PROGRAM EXECUTIONS)...\n");
    return 2;
  }
  const std::string work = argv[2];
  const Protocol protocol = ReadProtocol(argv[1]);
  Engine engine(protocol, work);
  std::uint64_t executions = 0;
  for (int i = 3; i < argc; i += 2) {
    const long long count = std::atoll(argv[i + 1]);
    if (count < 1) Stop(MakeError("no number of executions", argv[i + 1]));
    engine.Run(argv[i], static_cast<std::uint64_t>(count));
    executions += static_cast<std::uint64_t>(count);
  }
  const ConformResult result = engine.Finish();
  PrintRefused(result);
  PrintFigures(result);
  const bool is_complete = result.executions == executions && result.demanded > 0;
  if (!result.conforms() || !is_complete) {
    std::printf("result: does not conform\n");
    return 1;
  }
  const bool caught = CheckFaults(protocol, engine, work);
  std::printf("result: %s\n", caught ? "conforms, every fault caught" : "a fault slipped through");
  return caught ? 0 : 1;
}

}  // namespace
}  // namespace interlock::conformance

int main(int argc, char** argv) { return interlock::conformance::Main(argc, argv); }
