// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/prove_stage.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <thread>

#include "checker/cli/interrupt.h"

namespace interlock::cli {
namespace {

using Clock = std::chrono::steady_clock;
using Entry = std::optional<Result<parametric::ProofResult>>;

constexpr double kGraceSeconds = 3;
constexpr auto kPollInterval = std::chrono::milliseconds(5);

/// What workers and the waiting thread share; a worker that is left behind keeps it alive.
struct Shared {
  std::vector<protocol::Protocol> protocols;  // workers outlive the caller's copy
  std::mutex mutex;
  std::vector<Entry> entries;                               // guarded by `mutex`
  std::vector<std::pair<std::int64_t, std::int64_t>> done;  // guarded by `mutex`
  std::atomic<std::size_t> next = 0;  // relaxed: a ticket, nothing is published by it
  std::atomic<int> running = 0;       // release at the end of a worker, acquire by the waiter
};

void Work(const std::shared_ptr<Shared>& shared, const ProveStageOptions& options,
          Clock::time_point started) {
  for (;;) {
    const std::size_t index = shared->next.fetch_add(1, std::memory_order_relaxed);
    if (index >= shared->protocols.size() || PendingSignal() != 0) break;
    parametric::ProverOptions prover;
    prover.timeout_ms = options.solver_timeout_ms;
    if (options.budget_ms > 0) {
      const auto used =
          std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started).count();
      prover.budget_ms = std::max<std::int64_t>(1, options.budget_ms - used);
    }
    prover.cancelled = [] { return PendingSignal() != 0; };
    prover.progress = [&shared, index](std::int64_t done, std::int64_t total) {
      std::lock_guard<std::mutex> lock(shared->mutex);
      shared->done[index] = {done, total};
    };
    Result<parametric::ProofResult> result =
        parametric::ProveProtocol(shared->protocols[index], prover);
    std::lock_guard<std::mutex> lock(shared->mutex);
    // A result that was cut short by an interrupt is still a result: its rest is unknown.
    shared->entries[index] = std::move(result);
  }
  shared->running.fetch_sub(1, std::memory_order_release);
}

void ShowProgress(Shared* shared, const ProveStageOptions& options) {
  std::int64_t done = 0, total = 0;
  {
    std::lock_guard<std::mutex> lock(shared->mutex);
    for (const auto& [part, whole] : shared->done) {
      done += part;
      total += whole;
    }
  }
  if (total > 0) options.progress(static_cast<std::size_t>(done), static_cast<std::size_t>(total));
}

}  // namespace

std::vector<Entry> ProveAll(const std::vector<protocol::Protocol>& protocols,
                            const ProveStageOptions& options) {
  auto shared = std::make_shared<Shared>();
  shared->protocols = protocols;
  shared->entries.resize(protocols.size());
  shared->done.resize(protocols.size());
  const Clock::time_point started = Clock::now();
  const int workers = std::max(1, std::min<int>(options.jobs, static_cast<int>(protocols.size())));
  shared->running = workers;
  for (int i = 0; i < workers; ++i) {
    std::thread([shared, options, started] { Work(shared, options, started); }).detach();
  }
  std::optional<Clock::time_point> interrupted;
  while (shared->running.load(std::memory_order_acquire) > 0) {
    std::this_thread::sleep_for(kPollInterval);
    if (options.progress) ShowProgress(shared.get(), options);
    if (PendingSignal() == 0) continue;
    if (!interrupted) interrupted = Clock::now();
    const std::chrono::duration<double> waited = Clock::now() - *interrupted;
    if (waited.count() > kGraceSeconds) break;
  }
  std::lock_guard<std::mutex> lock(shared->mutex);
  return std::move(shared->entries);
}

}  // namespace interlock::cli
