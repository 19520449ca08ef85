#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""A variant that differs from the engine in nothing that matters: no run of it is reported, and
every result is right, under ThreadSanitizer and under the explorer.

  silent_test.py --interlock build/bin/interlock --expect tests/mutants/harmless/programs.json
                 --statement hash_join --program build/bin/mutants/harmless-...

It runs what `runs` of programs.json says for the statement. The program stands there twice, with the explorer's runtime and, as PROGRAM.tsan, with
ThreadSanitizer's.

Exit: 0 silent, 1 not, 2 a run did not happen as asked.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile


def problem_of_explorer(options, expected, words, folder):
    wanted = str(expected["schedules"])
    for mode in expected["modes"]:
        done = subprocess.run(
            [options.interlock, "explore", "--out", folder, "--color", "never", "--mode", mode,
             "--schedules", wanted, "--", options.program, *words, "--temp-dir", folder],
            capture_output=True, text=True)
        counted = re.search(r"^result: (\d+) executions .*?, (\d+) failing", done.stdout,
                            flags=re.M)
        if counted is None or done.returncode not in (0, 1):
            print(f"exit code {done.returncode}\n{done.stdout}{done.stderr}", file=sys.stderr)
            sys.exit(2)
        if done.returncode != 0 or counted.groups() != (wanted, "0"):
            return done.stdout + done.stderr
    return None


def problem_of_sanitizer(options, expected, words, folder):
    program = options.program.with_name(options.program.name + ".tsan")
    for _ in range(expected["processes"]):
        done = subprocess.run([program, "--times", str(expected["iterations"]), *words,
                               "--temp-dir", folder], capture_output=True, text=True,
                              env={"TSAN_OPTIONS": "halt_on_error=1 exitcode=66"})
        if done.returncode != 0:
            return f"exit code {done.returncode}\n{done.stdout}{done.stderr}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("interlock", "expect", "program"):
        parser.add_argument("--" + name, type=pathlib.Path, required=True)
    parser.add_argument("--statement", required=True)
    options = parser.parse_args()
    expected = json.loads(options.expect.read_text())
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        for words in expected["runs"][options.statement]:
            for name, check in (("explorer", problem_of_explorer),
                                ("thread_sanitizer", problem_of_sanitizer)):
                problem = check(options, expected[name], words, folder)
                print(f"{name}: {'silent' if problem is None else 'not silent'}: {' '.join(words)}")
                if problem is not None:
                    bad += 1
                    print(problem, file=sys.stderr)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
