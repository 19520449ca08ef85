// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/certificate/second_solver.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>

extern char** environ;

namespace interlock::certificate {
namespace {

using Clock = std::chrono::steady_clock;

// Feeds the formula and collects the output; false if the deadline passes first.
bool Exchange(int channel, const std::string& formula, Clock::time_point deadline,
              std::string* output) {
  std::size_t sent = 0;
  bool closed = false;
  char buffer[4096];
  for (;;) {
    if (sent == formula.size() && !closed) {
      shutdown(channel, SHUT_WR);
      closed = true;
    }
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return false;
    pollfd entry{channel, static_cast<short>(closed ? POLLIN : POLLIN | POLLOUT), 0};
    const int ready = poll(&entry, 1, static_cast<int>(std::min<std::int64_t>(left, 1 << 30)));
    if (ready < 0 && errno != EINTR) return true;
    if (ready <= 0) continue;
    if ((entry.revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
      const ssize_t count = recv(channel, buffer, sizeof(buffer), 0);
      if (count == 0 || (count < 0 && errno != EINTR)) return true;
      if (count > 0) output->append(buffer, static_cast<std::size_t>(count));
    } else if ((entry.revents & POLLOUT) != 0) {
      // MSG_NOSIGNAL: a solver that stops reading early must not end this process.
      const ssize_t count =
          send(channel, formula.data() + sent, formula.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
      if (count > 0) sent += static_cast<std::size_t>(count);
      if (count < 0 && errno != EINTR && errno != EAGAIN) sent = formula.size();
    }
  }
}

int Spawn(const std::string& program, int channel, pid_t* child) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, channel, 0);
  posix_spawn_file_actions_adddup2(&actions, channel, 1);
  posix_spawn_file_actions_adddup2(&actions, channel, 2);
  std::string name = program;
  std::string language = "--lang=smt2";
  char* arguments[] = {name.data(), language.data(), nullptr};
  const int failure = posix_spawnp(child, program.c_str(), &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  return failure;
}

}  // namespace

Result<std::string> RunSecondSolver(const std::string& program, const std::string& formula,
                                    std::int64_t timeout_ms) {
  const Clock::time_point deadline = Clock::now() + std::chrono::milliseconds(timeout_ms);
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    return MakeError(std::string("cannot talk to the second solver: ") + std::strerror(errno), "",
                     ErrorKind::kIo);
  }
  pid_t child = 0;
  const int failure = Spawn(program, ends[1], &child);
  close(ends[1]);
  if (failure != 0) {
    close(ends[0]);
    return MakeError("cannot start the second solver: " + program + ": " + std::strerror(failure),
                     "", failure == ENOENT ? ErrorKind::kNotFound : ErrorKind::kIo);
  }
  std::string output;
  const bool in_time = Exchange(ends[0], formula, deadline, &output);
  close(ends[0]);
  if (!in_time) kill(child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!in_time) return std::string("time-out");
  const std::string line = output.substr(0, output.find('\n'));
  return line.empty() ? std::string("no answer") : line;
}

}  // namespace interlock::certificate
