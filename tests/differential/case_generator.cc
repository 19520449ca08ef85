// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/differential/case_generator.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "tests/differential/dice.h"
#include "tests/differential/key_values.h"
#include "tests/differential/memory_planner.h"
#include "tests/differential/random_expression.h"

namespace interlock::reference {
namespace {

constexpr std::int64_t kPairsMax = 6000;  // aimed at, not promised
constexpr std::int64_t kManyResultRows = 1000;
// The engine interrupts its way along a chain after 2000 rows.
constexpr std::int64_t kLongChainRows = 2100;

constexpr DataType kAllTypes[] = {DataType::kInt64, DataType::kUint64, DataType::kDouble,
                                  DataType::kBytes};

/// One pair of key columns.
struct KeyPartPlan {
  DataType left_type = DataType::kInt64;
  DataType right_type = DataType::kInt64;
  KeyStyle style = KeyStyle::kConsecutive;
  std::int64_t source = 0;  // number of the index that the value is made of
};

/// One column of a child.
struct ColumnPlan {
  DataType type = DataType::kInt64;
  std::int64_t key_source = -1;  // a key column: number of its index
  KeyStyle key_style = KeyStyle::kConsecutive;
  std::int64_t null_percent = 0;
  std::int64_t size_bytes_max = 0;  // of kBytes that is no key
  bool is_small_integer = false;
};

/// What the rows of a side are made by.
struct SidePlan {
  std::vector<ColumnPlan> columns;
  std::int64_t row_count = 0;
  std::int64_t hot_percent = 0;  // of the rows have the key number 0
  std::int64_t first_payload = 0;
};

class CaseGenerator {
 public:
  explicit CaseGenerator(std::uint64_t seed) : dice_(seed) { case_.seed = seed; }

  JoinCase Generate() {
    const MemoryMode memory_mode = ChooseMemoryMode();
    is_spilling_ = memory_mode != MemoryMode::kUnlimited;
    has_long_chain_ = !is_spilling_ && dice_.Percent(2);
    ChooseJoin();
    ChooseKey();
    ChooseSizes();
    FillSide(left_, case_.left);
    FillSide(right_, case_.right);
    ChooseOutput();
    ChooseConditions();
    ChooseOptions();
    PlanMemory(memory_mode, dice_, case_);
    if (dice_.Percent(6)) case_.close_after_chunk_count = dice_.Between(0, 4);
    return std::move(case_);
  }

 private:
  MemoryMode ChooseMemoryMode() {
    if (dice_.Percent(60)) return MemoryMode::kUnlimited;
    if (dice_.Percent(50)) return MemoryMode::kLimit;
    return dice_.Pick(
        {MemoryMode::kChargedByBuild, MemoryMode::kChargedByProbe, MemoryMode::kHeldByBuild});
  }

  void ChooseJoin() {
    if (has_long_chain_ && dice_.Percent(70)) {
      // Build rows that have their match already are passed over, thousands of them in one go.
      case_.spec.type = dice_.Pick({JoinType::kSemi, JoinType::kAntiSemi});
      case_.spec.build_side = JoinSide::kLeft;
      return;
    }
    case_.spec.type = kJoinTypes[dice_.Below(std::size(kJoinTypes))];
    case_.spec.build_side = IsOuterSemi(case_.spec.type)
                                ? JoinSide::kRight
                                : dice_.Pick({JoinSide::kLeft, JoinSide::kRight});
  }

  KeyPartPlan MakePart(DataType left_type, DataType right_type, std::int64_t source) {
    KeyPartPlan part;
    part.left_type = left_type;
    part.right_type = right_type;
    part.style = dice_.Pick(
        {KeyStyle::kConsecutive, KeyStyle::kConsecutive, KeyStyle::kScattered, KeyStyle::kExtreme});
    part.source = source;
    return part;
  }

  KeyPartPlan MakeMixedPart(std::int64_t source) {
    return dice_.Percent(50) ? MakePart(DataType::kInt64, DataType::kUint64, source)
                             : MakePart(DataType::kUint64, DataType::kInt64, source);
  }

  KeyPartPlan MakeAnyPart(std::int64_t source) {
    if (dice_.Percent(15)) return MakeMixedPart(source);
    const DataType type = kAllTypes[dice_.Below(std::size(kAllTypes))];
    return MakePart(type, type, source);
  }

