#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""The explorer sees a mutant in the first schedules, and nothing in the same schedules of the engine.

  explorer_test.py --interlock build/bin/interlock --expect tests/mutants/M01-.../expect.json
                   --mutant build/bin/mutants/M01-... --control build/bin/explore/checked_join

caught_by.explorer of expect.json has the mode, the number of schedules, the arguments, and the
function that a race must name.

Exit: 0 seen and silent, 1 not, 2 a run did not happen as asked.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile


def explore(options, program, expected, folder):
    """What the explorer said, how many executions ran and how many of them failed."""
    done = subprocess.run(
        [options.interlock, "explore", "--out", folder, "--color", "never", "--mode",
         expected["mode"], "--schedules", str(expected["schedules"]), "--", program,
         *expected["arguments"], "--temp-dir", folder], capture_output=True, text=True)
    counted = re.search(r"^result: (\d+) executions .*?, (\d+) failing", done.stdout, flags=re.M)
    if counted is None or done.returncode not in (0, 1):
        print(f"exit code {done.returncode}\n{done.stdout}{done.stderr}", file=sys.stderr)
        sys.exit(2)
    return done, int(counted.group(1)), int(counted.group(2))


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("interlock", "expect", "mutant", "control"):
        parser.add_argument("--" + name, type=pathlib.Path, required=True)
    options = parser.parse_args()
    expected = json.loads(options.expect.read_text())["caught_by"]["explorer"]
    with tempfile.TemporaryDirectory() as folder:
        control, executions, failing = explore(options, options.control, expected, folder)
        print(f"engine: {executions} executions, {failing} failing")
        if control.returncode != 0 or executions != expected["schedules"]:
            print(control.stdout, control.stderr, file=sys.stderr)
            return 1
        mutant, executions, failing = explore(options, options.mutant, expected, folder)
        print(f"mutant: {executions} executions, {failing} failing")
        races = [block for block in re.split(r"^(?=\S)", mutant.stdout, flags=re.M)
                 if "data race" in block and expected["function"] in block]
        if mutant.returncode != 1 or not races:
            print(f"no data race with {expected['function']}", mutant.stdout, mutant.stderr,
                  sep="\n", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
