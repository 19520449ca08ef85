// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

namespace interlock::cli {
namespace {

class FilesTest : public testing::Test {
 protected:
  FilesTest() : folder_(testing::TempDir() + "interlock-files-test") {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~FilesTest() override { std::filesystem::remove_all(folder_); }
  std::string folder_;
};

TEST_F(FilesTest, WriteThenReadGivesTheSameBytes) {
  const std::string text("a\0b\r\n\xff", 6);
  ASSERT_TRUE(WriteFile(folder_ + "/x", text).ok());
  Result<std::string> read = ReadFile(folder_ + "/x");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, text);
  EXPECT_EQ(ListFiles(folder_, "").size(), 1u) << "a temporary file was left";
}

TEST_F(FilesTest, MissingFileIsNotFoundWithItsPath) {
  Result<std::string> read = ReadFile(folder_ + "/none");
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(read.error().position, folder_ + "/none");
  EXPECT_NE(read.error().message.find("No such file"), std::string::npos);
}

TEST_F(FilesTest, ReadingAFolderIsAnError) { EXPECT_FALSE(ReadFile(folder_).ok()); }

TEST_F(FilesTest, FullDiskKeepsTheOldFile) {
  // /dev/full refuses every byte; a link to it stands for the temporary file's disk.
  Status status = WriteFile("/dev/full/x", "text");
  EXPECT_FALSE(status.ok());
  ASSERT_TRUE(WriteFile(folder_ + "/x", "old").ok());
  std::filesystem::create_directory(folder_ + "/x.part" + std::to_string(getpid()));
  EXPECT_FALSE(WriteFile(folder_ + "/x", "new").ok());
  EXPECT_EQ(*ReadFile(folder_ + "/x"), "old");
}

TEST_F(FilesTest, FolderBelowAFileIsAnError) {
  ASSERT_TRUE(WriteFile(folder_ + "/x", "").ok());
  Status status = MakeWritableFolder(folder_ + "/x/y");
  ASSERT_FALSE(status.ok());
  EXPECT_NE(status.error().position.find("/x/y"), std::string::npos);
}

TEST_F(FilesTest, WritableFolderIsMadeWithParents) {
  EXPECT_TRUE(MakeWritableFolder(folder_ + "/a/b").ok());
  EXPECT_TRUE(ListFiles(folder_ + "/a/b", "").empty());
}

TEST(Paths, BelowAndRelative) {
  EXPECT_TRUE(IsBelow("/a/b", "/a"));
  EXPECT_TRUE(IsBelow("/a", "/a"));
  EXPECT_FALSE(IsBelow("/ab", "/a"));
  EXPECT_EQ(RelativeTo("/a/b/c.cc", "/a"), "b/c.cc");
  EXPECT_EQ(RelativeTo("/x/c.cc", "/a"), "/x/c.cc");
  EXPECT_EQ(Canonical("/usr/../usr/./bin/"), Canonical("/usr/bin"));
}

}  // namespace
}  // namespace interlock::cli
