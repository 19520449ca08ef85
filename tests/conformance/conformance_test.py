#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""Extracts the protocol of the engine, and compares explored executions of its programs with it."""

import argparse
import pathlib
import subprocess
import sys
import tempfile


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
        extracted = subprocess.run(
            [arguments.interlock, "extract", "reference", "-p", arguments.build, "-o", folder,
             "--proofs", "session-map"],
            cwd=arguments.root, stdout=subprocess.PIPE, text=True)
        print(extracted.stdout, end="", flush=True)
        if extracted.returncode != 0:
            return 2
        protocols = sorted((pathlib.Path(folder) / "protocol").glob("*.json"))
        if len(protocols) != 1:
            print(f"{len(protocols)} protocols instead of one", file=sys.stderr)
            return 2
        work = pathlib.Path(folder) / "conformance"
        work.mkdir()
        words = []
        for program, count in shares(arguments):
            words += [program, str(count)]
        return subprocess.run([arguments.conformance, protocols[0], work, *words]).returncode


if __name__ == "__main__":
    sys.exit(main())
