#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""Runs every join type, build side and spill path under the explorer, in every mode: no race, no
deadlock, no lost wake-up, no wrong row, no path that was not reached.

  schedules_test.py --interlock build/bin/interlock --program build/bin/explore/checked_join
                    --schedules COUNT [--work FOLDER]

COUNT schedules for each program and mode; N = 2, P = 2. The seed of a run is fixed by what it runs.

Exit: 0 silent, 1 not, 2 a run did not happen as asked.
"""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile
import zlib

TYPES = ("inner", "left", "right", "semi", "anti", "left-semi", "anti-left-semi")
MODES = (("random",), ("pct",), ("urw",), ("pos",), ("sequential",), ("random", "--plain"))
# One execution shows all that there is to see without preemption; switching at plain accesses, too,
# makes executions long.
SHARE_OF_MODE = {("sequential",): 0, ("random", "--plain"): 4}

# Rows of the build side, of the probe side, and what makes them spill.
PATHS = {
    "none": (5, 5, ["--keys", "3"]),
    "merge": (8, 6, ["--keys", "8", "--payload", "100", "--limit", "1300"]),
    "fetch": (12, 5, ["--keys", "12", "--payload", "300", "--limit", "2000"]),
    "restore": (8, 5, ["--keys", "8", "--payload", "300", "--limit", "1400"]),
}


def joins():
    """Name and arguments of every join."""
    for join_type in TYPES:
        for side in ("left", "right"):
            if side == "left" and join_type.endswith("left-semi"):
                continue  # the engine has no such join
            for path, (build_rows, probe_rows, arguments) in PATHS.items():
                # Of the right rows of a semi join the keys alone are stored.
                is_key_stored = side == "right" and ("semi" in join_type or join_type == "anti")
                key = "text" if is_key_stored or side == "left" and path == "none" else "integer"
                sizes = (build_rows, probe_rows) if side == "left" else (probe_rows, build_rows)
                yield f"{join_type} {side} {path}", [
                    "--type", join_type, "--build", side, "--key", key, "--left", str(sizes[0]),
                    "--right", str(sizes[1]), "--reach", path, *arguments]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--interlock", required=True)
    parser.add_argument("--program", required=True)
    parser.add_argument("--schedules", type=int, required=True)
    parser.add_argument("--work", type=pathlib.Path, help="keep results and spill files here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = options.work or pathlib.Path(folder)
        work.mkdir(parents=True, exist_ok=True)
        return run_all(options, work)


def run_all(options, work):
    executions, runs, bad = 0, 0, 0
    for name, arguments in joins():
        for mode in MODES:
            share = SHARE_OF_MODE.get(mode, 1)
            wanted = 1 if share == 0 else max(1, options.schedules // share)
            seed = zlib.crc32(f"{name} {' '.join(mode)}".encode())
            done = subprocess.run(
                [options.interlock, "explore", "--out", work / "out", "--color", "never", "--mode",
                 *mode, "--schedules", str(wanted), "--seed", str(seed), "--", options.program,
                 *arguments, "--temp-dir", work], capture_output=True, text=True)
            counted = re.search(r"^result: (\d+) executions", done.stdout, flags=re.M)
            if counted is None or done.returncode not in (0, 1):
                print(f"{name} {mode}: exit code {done.returncode}\n{done.stdout}{done.stderr}",
                      file=sys.stderr)
                return 2
            runs += 1
            executions += int(counted.group(1))
            if done.returncode != 0 or int(counted.group(1)) != wanted:
                bad += 1
                print(f"{name} {mode} seed {seed}: {counted.group(1)} of {wanted} executions, exit "
                      f"code {done.returncode}\n{' '.join(arguments)}\n{done.stdout}{done.stderr}",
                      file=sys.stderr)
    left_over = [path.name for path in work.iterdir() if path.name != "out"]
    if left_over:
        print(f"left in the folder of the spill files: {left_over}", file=sys.stderr)
        bad += 1
    print(f"{executions} executions in {runs} runs, {bad} not silent")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