  void ChooseKey() {
    case_.key_shape = kKeyShapes[dice_.Below(std::size(kKeyShapes))];
    std::vector<KeyPartPlan> parts;
    switch (case_.key_shape) {
      case KeyShape::kOneInt64:
        parts = {MakePart(DataType::kInt64, DataType::kInt64, 0)};
        break;
      case KeyShape::kOneUint64:
        parts = {MakePart(DataType::kUint64, DataType::kUint64, 0)};
        break;
      case KeyShape::kMixedSign:
        parts = {MakeMixedPart(0)};
        break;
      case KeyShape::kDouble:
        parts = {MakePart(DataType::kDouble, DataType::kDouble, 0)};
        break;
      case KeyShape::kBytes:
        parts = {MakePart(DataType::kBytes, DataType::kBytes, 0)};
        break;
      case KeyShape::kComposite:
        source_count_ = dice_.Between(2, 3);
        for (std::int64_t i = 0; i < source_count_; ++i) parts.push_back(MakeAnyPart(i));
        break;
      case KeyShape::kRepeated:
        ChooseRepeatedKey();
        return;
    }
    for (const KeyPartPlan& part : parts) {
      case_.spec.left_keys.push_back(AddKeyColumn(left_, part.left_type, part.style, part.source));
      case_.spec.right_keys.push_back(
          AddKeyColumn(right_, part.right_type, part.style, part.source));
    }
  }

  /// left.a = right.b AND left.a = right.c, or the same from right to left, or the same twice.
  void ChooseRepeatedKey() {
    const KeyPartPlan part = MakeAnyPart(0);
    const std::int64_t left = AddKeyColumn(left_, part.left_type, part.style, part.source);
    const std::int64_t right = AddKeyColumn(right_, part.right_type, part.style, part.source);
    std::int64_t other_left = left;
    std::int64_t other_right = right;
    if (dice_.Percent(80)) {
      // The other column has an index of its own half of the time: then few rows match.
      source_count_ = dice_.Between(1, 2);
      const std::int64_t source = source_count_ - 1;
      if (dice_.Percent(50)) {
        other_left = AddKeyColumn(left_, part.left_type, part.style, source);
      } else {
        other_right = AddKeyColumn(right_, part.right_type, part.style, source);
      }
    }
    case_.spec.left_keys = {left, other_left};
    case_.spec.right_keys = {right, other_right};
    if (dice_.Percent(30)) {
      case_.spec.left_keys.push_back(left);
      case_.spec.right_keys.push_back(right);
    }
  }

  std::int64_t AddKeyColumn(SidePlan& side, DataType type, KeyStyle style, std::int64_t source) {
    ColumnPlan column;
    column.type = type;
    column.key_source = source;
    column.key_style = style;
    column.null_percent = dice_.Percent(1) ? 100 : dice_.Pick({0, 0, 0, 5, 40});
    column.is_small_integer = type == DataType::kInt64 && style == KeyStyle::kConsecutive;
    side.columns.push_back(column);
    return static_cast<std::int64_t>(side.columns.size()) - 1;
  }

  void AddPayloadColumns(SidePlan& side, std::int64_t count, std::int64_t size_bytes_max) {
    for (std::int64_t i = 0; i < count; ++i) {
      ColumnPlan column;
      column.type = i == 0 ? DataType::kInt64 : kAllTypes[dice_.Below(std::size(kAllTypes))];
      if (i == 1 && size_bytes_max > 0) column.type = DataType::kBytes;
      column.is_small_integer = column.type == DataType::kInt64;
      column.null_percent = dice_.Pick({0, 20});
      column.size_bytes_max = i == 1 ? size_bytes_max : 12;
      side.columns.push_back(column);
    }
  }

  /// Returns a number of rows: often none, one, few.
  std::int64_t ChooseRowCount() {
    if (is_spilling_) return dice_.Percent(4) ? dice_.Between(0, 1) : dice_.Between(60, 900);
    const std::int64_t choice = dice_.Below(100);
    if (choice < 8) return 0;
    if (choice < 16) return 1;
    if (choice < 65) return dice_.Between(2, 30);
    return dice_.Between(31, 300);
  }

