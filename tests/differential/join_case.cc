// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/differential/join_case.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

#include "tests/differential/function_forms.h"

namespace interlock::reference {
namespace {

constexpr std::size_t kCellTextMax = 40;  // longer ones are bytes

std::string ListText(const std::vector<std::int64_t>& numbers) {
  std::string text = "[";
  for (std::int64_t number : numbers) {
    if (text.size() > 1) text += ' ';
    text += std::to_string(number);
  }
  return text + "]";
}

std::string HexText(const std::string& bytes) {
  static const char* const kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size() + 3);
  text += "x'";
  for (const char byte : bytes) {
    text += kDigits[static_cast<unsigned char>(byte) >> 4];
    text += kDigits[static_cast<unsigned char>(byte) & 15];
  }
  return text + "'";
}

template <typename Predicate>
bool AnyKeyCell(const CaseSide& side, const std::vector<std::int64_t>& keys, Predicate predicate) {
  for (const Row& row : side.rows) {
    for (std::int64_t key : keys) {
      if (predicate(row[static_cast<std::size_t>(key)])) return true;
    }
  }
  return false;
}

/// Cuts long cells off.
std::string ShortCellText(const Value& value) {
  std::string text = CellText(value);
  if (text.size() <= kCellTextMax) return text;
  text.resize(kCellTextMax);
  return text + "... (" + std::to_string(value.bytes().size()) + " bytes)";
}

void PrintSide(const CaseSide& side, const char* name, std::int64_t row_count_max,
               std::ostream& out) {
  out << name << ":";
  for (DataType type : side.types) out << " " << NameOf(type);
  out << "; " << side.rows.size() << " rows in chunks of " << ListText(side.chunk_row_counts)
      << "\n";
  std::int64_t printed = 0;
  for (const Row& row : side.rows) {
    if (printed++ == row_count_max) {
      out << "  ...\n";
      break;
    }
    out << "  (";
    for (std::size_t i = 0; i < row.size(); ++i) {
      out << (i > 0 ? ", " : "") << ShortCellText(row[i]);
    }
    out << ")\n";
  }
}

void PrintMemory(const MemoryPlan& memory, std::ostream& out) {
  out << "memory: " << NameOf(memory.mode);
  if (memory.mode != MemoryMode::kUnlimited) {
    out << ", limit " << memory.limit_bytes << (memory.is_limit_above ? " above" : "");
  }
  if (memory.charge_bytes > 0) {
    out << ", charge " << memory.charge_bytes << " at chunk " << memory.charge_at_chunk
        << ", release at chunk " << memory.release_at_chunk;
  }
  out << "\n";
}

}  // namespace

std::int64_t JoinCase::PartitionCount() const {
  if (options.partition_count != 0) return options.partition_count;
  if (memory.limit_bytes > 0) return 16;
  std::int64_t count = 1;
  while (count < options.worker_count && count < 16) count *= 2;
  return count;
}

bool JoinCase::MayExhaustRounds() const {
  return memory.limit_bytes > 0 && options.round_max != kAmpleRoundMax;
}

bool JoinCase::HasNanKey() const {
  const auto is_nan = [](const Value& value) {
    return value.kind() == ValueKind::kDouble && std::isnan(value.floating());
  };
  return AnyKeyCell(left, spec.left_keys, is_nan) || AnyKeyCell(right, spec.right_keys, is_nan);
}

bool JoinCase::HasNullKey() const {
  const auto is_null = [](const Value& value) { return value.is_null(); };
  return AnyKeyCell(left, spec.left_keys, is_null) || AnyKeyCell(right, spec.right_keys, is_null);
}

std::string NameOf(JoinType type) {
  switch (type) {
    case JoinType::kInner:
      return "inner";
    case JoinType::kLeftOuter:
      return "left outer";
    case JoinType::kRightOuter:
      return "right outer";
    case JoinType::kSemi:
      return "semi";
    case JoinType::kAntiSemi:
      return "anti semi";
    case JoinType::kLeftOuterSemi:
      return "left outer semi";
    case JoinType::kAntiLeftOuterSemi:
      return "anti left outer semi";
  }
  return "";
}

std::string NameOf(JoinSide side) { return side == JoinSide::kLeft ? "left" : "right"; }

