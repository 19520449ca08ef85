// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Prints the byte tables of docs/row_layout.md from the layout type; the rows in them are made by
// the builder that the join uses.
//
// usage: row_layout_tables [DOCUMENT]   with a document: compares the tables between its markers
//                                       `<!-- table NAME -->` and `<!-- end -->`
// exit:  0 equal or printed, 1 a table differs or is missing, 2 usage

#include <cstdio>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include "reference/join/join_plan.h"
#include "reference/join/row_layout.h"
#include "reference/join/row_table_builder.h"

namespace {

using namespace interlock::reference;

std::string BytesText(const LayoutField& field) {
  if (field.offset < 0) return "behind";
  if (field.size_bytes < 0) return std::to_string(field.offset) + "-";
  return std::to_string(field.offset) + "-" + std::to_string(field.offset + field.size_bytes - 1);
}

std::string FieldTable(const std::vector<LayoutField>& fields) {
  std::string text = "| bytes | size | field | in the probe |\n|---|---|---|---|\n";
  for (const LayoutField& field : fields) {
    text += "| " + BytesText(field) + " | " +
            (field.size_bytes < 0 ? "varies" : std::to_string(field.size_bytes)) + " | " +
            field.name + " | " + field.access + " |\n";
  }
  return text;
}

std::string NullMapTable() {
  std::string text =
      "| stored columns c | L without flag | L with flag | bytes of the flag word behind "
      "ceil((c + 1) / 8) |\n|---|---|---|---|\n";
  for (const std::int64_t c : {0, 1, 7, 8, 15, 16, 23, 24, 31, 32, 63, 64}) {
    const std::int64_t old_size = (c + 8) / 8;
    const std::int64_t overlap = RowLayout::kFlagWordSizeBytes - old_size;
    text += "| " + std::to_string(c) + " | " +
            std::to_string(RowLayout::NullMapSizeBytes(c, false)) + " | " +
            std::to_string(RowLayout::NullMapSizeBytes(c, true)) + " | " +
            std::to_string(overlap > 0 ? overlap : 0) + " |\n";
  }
  return text;
}

/// The plan of a join of two tables (s bytes, v int64) whose left one builds.
JoinPlan ExamplePlan(JoinType type, std::vector<std::int64_t> keys) {
  JoinSpec spec;
  spec.type = type;
  spec.build_side = JoinSide::kLeft;
  spec.left_keys = keys;
  spec.right_keys = keys;
  spec.left_output = {0, 1};
  const std::vector<DataType> types{DataType::kBytes, DataType::kInt64};
  return MakeJoinPlan(spec, HashJoinV2Options(), types, types, false).value();
}

/// The fields of the row ("ab", 7), as the builder makes it.
std::string ExampleRow(const JoinPlan& plan) {
  Chunk chunk;
  chunk.Reset(plan.build_types);
  chunk.AppendRow(Row{Value(std::string("ab")), Value(std::int64_t{7})});
  MemoryTracker tracker("tables", nullptr, 0);
  Killer killer;
  std::vector<RowTable> tables(static_cast<std::size_t>(plan.partition_count));
  RowTableBuilder builder(plan, tracker, killer, tables);
  if (!builder.AppendChunk(chunk).ok()) return "";
  std::string text;
  for (std::size_t p = 0; p < tables.size(); ++p) {
    builder.Finalize(static_cast<std::int64_t>(p), false);
    if (!tables[p].empty()) text = FieldTable(plan.layout.Describe(tables[p][0]->RowAt(0)));
  }
  return text;
}

/// The same row with the 8-byte lengths of the old format, written field by field.
std::string OldExampleRow(const JoinPlan& plan) {
  const BasicRowLayout<std::uint64_t> layout(plan.layout.parameters());
  std::vector<std::uint64_t> words(16, 0);
  std::uint8_t* row = reinterpret_cast<std::uint8_t*>(words.data());
  layout.StoreLength(row + layout.key_length_offset(), 10);
  std::uint8_t* place = layout.StoreLength(row + layout.key_offset(), 2);
  place[0] = 'a';
  place[1] = 'b';
  place[2] = 7;
  return FieldTable(layout.Describe(row));
}

struct Table {
  const char* name;
  std::function<std::string()> make;
};

std::vector<Table> Tables() {
  return {
      {"null-map", NullMapTable},
      {"one-integer",
       [] { return FieldTable(ExamplePlan(JoinType::kInner, {1}).layout.Describe()); }},
      {"one-integer-flag",
       [] { return FieldTable(ExamplePlan(JoinType::kLeftOuter, {1}).layout.Describe()); }},
      {"variable-flag",
       [] { return FieldTable(ExamplePlan(JoinType::kLeftOuter, {0}).layout.Describe()); }},
      {"example", [] { return ExampleRow(ExamplePlan(JoinType::kLeftOuter, {0})); }},
      {"example-old-lengths", [] { return OldExampleRow(ExamplePlan(JoinType::kLeftOuter, {0})); }},
  };
}

int Compare(const std::string& document) {
  int different = 0;
  for (const Table& table : Tables()) {
    const std::string marker = "<!-- table " + std::string(table.name) + " -->\n";
    const std::size_t begin = document.find(marker);
    const std::size_t end = document.find("<!-- end -->", begin);
    const std::string expected = table.make();
    if (begin == std::string::npos || end == std::string::npos ||
        document.substr(begin + marker.size(), end - begin - marker.size()) != expected) {
      std::printf("table %s is missing or differs; expected:\n%s\n", table.name, expected.c_str());
      ++different;
    }
  }
  return different == 0 ? 0 : 1;
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count == 1) {
    for (const Table& table : Tables()) {
      std::printf("<!-- table %s -->\n%s<!-- end -->\n\n", table.name, table.make().c_str());
    }
    return 0;
  }
  std::ifstream file(arguments[1]);
  if (argument_count != 2 || !file) {
    std::fprintf(stderr, "row_layout_tables: cannot read: %s\n", arguments[1]);
    return 2;
  }
  std::stringstream text;
  text << file.rdbuf();
  return Compare(text.str());
}
