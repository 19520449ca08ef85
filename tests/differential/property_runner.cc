// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/differential/property_runner.h"

#include <rapidcheck.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>
#include <string_view>

#include "tests/differential/case_generator.h"
#include "tests/differential/case_shrinker.h"

namespace interlock::reference {
namespace {

// A case takes milliseconds. One that takes this long hangs, and then nobody else would say which.
constexpr unsigned kHangSeconds = 120;
// A failure may depend on how threads meet; a smaller case fails if it does in one of these runs.
constexpr int kRunsWhileShrinking = 4;
constexpr std::int64_t kRowsShownMax = 60;

/// A case that is passed around without copying its rows.
struct GeneratedCase {
  std::shared_ptr<const JoinCase> join_case;
};

/// RapidCheck's way to print a value.
void showValue(const GeneratedCase& generated, std::ostream& out) {
  out << "\n" << CaseText(*generated.join_case, kRowsShownMax);
}

rc::Seq<GeneratedCase> Shrink(const GeneratedCase& generated) {
  std::vector<GeneratedCase> simpler;
  for (JoinCase& join_case : SimplerCases(*generated.join_case)) {
    simpler.push_back({std::make_shared<const JoinCase>(std::move(join_case))});
  }
  return rc::seq::fromContainer(std::move(simpler));
}

rc::Gen<GeneratedCase> Cases() {
  return rc::Gen<GeneratedCase>([](const rc::Random& random, int) {
    rc::Random numbers = random;
    const GeneratedCase generated{std::make_shared<const JoinCase>(GenerateCase(numbers.next()))};
    return rc::shrinkable::shrinkRecur(generated, &Shrink);
  });
}

/// What the signal handler prints: it may neither allocate nor format.
std::array<char, 4096> running_case_text;

void WriteError(const char* text) {
  const ssize_t ignored = write(STDERR_FILENO, text, std::strlen(text));
  static_cast<void>(ignored);
}

/// Names the case that hangs, fails a check, or crashes; then the process ends as it would have.
void ReportSignal(int signal_number) {
  WriteError(signal_number == SIGALRM ? "\na case does not end:\n"
                                      : "\na case ends the process:\n");
  WriteError(running_case_text.data());
  std::signal(SIGABRT, SIG_DFL);
  std::abort();
}

/// Names the running case to ReportSignal. Thread-hostile.
class SignalReport {
 public:
  explicit SignalReport(const JoinCase& join_case) {
    const std::string text = CaseText(join_case, 0);
    const std::size_t size = std::min(text.size(), running_case_text.size() - 1);
    std::memcpy(running_case_text.data(), text.data(), size);
    running_case_text[size] = '\0';
    for (int signal_number : kReported) std::signal(signal_number, &ReportSignal);
    alarm(kHangSeconds);
  }
  SignalReport(const SignalReport&) = delete;
  SignalReport& operator=(const SignalReport&) = delete;
  ~SignalReport() {
    alarm(0);
    for (int signal_number : kReported) std::signal(signal_number, SIG_DFL);
  }

 private:
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  // A sanitizer says more about a wrong access itself.
  static constexpr int kReported[] = {SIGALRM, SIGABRT};
#else
  static constexpr int kReported[] = {SIGALRM, SIGABRT, SIGSEGV, SIGBUS, SIGFPE};
#endif
};

[[noreturn]] void EndWithUsage(const char* program) {
  std::cerr << "usage: " << program << " [--cases N] [--seed S] [--case C]\n";
  std::exit(2);
}

std::uint64_t ParseNumber(const char* text, const char* program) {
  std::uint64_t number = 0;
  const std::string_view view(text);
  const std::from_chars_result result =
      std::from_chars(view.data(), view.data() + view.size(), number);
  if (result.ec != std::errc() || result.ptr != view.data() + view.size()) EndWithUsage(program);
  return number;
}

bool HoldsForOneCase(std::uint64_t seed, const CaseProperty& property) {
  const JoinCase join_case = GenerateCase(seed);
  std::cout << CaseText(join_case, kRowsShownMax);
  const SignalReport signal_report(join_case);
  const std::string failure = property(join_case);
  std::cout << (failure.empty() ? "holds\n" : failure);
  return failure.empty();
}

}  // namespace

RunParameters ParseRunParameters(int argument_count, char** arguments) {
  RunParameters parameters;
  if (const char* seed = std::getenv("INTERLOCK_DIFFERENTIAL_SEED")) {
    parameters.seed = ParseNumber(seed, arguments[0]);
  }
  for (int i = 1; i < argument_count; i += 2) {
    const std::string_view name(arguments[i]);
    if (i + 1 == argument_count) EndWithUsage(arguments[0]);
    const std::uint64_t number = ParseNumber(arguments[i + 1], arguments[0]);
    if (name == "--cases") {
      parameters.case_count = static_cast<std::int64_t>(number);
    } else if (name == "--seed") {
      parameters.seed = number;
    } else if (name == "--case") {
      parameters.has_single_case = true;
      parameters.single_case = number;
    } else {
      EndWithUsage(arguments[0]);
    }
  }
  return parameters;
}

bool HoldsForCases(const std::string& description, const RunParameters& parameters,
                   const CaseProperty& property) {
  if (parameters.has_single_case) return HoldsForOneCase(parameters.single_case, property);
  std::cout << description << ": " << parameters.case_count << " cases, seed " << parameters.seed
            << " (INTERLOCK_DIFFERENTIAL_SEED changes it)" << std::endl;
  // RapidCheck's own way to set them; who sets the variable has the last word.
  const std::string rapidcheck_parameters = "seed=" + std::to_string(parameters.seed) +
                                            " max_success=" + std::to_string(parameters.case_count);
  setenv("RC_PARAMS", rapidcheck_parameters.c_str(), 0);
  const rc::Gen<GeneratedCase> cases = Cases();
  bool is_shrinking = false;
  const auto check = [&] {
    const GeneratedCase generated = *cases;
    const SignalReport signal_report(*generated.join_case);
    for (int i = is_shrinking ? kRunsWhileShrinking : 1; i > 0; --i) {
      const std::string failure = property(*generated.join_case);
      if (failure.empty()) continue;
      if (!is_shrinking) {
        std::cout << "first failure (--case " << generated.join_case->seed << "):\n"
                  << failure << CaseText(*generated.join_case, 0) << "shrinking" << std::endl;
      }
      is_shrinking = true;
      RC_FAIL(failure);
    }
  };
  return rc::check(description, check);
}

}  // namespace interlock::reference
