#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""Extracts a protocol of the engine, and compares explored executions of its programs with it."""

import argparse
import pathlib
import subprocess
import sys
import tempfile

PROTOCOL = "session-map"


def shares(arguments):
    """Each program with its number of executions."""
    weights = [(program, 10) for program in arguments.programs]
    weights += [(program, 1) for program in arguments.long_program]
    total = sum(weight for _, weight in weights)
    counts = [arguments.executions * weight // total for _, weight in weights]
    counts[0] += arguments.executions - sum(counts)
    return [(program, count) for (program, _), count in zip(weights, counts)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--interlock", required=True)
    parser.add_argument("--conformance", required=True)
    parser.add_argument("--root", type=pathlib.Path, required=True)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--executions", type=int, required=True)
    parser.add_argument("--long-program", action="append", default=[],
                        help="one that runs several statements: gets a tenth of a share")
    parser.add_argument("programs", nargs="+")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        # `check` extracts one protocol alone; what it says of the proof is the verify test's matter.
        extracted = subprocess.run(
            [arguments.interlock, "check", "reference", "-q", "-p", arguments.build, "-o", folder,
             "--proofs", PROTOCOL], cwd=arguments.root, stdout=subprocess.PIPE, text=True)
        print(extracted.stdout, end="", flush=True)
        if extracted.returncode == 2:
            return 2
        protocol = pathlib.Path(folder) / "protocol" / f"{PROTOCOL}.json"
        if not protocol.is_file():
            print(f"no protocol {PROTOCOL}", file=sys.stderr)
            return 2
        work = pathlib.Path(folder) / "conformance"
        work.mkdir()
        words = []
        for program, count in shares(arguments):
            words += [program, str(count)]
        return subprocess.run([arguments.conformance, protocol, work, *words]).returncode


if __name__ == "__main__":
    sys.exit(main())
