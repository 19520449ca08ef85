// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/site_table.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <set>
#include <sstream>

#include "checker/explorer/program_image.h"
#include "checker/explorer/runtime/sites_format.h"

namespace interlock::explore {
namespace {

// Strings of the file, each once.
class StringPool {
 public:
  std::uint32_t Add(const std::string& text) {
    const auto [it, fresh] = offsets_.emplace(text, static_cast<std::uint32_t>(bytes_.size()));
    if (fresh) bytes_.append(text.c_str(), text.size() + 1);
    return it->second;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::map<std::string, std::uint32_t> offsets_;
  std::string bytes_;
};

template <typename T>
void Append(std::string* bytes, const std::vector<T>& records) {
  if (!records.empty()) {
    bytes->append(reinterpret_cast<const char*>(records.data()), records.size() * sizeof(T));
  }
}

template <typename T>
const char* Read(const char* at, std::vector<T>* records, std::size_t count) {
  records->resize(count);
  if (count > 0) std::memcpy(records->data(), at, count * sizeof(T));
  return at + count * sizeof(T);
}

std::string LineOf(const std::string& position) {
  const std::size_t column = position.rfind(':');
  return column == std::string::npos ? position : position.substr(0, column);
}

Error Malformed(const std::string& path, const char* what) {
  return MakeError(std::string("malformed site table: ") + what, path);
}

}  // namespace

Status SiteTable::Save(const std::string& path) const {
  StringPool strings;
  strings.Add("");
  std::vector<SiteRecord> sites;
  std::vector<FrameRecord> frames;
  std::vector<SymbolRecord> symbols;
  for (const CallSite& site : sites_) {
    sites.push_back(SiteRecord{site.return_offset, static_cast<std::uint32_t>(frames.size()),
                               static_cast<std::uint16_t>(site.frames.size()),
                               static_cast<std::uint8_t>(site.kind),
                               static_cast<std::uint8_t>(site.in_system_header)});
    for (const Frame& frame : site.frames) {
      frames.push_back(FrameRecord{strings.Add(frame.position), strings.Add(frame.function)});
    }
  }
  for (const DataSymbol& symbol : symbols_) {
    symbols.push_back(SymbolRecord{symbol.offset, symbol.size_bytes, strings.Add(symbol.name), 0});
  }
  SitesHeader header{};
  std::memcpy(header.magic, kSitesMagic, sizeof header.magic);
  header.program_digest = program_digest_;
  header.site_count = static_cast<std::uint32_t>(sites.size());
  header.frame_count = static_cast<std::uint32_t>(frames.size());
  header.symbol_count = static_cast<std::uint32_t>(symbols.size());
  header.string_bytes = static_cast<std::uint32_t>(strings.bytes().size());
  std::string bytes(reinterpret_cast<const char*>(&header), sizeof header);
  Append(&bytes, symbols);
  Append(&bytes, sites);
  Append(&bytes, frames);
  bytes += strings.bytes();
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) return MakeError("cannot write the site table", path, ErrorKind::kIo);
  return Status::Ok();
}

Result<SiteTable> SiteTable::Load(const std::string& program) {
  const std::string path = program + ".sites";
  const Result<std::uint64_t> digest = ProgramDigest(program);
  if (!digest.ok()) return digest.error();
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return MakeError(
        "the program has no site table: link it with interlock_explore_executable or "
        "run interlock-sites",
        path, ErrorKind::kNotFound);
  }
  std::ostringstream text;
  text << file.rdbuf();
  const std::string bytes = text.str();
  SitesHeader header;
  if (bytes.size() < sizeof header) return Malformed(path, "truncated");
  std::memcpy(&header, bytes.data(), sizeof header);
  if (std::memcmp(header.magic, kSitesMagic, sizeof header.magic) != 0) {
    return MakeError("not a site table of this version", path, ErrorKind::kVersion);
  }
  if (header.program_digest != *digest) {
    return MakeError("the site table belongs to another build of the program", path);
  }
  const std::size_t wanted = sizeof header + header.symbol_count * sizeof(SymbolRecord) +
                             header.site_count * sizeof(SiteRecord) +
                             header.frame_count * sizeof(FrameRecord) + header.string_bytes;
  if (bytes.size() != wanted || header.string_bytes == 0 || bytes.back() != 0) {
    return Malformed(path, "truncated");
  }
  std::vector<SymbolRecord> symbols;
  std::vector<SiteRecord> sites;
  std::vector<FrameRecord> frames;
  const char* at = Read(bytes.data() + sizeof header, &symbols, header.symbol_count);
  at = Read(at, &sites, header.site_count);
  at = Read(at, &frames, header.frame_count);
  const auto string = [&](std::uint32_t offset) {
    return offset < header.string_bytes ? std::string(at + offset) : std::string();
  };
  SiteTable table;
  table.program_digest_ = header.program_digest;
  for (const SymbolRecord& symbol : symbols) {
    table.symbols_.push_back(DataSymbol{symbol.offset, symbol.size_bytes, string(symbol.name)});
  }
  for (const SiteRecord& record : sites) {
    if (record.first_frame + record.frame_count > frames.size()) {
      return Malformed(path, "frame out of range");
    }
    CallSite site;
    site.return_offset = record.return_offset;
    site.kind = static_cast<SiteKind>(record.kind);
    site.in_system_header = record.in_library != 0;
    for (std::uint32_t i = 0; i < record.frame_count; ++i) {
      const FrameRecord& frame = frames[record.first_frame + i];
      site.frames.push_back(Frame{string(frame.position), string(frame.function)});
    }
    table.sites_.push_back(std::move(site));
  }
  table.Index();
  return table;
}

