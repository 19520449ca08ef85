// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/spill/spill_storage.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>

namespace interlock::reference {

std::string SpillStorage::DefaultFolder() {
  const char* folder = std::getenv("TMPDIR");
  if (folder == nullptr || *folder == '\0') return "/tmp";
  return folder;
}

StatusOr<std::unique_ptr<SpillStorage>> SpillStorage::Open(const std::string& folder,
                                                           FileOperations& operations) {
  struct stat entry = {};
  int error_number = 0;
  if (stat(folder.c_str(), &entry) != 0) {
    error_number = errno;
  } else if (!S_ISDIR(entry.st_mode)) {
    error_number = ENOTDIR;
  }
  if (error_number != 0) {
    return InvalidArgument("spill folder is not a directory: error=" + DescribeError(error_number) +
                           " folder=" + folder);
  }
  return std::make_unique<SpillStorage>(folder, operations);
}

SpillStorage::SpillStorage(const std::string& folder, FileOperations& operations)
    : folder_(folder), operations_(operations) {}

std::unique_ptr<SpillFile> SpillStorage::CreateFile(const std::vector<DataType>& types) {
  return std::make_unique<SpillFile>(operations_, folder_, statistics_, types);
}

}  // namespace interlock::reference
