// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/bench/join/data_set.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace interlock::bench {
namespace {

using reference::Chunk;
using reference::DataType;

constexpr std::uint64_t kBuildPayloadStream = 11;
constexpr std::uint64_t kProbePayloadStream = 21;
constexpr std::uint64_t kProbeKeyStream = 5;
constexpr int kPayloadShift = 44;  // leaves 20 bits

/// The finaliser of splitmix64 (Steele, Lea, Flood 2014): a bijection of 64-bit words.
std::uint64_t Mix(std::uint64_t word) {
  word += 0x9e3779b97f4a7c15ULL;
  word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9ULL;
  word = (word ^ (word >> 27)) * 0x94d049bb133111ebULL;
  return word ^ (word >> 31);
}

/// Returns draw `index` of a stream: random access, so that no draw depends on the one before.
std::uint64_t Draw(std::uint64_t stream, std::uint64_t index) {
  return Mix(Mix(stream) ^ (index * 0xd1342543de82ef95ULL));
}

std::uint64_t Below(std::uint64_t draw, std::uint64_t bound) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>((static_cast<Wide>(draw) * bound) >> 64);
}

/// A bijection of [0, count): rounds on the next power of two, repeated until they fall inside.
class Permutation {
 public:
  explicit Permutation(std::uint64_t count) : count_(count) {
    int bits = 1;
    while ((std::uint64_t{1} << bits) < count) ++bits;
    mask_ = (std::uint64_t{1} << bits) - 1;
    shift_ = bits / 2 != 0 ? bits / 2 : 1;
  }

  std::uint64_t operator()(std::uint64_t id) const {
    do {
      id = (id * 0x9e3779b97f4a7c15ULL + 0x1234567) & mask_;
      id ^= id >> shift_;
      id = (id * 0xd1342543de82ef95ULL + 0x7654321) & mask_;
      id ^= id >> shift_;
      id = (id * 0xaf251af3b0f025b5ULL) & mask_;
    } while (id >= count_);
    return id;
  }

 private:
  std::uint64_t count_;
  std::uint64_t mask_ = 0;
  int shift_ = 1;
};

/// Zipf's law with exponent 1 on [0, count) by rejection-inversion (Hoermann, Derflinger 1996).
class ZipfLaw {
 public:
  explicit ZipfLaw(std::uint64_t count)
      : count_(static_cast<double>(count)),
        h_x1_(std::log(1.5) - 1.0),
        h_n_(std::log(count_ + 0.5)),
        s_(2.0 - std::exp(std::log(2.5) - 0.5)) {}

  std::uint64_t Sample(std::uint64_t stream, std::uint64_t index) const {
    for (std::uint64_t attempt = 0;; ++attempt) {
      const double unit =
          static_cast<double>(Draw(stream + attempt * 7919, index) >> 11) * 0x1.0p-53;
      const double u = h_n_ + unit * (h_x1_ - h_n_);
      const double x = std::exp(u);
      double k = std::floor(x + 0.5);
      if (k < 1) k = 1;
      if (k > count_) k = count_;
      if (k - x <= s_ || u >= std::log(k + 0.5) - 1.0 / k) return static_cast<std::uint64_t>(k) - 1;
    }
  }

 private:
  double count_;
  double h_x1_;
  double h_n_;
  double s_;
};

/// Writes the key of `id`, unique below 2^48: eight digits of a bijection, then 0 to 16 more.
std::string_view KeyText(std::uint64_t id, char (&text)[32]) {
  static constexpr char kDigits[] =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-";
  constexpr int kUniqueDigits = 8;
  constexpr int kDrawnAgainAt = 17;  // where the bits of one draw are used up
  const std::uint64_t hash = Mix(id);
  const std::uint64_t unique = (id * 0x5deece66dULL + 0xb) & ((std::uint64_t{1} << 48) - 1);
  const int length = kUniqueDigits + static_cast<int>(hash % 17);
  for (int i = 0; i < kUniqueDigits; ++i) text[i] = kDigits[(unique >> (6 * i)) & 63];
  std::uint64_t rest = Mix(hash);
  for (int i = kUniqueDigits; i < length; ++i) {
    text[i] = kDigits[rest & 63];
    rest = i == kDrawnAgainAt ? Mix(rest ^ hash) : rest >> 6;
  }
  return std::string_view(text, static_cast<std::size_t>(length));
}

