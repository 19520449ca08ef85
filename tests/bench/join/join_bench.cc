// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Measures hash joins over data in memory and prints one JSON object in each line.
//
// usage: join_bench [--group small|main|types|keys|skew|spill]   (default main; see bench_case.h)
//                   [--kinds K[,K]...]          only these of the group
//                   [--build-rows N] [--probe-rows N]             (default 1000000, 10000000)
//                   [--workers N[,N]...]        N of the engine and threads of the peer (default 1)
//                   [--hash fnv1|xxhash[,...]]  (default fnv1)
//                   [--engine v2|v1[,...]]      (default v2; v1 where it can)
//                   [--partitions P]            (default 0: the engine's rule; group spill: 16)
//                   [--repeat R]                runs of each, medians are printed (default 3)
//                   [--peer FILE]               DuckDB's shared library (package
//                                               @duckdb/node-bindings-linux-x64)
//                   [--temp-dir FOLDER]         where the group spill spills
//                   [--expect FILE]             results that must come out: data set, kind, result
// exit:  0 all results equal (the peer's, the file's, each other's), 1 not, 2 usage
//
// The engines run in turn, A B A B, in this process; "cpu_s" is user and system time of the
// process. "peer_over_ours" is the peer's CPU time divided by ours: more than 1, ours is cheaper.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/bench/join/bench_case.h"
#include "tests/bench/join/duckdb_peer.h"
#include "tests/bench/join/engine_run.h"

namespace {

using interlock::bench::BenchCase;
using interlock::bench::DataSet;
using interlock::bench::DuckDbPeer;
using interlock::bench::EngineSettings;
using interlock::bench::MeasuredKind;
using interlock::bench::Measurement;
using interlock::reference::HashPolicy;
using interlock::reference::StatusOr;

constexpr std::int64_t kSpillPartitionCount = 16;

struct Arguments {
  std::string group = "main";
  std::vector<std::string> kinds;
  std::int64_t build_rows = 1000000;
  std::int64_t probe_rows = 10000000;
  std::vector<std::string> workers{"1"};
  std::vector<std::string> hashes{"fnv1"};
  std::vector<std::string> engines{"v2"};
  std::int64_t partition_count = 0;
  std::int64_t repeat = 3;
  std::string peer;
  std::string temp_dir;
  std::string expect;
};

/// One way to run the engine.
struct Variant {
  std::string engine;
  std::string hash;
  EngineSettings settings;
  std::vector<Measurement> runs;
};

std::vector<std::string> Split(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, ',');) parts.push_back(part);
  return parts;
}

bool ParseCount(const std::string& text, std::int64_t& count) {
  char* end = nullptr;
  count = std::strtoll(text.c_str(), &end, 10);
  return !text.empty() && *end == '\0' && count >= 0;
}

bool AllAmong(const std::vector<std::string>& words, const std::vector<std::string>& known) {
  return !words.empty() && std::all_of(words.begin(), words.end(), [&](const std::string& word) {
    return std::find(known.begin(), known.end(), word) != known.end();
  });
}

bool ParseArgument(const std::string& name, const std::string& value, Arguments& arguments) {
  const std::map<std::string, std::int64_t*> counts{{"--build-rows", &arguments.build_rows},
                                                    {"--probe-rows", &arguments.probe_rows},
                                                    {"--partitions", &arguments.partition_count},
                                                    {"--repeat", &arguments.repeat}};
  const std::map<std::string, std::string*> texts{{"--group", &arguments.group},
                                                  {"--peer", &arguments.peer},
                                                  {"--temp-dir", &arguments.temp_dir},
                                                  {"--expect", &arguments.expect}};
  const std::map<std::string, std::vector<std::string>*> lists{{"--kinds", &arguments.kinds},
                                                               {"--workers", &arguments.workers},
                                                               {"--hash", &arguments.hashes},
                                                               {"--engine", &arguments.engines}};
  if (const auto count = counts.find(name); count != counts.end()) {
    return ParseCount(value, *count->second);
  }
  if (const auto text = texts.find(name); text != texts.end()) {
    *text->second = value;
    return true;
  }
  const auto list = lists.find(name);
  if (list == lists.end()) return false;
  *list->second = Split(value);
  return true;
}

