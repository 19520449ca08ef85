// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <map>
#include <system_error>
#include <thread>

#include "checker/cli/interrupt.h"

namespace interlock::cli {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kPollInterval = std::chrono::milliseconds(2);
constexpr std::size_t kDiagnosticsMax = 4000;

struct Child {
  std::size_t index = 0;
  Clock::time_point started;
  std::FILE* standard_error = nullptr;  // an unnamed temporary file
  bool timed_out = false;
};

std::string TakeAll(std::FILE* file, std::size_t max) {
  std::string text;
  std::fseek(file, 0, SEEK_END);
  const long size = std::ftell(file);
  if (size > 0) {
    const long from = size > static_cast<long>(max) ? size - static_cast<long>(max) : 0;
    text.resize(static_cast<std::size_t>(size - from));
    std::fseek(file, from, SEEK_SET);
    text.resize(std::fread(text.data(), 1, text.size(), file));
  }
  std::fclose(file);
  return text;
}

void LimitMemory(std::uint64_t bytes) {
  struct rlimit limit = {bytes, bytes};
  setrlimit(RLIMIT_AS, &limit);
  struct rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
}

ChildEnd EndOf(int status, bool timed_out, std::string diagnostics) {
  ChildEnd end;
  end.diagnostics = std::move(diagnostics);
  if (timed_out) {
    end.kind = ChildEnd::Kind::kTimedOut;
  } else if (WIFSIGNALED(status)) {
    end.kind = ChildEnd::Kind::kSignalled;
    end.code = WTERMSIG(status);
  } else {
    end.kind = ChildEnd::Kind::kExited;
    end.code = WEXITSTATUS(status);
  }
  return end;
}

}  // namespace

std::vector<ChildEnd> RunForked(std::size_t count, const PoolLimits& limits,
                                const std::function<int(std::size_t)>& work,
                                const std::function<void(std::size_t, const ChildEnd&)>& finished) {
  std::vector<ChildEnd> ends(count);
  std::map<pid_t, Child> running;
  std::size_t next = 0;
  std::fflush(nullptr);  // a child must not flush what this process has buffered
  while (next < count || !running.empty()) {
    const bool stop = PendingSignal() != 0;
    if (stop) next = count;
    while (next < count && static_cast<int>(running.size()) < limits.jobs) {
      Child child{next, Clock::now(), std::tmpfile(), false};
      const pid_t id = child.standard_error == nullptr ? -1 : fork();
      if (id == 0) {
        ReleaseInterrupts();
        setpgid(0, 0);
        LimitMemory(limits.memory_bytes);
        dup2(fileno(child.standard_error), STDERR_FILENO);
        _exit(work(next));
      }
      if (id < 0) {
        ends[next].diagnostics =
            "cannot start a process: " + std::generic_category().message(errno);
        if (child.standard_error != nullptr) std::fclose(child.standard_error);
        finished(next, ends[next]);
      } else {
        running.emplace(id, child);
      }
      ++next;
    }
    for (auto it = running.begin(); it != running.end();) {
      int status = 0;
      Child& child = it->second;
      const pid_t ended = waitpid(it->first, &status, WNOHANG);
      if (ended == it->first) {
        ends[child.index] =
            EndOf(status, child.timed_out, TakeAll(child.standard_error, kDiagnosticsMax));
        finished(child.index, ends[child.index]);
        it = running.erase(it);
        continue;
      }
      const std::chrono::duration<double> age = Clock::now() - child.started;
      if (stop || age.count() > limits.seconds) {
        child.timed_out |= !stop;
        kill(-it->first, SIGKILL);  // with the processes that it started
        kill(it->first, SIGKILL);
      }
      ++it;
    }
    if (!running.empty()) std::this_thread::sleep_for(kPollInterval);
  }
  return ends;
}

Result<ProgramResult> RunProgram(const std::vector<std::string>& words, double seconds) {
  if (words.empty()) return MakeError("no program given", "", ErrorKind::kInternal);
  std::FILE* output = std::tmpfile();
  int failure[2];
  if (output == nullptr || pipe2(failure, O_CLOEXEC) != 0) {
    return MakeError("cannot start: " + std::generic_category().message(errno), words[0],
                     ErrorKind::kIo);
  }
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  std::fflush(nullptr);
  const pid_t id = fork();
  if (id == 0) {
    ReleaseInterrupts();
    const int nothing = open("/dev/null", O_RDONLY);
    if (nothing >= 0) dup2(nothing, STDIN_FILENO);
    dup2(fileno(output), STDOUT_FILENO);
    dup2(fileno(output), STDERR_FILENO);
    execvp(arguments[0], arguments.data());
    const int code = errno;
    if (write(failure[1], &code, sizeof code) != sizeof code) _exit(126);
    _exit(127);
  }
  close(failure[1]);
  int code = id < 0 ? errno : 0;
  if (id > 0 && read(failure[0], &code, sizeof code) != sizeof code) code = 0;
  close(failure[0]);
  int status = 0;
  bool timed_out = false;
  const Clock::time_point started = Clock::now();
  while (id > 0 && waitpid(id, &status, WNOHANG) != id) {
    const std::chrono::duration<double> age = Clock::now() - started;
    if (age.count() > seconds || PendingSignal() != 0) {
      timed_out = PendingSignal() == 0;
      kill(id, SIGKILL);
    }
    std::this_thread::sleep_for(kPollInterval);
  }
  ProgramResult result;
  result.output = TakeAll(output, 64u << 20);
  if (code != 0) {
    return MakeError("cannot start: " + std::generic_category().message(code), words[0],
                     code == ENOENT ? ErrorKind::kNotFound : ErrorKind::kIo);
  }
  result.end = EndOf(status, timed_out, "");
  return result;
}

}  // namespace interlock::cli
