#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""Runs one variant of the engine under ThreadSanitizer.

Copies reference/ and annotations/ of the current tree, applies the patches of the variant, compiles
them with clang++-19 -Wthread-safety -Werror -fsanitize=thread together with the statement's main
program, and runs the result, or the program that --program names, in up to --runs processes, each
--iterations statements.

  --expect race    a run must report a data race with FUNCTION on one of its two stacks; with
                   --harmless-workers N, no run with N workers may report anything
  --expect silent  no run may report anything, and every result must be right

Words after -- are arguments of the statements hash_join (tests/explorer/engine/checked_join.h) and
ended_join (tests/mutants/ended_join/ended_join.h).

Exit: 0 as expected, 1 not, 2 a patch does not apply or the variant does not compile.
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys

FOLDERS = ("annotations", "reference", "tests/explorer/engine", "tests/mutants/ended_join")
# The main programs of statements that take words; the others share one.
MAINS = {
    "hash_join": ("tests/explorer/engine/checked_join.cc",
                  "tests/explorer/engine/checked_join_main.cc"),
    "ended_join": ("tests/mutants/ended_join/ended_join.cc",
                   "tests/mutants/ended_join/ended_join_main.cc"),
}
REPORT_EXIT_CODE = 66


def fail(code, *lines):
    print(*lines, sep="\n", file=sys.stderr)
    sys.exit(code)


def run_or_fail(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != 0:
        fail(2, " ".join(map(str, command)), done.stdout, done.stderr)


def build(root, work, patches, compiler, statement):
    """Returns the stress program of the patched tree."""
    shutil.rmtree(work, ignore_errors=True)
    tree = work / "tree"
    for folder in FOLDERS:
        shutil.copytree(root / folder, tree / folder)
    for patch in patches:
        # No fuzz: a patch that only nearly fits is out of date.
        run_or_fail(["patch", "-s", "-p1", "-F0", "-d", tree, "-i", patch])
    sources = sorted(p.relative_to(tree) for p in (tree / "reference").glob("*/*.cc")
                     if not p.name.endswith("_main.cc"))
    unit = work / "all.cc"
    mains = MAINS.get(statement, [root / "tests" / "mutants" / "stress_main.cc"])
    # Checks that every file can stand in one unit, too; xxHash is instrumented like the rest.
    unit.write_text("".join(f'#include "{s}"\n' for s in [*sources, *mains]))
    program = work / "stress"
    # -O0: at -O1 clang 19 does not instrument fields of shared stack objects.
    run_or_fail([compiler, "-std=c++20", "-O0", "-g", "-Wall", "-Wextra", "-Wthread-safety",
                 "-Werror", "-fsanitize=thread", "-pthread", "-DXXH_INLINE_ALL", f"-I{tree}",
                 unit, "-o", program])
    return program


def stacks_of(report):
    """Returns the function names on the two access stacks of the first report."""
    accesses = re.split(r"^  (?:Previous |)(?:atomic |)(?:[Rr]ead|[Ww]rite) of size .*$", report,
                        flags=re.M)[1:3]
    return [re.findall(r"^    #\d+ (.+?) /", a.split("\n\n")[0], flags=re.M) for a in accesses]


def run(arguments, environment, program, workers):
    """One process with that many workers in each statement."""
    if arguments.statement in MAINS:
        words = ["--times", str(arguments.iterations), *arguments.words, "--workers", str(workers)]
    else:
        words = [arguments.statement, str(arguments.iterations), str(workers)]
    return subprocess.run([program, *words], capture_output=True, text=True, env=environment)


def check_race(arguments, environment, program):
    for attempt in range(1, arguments.runs + 1):
        done = run(arguments, environment, program, arguments.workers)
        if done.returncode != REPORT_EXIT_CODE:
            continue
        stacks = stacks_of(done.stderr)
        if "data race" not in done.stderr or len(stacks) != 2:
            fail(1, "a report, but no data race of two accesses:", done.stderr)
        if not any(arguments.function in name for stack in stacks for name in stack):
            fail(1, f"a data race without {arguments.function}:", done.stderr)
        print(f"data race in run {attempt}, {arguments.function} on a stack")
        return
    fail(1, f"no report in {arguments.runs} runs")


def check_silent(arguments, environment, program, workers):
    for attempt in range(1, arguments.runs + 1):
        done = run(arguments, environment, program, workers)
        if done.returncode != 0:
            fail(1, f"run {attempt} with {workers} workers ended with {done.returncode}:",
                 done.stderr)
    print(f"silent in {arguments.runs} runs with {workers} workers")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=pathlib.Path, required=True)
    made = parser.add_mutually_exclusive_group(required=True)
    made.add_argument("--work", type=pathlib.Path)
    made.add_argument("--program", type=pathlib.Path)
    parser.add_argument("--compiler", default="clang++-19")
    parser.add_argument("--patch", type=pathlib.Path, action="append", default=[])
    parser.add_argument("--statement", required=True)
    parser.add_argument("--function", default="")
    parser.add_argument("--expect", choices=("race", "silent"), required=True)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--iterations", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--harmless-workers", type=int)
    parser.add_argument("words", nargs="*")
    arguments = parser.parse_args()
    if arguments.expect == "race" and not arguments.function:
        parser.error("--expect race needs --function")
    arguments.root = arguments.root.resolve()
    arguments.patch = [patch.resolve() for patch in arguments.patch]
    environment = {"TSAN_OPTIONS": f"halt_on_error=1 exitcode={REPORT_EXIT_CODE}",
                   "PATH": "/usr/bin:/bin"}
    program = arguments.program
    if program is None:
        program = build(arguments.root, arguments.work.resolve(), arguments.patch,
                        arguments.compiler, arguments.statement)
    if arguments.expect == "race":
        check_race(arguments, environment, program)
        if arguments.harmless_workers is not None:
            check_silent(arguments, environment, program, arguments.harmless_workers)
    else:
        check_silent(arguments, environment, program, arguments.workers)


if __name__ == "__main__":
    main()
