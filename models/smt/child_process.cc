// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/smt/child_process.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

namespace interlock::smt {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kEndMark = "end\n";
constexpr std::size_t kEndMarkLength = 4;

void WriteAll(int descriptor, const std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t written = write(descriptor, text.data() + done, text.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    done += static_cast<std::size_t>(written);
  }
}

// Reads until the writer closes or the deadline passes; false on the latter.
bool ReadUntil(int descriptor, Clock::time_point deadline, std::string* text) {
  char buffer[4096];
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return false;
    pollfd entry{descriptor, POLLIN, 0};
    const int ready = poll(&entry, 1, static_cast<int>(std::min<std::int64_t>(left, 1 << 30)));
    if (ready < 0 && errno != EINTR) return true;
    if (ready <= 0) continue;
    const ssize_t count = read(descriptor, buffer, sizeof(buffer));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return true;
    text->append(buffer, static_cast<std::size_t>(count));
  }
}

}  // namespace

ChildText RunInChild(const std::function<std::string()>& work, std::int64_t timeout_ms) {
  ChildText result;
  const Clock::time_point deadline = Clock::now() + std::chrono::milliseconds(timeout_ms);
  int ends[2];
  if (pipe(ends) != 0) {
    result.reason = "solver process could not be started: pipe";
    return result;
  }
  const pid_t child = fork();
  if (child < 0) {
    close(ends[0]);
    close(ends[1]);
    result.reason = "solver process could not be started: fork";
    return result;
  }
  if (child == 0) {
    close(ends[0]);
    // A child whose parent was killed ends by itself.
    alarm(static_cast<unsigned>(std::clamp<std::int64_t>(timeout_ms / 1000 + 2, 2, 1 << 30)));
    signal(SIGALRM, SIG_DFL);
    WriteAll(ends[1], work() + kEndMark);
    _exit(0);
  }
  close(ends[1]);
  std::string text;
  const bool in_time = ReadUntil(ends[0], deadline, &text);
  close(ends[0]);
  if (!in_time) kill(child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!in_time) {
    result.end = ChildEnd::kTimedOut;
    result.reason = "time-out";
    return result;
  }
  if (text.size() < kEndMarkLength ||
      text.compare(text.size() - kEndMarkLength, kEndMarkLength, kEndMark) != 0) {
    result.reason = "solver process ended without an answer";
    return result;
  }
  result.end = ChildEnd::kWhole;
  result.text = text.substr(0, text.size() - kEndMarkLength);
  return result;
}

}  // namespace interlock::smt
