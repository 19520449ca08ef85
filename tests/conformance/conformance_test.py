#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""Extracts the protocol of the engine, and compares explored executions of its programs with it."""

import argparse
import pathlib
import subprocess
import sys
import tempfile


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--interlock", required=True)
    parser.add_argument("--conformance", required=True)
    parser.add_argument("--root", type=pathlib.Path, required=True)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--executions", type=int, required=True)
    parser.add_argument("programs", nargs="+")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        extracted = subprocess.run(
            [arguments.interlock, "extract", "reference", "-p", arguments.build, "-o", folder],
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
        return subprocess.run([arguments.conformance, protocols[0], work,
                               str(arguments.executions), *arguments.programs]).returncode


if __name__ == "__main__":
    sys.exit(main())