void AppendKey(KeyKind kind, std::uint64_t id, Chunk& chunk) {
  switch (kind) {
    case KeyKind::kInt64:
      chunk.mutable_column(0).AppendWord(Mix(id));
      return;
    case KeyKind::kTwoInt64:
      chunk.mutable_column(0).AppendWord(Mix(id >> 4));
      chunk.mutable_column(1).AppendWord(Mix((id & 15) + 99) >> 20);
      return;
    case KeyKind::kBytes:
      char text[32];
      chunk.mutable_column(0).AppendBytes(KeyText(id, text));
      return;
  }
}

/// Makes a table; `id_of` maps a row to the id of its key.
template <typename IdOf>
Table MakeTable(const DataSetSpec& spec, std::int64_t row_count, std::uint64_t payload_stream,
                const IdOf& id_of) {
  Table table;
  table.key_column_count = spec.key_kind == KeyKind::kTwoInt64 ? 2 : 1;
  table.row_count = row_count;
  const std::int64_t column_count = table.key_column_count + spec.payload_column_count;
  table.types.assign(static_cast<std::size_t>(column_count), DataType::kInt64);
  if (spec.key_kind == KeyKind::kBytes) table.types[0] = DataType::kBytes;
  for (std::int64_t first = 0; first < row_count; first += Chunk::kMaxRowCount) {
    const std::int64_t end = std::min(row_count, first + Chunk::kMaxRowCount);
    Chunk& chunk = table.chunks.emplace_back();
    chunk.Reset(table.types);
    for (std::int64_t i = first; i < end; ++i) {
      const std::uint64_t row = static_cast<std::uint64_t>(i);
      AppendKey(spec.key_kind, id_of(row), chunk);
      for (std::int64_t c = 0; c < spec.payload_column_count; ++c) {
        const std::uint64_t stream = spec.seed + payload_stream + static_cast<std::uint64_t>(c);
        chunk.mutable_column(table.key_column_count + c)
            .AppendWord(Draw(stream, row) >> kPayloadShift);
      }
    }
    chunk.SetRowCount(end - first);
  }
  return table;
}

}  // namespace

std::string DataSetSpec::Name() const {
  static constexpr const char* kProbeNames[] = {"uniform", "zipf1", "match10", "dup4"};
  static constexpr const char* kKeyNames[] = {"i64", "i64x2", "str"};
  return std::to_string(build_row_count / 1000) + "k_x_" + std::to_string(probe_row_count / 1000) +
         "k_" + kProbeNames[static_cast<std::size_t>(probe_keys)] + "_" +
         kKeyNames[static_cast<std::size_t>(key_kind)] + "_p" +
         std::to_string(payload_column_count);
}

std::int64_t Table::CellBytes() const {
  std::int64_t bytes = 0;
  for (const Chunk& chunk : chunks) {
    for (std::int64_t c = 0; c < chunk.column_count(); ++c) {
      const reference::Column& column = chunk.column(c);
      bytes += static_cast<std::int64_t>(column.words().size() * sizeof(std::uint64_t) +
                                         column.bytes().size());
    }
  }
  return bytes;
}

DataSet MakeDataSet(const DataSetSpec& spec) {
  const std::uint64_t build_rows = static_cast<std::uint64_t>(spec.build_row_count);
  const bool has_duplicates = spec.probe_keys == ProbeKeys::kFourEach;
  const std::uint64_t key_count = has_duplicates ? build_rows / 4 : build_rows;
  const std::uint64_t id_bound =
      spec.probe_keys == ProbeKeys::kOneInTen ? build_rows * 10 : key_count;
  const std::uint64_t key_stream = spec.seed + kProbeKeyStream;
  const Permutation permutation(build_rows);
  const ZipfLaw zipf(build_rows);

  DataSet data;
  data.spec = spec;
  data.build = MakeTable(spec, spec.build_row_count, kBuildPayloadStream, [&](std::uint64_t row) {
    const std::uint64_t id = permutation(row);
    return has_duplicates ? id / 4 : id;
  });
  data.probe = MakeTable(spec, spec.probe_row_count, kProbePayloadStream, [&](std::uint64_t row) {
    return spec.probe_keys == ProbeKeys::kZipf ? zipf.Sample(key_stream, row)
                                               : Below(Draw(key_stream, row), id_bound);
  });
  return data;
}

}  // namespace interlock::bench
