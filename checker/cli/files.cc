// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

namespace interlock::cli {
namespace {

namespace fs = std::filesystem;

Error SystemError(const std::string& what, const std::string& path, int code) {
  return MakeError(what + ": " + std::generic_category().message(code), path,
                   code == ENOENT ? ErrorKind::kNotFound : ErrorKind::kIo);
}

/// Writes everything and flushes it to the disk; 0 or an errno.
int WriteAll(int file, const std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t written = write(file, text.data() + done, text.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    if (written == 0) return ENOSPC;
    done += static_cast<std::size_t>(written);
  }
  return 0;
}

}  // namespace

Result<std::string> ReadFile(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return SystemError("cannot read", path, errno);
  std::string text;
  char buffer[65536];
  for (;;) {
    const ssize_t got = read(file, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      const int code = errno;
      close(file);
      return SystemError("cannot read", path, code);
    }
    if (got == 0) break;
    text.append(buffer, static_cast<std::size_t>(got));
  }
  close(file);
  return text;
}

Status WriteFile(const std::string& path, const std::string& text) {
  const std::string temporary = path + ".part" + std::to_string(getpid());
  const int file = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) return SystemError("cannot write", path, errno);
  int code = WriteAll(file, text);
  if (close(file) != 0 && code == 0) code = errno;
  if (code == 0 && std::rename(temporary.c_str(), path.c_str()) != 0) code = errno;
  if (code == 0) return Status::Ok();
  unlink(temporary.c_str());
  return SystemError("cannot write", path, code);
}

Status MakeFolder(const std::string& path) {
  std::error_code code;
  fs::create_directories(path, code);
  if (code) return SystemError("cannot make folder", path, code.value());
  if (!fs::is_directory(path, code)) return MakeError("not a folder", path, ErrorKind::kIo);
  return Status::Ok();
}

Status MakeWritableFolder(const std::string& path) {
  Status made = MakeFolder(path);
  if (!made.ok()) return made;
  const std::string probe = path + "/.interlock-probe";
  Status written = WriteFile(probe, "probe\n");
  if (written.ok()) unlink(probe.c_str());
  return written.ok() ? written
                      : MakeError("output folder is not writable: " + written.error().message, path,
                                  ErrorKind::kIo);
}

std::vector<std::string> ListFiles(const std::string& folder, const std::string& suffix) {
  std::vector<std::string> files;
  std::error_code code;
  for (fs::directory_iterator it(folder, code), end; !code && it != end; it.increment(code)) {
    const std::string name = it->path().filename().string();
    std::error_code ignored;
    if (name.size() > suffix.size() && name.ends_with(suffix) && it->is_regular_file(ignored)) {
      files.push_back(it->path().string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string Canonical(const std::string& path) {
  std::error_code code;
  fs::path result = fs::weakly_canonical(fs::absolute(path, code), code);
  if (code) return fs::absolute(path, code).lexically_normal().string();
  std::string text = result.string();
  while (text.size() > 1 && text.back() == '/') text.pop_back();
  return text;
}

bool IsBelow(const std::string& path, const std::string& folder) {
  if (folder == "/" || path == folder) return true;
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

std::string RelativeTo(const std::string& path, const std::string& folder) {
  if (path == folder || !IsBelow(path, folder)) return path;
  return path.substr(folder == "/" ? 1 : folder.size() + 1);
}

bool SameTree(const std::string& a, const std::string& b) {
  const auto list = [](const std::string& folder) {
    std::vector<std::string> names;
    std::error_code code;
    for (fs::recursive_directory_iterator it(folder, code), end; !code && it != end;
         it.increment(code)) {
      std::error_code ignored;
      if (it->is_regular_file(ignored)) {
        names.push_back(it->path().lexically_relative(folder).string());
      }
    }
    std::sort(names.begin(), names.end());
    return names;
  };
  const std::vector<std::string> names = list(a);
  if (names.empty() || names != list(b)) return false;
  return std::all_of(names.begin(), names.end(), [&](const std::string& name) {
    const Result<std::string> first = ReadFile(a + "/" + name);
    const Result<std::string> second = ReadFile(b + "/" + name);
    return first.ok() && second.ok() && *first == *second;
  });
}

}  // namespace interlock::cli
