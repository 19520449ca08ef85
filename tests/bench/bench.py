#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""Measurements of `./dev bench`: what it costs to check the shipped engine, and its joins.

  front end   CPU seconds to extract every source, against clang++-19 -fsyntax-only on the same ones
  check       wall seconds of a whole check without and with the cache
  report      the result line of each check, so that a fast wrong run is seen
  join        a table of join/compare.py; INTERLOCK_DUCKDB names the library of the peer

The check is held against the baseline, as `./dev check` holds it. A link of what stands there as
unknown may take longer than everything else, so the front end links the protocols that are proved.
"""

import argparse
import json
import os
import pathlib
import resource
import shlex
import subprocess
import sys
import tempfile
import time


def cpu_of(command, **options):
    """Runs a command; user and system seconds of it and its children, and its exit code."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, **options)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
    return seconds, done


def syntax_only(build, target):
    """CPU seconds of clang++-19 -fsyntax-only over the sources of the database below `target`."""
    total, count = 0.0, 0
    seen = set()
    for entry in json.loads((build / "compile_commands.json").read_text()):
        path = pathlib.Path(entry["directory"], entry["file"]).resolve()
        if target not in path.parents or path in seen:
            continue
        seen.add(path)
        words = entry.get("arguments") or shlex.split(entry["command"])
        while words and not words[0].startswith("-"):
            words = words[1:]
        flags, skip = [], False
        for word in words:
            if skip:
                skip = False
            elif word == "-o":
                skip = True
            elif word not in ("-c", "-Werror") and not word.endswith(path.name):
                flags.append(word)
        seconds, done = cpu_of(["clang++-19", "-fsyntax-only", *flags, str(path)],
                               cwd=entry["directory"])
        if done.returncode != 0:
            print(f"bench: clang++-19 refuses {path.name}", file=sys.stderr)
            sys.exit(2)
        total += seconds
        count += 1
    return total, count


def proved_in(baseline):
    """A --proofs argument: the protocols all of whose properties the baseline has as proved."""
    proofs = json.loads(baseline.read_text())["proofs"]
    undecided = {proof["protocol"] for proof in proofs if proof["verdict"] != "proved"}
    return ",".join(sorted({proof["protocol"] for proof in proofs} - undecided))


def join_table(build):
    """Builds join_bench and prints what it measures; the exit code of the comparison."""
    built = subprocess.run(["cmake", "--build", str(build), "--target", "join_bench"],
                           stdout=subprocess.DEVNULL)
    if built.returncode != 0:
        return 2
    command = [sys.executable, str(pathlib.Path(__file__).parent / "join" / "compare.py"),
               "--bench", str(build / "bin" / "join_bench")]
    peer = os.environ.get("INTERLOCK_DUCKDB")
    return subprocess.run(command + (["--peer", peer] if peer else [])).returncode


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--target", type=pathlib.Path, default=pathlib.Path("reference"))
    parser.add_argument("--baseline", type=pathlib.Path,
                        default=pathlib.Path("interlock.baseline.json"))
    arguments = parser.parse_args()
    held, linked = [], []
    if arguments.baseline.exists():
        held = ["--baseline", str(arguments.baseline)]
        proved = proved_in(arguments.baseline)
        linked = ["--proofs", proved] if proved else []
    tool = str(arguments.build / "bin" / "interlock")
    common = [str(arguments.target), "-p", str(arguments.build), "--progress", "none"]

    base, count = syntax_only(arguments.build, arguments.target.resolve())
    with tempfile.TemporaryDirectory() as out:
        extract, done = cpu_of([tool, "extract", *common, *linked, "-o", out, "--no-cache"])
        if done.returncode != 0:
            print(done.stdout + done.stderr, file=sys.stderr)
            return 2
    ratio = extract / base if base > 0 else 0.0
    print(f"front end   {count} sources, extract and link {extract:.1f} s CPU, "
          f"clang++-19 -fsyntax-only {base:.1f} s CPU, ratio {ratio:.2f}")
    with tempfile.TemporaryDirectory() as out:
        for name in ("cold", "cached"):
            started = time.monotonic()
            seconds, done = cpu_of([tool, "check", *common, *held, "-o", out])
            wall = time.monotonic() - started
            lines = [line for line in done.stdout.splitlines() if line.startswith("result:")]
            print(f"check       {name}: {wall:.1f} s wall, {seconds:.1f} s CPU, "
                  f"exit {done.returncode}")
            print(f"report      {lines[-1] if lines else 'no result line'}")
    return join_table(arguments.build)


if __name__ == "__main__":
    sys.exit(main())
