// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/spill/posix_file_operations.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "reference/status/check.h"

namespace interlock::reference {
namespace {

constexpr mode_t kFileMode = S_IRUSR | S_IWUSR;
constexpr mode_t kFolderMode = S_IRWXU;
constexpr const char* kFileName = "rows";

Status OpenFailed(const char* call, int error_number, const std::string& folder) {
  return IoError("spill file cannot be opened: call=" + std::string(call) +
                 " error=" + DescribeError(error_number) + " folder=" + folder);
}

// Whether open(O_TMPFILE) said that the file system (EOPNOTSUPP) or the kernel (the other two) does
// not know the flag. ENOENT may as well stand for a missing folder; creating a file will tell.
bool IsWithoutTmpfile(int error_number) {
  return error_number == EOPNOTSUPP || error_number == EISDIR || error_number == ENOENT;
}

// Sets the mode that the umask may have narrowed, or closes the file and returns the error.
StatusOr<int> WithFileMode(int fd, const std::string& folder) {
  if (fchmod(fd, kFileMode) == 0) return fd;
  const int error_number = errno;
  close(fd);
  return OpenFailed("fchmod", error_number, folder);
}

// Creates the file in the new folder `path` and removes its name. Returns the descriptor, or -1
// with `failed_call` and errno.
int CreateUnlinkedIn(const std::string& path, const char*& failed_call) {
  failed_call = "chmod";  // the umask may have narrowed it to a folder that nobody may enter
  if (chmod(path.c_str(), kFolderMode) != 0) return -1;
  failed_call = "open";
  const int folder_fd = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder_fd < 0) return -1;
  failed_call = "openat";
  int fd =
      openat(folder_fd, kFileName, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kFileMode);
  int error_number = errno;
  if (fd >= 0 && unlinkat(folder_fd, kFileName, 0) != 0) {
    failed_call = "unlinkat";
    error_number = errno;
    close(fd);
    fd = -1;
  }
  close(folder_fd);
  errno = error_number;
  return fd;
}

}  // namespace

StatusOr<int> PosixFileOperations::OpenAnonymous(const std::string& folder) {
  const int fd = open(folder.c_str(), O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, kFileMode);
  if (fd >= 0) return WithFileMode(fd, folder);
  const int error_number = errno;
  if (IsWithoutTmpfile(error_number)) return OpenUnlinked(folder);
  return OpenFailed("open", error_number, folder);
}

StatusOr<int> PosixFileOperations::OpenUnlinked(const std::string& folder) {
  std::string path = folder + "/interlock-spill-XXXXXX";
  if (mkdtemp(path.data()) == nullptr) return OpenFailed("mkdtemp", errno, folder);
  const char* failed_call = nullptr;
  const int fd = CreateUnlinkedIn(path, failed_call);
  const int error_number = errno;
  const int removed = rmdir(path.c_str());
  const int remove_error_number = errno;
  if (fd < 0) return OpenFailed(failed_call, error_number, folder);
  if (removed != 0) {
    close(fd);
    return OpenFailed("rmdir", remove_error_number, folder);
  }
  return WithFileMode(fd, folder);
}

IoResult PosixFileOperations::Write(int fd, const std::uint8_t* data, std::int64_t size,
                                    std::int64_t offset) {
  IoResult result;
  const ssize_t count = pwrite(fd, data, static_cast<std::size_t>(size), offset);
  if (count >= 0) {
    result.byte_count = count;
  } else {
    result.error_number = errno;
  }
  return result;
}

IoResult PosixFileOperations::Read(int fd, std::uint8_t* data, std::int64_t size,
                                   std::int64_t offset) {
  IoResult result;
  const ssize_t count = pread(fd, data, static_cast<std::size_t>(size), offset);
  if (count >= 0) {
    result.byte_count = count;
  } else {
    result.error_number = errno;
  }
  return result;
}

void PosixFileOperations::Close(int fd) {
  // Linux gives the descriptor back whatever close returns; there is nothing to write back that
  // anybody would read. A descriptor that was not open is a second close.
  const bool was_open = close(fd) == 0 || errno != EBADF;
  IL_CHECK(was_open);
}

}  // namespace interlock::reference
