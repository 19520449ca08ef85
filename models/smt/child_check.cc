// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/smt/child_check.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <sstream>
#include <string>

namespace interlock::smt {
namespace {

using Clock = std::chrono::steady_clock;

std::string Serialize(const Answer& answer) {
  std::string text;
  switch (answer.kind) {
    case AnswerKind::kSat:
      text = "sat\n";
      for (const auto& [name, value] : answer.model) text += name + " " + value + "\n";
      break;
    case AnswerKind::kUnsat:
      text = "unsat\n";
      for (const std::string& name : answer.core) text += name + "\n";
      break;
    case AnswerKind::kUnknown: {
      std::string reason = answer.reason;
      std::replace(reason.begin(), reason.end(), '\n', ' ');
      text = "unknown\n" + reason + "\n";
      break;
    }
  }
  return text + "end\n";
}

Answer Parse(const std::string& text) {
  Answer failed;
  failed.reason = "solver process ended without an answer";
  if (text.size() < 4 || text.compare(text.size() - 4, 4, "end\n") != 0) return failed;
  std::istringstream lines(text.substr(0, text.size() - 4));
  std::string line;
  std::getline(lines, line);
  Answer answer;
  if (line == "unknown") {
    std::getline(lines, answer.reason);
    return answer;
  }
  if (line != "sat" && line != "unsat") return failed;
  answer.kind = line == "sat" ? AnswerKind::kSat : AnswerKind::kUnsat;
  while (std::getline(lines, line)) {
    const std::size_t space = line.find(' ');
    if (answer.kind == AnswerKind::kUnsat) {
      answer.core.push_back(line);
    } else if (space != std::string::npos) {
      answer.model[line.substr(0, space)] = line.substr(space + 1);
    }
  }
  return answer;
}

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

Answer CheckInChild(const Script& script, EngineKind kind, std::int64_t timeout_ms) {
  Answer failed;
  const Clock::time_point deadline = Clock::now() + std::chrono::milliseconds(timeout_ms);
  int ends[2];
  if (pipe(ends) != 0) {
    failed.reason = "solver process could not be started: pipe";
    return failed;
  }
  const pid_t child = fork();
  if (child < 0) {
    close(ends[0]);
    close(ends[1]);
    failed.reason = "solver process could not be started: fork";
    return failed;
  }
  if (child == 0) {
    close(ends[0]);
    // A child whose parent was killed ends by itself.
    alarm(static_cast<unsigned>(std::clamp<std::int64_t>(timeout_ms / 1000 + 2, 2, 1 << 30)));
    signal(SIGALRM, SIG_DFL);
    {
      Engine engine;
      WriteAll(ends[1], Serialize(engine.Check(script, kind, /*timeout_ms=*/0)));
    }
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
  if (in_time) return Parse(text);
  failed.timed_out = true;
  failed.reason = "time-out";
  return failed;
}

}  // namespace interlock::smt
