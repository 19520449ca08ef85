// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/join_probe.h"

#include <algorithm>
#include <cstring>

#include "reference/status/check.h"

namespace interlock::reference {
namespace {

// Candidates of one probe row in one pass where one true condition ends the row.
constexpr std::int64_t kSemiCandidatesPerPass = 4;
// A pass ends after so many rows of chains, so that the killer is heard.
constexpr std::int64_t kStepsBetweenPolls = 2000;

bool IsSemi(JoinType type) { return IsSemiFamily(type); }
bool CountsNullAsMatch(JoinType type) { return type == JoinType::kAntiSemi; }

}  // namespace

JoinProbe::JoinProbe(const JoinPlan& plan, const HashTableSet& tables, JoinSpill& spill,
                     Killer& killer, std::int64_t worker_index)
    : plan_(plan),
      tables_(tables),
      spill_(spill),
      killer_(killer),
      worker_index_(worker_index),
      decoder_(plan.layout) {}

Status JoinProbe::BeginChunk(const Chunk& chunk) {
  filter_truths_.clear();
  if (plan_.probe_filter.has_value()) {
    Status status = EvaluateTruth(*plan_.probe_filter, chunk, filter_truths_);
    if (!status.ok()) return status;
  }
  keys_.Serialize(plan_, KeySide::kProbe, chunk, 0, filter_truths_);
  hashes_.assign(static_cast<std::size_t>(chunk.row_count()), 0);
  for (std::int64_t row = 0; row < chunk.row_count(); ++row) {
    if (!keys_.IsValid(row)) continue;
    const KeyBytes key = keys_.KeyAt(row);
    hashes_[static_cast<std::size_t>(row)] = HashBytes(plan_.hash, key.data, key.size_bytes);
  }
  probe_row_count_ += static_cast<std::uint64_t>(chunk.row_count());
  return Begin(chunk, 0);
}

Status JoinProbe::BeginSpilledChunk(const Chunk& chunk) {
  keys_.Take(chunk.column(kSpilledProbeKey));
  hashes_.assign(static_cast<std::size_t>(chunk.row_count()), 0);
  for (std::int64_t row = 0; row < chunk.row_count(); ++row) {
    hashes_[static_cast<std::size_t>(row)] =
        HashWord(plan_.hash, chunk.column(kSpilledProbeHash).WordAt(row));
  }
  return Begin(chunk, kSpilledProbeFirst);
}

Status JoinProbe::Begin(const Chunk& chunk, std::int64_t first_column) {
  IL_CHECK(next_active_ == active_rows_.size() && pending_rows_.empty());
  const std::size_t row_count = static_cast<std::size_t>(chunk.row_count());
  chunk_ = &chunk;
  first_column_ = first_column;
  heads_.assign(row_count, TaggedPointer());
  matches_.assign(row_count, TruthValue::kFalse);
  active_rows_.clear();
  next_active_ = 0;
  for (std::int64_t row = 0; row < chunk.row_count(); ++row) {
    Status status = StartRow(row);
    if (!status.ok()) return status;
  }
  return killer_.Poll();
}

Status JoinProbe::StartRow(std::int64_t row_index) {
  const std::size_t row = static_cast<std::size_t>(row_index);
  if (keys_.IsValid(row_index)) {
    const std::int64_t partition = plan_.PartitionOf(hashes_[row]);
    if (spill_.IsSpilled(partition)) {
      return spill_.worker(worker_index_)
          .AppendProbeRow(partition, hashes_[row], keys_.KeyAt(row_index), *chunk_, row_index,
                          first_column_);
    }
    heads_[row] = tables_.table(partition).Lookup(hashes_[row]);
  }
  active_rows_.push_back(row_index);
  return Status();
}

StatusOr<bool> JoinProbe::Continue(Chunk& result) {
  while (true) {
    if (next_active_ == active_rows_.size()) {
      if (pending_rows_.empty()) return true;
      active_rows_.swap(pending_rows_);
      pending_rows_.clear();
      next_active_ = 0;
    }
    const std::int64_t room = plan_.chunk_row_max - result.row_count();
    if (room == 0) return false;
    Collect(room);
    Status status = EvaluateCondition();
    if (!status.ok()) return status;
    ApplyCandidates();
    AppendPairs(result);
    FinishRows(result);
    steps_since_poll_ = 0;
    status = killer_.Poll();
    if (!status.ok()) return status;
  }
}

void JoinProbe::Collect(std::int64_t room) {
  candidates_.clear();
  finished_rows_.clear();
  const bool is_one_enough = IsSemi(plan_.type) && !plan_.needs_scan;
  const std::int64_t share = !is_one_enough                ? room
                             : plan_.condition.has_value() ? kSemiCandidatesPerPass
                                                           : 1;
  std::int64_t lone_count = 0;  // rows that end without a candidate in this pass
  while (next_active_ < active_rows_.size()) {
    const std::int64_t row = active_rows_[next_active_];
    const std::size_t before = candidates_.size();
    const std::int64_t free = room - lone_count - static_cast<std::int64_t>(before);
    if (free == 0) return;
    const bool is_at_end = CollectRow(row, std::min(free, share));
    const bool has_candidate = candidates_.size() > before;
    if (!is_at_end && !is_one_enough) return;  // goes on in the next pass
    ++next_active_;
    if (is_one_enough && has_candidate && !plan_.condition.has_value()) {
      finished_rows_.push_back(row);
    } else if (is_at_end) {
      finished_rows_.push_back(row);
      if (!has_candidate) ++lone_count;
    } else {
      pending_rows_.push_back(row);
    }
  }
}

bool JoinProbe::CollectRow(std::int64_t row_index, std::int64_t candidate_max) {
  const std::size_t row = static_cast<std::size_t>(row_index);
  const std::uint64_t hash = hashes_[row];
  const PartitionHashTable& table = tables_.table(plan_.PartitionOf(hash));
  std::int64_t candidate_count = 0;
  while (!heads_[row].is_null()) {
    if (candidate_count == candidate_max) return false;
    if (steps_since_poll_ >= kStepsBetweenPolls) return false;
    std::uint8_t* build_row = heads_[row].Row(table.tag_mask());
    heads_[row] = table.Next(build_row, hash);
    ++steps_since_poll_;
    if (!KeyEquals(row_index, build_row)) {
      ++collision_count_;
      continue;
    }
    // A semi join that builds the preserved side asks of each build row only whether it has a
    // match.
    if (plan_.needs_scan && IsSemi(plan_.type) && plan_.layout.IsUsedAtomic(build_row)) continue;
    candidates_.push_back(Candidate{row_index, build_row});
    ++candidate_count;
  }
  return true;
}

bool JoinProbe::KeyEquals(std::int64_t probe_row, const std::uint8_t* build_row) const {
  const KeyBytes probe_key = keys_.KeyAt(probe_row);
  if (plan_.layout.key_mode() == KeyMode::kOneInteger) {
    std::uint64_t build_word = 0;
    std::uint64_t probe_word = 0;
    std::memcpy(&build_word, build_row + plan_.layout.key_offset(), sizeof(build_word));
    std::memcpy(&probe_word, probe_key.data, sizeof(probe_word));
    return build_word == probe_word;
  }
  const KeyBytes build_key = plan_.layout.Key(build_row);
  if (build_key.size_bytes != probe_key.size_bytes) return false;
  return probe_key.size_bytes == 0 ||
         std::memcmp(build_key.data, probe_key.data,
                     static_cast<std::size_t>(probe_key.size_bytes)) == 0;
}

Status JoinProbe::EvaluateCondition() {
  truths_.clear();
  if (!plan_.condition.has_value() || candidates_.empty()) return Status();
  condition_chunk_.Reset(plan_.condition_types);
  build_rows_.clear();
  for (const Candidate& candidate : candidates_) build_rows_.push_back(candidate.build_row);
  targets_.assign(plan_.stored_columns.size(), nullptr);
  for (std::size_t i = 0; i < plan_.condition_columns.size(); ++i) {
    const ColumnSource& source = plan_.condition_columns[i];
    Column& target = condition_chunk_.mutable_column(static_cast<std::int64_t>(i));
    if (source.is_build) {
      targets_[static_cast<std::size_t>(source.column)] = &target;
      continue;
    }
    const Column& column = chunk_->column(first_column_ + source.column);
    for (const Candidate& candidate : candidates_) target.AppendFrom(column, candidate.probe_row);
  }
  decoder_.Append(build_rows_, targets_);
  condition_chunk_.SetRowCount(static_cast<std::int64_t>(candidates_.size()));
  return EvaluateTruth(*plan_.condition, condition_chunk_, truths_);
}

/// Records what the candidates say of their probe row, or of their build row.
void JoinProbe::ApplyCandidates() {
  for (std::size_t i = 0; i < candidates_.size(); ++i) {
    const TruthValue truth = truths_.empty() ? TruthValue::kTrue : truths_[i];
    if (truth == TruthValue::kFalse) continue;
    if (plan_.needs_scan) {
      if (truth == TruthValue::kTrue || CountsNullAsMatch(plan_.type)) {
        plan_.layout.SetUsed(candidates_[i].build_row);
      }
      continue;
    }
    TruthValue& match = matches_[static_cast<std::size_t>(candidates_[i].probe_row)];
    if (match != TruthValue::kTrue) match = truth;
  }
}

/// Appends the pairs whose condition is true. The types of the semi family emit no pairs.
void JoinProbe::AppendPairs(Chunk& result) {
  if (IsSemi(plan_.type)) return;
  build_rows_.clear();
  std::size_t kept = 0;
  for (std::size_t i = 0; i < candidates_.size(); ++i) {
    if (!truths_.empty() && truths_[i] != TruthValue::kTrue) continue;
    candidates_[kept] = candidates_[i];
    build_rows_.push_back(candidates_[kept].build_row);
    ++kept;
  }
  if (kept == 0) return;
  candidates_.resize(kept);
  for (std::size_t i = 0; i < plan_.output.size(); ++i) {
    if (plan_.output[i].is_build) continue;
    Column& target = result.mutable_column(static_cast<std::int64_t>(i));
    const Column& column = chunk_->column(first_column_ + plan_.output[i].column);
    for (const Candidate& candidate : candidates_) target.AppendFrom(column, candidate.probe_row);
  }
  decoder_.AppendOutput(build_rows_, plan_.output, result);
  result.SetRowCount(result.row_count() + static_cast<std::int64_t>(kept));
}

/// Ends rows: each type decides from what the candidates said whether the row itself is emitted.
void JoinProbe::FinishRows(Chunk& result) {
  if (plan_.type == JoinType::kInner || plan_.needs_scan) return;
  // Pending rows that have their match are done, too.
  std::size_t kept = 0;
  for (std::size_t i = 0; i < pending_rows_.size(); ++i) {
    const std::int64_t row = pending_rows_[i];
    const bool is_done = matches_[static_cast<std::size_t>(row)] == TruthValue::kTrue;
    if (is_done) finished_rows_.push_back(row);
    if (!is_done) pending_rows_[kept++] = row;
  }
  pending_rows_.resize(kept);
  std::int64_t row_count = result.row_count();
  for (std::int64_t row : finished_rows_) {
    const TruthValue match = matches_[static_cast<std::size_t>(row)];
    bool is_emitted = true;
    if (plan_.type == JoinType::kSemi) is_emitted = match == TruthValue::kTrue;
    if (plan_.type == JoinType::kAntiSemi) is_emitted = match == TruthValue::kFalse;
    if (!IsSemi(plan_.type)) is_emitted = match != TruthValue::kTrue;
    if (!is_emitted) continue;
    AppendProbeColumns(row, result);
    if (IsOuterSemi(plan_.type)) {
      Column& mark = result.mutable_column(result.column_count() - 1);
      const bool is_anti = plan_.type == JoinType::kAntiLeftOuterSemi;
      if (match == TruthValue::kNull) {
        mark.AppendNull();
      } else {
        mark.AppendWord((match == TruthValue::kTrue) != is_anti ? 1 : 0);
      }
    }
    ++row_count;
  }
  result.SetRowCount(row_count);
}

/// Appends the output columns of a probe row, and NULL for those of the build side.
void JoinProbe::AppendProbeColumns(std::int64_t row_index, Chunk& result) {
  for (std::size_t i = 0; i < plan_.output.size(); ++i) {
    const ColumnSource& source = plan_.output[i];
    Column& target = result.mutable_column(static_cast<std::int64_t>(i));
    if (source.is_build) {
      target.AppendNull();
    } else {
      target.AppendFrom(chunk_->column(first_column_ + source.column), row_index);
    }
  }
}

}  // namespace interlock::reference
