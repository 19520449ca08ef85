// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/tool_run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>

namespace interlock::explore {
namespace {

using Clock = std::chrono::steady_clock;

// A pipe whose ends close themselves.
struct Pipe {
  int ends[2] = {-1, -1};
  ~Pipe() {
    Close(0);
    Close(1);
  }
  bool Open() { return pipe2(ends, O_CLOEXEC) == 0; }
  void Close(int end) {
    if (ends[end] >= 0) close(ends[end]);
    ends[end] = -1;
  }
};

extern "C" char** environ;

std::vector<std::string> EnvironmentOf(const ToolRun& run) {
  std::vector<std::string> result;
  for (char** one = environ; *one != nullptr; ++one) {
    const std::string text = *one;
    if (run.environment.count(text.substr(0, text.find('='))) == 0) result.push_back(text);
  }
  for (const auto& [name, value] : run.environment) result.push_back(name + "=" + value);
  return result;
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

// In the child: only calls that are safe after fork.
[[noreturn]] void Execute(const ToolRun& run, Pipe& in, Pipe& out, Pipe& failure, char** command,
                          char** environment) {
  dup2(in.ends[0], 0);
  if (run.capture_output) dup2(out.ends[1], 1);
  if (run.capture_errors) dup2(out.ends[1], 2);
  environ = environment;
  execvp(command[0], command);
  const int error = errno;
  [[maybe_unused]] const ssize_t n = write(failure.ends[1], &error, sizeof error);
  _exit(127);
}

// Moves bytes both ways until the child closes its output or time is up; false on time-out.
bool Exchange(const ToolRun& run, Pipe& in, Pipe& out, Clock::time_point end, std::string* output) {
  std::size_t written = 0;
  if (run.input.empty()) in.Close(1);
  // A blocking write waits for room for all of it; the child may be waiting for us to read.
  if (in.ends[1] >= 0) fcntl(in.ends[1], F_SETFL, O_NONBLOCK);
  char buffer[1 << 16];
  while (out.ends[0] >= 0) {
    pollfd wanted[2] = {{out.ends[0], POLLIN, 0}, {in.ends[1], POLLOUT, 0}};
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
    if (left.count() <= 0) return false;
    const int ready = poll(wanted, in.ends[1] >= 0 ? 2 : 1, static_cast<int>(left.count()));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return false;
    if (wanted[0].revents != 0) {
      const ssize_t n = read(out.ends[0], buffer, sizeof buffer);
      if (n <= 0) break;
      output->append(buffer, static_cast<std::size_t>(n));
    }
    if (in.ends[1] >= 0 && wanted[1].revents != 0) {
      const ssize_t n = write(in.ends[1], run.input.data() + written, run.input.size() - written);
      if (n < 0 && (errno == EAGAIN || errno == EINTR)) continue;
      if (n > 0) written += static_cast<std::size_t>(n);
      if (n <= 0 || written == run.input.size()) in.Close(1);
    }
  }
  return true;
}

bool WaitUntil(pid_t child, Clock::time_point end, int* status) {
  for (;;) {
    const pid_t done = waitpid(child, status, WNOHANG);
    if (done == child) return true;
    if (done < 0 && errno != EINTR) return true;
    if (Clock::now() >= end) return false;
    usleep(500);
  }
}

}  // namespace

Result<ToolResult> RunTool(const ToolRun& run) {
  Pipe in, out, failure;
  if (!in.Open() || !out.Open() || !failure.Open()) {
    return MakeError(std::string("cannot make a pipe: ") + strerror(errno), "", ErrorKind::kIo);
  }
  std::vector<std::string> command_texts = run.command, environment_texts = EnvironmentOf(run);
  std::vector<char*> command = Pointers(command_texts), environment = Pointers(environment_texts);
  struct sigaction ignore{}, before{};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &ignore, &before);
  const pid_t child = fork();
  if (child == 0) Execute(run, in, out, failure, command.data(), environment.data());
  if (child < 0) {
    sigaction(SIGPIPE, &before, nullptr);
    return MakeError(std::string("cannot start a process: ") + strerror(errno), run.command[0],
                     ErrorKind::kIo);
  }
  in.Close(0);
  out.Close(1);
  failure.Close(1);
  const Clock::time_point end =
      Clock::now() + std::chrono::milliseconds(static_cast<long>(run.timeout_seconds * 1000));
  ToolResult result;
  int status = 0;
  const bool in_time =
      Exchange(run, in, out, end, &result.output) && WaitUntil(child, end, &status);
  if (!in_time) {
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    result.timed_out = true;
  }
  sigaction(SIGPIPE, &before, nullptr);
  int error = 0;
  if (read(failure.ends[0], &error, sizeof error) == sizeof error) {
    return MakeError(std::string("cannot start the program: ") + strerror(error), run.command[0],
                     ErrorKind::kNotFound);
  }
  result.exit_status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return result;
}

}  // namespace interlock::explore