  void ChooseSizes() {
    SidePlan& build = case_.spec.build_side == JoinSide::kLeft ? left_ : right_;
    SidePlan& probe = case_.spec.build_side == JoinSide::kLeft ? right_ : left_;
    build.row_count = ChooseRowCount();
    probe.row_count = ChooseRowCount();
    // Long rows fill the limit with few of them, which keeps nested loops cheap.
    const std::int64_t build_bytes = is_spilling_ && dice_.Percent(80) ? dice_.Between(20, 500) : 0;
    left_.first_payload = static_cast<std::int64_t>(left_.columns.size());
    right_.first_payload = static_cast<std::int64_t>(right_.columns.size());
    const std::int64_t fewest = has_long_chain_ ? 1 : 0;
    AddPayloadColumns(build, dice_.Between(build_bytes > 0 ? 2 : fewest, 4), build_bytes);
    AddPayloadColumns(probe, dice_.Between(fewest, 4), dice_.Percent(10) ? 200 : 0);
    if (dice_.Percent(4)) AddPayloadColumns(build, dice_.Between(28, 36), 0);
    if (dice_.Percent(2)) AddPayloadColumns(probe, dice_.Between(28, 36), 0);
    const std::int64_t duplicate_count = dice_.Pick({1, 1, 2, 5, 20});
    domain_ =
        std::max<std::int64_t>(1, std::max(build.row_count, probe.row_count) / duplicate_count);
    if (dice_.Percent(25)) {
      case_.is_skewed = true;
      const std::int64_t hot_percent = dice_.Between(20, 60);
      (dice_.Percent(70) ? probe : build).hot_percent = hot_percent;
    }
    LimitPairs(build, probe);
    with_nan_ = dice_.Percent(15);
    if (!has_long_chain_) return;
    build.row_count = dice_.Between(2 * kLongChainRows, 3 * kLongChainRows);
    probe.row_count = dice_.Between(1, 6);
    domain_ = dice_.Percent(80) ? 1 : 2;
  }

  /// Cuts rows off until the expected number of pairs is bearable.
  void LimitPairs(SidePlan& build, SidePlan& probe) const {
    const auto expected_pairs = [&] {
      const double product =
          static_cast<double>(build.row_count) * static_cast<double>(probe.row_count);
      const double hot = static_cast<double>(build.hot_percent + probe.hot_percent) / 100;
      return product / static_cast<double>(domain_) * (1 + hot);
    };
    while (expected_pairs() > static_cast<double>(kPairsMax)) {
      std::int64_t& larger = build.row_count > probe.row_count ? build.row_count : probe.row_count;
      larger -= larger / 8 + 1;
    }
  }

  /// Returns the indexes that the key columns of one row are made of.
  std::vector<std::int64_t> ChooseKeyIndexes(const SidePlan& side) {
    std::vector<std::int64_t> indexes;
    if (dice_.Percent(side.hot_percent)) {
      indexes.assign(static_cast<std::size_t>(source_count_), 0);
      return indexes;
    }
    // One number, split into digits, so that whole keys repeat as often as single ones would.
    const std::int64_t base = static_cast<std::int64_t>(std::ceil(
        std::pow(static_cast<double>(domain_), 1.0 / static_cast<double>(source_count_))));
    std::int64_t rest = dice_.Below(domain_);
    for (std::int64_t i = 0; i < source_count_; ++i) {
      indexes.push_back(rest % base);
      rest /= base;
    }
    return indexes;
  }

  Value PayloadValue(const ColumnPlan& column) {
    switch (column.type) {
      case DataType::kInt64:
        return Value(dice_.Between(-9, 9));
      case DataType::kUint64:
        return Value(dice_.Percent(70) ? dice_.Word() % 3 : dice_.Word());
      case DataType::kDouble:
        return Value(dice_.Pick({0.0, -0.0, 0.25, -1e300, 3.0}));
      case DataType::kBytes: {
        std::string bytes(static_cast<std::size_t>(
                              dice_.Between(column.size_bytes_max / 2, column.size_bytes_max)),
                          '\0');
        for (char& byte : bytes) byte = static_cast<char>(dice_.Word());
        return Value(bytes);
      }
    }
    return Value();
  }

  void FillSide(const SidePlan& plan, CaseSide& side) {
    for (const ColumnPlan& column : plan.columns) side.types.push_back(column.type);
    for (std::int64_t i = 0; i < plan.row_count; ++i) {
      const std::vector<std::int64_t> indexes = ChooseKeyIndexes(plan);
      Row row;
      for (const ColumnPlan& column : plan.columns) {
        if (dice_.Percent(column.null_percent)) {
          row.push_back(Value());
        } else if (column.key_source >= 0) {
          row.push_back(KeyValue(column.type, column.key_style,
                                 indexes[static_cast<std::size_t>(column.key_source)], with_nan_,
                                 dice_));
        } else {
          row.push_back(PayloadValue(column));
        }
      }
      side.rows.push_back(std::move(row));
    }
    side.chunk_row_counts.clear();
    const std::int64_t smallest = plan.row_count > 200 ? 5 : 1;
    for (std::int64_t i = dice_.Between(1, 3); i > 0; --i) {
      side.chunk_row_counts.push_back(
          dice_.Pick({smallest, smallest + 1, std::int64_t{17}, std::int64_t{64},
                      std::int64_t{Chunk::kMaxRowCount}}));
    }
  }

