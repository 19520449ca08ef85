// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/spill/posix_file_operations.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

#include "tests/unit/reference/spill/temporary_folder.h"

namespace interlock::reference {
namespace {

using OpenFunction = StatusOr<int> (PosixFileOperations::*)(const std::string& folder);

// Both ways to a file without a name.
class AnonymousFile : public testing::TestWithParam<OpenFunction> {
 protected:
  StatusOr<int> Open(const std::string& folder) { return (operations_.*GetParam())(folder); }

  PosixFileOperations operations_;
  TemporaryFolder folder_;
};

TEST_P(AnonymousFile, ReadsBackWhatWasWrittenAndIsNotListed) {
  const std::int64_t descriptor_count = CountDescriptors();
  const StatusOr<int> fd = Open(folder_.path());
  ASSERT_TRUE(fd.ok()) << fd.status().message();
  EXPECT_TRUE(folder_.List().empty());
  const std::vector<std::uint8_t> data = {1, 0, 255, 7};
  EXPECT_EQ(operations_.Write(fd.value(), data.data(), 4, 10).byte_count, 4);
  std::vector<std::uint8_t> back(4);
  EXPECT_EQ(operations_.Read(fd.value(), back.data(), 4, 10).byte_count, 4);
  EXPECT_EQ(back, data);
  const IoResult behind = operations_.Read(fd.value(), back.data(), 4, 14);
  EXPECT_EQ(behind.byte_count, 0);
  EXPECT_EQ(behind.error_number, 0);
  EXPECT_EQ(CountDescriptors(), descriptor_count + 1);
  operations_.Close(fd.value());
  EXPECT_EQ(CountDescriptors(), descriptor_count);
  EXPECT_TRUE(folder_.List().empty());
}

TEST_P(AnonymousFile, HasMode0600UnderAnyUmask) {
  for (const mode_t mask : {0000, 0022, 0077, 0777}) {
    const mode_t old_mask = umask(mask);
    const StatusOr<int> fd = Open(folder_.path());
    umask(old_mask);
    ASSERT_TRUE(fd.ok()) << fd.status().message();
    struct stat entry = {};
    ASSERT_EQ(fstat(fd.value(), &entry), 0);
    EXPECT_EQ(entry.st_mode & 07777, static_cast<mode_t>(0600)) << "umask " << mask;
    EXPECT_TRUE(S_ISREG(entry.st_mode));
    EXPECT_EQ(entry.st_nlink, 0u);
    EXPECT_NE(fcntl(fd.value(), F_GETFD) & FD_CLOEXEC, 0);
    operations_.Close(fd.value());
  }
}

// Root may enter any folder; another user may not enter one that the umask has closed.
TEST_P(AnonymousFile, OpensForAnOrdinaryUserUnderAnyUmask) {
  ASSERT_EQ(chmod(folder_.path().c_str(), 0777), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    constexpr uid_t kNobody = 65534;
    if (geteuid() == 0 && setuid(kNobody) != 0) _exit(2);
    umask(0777);
    _exit(Open(folder_.path()).ok() ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_TRUE(folder_.List().empty());
}

TEST_P(AnonymousFile, CannotBeGivenAName) {
  const StatusOr<int> fd = Open(folder_.path());
  ASSERT_TRUE(fd.ok()) << fd.status().message();
  const std::string source = "/proc/self/fd/" + std::to_string(fd.value());
  const std::string target = folder_.path() + "/name";
  EXPECT_NE(linkat(AT_FDCWD, source.c_str(), AT_FDCWD, target.c_str(), AT_SYMLINK_FOLLOW), 0);
  EXPECT_TRUE(folder_.List().empty());
  operations_.Close(fd.value());
}

TEST_P(AnonymousFile, RefusalNamesReasonAndFolder) {
  const std::int64_t descriptor_count = CountDescriptors();
  const std::string missing = folder_.path() + "/missing";
  const StatusOr<int> none = Open(missing);
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.status().code(), StatusCode::kUnavailable);
  EXPECT_NE(none.status().message().find("error=ENOENT (No such file or directory)"),
            std::string::npos)
      << none.status().message();
  EXPECT_NE(none.status().message().find("folder=" + missing), std::string::npos);

  const std::string file = folder_.path() + "/file";
  std::ofstream(file) << "x";
  const StatusOr<int> wrong = Open(file);
  ASSERT_FALSE(wrong.ok());
  EXPECT_NE(wrong.status().message().find("error=ENOTDIR"), std::string::npos)
      << wrong.status().message();
  EXPECT_EQ(CountDescriptors(), descriptor_count);
}

// A process that has written is killed; nothing of it stays.
TEST_P(AnonymousFile, IsGoneAfterSigkill) {
  std::ofstream(folder_.path() + "/other") << "x";
  const std::set<std::string> before = folder_.List();
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const StatusOr<int> fd = Open(folder_.path());
    const std::vector<std::uint8_t> data(1 << 16, 7);
    const bool is_written =
        fd.ok() && operations_.Write(fd.value(), data.data(), 1 << 16, 0).byte_count == 1 << 16;
    const char answer = is_written ? 'y' : 'n';
    if (write(ready[1], &answer, 1) != 1) _exit(1);
    for (;;) pause();
  }
  close(ready[1]);
  char answer = 0;
  ASSERT_EQ(read(ready[0], &answer, 1), 1);
  close(ready[0]);
  EXPECT_EQ(answer, 'y');
  ASSERT_EQ(kill(child, SIGKILL), 0);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  EXPECT_EQ(folder_.List(), before);
}

INSTANTIATE_TEST_SUITE_P(
    Ways, AnonymousFile,
    testing::Values(static_cast<OpenFunction>(&PosixFileOperations::OpenAnonymous),
                    &PosixFileOperations::OpenUnlinked),
    [](const testing::TestParamInfo<OpenFunction>& info) {
      return std::string(info.index == 0 ? "Anonymous" : "Unlinked");
    });

TEST(PosixFileOperations, FailedTransfersReportErrno) {
  PosixFileOperations operations;
  std::uint8_t byte = 0;
  const int full_fd = open("/dev/full", O_RDWR | O_CLOEXEC);
  ASSERT_GE(full_fd, 0);
  const IoResult full = operations.Write(full_fd, &byte, 1, 0);
  EXPECT_EQ(full.byte_count, 0);
  EXPECT_EQ(full.error_number, ENOSPC);
  operations.Close(full_fd);
  const IoResult bad = operations.Read(full_fd, &byte, 1, 0);
  EXPECT_EQ(bad.byte_count, 0);
  EXPECT_EQ(bad.error_number, EBADF);
}

TEST(PosixFileOperations, DescribesErrors) {
  EXPECT_EQ(DescribeError(ENOSPC), "ENOSPC (No space left on device)");
  EXPECT_EQ(DescribeError(123456), "errno 123456");
}

TEST(PosixFileOperationsDeathTest, SecondCloseEndsTheProcess) {
  PosixFileOperations operations;
  const StatusOr<int> fd = operations.OpenAnonymous(testing::TempDir());
  ASSERT_TRUE(fd.ok());
  operations.Close(fd.value());
  EXPECT_DEATH(operations.Close(fd.value()), "was_open");
}

}  // namespace
}  // namespace interlock::reference
