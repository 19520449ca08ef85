// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// From process start to process end: the runtime takes over before the program's static objects are
// built, runs the program's main as often as the control file says, and writes the outcome.

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>

#include "checker/explorer/runtime/fiber.h"
#include "checker/explorer/runtime/replay.h"
#include "checker/explorer/runtime/report.h"
#include "checker/explorer/runtime/scheduler.h"
#include "checker/explorer/runtime/threads.h"
#include "checker/explorer/runtime/trace_writer.h"

extern "C" int __real_main(int argc, char** argv, char** environment);
extern "C" char** environ;

namespace interlock::explore::runtime {
namespace {

constexpr int kSavedOutput = 710;  // descriptors for the program's own output
constexpr int kSavedError = 711;
constexpr int kNullDevice = 712;

struct Program {
  int argc;
  char** argv;
} g_program;

const char* Environment(char** environment, const char* name) {
  const std::size_t length = TextLength(name);
  for (; *environment != nullptr; ++environment) {
    if (TextStarts(*environment, name) && (*environment)[length] == '=') {
      return *environment + length + 1;
    }
  }
  return nullptr;
}

// Fixed addresses need a process without address randomisation. Where that cannot be switched off,
// everything that the program sees through the heap, stacks and thread handles is fixed all the
// same.
void FixAddresses(char** argv, char** environment) {
  const long current = RawSyscall(SYS_personality, 0xffffffff);
  if (current < 0 || (current & ADDR_NO_RANDOMIZE) != 0) return;
  if (RawSyscall(SYS_personality, current | ADDR_NO_RANDOMIZE) < 0) return;
  RawSyscall(SYS_execve, reinterpret_cast<long>("/proc/self/exe"), reinterpret_cast<long>(argv),
             reinterpret_cast<long>(environment));
}

// Runs before any constructor of the program or its libraries.
void BeforeEverything(int, char** argv, char** environment) {
  RequireFsBase();
  FixAddresses(argv, environment);
  CreateState();
  ReadProgramImage();
}
__attribute__((section(".preinit_array"), used)) void (*const g_before)(int, char**,
                                                                        char**) = BeforeEverything;

void* RunMain(void*) {
  return reinterpret_cast<void*>(
      static_cast<long>(__real_main(g_program.argc, g_program.argv, environ)));
}

void OnSignal(int signal) {
  State& state = S();
  if (state.active) {
    state.crashed = true;
    ReportFailure("crash", 0, "signal %d", signal);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    RawSyscall(SYS_rt_sigprocmask, SIG_UNBLOCK, reinterpret_cast<long>(&set), 0, 8);
    if (state.replay != nullptr) OnProgramEnd();
    EndExecution();
  }
  RawSyscall(SYS_exit_group, 128 + signal);
}

void CatchSignals() {
  stack_t stack{};
  stack.ss_size = 256 << 10;
  stack.ss_sp = MapMemory(0, stack.ss_size, "signal stack");
  sigaltstack(&stack, nullptr);
  struct sigaction action{};
  action.sa_handler = OnSignal;
  action.sa_flags = SA_ONSTACK | SA_NODEFER;
  const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
  for (const int signal : signals) sigaction(signal, &action, nullptr);
}

// Keeps the program's standard input from waiting for somebody.
void PrepareDescriptors() {
  struct stat information;
  const long null = RawSyscall(SYS_open, reinterpret_cast<long>("/dev/null"), O_RDWR | O_CLOEXEC);
  if (null < 0) Fail("cannot open /dev/null: error %ld", -null);
  if (RawSyscall(SYS_fstat, 0, reinterpret_cast<long>(&information)) < 0 ||
      !S_ISREG(information.st_mode)) {
    RawSyscall(SYS_dup2, null, 0);
  }
  RawSyscall(SYS_dup3, null, kNullDevice, O_CLOEXEC);
  RawSyscall(SYS_close, null);
  RawSyscall(SYS_dup3, 1, kSavedOutput, O_CLOEXEC);
  RawSyscall(SYS_dup3, 2, kSavedError, O_CLOEXEC);
}

void ShowOutputOf(bool shown) {
  State& state = S();
  if (state.output_shown == (shown ? 1 : 2)) return;
  fflush(stdout);
  RawSyscall(SYS_dup2, shown ? kSavedOutput : kNullDevice, 1);
  RawSyscall(SYS_dup2, shown ? kSavedError : kNullDevice, 2);
  state.output_shown = shown ? 1 : 2;
}

void ReadRecordedChoices() {
  State& state = S();
  const char* path = state.control.choices_in;
  if (path == nullptr) Fail("mode choices needs choices-in");
  const long fd = RawSyscall(SYS_open, reinterpret_cast<long>(path), O_RDONLY | O_CLOEXEC);
  if (fd < 0) Fail("cannot read the choices %s: error %ld", path, -fd);
  long n = RawSyscall(SYS_read, fd, reinterpret_cast<long>(&state.recorded_seed), 8);
  if (n != 8) Fail("the choices %s are truncated", path);
  state.recorded = static_cast<u8*>(MapMemory(0, kMaxSteps, "recorded choices"));
  while (
      (n = RawSyscall(SYS_read, fd, reinterpret_cast<long>(state.recorded + state.recorded_count),
                      static_cast<long>(kMaxSteps - state.recorded_count))) > 0) {
    state.recorded_count += static_cast<u64>(n);
  }
  RawSyscall(SYS_close, fd);
}

void SaveChoices() {
  State& state = S();
  if (state.saved_choices || state.control.choices_out == nullptr) return;
  static FileWriter* writer;
  writer = static_cast<FileWriter*>(MapMemory(0, sizeof(FileWriter), "choices"));
  if (!writer->Open(state.control.choices_out)) {
    Fail("cannot write the choices %s", state.control.choices_out);
  }
  writer->Put(&state.wake_seed, 8);
  writer->Put(state.choices, state.step);
  if (!writer->Flush()) Fail("cannot write the choices %s: disk full?", state.control.choices_out);
  writer->Close();
  state.saved_choices = true;
}

// Numbers of the positions that the control file names, and marks at their call sites.
void ResolvePositions() {
  State& state = S();
  Control& control = state.control;
  SiteMap& sites = state.sites;
  state.position_numbers =
      static_cast<u32*>(MapMemory(0, sizeof(u32) * (kMaxPositions + 1), "positions"));
  for (int i = 0; i < control.position_count; ++i) {
    state.position_numbers[i] = sites.PositionOf(control.positions[i]);
  }
  const auto mark = [&](int position, u8 kind) {
    const u32 number = state.position_numbers[position];
    if (number == kNoPosition) return;
    for (u32 s = 1; s <= sites.site_count(); ++s) {
      const SiteRecord& site = sites.Site(s);
      for (int f = 0; f < site.frame_count; ++f) {
        if (sites.FrameOf(site, f).position == number) sites.Mark(site.return_offset, kind);
      }
    }
  };
  for (int i = 0; i < control.at_count; ++i) mark(control.at[i], kMarkDirected);
  for (int i = 0; i < control.watch_count; ++i) mark(control.watch[i], kMarkWatch);
  for (int i = 0; i < control.step_count; ++i) {
    const WitnessStep& step = control.steps[i];
    for (int k = 0; k < step.position_count; ++k) mark(step.first_position + k, kMarkStep);
  }
}

void Prepare() {
  State& state = S();
  const char* path = Environment(environ, "INTERLOCK_EXPLORE");
  if (path != nullptr) {
    ReadControl(path, &state.control);
  } else {
    state.control = Control{};
  }
  const Control& control = state.control;
  if (control.outcome != nullptr && !state.outcome.Open(control.outcome)) {
    Complain("interlock: cannot write the outcome file %s\n", control.outcome);
    RawSyscall(SYS_exit_group, 2);
  }
  state.real.pthread_create =
      reinterpret_cast<decltype(state.real.pthread_create)>(state.real.Find("pthread_create"));
  if (control.sites != nullptr) {
    state.sites.Load(control.sites, state.build_digest, state.text_end - state.program_begin);
    ResolvePositions();
  }
  state.watching_accesses = control.plain != 0 || control.mode == RunMode::kDirected;
  if (control.mode == RunMode::kReplay) CreateReplay();
  if (control.mode == RunMode::kChoices) ReadRecordedChoices();
  OpenTrace();
  PrepareDescriptors();
  CatchSignals();
  state.driver_fs_base = ReadFsBase();
}

void BeginExecution(u64 index) {
  State& state = S();
  RestoreImage();
  if (state.max_clock > 0xc0000000u) {
    state.shadow.Clear();
    state.max_clock = 0;
  }
  state.execution = index;
  ++state.generation;
  state.sync_count = 0;
  state.base_clock = ++state.max_clock;
  state.thread_count = 0;
  state.step = 0;
  state.step_hash = 14695981039346656037ull;
  state.failed = false;
  state.now_ns = 1'700'000'000'000'000'000;
  state.rand_state = 1;
  state.run_length = 0;
  state.last_scheduled = 0;
  state.random = state.control.seed * 0x9e3779b97f4a7c15ull + index * 0xd1342543de82ef95ull;
  state.wake_seed = state.control.mode == RunMode::kChoices ? state.recorded_seed : Random();
  for (int i = 0; i < 64; ++i) state.key_used[i] = state.key_used_before_main[i];
  BeginStrategy();
  if (state.replay != nullptr) BeginReplay();
  BeginTrace();
  CreateMainThread(RunMain, nullptr);
  ShowOutputOf(state.control.show == ShowOutput::kAll ||
               (state.control.show == ShowOutput::kFirst && state.executions_done == 0));
}

void EndOfExecution() {
  State& state = S();
  EndTrace();
  ++state.executions_done;
  state.total_steps += state.step;
  if (state.step > state.longest) state.longest = state.step;
  if (state.output_shown == 1) fflush(stdout);
  if (state.failed) SaveChoices();
}

[[noreturn]] void Finish() {
  State& state = S();
  fflush(stdout);
  const char* problem = state.crashed ? "the program crashed"
                        : state.uncontrolled
                            ? "the program made a blocking call that is not controlled"
                            : nullptr;
  WriteOutcome(problem);
  state.trace.Close();
  int status = 0;
  if (state.control.outcome == nullptr) {  // started by hand: tell the shell
    if (state.failing > 0) {
      RawSyscall(SYS_dup2, kSavedError, 2);
      Complain("interlock: %d races, %d failures in %lu executions\n", state.race_count,
               state.failure_count, static_cast<unsigned long>(state.executions_done));
      status = 1;
    }
  }
  RawSyscall(SYS_exit_group, status);
  __builtin_unreachable();
}

}  // namespace

[[noreturn]] void Drive(int argc, char** argv) {
  g_program = Program{argc, argv};
  Prepare();
  fflush(stdout);
  State& state = S();
  for (int i = 0; i < 64; ++i) state.key_used_before_main[i] = state.key_used[i];
  SaveImage();
  const Control& control = state.control;
  const u64 count =
      control.mode == RunMode::kReplay || control.mode == RunMode::kChoices ? 1 : control.schedules;
  for (u64 i = 0; i < count; ++i) {
    BeginExecution(control.first + i);
    EnterExecution();
    EndOfExecution();
    if (state.crashed || state.uncontrolled || (state.failed && control.stop_at_first)) break;
  }
  Finish();
}

}  // namespace interlock::explore::runtime

extern "C" int __wrap_main(int argc, char** argv, char**) {
  interlock::explore::runtime::Drive(argc, argv);
}
