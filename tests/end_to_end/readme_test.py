#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""Runs every command of README.md and compares the output. With --update the README is rewritten."""

import argparse
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

BASELINE = "interlock.baseline.json"
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)


def tests_by_default(arguments):
    """Number of tests that `./dev test` runs."""
    listed = subprocess.run(["ctest", "--test-dir", arguments.build, "-N", "-LE", "^long$"],
                            capture_output=True, text=True, check=True).stdout
    return int(re.search(r"Total Tests: (\d+)", listed).group(1))


def run(command, arguments, out):
    if command == "./dev test | tail -1":
        # Not run from within itself: what it says when all is well.
        return f"{tests_by_default(arguments)} passed, 0 failed, 0 not run\n"
    if command == "./dev check | tail -3":
        words = [arguments.interlock, "check", "reference", "-p", arguments.build, "-o", out,
                 "--progress", "none", "--cache", f"{arguments.build}/verify/cache", "--pinned",
                 "models/proofs"]
        if (pathlib.Path(arguments.root) / BASELINE).exists():
            words += ["--baseline", BASELINE]
        done = subprocess.run(words, cwd=arguments.root, capture_output=True, text=True)
        return "".join(done.stdout.splitlines(True)[-3:])
    words = shlex.split(command)
    if words[0] == "build/bin/interlock":
        words[0] = arguments.interlock
        words[2:2] = ["-o", out, "--progress", "none"]
    elif words[0] != "cat":
        raise ValueError(f"README has a command that this test does not run: {command}")
    done = subprocess.run(words, cwd=arguments.root, capture_output=True, text=True)
    # The folder of results is the default one for a reader.
    return done.stdout.replace(f" (with -o {out})", "")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--interlock", required=True)
    parser.add_argument("--root", type=pathlib.Path, required=True)
    parser.add_argument("--build", required=True)
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()
    path = arguments.root / "README.md"
    text = path.read_text()
    commands = 0

    def rendered(match):
        nonlocal commands
        lines = []
        for line in match.group(1).splitlines():
            if line.startswith("$ "):
                commands += 1
                with tempfile.TemporaryDirectory() as out:
                    lines += [line, *run(line[2:], arguments, out).splitlines()]
        return "```console\n" + "\n".join(lines) + "\n```"

    real = BLOCK.sub(rendered, text)
    if commands == 0:
        print("README has no command", file=sys.stderr)
        return 1
    if arguments.update:
        path.write_text(real)
        return 0
    if real != text:
        import difflib
        sys.stderr.writelines(difflib.unified_diff(text.splitlines(True), real.splitlines(True),
                                                   "README.md", "real output"))
        return 1
    print(f"README: {commands} commands as written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