bool AreUsable(const Arguments& arguments) {
  for (const std::string& text : arguments.workers) {
    std::int64_t count = 0;
    if (!ParseCount(text, count) || count < 1) return false;
  }
  return arguments.build_rows > 0 && arguments.probe_rows > 0 && arguments.repeat > 0 &&
         !arguments.workers.empty() && AllAmong(arguments.hashes, {"fnv1", "xxhash"}) &&
         AllAmong(arguments.engines, {"v1", "v2"});
}

template <typename Field>
double MedianOf(const std::vector<Measurement>& runs, Field field) {
  std::vector<double> values;
  for (const Measurement& run : runs) values.push_back(run.*field);
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 != 0 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double MedianCpu(const std::vector<Measurement>& runs) {
  return MedianOf(runs, &Measurement::cpu_seconds);
}

StatusOr<Measurement> RunVariant(const Variant& variant, const DataSet& data,
                                 const MeasuredKind& kind) {
  return variant.engine == "v1" ? interlock::bench::RunHashJoinV1(data, kind, variant.settings)
                                : interlock::bench::RunHashJoinV2(data, kind, variant.settings);
}

/// Runs the cases of one call and keeps whether everything came out as it should.
class JoinBench {
 public:
  JoinBench(const Arguments& arguments, std::unique_ptr<DuckDbPeer> peer)
      : arguments_(arguments), peer_(std::move(peer)) {}

  /// Errors: a file that cannot be read or has another form.
  bool ReadExpected() {
    std::ifstream file(arguments_.expect);
    if (!file) return false;
    std::string data, kind, result;
    while (file >> data >> kind >> result) expected_[data + " " + kind] = result;
    return file.eof() && !expected_.empty();
  }

  bool Run(const BenchCase& bench_case) {
    const DataSet data = MakeDataSet(bench_case.spec);
    if (peer_ != nullptr) {
      const interlock::reference::Status status = peer_->Load(data);
      if (!status.ok()) return Report(status.message());
    }
    for (const std::string& name : bench_case.kinds) {
      const bool is_wanted = arguments_.kinds.empty() ||
                             std::find(arguments_.kinds.begin(), arguments_.kinds.end(), name) !=
                                 arguments_.kinds.end();
      if (!is_wanted) continue;
      for (const std::string& workers : arguments_.workers) {
        const std::int64_t worker_count = std::strtoll(workers.c_str(), nullptr, 10);
        const MeasuredKind& kind = *interlock::bench::FindKind(name);
        const bool is_right = arguments_.group == "spill" ? Spill(data, kind, worker_count)
                                                          : Compare(data, kind, worker_count);
        if (!is_right) return false;
      }
    }
    return true;
  }

 private:
  static bool Report(const std::string& message) {
    std::fprintf(stderr, "join_bench: %s\n", message.c_str());
    return false;
  }

  EngineSettings SettingsOf(std::int64_t worker_count, const std::string& hash) const {
    EngineSettings settings;
    settings.worker_count = worker_count;
    settings.partition_count = arguments_.partition_count;
    settings.hash = hash == "xxhash" ? HashPolicy::kXxHash : HashPolicy::kFnv1;
    settings.spill_folder = arguments_.temp_dir;
    return settings;
  }

  std::vector<Variant> VariantsOf(const DataSet& data, const MeasuredKind& kind,
                                  std::int64_t worker_count) const {
    const bool has_v1 = interlock::bench::IsKindOfHashJoinV1(data, kind);
    std::vector<Variant> variants;
    for (const std::string& engine : arguments_.engines) {
      if (engine == "v1") {
        if (has_v1) variants.push_back({engine, "fnv1", SettingsOf(worker_count, "fnv1"), {}});
        continue;
      }
      for (const std::string& hash : arguments_.hashes) {
        variants.push_back({engine, hash, SettingsOf(worker_count, hash), {}});
      }
    }
    return variants;
  }

  /// Compares with the first result of the data set and kind, wherever it came from.
  bool IsExpected(const DataSet& data, const MeasuredKind& kind, const std::string& result) {
    const std::string key = data.spec.Name() + " " + kind.name;
    if (!arguments_.expect.empty() && expected_.count(key) == 0) {
      return Report("no expected result: " + key);
    }
    const auto known = expected_.emplace(key, result).first;
    if (known->second == result) return true;
    return Report("wrong result: " + key + ": " + result + " for " + known->second);
  }

  bool Compare(const DataSet& data, const MeasuredKind& kind, std::int64_t worker_count) {
    std::vector<Measurement> peer_runs;
    std::vector<Variant> variants = VariantsOf(data, kind, worker_count);
    for (std::int64_t i = 0; i < arguments_.repeat; ++i) {
      if (peer_ != nullptr) {
        StatusOr<Measurement> run = peer_->Run(data.spec, kind, worker_count);
        if (!run.ok()) return Report(run.status().message());
        if (!IsExpected(data, kind, run.value().result)) return false;
        peer_runs.push_back(std::move(run.value()));
      }
      for (Variant& variant : variants) {
        StatusOr<Measurement> run = RunVariant(variant, data, kind);
        if (!run.ok()) return Report(run.status().message());
        if (!IsExpected(data, kind, run.value().result)) return false;
        variant.runs.push_back(std::move(run.value()));
      }
    }
    for (const Variant& variant : variants) Print(data, kind, variant, peer_runs);
    return true;
  }

  void Print(const DataSet& data, const MeasuredKind& kind, const Variant& variant,
             const std::vector<Measurement>& peer_runs) const {
    const double cpu = MedianCpu(variant.runs);
    const double rows = static_cast<double>(data.build.row_count + data.probe.row_count);
    std::printf(
        "{\"data\":\"%s\",\"kind\":\"%s\",\"engine\":\"%s\",\"workers\":%lld,\"hash\":\"%s\","
        "\"cpu_s\":%.4f,\"wall_s\":%.4f,\"mrows_cpu_s\":%.3f,\"peak_tracked_bytes\":%lld,"
        "\"collisions\":%llu,\"result\":\"%s\"",
        data.spec.Name().c_str(), kind.name, variant.engine.c_str(),
        static_cast<long long>(variant.settings.worker_count), variant.hash.c_str(), cpu,
        MedianOf(variant.runs, &Measurement::wall_seconds), rows / cpu / 1e6,
        static_cast<long long>(variant.runs.front().peak_bytes),
        static_cast<unsigned long long>(variant.runs.front().statistics.probe_collisions),
        variant.runs.front().result.c_str());
    if (!peer_runs.empty()) {
      const double peer_cpu = MedianCpu(peer_runs);
      std::vector<double> ratios;
      for (std::size_t i = 0; i < peer_runs.size(); ++i) {
        ratios.push_back(peer_runs[i].cpu_seconds / variant.runs[i].cpu_seconds);
      }
      std::sort(ratios.begin(), ratios.end());
      std::printf(
          ",\"peer_cpu_s\":%.4f,\"peer_wall_s\":%.4f,\"peer_over_ours\":%.3f,"
          "\"peer_over_ours_min\":%.3f,\"peer_over_ours_max\":%.3f",
          peer_cpu, MedianOf(peer_runs, &Measurement::wall_seconds), peer_cpu / cpu, ratios.front(),
          ratios.back());
    }
    std::printf("}\n");
    std::fflush(stdout);
  }

  /// The same join without limit, then with parts of what that took.
  bool Spill(const DataSet& data, const MeasuredKind& kind, std::int64_t worker_count) {
    for (const std::string& hash : arguments_.hashes) {
      double free_cpu = 0;
      std::int64_t need_bytes = 0;
      for (std::int64_t part : {0, 2, 4, 8}) {
        Variant variant{"v2", hash, SettingsOf(worker_count, hash), {}};
        if (variant.settings.partition_count == 0) {
          variant.settings.partition_count = kSpillPartitionCount;
        }
        variant.settings.limit_bytes = part == 0 ? 0 : need_bytes / part;
        for (std::int64_t i = 0; i < arguments_.repeat; ++i) {
          StatusOr<Measurement> run = RunVariant(variant, data, kind);
          if (!run.ok()) return Report(run.status().message());
          if (!IsExpected(data, kind, run.value().result)) return false;
          variant.runs.push_back(std::move(run.value()));
        }
        if (part == 0) {
          free_cpu = MedianCpu(variant.runs);
          need_bytes = variant.runs.front().peak_bytes;
        }
        PrintSpill(data, kind, variant, free_cpu);
      }
    }
    return true;
  }

  static void PrintSpill(const DataSet& data, const MeasuredKind& kind, const Variant& variant,
                         double free_cpu) {
    const double cpu = MedianCpu(variant.runs);
    const Measurement& run = variant.runs.front();
    std::printf(
        "{\"data\":\"%s\",\"kind\":\"%s\",\"workers\":%lld,\"hash\":\"%s\",\"limit_bytes\":%lld,"
        "\"peak_tracked_bytes\":%lld,\"cpu_s\":%.4f,\"wall_s\":%.4f,\"cpu_slowdown\":%.2f,"
        "\"bytes_written\":%lld,\"table_bytes\":%lld,\"spills\":%llu,\"partitions\":%llu,"
        "\"build_rows_written\":%llu,\"probe_rows_written\":%llu,\"rounds\":%llu,"
        "\"result\":\"%s\"}\n",
        data.spec.Name().c_str(), kind.name, static_cast<long long>(variant.settings.worker_count),
        variant.hash.c_str(), static_cast<long long>(variant.settings.limit_bytes),
        static_cast<long long>(run.peak_bytes), cpu,
        MedianOf(variant.runs, &Measurement::wall_seconds), cpu / free_cpu,
        static_cast<long long>(run.spill_bytes_written),
        static_cast<long long>(data.build.CellBytes() + data.probe.CellBytes()),
        static_cast<unsigned long long>(run.statistics.spill_count),
        static_cast<unsigned long long>(run.statistics.spilled_partitions),
        static_cast<unsigned long long>(run.statistics.spilled_build_rows),
        static_cast<unsigned long long>(run.statistics.spilled_probe_rows),
        static_cast<unsigned long long>(run.statistics.round_max + 1), run.result.c_str());
    std::fflush(stdout);
  }

  const Arguments& arguments_;
  std::unique_ptr<DuckDbPeer> peer_;
  std::map<std::string, std::string> expected_;
};

}  // namespace

