// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/runtime/control.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

namespace interlock::explore::runtime {
namespace {

// The fields of one line.
struct Line {
  char* fields[16];
  int count = 0;
  int number = 0;
  const char* Field(int i) const {
    if (i >= count) Fail("control file, line %d: field %d is missing", number, i);
    return fields[i];
  }
};

char* ReadWhole(const char* path) {
  const long fd = RawSyscall(SYS_open, reinterpret_cast<long>(path), O_RDONLY | O_CLOEXEC);
  if (fd < 0) Fail("cannot read the control file %s: error %ld", path, -fd);
  struct stat information;
  RawSyscall(SYS_fstat, fd, reinterpret_cast<long>(&information));
  const u64 bytes = static_cast<u64>(information.st_size);
  char* text = static_cast<char*>(MapMemory(0, bytes + 1, "control file"));
  u64 done = 0;
  while (done < bytes) {
    const long n = RawSyscall(SYS_read, fd, reinterpret_cast<long>(text + done),
                              static_cast<long>(bytes - done));
    if (n <= 0) Fail("cannot read the control file %s: error %ld", path, -n);
    done += static_cast<u64>(n);
  }
  RawSyscall(SYS_close, fd);
  return text;
}

// Cuts `text` at each '|' and appends the parts to the positions.
int AddPositions(Control* control, char* text, int* first) {
  *first = control->position_count;
  int count = 0;
  while (*text != 0) {
    if (control->position_count == kMaxPositions) {
      Fail("control file: more than %d positions", kMaxPositions);
    }
    control->positions[control->position_count++] = text;
    ++count;
    while (*text != 0 && *text != '|') ++text;
    if (*text == '|') *text++ = 0;
  }
  return count;
}

int Signed(const char* text) {
  return *text == '-' ? -static_cast<int>(ParseNumber(text + 1))
                      : static_cast<int>(ParseNumber(text));
}

RunMode ModeOf(const Line& line) {
  const char* name = line.Field(1);
  if (TextEqual(name, "sequential")) return RunMode::kSequential;
  if (TextEqual(name, "random")) return RunMode::kRandom;
  if (TextEqual(name, "pct")) return RunMode::kPct;
  if (TextEqual(name, "urw")) return RunMode::kUrw;
  if (TextEqual(name, "pos")) return RunMode::kPos;
  if (TextEqual(name, "directed")) return RunMode::kDirected;
  if (TextEqual(name, "replay")) return RunMode::kReplay;
  if (TextEqual(name, "choices")) return RunMode::kChoices;
  Fail("control file, line %d: unknown mode %s", line.number, name);
}

void ReadThread(const Line& line, Control* control) {
  if (control->thread_count == 128) Fail("control file: more than 128 threads");
  WitnessThread& thread = control->threads[control->thread_count++];
  thread.name = line.Field(1);
  thread.parent = Signed(line.Field(2));
  thread.instance = static_cast<u32>(ParseNumber(line.Field(3)));
  thread.position_count =
      AddPositions(control, const_cast<char*>(line.Field(4)), &thread.first_position);
  if (thread.parent >= control->thread_count - 1) {
    Fail("control file, line %d: thread %s comes before its parent", line.number, thread.name);
  }
}

void ReadStep(const Line& line, Control* control) {
  if (control->step_count == 1024) Fail("control file: more than 1024 steps");
  WitnessStep& step = control->steps[control->step_count++];
  step.thread = Signed(line.Field(1));
  step.kind = line.Field(2);
  step.child = Signed(line.Field(3));
  step.text = line.Field(4);
  step.position_count =
      AddPositions(control, const_cast<char*>(line.Field(5)), &step.first_position);
  step.object = line.Field(6);
  step.stack_count = AddPositions(control, const_cast<char*>(line.Field(7)), &step.first_stack);
  if (step.thread < 0 || step.thread >= control->thread_count ||
      step.child >= control->thread_count) {
    Fail("control file, line %d: no such thread", line.number);
  }
}

// One position per line of this word.
void AddPosition(const Line& line, Control* control, int* list, int* count, int limit) {
  if (*count == limit || control->position_count == kMaxPositions) {
    Fail("control file, line %d: more than %d positions", line.number, limit);
  }
  list[(*count)++] = control->position_count;
  control->positions[control->position_count++] = line.Field(1);
}

void ReadLine(const Line& line, Control* control) {
  const char* word = line.Field(0);
  if (TextEqual(word, "mode"))
    control->mode = ModeOf(line);
  else if (TextEqual(word, "schedules"))
    control->schedules = ParseNumber(line.Field(1));
  else if (TextEqual(word, "first"))
    control->first = ParseNumber(line.Field(1));
  else if (TextEqual(word, "seed"))
    control->seed = ParseNumber(line.Field(1));
  else if (TextEqual(word, "steps"))
    control->step_bound = ParseNumber(line.Field(1));
  else if (TextEqual(word, "depth"))
    control->depth = static_cast<u32>(ParseNumber(line.Field(1)));
  else if (TextEqual(word, "plain"))
    control->plain = static_cast<u32>(ParseNumber(line.Field(1)));
  else if (TextEqual(word, "stop"))
    control->stop_at_first = TextEqual(line.Field(1), "first");
  else if (TextEqual(word, "sites"))
    control->sites = line.Field(1);
  else if (TextEqual(word, "outcome"))
    control->outcome = line.Field(1);
  else if (TextEqual(word, "trace"))
    control->trace = line.Field(1);
  else if (TextEqual(word, "choices-in"))
    control->choices_in = line.Field(1);
  else if (TextEqual(word, "choices-out"))
    control->choices_out = line.Field(1);
  else if (TextEqual(word, "output")) {
    control->show = TextEqual(line.Field(1), "all")    ? ShowOutput::kAll
                    : TextEqual(line.Field(1), "none") ? ShowOutput::kNone
                                                       : ShowOutput::kFirst;
  } else if (TextEqual(word, "at")) {
    AddPosition(line, control, control->at, &control->at_count, 64);
  } else if (TextEqual(word, "watch")) {
    AddPosition(line, control, control->watch, &control->watch_count, 1024);
  } else if (TextEqual(word, "wrapper")) {
    if (control->wrapper_count == 16) Fail("control file: more than 16 wrappers");
    control->wrappers[control->wrapper_count++] = line.Field(1);
  } else if (TextEqual(word, "thread")) {
    ReadThread(line, control);
  } else if (TextEqual(word, "step")) {
    ReadStep(line, control);
  } else {
    Fail("control file, line %d: unknown word %s", line.number, word);
  }
}

}  // namespace

void ReadControl(const char* path, Control* control) {
  *control = Control{};
  char* text = ReadWhole(path);
  int number = 0;
  while (*text != 0) {
    Line line;
    line.number = ++number;
    char* field = text;
    while (*text != 0 && *text != '\n') {
      if (*text == '\t') {
        *text = 0;
        if (line.count < 15) line.fields[line.count++] = field;
        field = text + 1;
      }
      ++text;
    }
    if (*text == '\n') *text++ = 0;
    line.fields[line.count++] = field;
    if (number == 1) {
      if (line.count != 2 || !TextEqual(line.fields[0], "interlock-explore") ||
          !TextEqual(line.fields[1], "1")) {
        Fail("%s is not a control file of version 1", path);
      }
      continue;
    }
    if (line.count == 1 && *line.fields[0] == 0) continue;
    ReadLine(line, control);
  }
  if (number == 0) Fail("the control file %s is empty", path);
}

}  // namespace interlock::explore::runtime