  /// Returns columns of a side: all, some, some twice, none.
  std::vector<std::int64_t> ChooseColumns(const SidePlan& plan) {
    std::vector<std::int64_t> columns;
    if (dice_.Percent(10)) return columns;
    const bool takes_all = dice_.Percent(50);
    for (std::size_t i = 0; i < plan.columns.size(); ++i) {
      const std::int64_t column = static_cast<std::int64_t>(i);
      // A long column is what a spilling case is made of.
      if (takes_all || plan.columns[i].size_bytes_max > 12 || dice_.Percent(50)) {
        columns.push_back(column);
      }
      if (dice_.Percent(8)) columns.push_back(column);
    }
    dice_.Shuffle(columns);
    return columns;
  }

  void ChooseOutput() {
    case_.spec.left_output = ChooseColumns(left_);
    if (!IsSemiFamily(case_.spec.type)) case_.spec.right_output = ChooseColumns(right_);
    if (dice_.Percent(3)) {
      case_.spec.left_output.clear();
      case_.spec.right_output.clear();
    }
  }

  static void AddReadable(const SidePlan& plan, std::int64_t offset,
                          std::vector<ReadableColumn>& columns) {
    for (std::size_t i = 0; i < plan.columns.size(); ++i) {
      columns.push_back({offset + static_cast<std::int64_t>(i), plan.columns[i].type,
                         plan.columns[i].is_small_integer});
    }
  }

  void ChooseConditions() {
    if (dice_.Percent(50)) {
      std::vector<ReadableColumn> columns;
      AddReadable(left_, 0, columns);
      AddReadable(right_, static_cast<std::int64_t>(left_.columns.size()), columns);
      case_.spec.other_condition = RandomCondition(columns, dice_);
    }
    if (has_long_chain_ && dice_.Percent(60)) {
      // Each probe row matches others of the rows of one chain. The first payload is an integer.
      case_.spec.other_condition =
          SumIsNoMultiple(left_.first_payload,
                          static_cast<std::int64_t>(left_.columns.size()) + right_.first_payload,
                          dice_.Between(2, 3));
    }
    const std::optional<JoinSide> preserved = PreservedSide(case_.spec.type);
    if (preserved.has_value() && dice_.Percent(35)) {
      std::vector<ReadableColumn> columns;
      AddReadable(*preserved == JoinSide::kLeft ? left_ : right_, 0, columns);
      case_.spec.preserved_filter = RandomCondition(columns, dice_);
    }
  }

  void ChooseOptions() {
    HashJoinV2Options& options = case_.options;
    options.worker_count = dice_.Pick({1, 2, 3, 5, 8});
    options.partition_count = dice_.Pick({0, 1, 2, 4, 8, 16});
    // Few partitions spill deeply with little data, and one partition not at all.
    if (is_spilling_ && dice_.Percent(60)) options.partition_count = dice_.Pick({2, 2, 4});
    options.hash = dice_.Percent(75) ? HashPolicy::kFnv1 : HashPolicy::kXxHash;
    const std::int64_t row_count =
        static_cast<std::int64_t>(case_.left.rows.size() + case_.right.rows.size());
    options.chunk_row_max = row_count > kManyResultRows ? dice_.Pick({32, 100, 1024})
                                                        : dice_.Pick({1, 2, 3, 7, 32, 1024});
    if (row_count > 300) options.chunk_row_max = std::max<std::int64_t>(options.chunk_row_max, 7);
    if (has_long_chain_ && dice_.Percent(80)) options.chunk_row_max = Chunk::kMaxRowCount;
    options.segment_row_max = dice_.Pick({1, 2, 5, 17, 64, 1024});
    options.spill_chunk_row_max = dice_.Pick({1, 3, 16, 100, 1024});
    if (dice_.Percent(10)) options.segment_bytes_max = dice_.Pick({1, 100, 1000, 4096});
  }

  Dice dice_;
  JoinCase case_;
  SidePlan left_;
  SidePlan right_;
  std::int64_t source_count_ = 1;
  std::int64_t domain_ = 1;
  bool is_spilling_ = false;
  bool has_long_chain_ = false;  // of rows with equal keys
  bool with_nan_ = false;
};

}  // namespace

JoinCase GenerateCase(std::uint64_t seed) { return CaseGenerator(seed).Generate(); }

}  // namespace interlock::reference