int main(int argument_count, char** argument_values) {
  Arguments arguments;
  for (int i = 1; i < argument_count; i += 2) {
    if (i + 1 < argument_count &&
        ParseArgument(argument_values[i], argument_values[i + 1], arguments)) {
      continue;
    }
    std::fprintf(stderr, "join_bench: cannot use argument: %s\n", argument_values[i]);
    return 2;
  }
  const std::vector<BenchCase> cases =
      interlock::bench::CasesOf(arguments.group, arguments.build_rows, arguments.probe_rows);
  std::vector<std::string> kinds;
  for (const BenchCase& bench_case : cases) {
    kinds.insert(kinds.end(), bench_case.kinds.begin(), bench_case.kinds.end());
  }
  const bool are_kinds_known = arguments.kinds.empty() || AllAmong(arguments.kinds, kinds);
  if (cases.empty() || !are_kinds_known || !AreUsable(arguments)) {
    std::fprintf(stderr, "join_bench: an argument is out of range\n");
    return 2;
  }
  std::unique_ptr<DuckDbPeer> peer;
  if (!arguments.peer.empty()) {
    StatusOr<std::unique_ptr<DuckDbPeer>> opened = DuckDbPeer::Open(arguments.peer);
    if (!opened.ok()) {
      std::fprintf(stderr, "join_bench: %s\n", opened.status().message().c_str());
      return 2;
    }
    peer = std::move(opened.value());
    std::printf("{\"peer\":\"DuckDB %s\",\"repeat\":%lld}\n", peer->version().c_str(),
                static_cast<long long>(arguments.repeat));
  } else {
    std::printf("{\"peer\":null,\"note\":\"no --peer: the engine alone\",\"repeat\":%lld}\n",
                static_cast<long long>(arguments.repeat));
  }
  JoinBench bench(arguments, std::move(peer));
  if (!arguments.expect.empty() && !bench.ReadExpected()) {
    std::fprintf(stderr, "join_bench: cannot read: %s\n", arguments.expect.c_str());
    return 2;
  }
  for (const BenchCase& bench_case : cases) {
    if (!bench.Run(bench_case)) return 1;
  }
  return 0;
}
