#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""The wrappers cost nothing: zero_cost.cc compiles to the same instructions over the wrappers and
over the standard types, at -O2, with every compiler named on the command line.

The standard reader lock keeps a flag whether it owns the lock, so ReaderLock is not compared.
Compared per function: instructions with their relocations, addresses written as offsets.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

FUNCTIONS = ["AccountSize", "ScopedAdd", "ScopedCall", "ManualAdd", "WriterAdd", "AtomicRead",
             "AtomicAcquire", "AtomicWrite", "AtomicRelease", "AtomicTicket", "AtomicReplace"]


def instructions(compiler, root, folder, define):
    target = folder / f"{define}.o"
    source = root / "tests/unit/annotations/zero_cost.cc"
    subprocess.run([compiler, "-std=c++20", "-O2", "-Wall", "-Wextra", "-Werror", "-I", str(root),
                    f"-D{define}", "-c", str(source), "-o", str(target)], check=True)
    text = subprocess.run(["objdump", "-dr", "--no-show-raw-insn", str(target)], check=True,
                          capture_output=True, text=True).stdout
    functions, name, start = {}, None, 0
    for line in text.splitlines():
        if match := re.match(r"([0-9a-f]+) <([^>]+)>:", line):
            start, name = int(match.group(1), 16), match.group(2)
            functions[name] = []
        elif name and (match := re.match(r"\s+([0-9a-f]+):\s+(.*)", line)):
            body = re.sub(r"\b[0-9a-f]+ <([^>]+)>", r"<\1>", match.group(2))
            body = re.sub(r"\s+#.*", "", body)
            functions[name].append(f"{int(match.group(1), 16) - start:x}: {body}")
    return functions


def main():
    root = pathlib.Path(sys.argv[1])
    failed = False
    for compiler in sys.argv[2:]:
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            wrapped = instructions(compiler, root, folder, "INTERLOCK_WRAPPED")
            plain = instructions(compiler, root, folder, "INTERLOCK_PLAIN")
        total = 0
        for function in FUNCTIONS:
            if not plain.get(function):
                print(f"{compiler}: {function} has no instructions")
                failed = True
            if wrapped.get(function) != plain.get(function):
                failed = True
                print(f"{compiler}: {function} differs")
                print("  wrapped:", *wrapped.get(function, []), sep="\n    ")
                print("  plain:", *plain.get(function, []), sep="\n    ")
            total += len(plain.get(function, []))
        print(f"{compiler}: {len(FUNCTIONS)} functions, {total} instructions compared")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