void SiteTable::Index() {
  std::set<std::string> positions;
  for (const CallSite& site : sites_) {
    for (const Frame& frame : site.frames) {
      positions.insert(frame.position);
      if (site.kind == SiteKind::kCall) calls_.insert(frame.position);
    }
  }
  for (const std::string& position : positions) by_line_[LineOf(position)].push_back(position);
}

const CallSite* SiteTable::Find(std::uint32_t return_offset) const {
  const auto it = std::lower_bound(
      sites_.begin(), sites_.end(), return_offset,
      [](const CallSite& site, std::uint32_t offset) { return site.return_offset < offset; });
  return it != sites_.end() && it->return_offset == return_offset ? &*it : nullptr;
}

std::vector<std::string> SiteTable::Resolve(const std::string& position, bool* exact) const {
  *exact = false;
  const auto line = by_line_.find(LineOf(position));
  if (line != by_line_.end()) {
    for (const std::string& candidate : line->second) {
      if (candidate != position) continue;
      *exact = true;
      return {position};
    }
    return line->second;
  }
  const auto whole = by_line_.find(position);  // "file:line" without a column
  return whole != by_line_.end() ? whole->second : std::vector<std::string>{};
}

std::vector<std::string> SiteTable::ResolveCall(const std::string& position) const {
  if (calls_.count(position) != 0) return {position};
  bool exact = false;
  std::vector<std::string> candidates = Resolve(LineOf(position), &exact);
  std::erase_if(candidates, [&](const std::string& one) { return calls_.count(one) == 0; });
  return candidates.empty() ? Resolve(position, &exact) : candidates;
}

std::string SiteTable::SymbolAt(std::uint64_t offset) const {
  auto it = std::upper_bound(
      symbols_.begin(), symbols_.end(), offset,
      [](std::uint64_t wanted, const DataSymbol& symbol) { return wanted < symbol.offset; });
  if (it == symbols_.begin()) return "";
  --it;
  if (offset >= it->offset + it->size_bytes) return "";
  return offset == it->offset ? it->name : it->name + "+" + std::to_string(offset - it->offset);
}

}  // namespace interlock::explore
