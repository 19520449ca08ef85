// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/program_image.h"

#include <elf.h>

#include <cstring>
#include <fstream>
#include <vector>

#include "checker/explorer/runtime/sites_format.h"

namespace interlock::explore {
namespace {

// The digest of the build id among the notes, 0 if there is none.
std::uint64_t BuildIdDigest(const std::vector<char>& notes) {
  for (std::size_t at = 0; at + sizeof(Elf64_Nhdr) <= notes.size();) {
    Elf64_Nhdr note;
    std::memcpy(&note, notes.data() + at, sizeof note);
    const std::size_t payload = at + sizeof note + ((note.n_namesz + 3u) & ~3u);
    if (note.n_type == NT_GNU_BUILD_ID && payload + note.n_descsz <= notes.size()) {
      return Fnv1a(notes.data() + payload, note.n_descsz);
    }
    at = payload + ((note.n_descsz + 3u) & ~3u);
  }
  return 0;
}

}  // namespace

Result<std::uint64_t> ProgramDigest(const std::string& program) {
  std::ifstream file(program, std::ios::binary);
  if (!file) return MakeError("cannot read the program", program, ErrorKind::kNotFound);
  Elf64_Ehdr header;
  if (!file.read(reinterpret_cast<char*>(&header), sizeof header) ||
      std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_ident[EI_CLASS] != ELFCLASS64 ||
      header.e_phentsize != sizeof(Elf64_Phdr)) {
    return MakeError("not a 64-bit ELF program", program);
  }
  std::vector<Elf64_Phdr> segments(header.e_phnum);
  file.seekg(static_cast<std::streamoff>(header.e_phoff));
  if (!file.read(reinterpret_cast<char*>(segments.data()),
                 static_cast<std::streamsize>(segments.size() * sizeof(Elf64_Phdr)))) {
    return MakeError("truncated ELF program", program);
  }
  for (const Elf64_Phdr& segment : segments) {
    if (segment.p_type != PT_NOTE || segment.p_filesz > 1 << 20) continue;
    std::vector<char> notes(segment.p_filesz);
    file.seekg(static_cast<std::streamoff>(segment.p_offset));
    if (!file.read(notes.data(), static_cast<std::streamsize>(notes.size()))) {
      return MakeError("truncated ELF program", program);
    }
    const std::uint64_t digest = BuildIdDigest(notes);
    if (digest != 0) return digest;
  }
  return MakeError("the program has no build id: link it with -Wl,--build-id", program);
}

}  // namespace interlock::explore
