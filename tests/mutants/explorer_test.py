#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""The explorer sees a mutant in the first schedules, and nothing in the same schedules of the
engine; the schedule of an execution that showed the mutant shows it again, the same way each time.

  explorer_test.py --interlock build/bin/interlock --expect tests/mutants/M01-.../expect.json
                   --mutant build/bin/mutants/M01-... --control build/bin/explore/checked_join
                   [--replays COUNT]

caught_by.explorer of expect.json has the mode, the number of schedules and the arguments;
`failure`, how an execution must end (none: with a data race); `function`, which a race or failure
must name; `output`, what the program must print when the schedule is replayed.
With `harmless_with_workers` the mutant must be silent with that number of workers.

Exit: 0 seen, silent and replayed, 1 not, 2 a run did not happen as asked.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

# Modes in which seed and index of an execution fix its schedule.
FIXED_BY_INDEX = ("random", "pos", "sequential")


class Outcome:
    """What a run of the explorer wrote down."""

    def __init__(self, path):
        self.fields, self.blocks = {}, []
        for line in path.read_text().splitlines():
            word, *rest = line.split("\t")
            if word in ("race", "failure"):
                kind = "data race" if word == "race" else rest[0]
                self.blocks.append({"kind": kind, "execution": int(rest[1]), "functions": []})
            elif word == "frame":
                self.blocks[-1]["functions"].append(rest[1])
            elif word not in ("side", "thread", "blocked"):
                self.fields[word] = rest

    @property
    def executions(self):
        return int(self.fields["executions"][0])

    @property
    def failing(self):
        return int(self.fields["failing"][0])

    @property
    def first_failing(self):
        """Counted from 0."""
        return int(self.fields["failing"][1]) - 1

    @property
    def step_hash(self):
        return self.fields["hash"][0]

    def matching(self, expected):
        """The races or failures that expect.json asks for."""
        kind, function = expected.get("failure", "data race"), expected.get("function")
        return [block for block in self.blocks if block["kind"] == kind and
                (function is None or any(function in name for name in block["functions"]))]


def run(options, program, arguments, mode, folder):
    """Runs the program under the explorer; ends the test if it did not run as asked."""
    done = subprocess.run(
        [options.interlock, "explore", "--out", folder, "--color", "never", *mode, "--",
         program, *arguments, "--temp-dir", folder], capture_output=True, text=True)
    if done.returncode not in (0, 1):
        print(f"exit code {done.returncode}\n{done.stdout}{done.stderr}", file=sys.stderr)
        sys.exit(2)
    return done, Outcome(folder / "explore" / "outcome.txt")


def plain(expected):
    """Whether threads switch at plain accesses, too, in the words of the command line."""
    return ["--plain"] if expected.get("plain") else []


def search(expected):
    return ["--mode", expected["mode"], *plain(expected), "--schedules",
            str(expected["schedules"])]


def is_silent(options, program, arguments, expected, folder, name):
    done, outcome = run(options, program, arguments, search(expected), folder)
    print(f"{name}: {outcome.executions} executions, {outcome.failing} failing")
    if done.returncode == 0 and outcome.executions == expected["schedules"]:
        return True
    print(done.stdout, done.stderr, file=sys.stderr)
    return False


def with_workers(expected, count):
    """The arguments for another number of workers: the last word counts."""
    if expected["statement"] in ("hash_join", "ended_join"):
        return [*expected["arguments"], "--workers", str(count)]
    return [str(count)]


def record(options, expected, found, folder):
    """The choices of an execution that showed what expect.json asks for, or None."""
    recorded = folder / "schedule.bin"
    executions = [block["execution"] for block in found.matching(expected)]
    if found.first_failing not in executions:
        if expected["mode"] not in FIXED_BY_INDEX:
            return None
        _, again = run(options, options.mutant, expected["arguments"],
                       [*search({**expected, "schedules": 1}), "--first", str(executions[0])],
                       folder)
        if not again.matching(expected):
            return None
    (folder / "explore" / "choices.bin").rename(recorded)
    return recorded


def replay(options, expected, recorded, folder):
    """How many of the replays showed it, and the step hashes of all of them."""
    seen, hashes = 0, set()
    for _ in range(options.replays):
        done, outcome = run(options, options.mutant, expected["arguments"],
                            ["--mode", "choices", *plain(expected), "--choices", recorded], folder)
        says_so = expected.get("output", "") in done.stdout + done.stderr
        seen += 1 if outcome.matching(expected) and says_so else 0
        hashes.add(outcome.step_hash)
    return seen, hashes


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("interlock", "expect", "mutant", "control"):
        parser.add_argument("--" + name, type=pathlib.Path, required=True)
    parser.add_argument("--replays", type=int, default=10)
    options = parser.parse_args()
    text = json.loads(options.expect.read_text())
    expected = text["caught_by"]["explorer"]
    expected.setdefault("statement", text["caught_by"].get("thread_sanitizer", {}).get("statement"))
    what = " in ".join(filter(None, [expected.get("failure", "data race"),
                                     expected.get("function")]))
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        if not is_silent(options, options.control, expected["arguments"], expected, folder,
                         "engine"):
            return 1
        workers = text["harmless_with_workers"]
        if workers is not None and not is_silent(options, options.mutant,
                                                 with_workers(expected, workers), expected, folder,
                                                 f"mutant with {workers} workers"):
            return 1
        done, found = run(options, options.mutant, expected["arguments"], search(expected), folder)
        print(f"mutant: {found.executions} executions, {found.failing} failing")
        if not found.matching(expected):
            print(f"no {what}", done.stdout, done.stderr, sep="\n", file=sys.stderr)
            return 1
        recorded = record(options, expected, found, folder)
        if recorded is None:
            print(f"no schedule of an execution with {what}", file=sys.stderr)
            return 1
        seen, hashes = replay(options, expected, recorded, folder)
        print(f"replayed: {what} in {seen} of {options.replays}, {len(hashes)} step hashes")
        return 0 if seen == options.replays and len(hashes) == 1 else 1


if __name__ == "__main__":
    sys.exit(main())
