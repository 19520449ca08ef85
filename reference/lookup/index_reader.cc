// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/lookup/index_reader.h"

#include <string>

namespace interlock::reference {
namespace {

void AppendRowsOfKey(const Partition& partition, std::int64_t key, std::vector<Row>& rows) {
  if (!partition.row_indexes_by_key.contains(key)) return;
  const std::vector<std::int64_t>& row_indexes = partition.row_indexes_by_key.at(key);
  for (std::size_t i = 0; i < row_indexes.size(); ++i) {
    rows.push_back(partition.rows[static_cast<std::size_t>(row_indexes[i])]);
  }
}

}  // namespace

IndexReader::IndexReader(const PartitionedTable& table, const PrunedPartitions& partitions,
                         std::uint64_t snapshot_timestamp)
    : table_(table), partitions_(partitions), snapshot_timestamp_(snapshot_timestamp) {}

void IndexReader::Read(const std::set<std::int64_t>& keys, RowsByKey& rows_by_key) const {
  for (const std::int64_t partition_index : partitions_.indexes) {
    const Partition& partition = table_.PartitionAt(partition_index);
    for (const std::int64_t key : keys) AppendRowsOfKey(partition, key, rows_by_key[key]);
  }
}

ReaderBuilder::ReaderBuilder(const PartitionedTable& table) : table_(table) {}

StatusOr<IndexReader> ReaderBuilder::Build(SessionVars& session,
                                           const std::set<std::int64_t>& keys) const {
  const std::uint64_t snapshot_timestamp = session.StartTimestamp();
  StatusOr<PrunedPartitions> partitions = Prune(session, keys);
  if (!partitions.ok()) return partitions.status();
  return IndexReader(table_, partitions.value(), snapshot_timestamp);
}

StatusOr<PrunedPartitions> ReaderBuilder::Prune(SessionVars& session,
                                                const std::set<std::int64_t>& keys) const {
  StatusOr<std::string> mode = session.system_variables().Get(kPartitionPruneMode);
  if (!mode.ok()) return mode.status();
  if (mode.value() == "dynamic") return PrunePartitions(session, table_, keys);
  if (mode.value() == "static") return AllPartitions(table_);
  return InvalidArgument("unknown partition prune mode: mode=" + mode.value());
}

}  // namespace interlock::reference