std::string NameOf(KeyShape shape) {
  switch (shape) {
    case KeyShape::kOneInt64:
      return "one int64";
    case KeyShape::kOneUint64:
      return "one uint64";
    case KeyShape::kMixedSign:
      return "mixed sign";
    case KeyShape::kDouble:
      return "double";
    case KeyShape::kBytes:
      return "bytes";
    case KeyShape::kComposite:
      return "composite";
    case KeyShape::kRepeated:
      return "repeated column";
  }
  return "";
}

std::string NameOf(MemoryMode mode) {
  switch (mode) {
    case MemoryMode::kUnlimited:
      return "unlimited";
    case MemoryMode::kLimit:
      return "limit";
    case MemoryMode::kChargedByBuild:
      return "charged by build child";
    case MemoryMode::kChargedByProbe:
      return "charged by probe child";
    case MemoryMode::kHeldByBuild:
      return "held by build child";
  }
  return "";
}

std::string NameOf(HashPolicy policy) { return policy == HashPolicy::kFnv1 ? "FNV-1" : "xxHash"; }

std::string CellText(const Value& value) {
  switch (value.kind()) {
    case ValueKind::kNull:
      return "NULL";
    case ValueKind::kInteger:
      return std::to_string(value.integer());
    case ValueKind::kUnsigned:
      return std::to_string(value.unsigned_number()) + "u";
    case ValueKind::kDouble: {
      if (std::isnan(value.floating())) return "nan:" + std::to_string(value.word());
      char text[40];
      const std::to_chars_result end =
          std::to_chars(text, text + sizeof(text), value.floating());  // shortest, exact
      return std::string(text, end.ptr) + "d";
    }
    case ValueKind::kBytes:
      return HexText(value.bytes());
  }
  return "";
}

std::string RowText(const Row& row) {
  std::string text = "(";
  for (const Value& value : row) {
    if (text.size() > 1) text += ", ";
    text += CellText(value);
  }
  return text + ")";
}

std::string ExpressionText(const Expression& expression, std::int64_t left_count) {
  return RenderExpression(expression, [left_count](std::int64_t column) {
    return column < left_count ? "l" + std::to_string(column)
                               : "r" + std::to_string(column - left_count);
  });
}

std::string CaseText(const JoinCase& join_case, std::int64_t row_count_max) {
  const JoinSpec& spec = join_case.spec;
  const HashJoinV2Options& options = join_case.options;
  const std::int64_t left_count = static_cast<std::int64_t>(join_case.left.types.size());
  std::ostringstream out;
  out << "case " << join_case.seed << ": " << NameOf(spec.type) << " join, builds "
      << NameOf(spec.build_side) << ", key: " << NameOf(join_case.key_shape) << "\n"
      << "keys: left " << ListText(spec.left_keys) << " right " << ListText(spec.right_keys)
      << "; output: left " << ListText(spec.left_output) << " right " << ListText(spec.right_output)
      << "\n";
  if (spec.other_condition.has_value()) {
    out << "other condition: " << ExpressionText(*spec.other_condition, left_count) << "\n";
  }
  if (spec.preserved_filter.has_value()) {
    const bool is_left = PreservedSide(spec.type) == JoinSide::kLeft;
    out << "preserved filter: " << ExpressionText(*spec.preserved_filter, is_left ? left_count : 0)
        << "\n";
  }
  out << "N=" << options.worker_count << " P=" << options.partition_count
      << (options.partition_count == 0 ? " (by rule)" : "") << " R=" << options.round_max
      << " hash=" << NameOf(options.hash) << " chunk_row_max=" << options.chunk_row_max
      << " spill_chunk_row_max=" << options.spill_chunk_row_max
      << " segment_row_max=" << options.segment_row_max
      << " segment_bytes_max=" << options.segment_bytes_max << "\n";
  if (join_case.close_after_chunk_count >= 0) {
    out << "closed after " << join_case.close_after_chunk_count << " chunks\n";
  }
  PrintMemory(join_case.memory, out);
  PrintSide(join_case.left, "left", row_count_max, out);
  PrintSide(join_case.right, "right", row_count_max, out);
  return out.str();
}

}  // namespace interlock::reference
