#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""Confirms the truth column of manifest.tsv with ThreadSanitizer, an oracle that shares no code
with the checker.

Each program is compiled with -Wall -Werror and -fsanitize=thread at -O0 and at -O1 and run
`--runs` times at each; a racy one that stayed silent is run up to `--patience` times more. A racy
program must be reported at least once, a clean one never. A program
whose last column gives an argument (text after "argument:") may stay silent although it is racy, or
be reported although it is clean: ThreadSanitizer sees only executions that happen, does not model
every fence, and cannot run every construct.

Exit 1 if a truth is contradicted or not confirmed. `--write` puts what was seen into the manifest.
"""
import argparse
import concurrent.futures
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
ROOT = FOLDER.parent.parent
COLUMNS = ["path", "flags", "truth", "allowed", "construct", "confirmed"]


def read_manifest():
    rows = []
    for line in (FOLDER / "manifest.tsv").read_text().splitlines():
        if line and not line.startswith("#"):
            rows.append(dict(zip(COLUMNS, line.split("\t"))))
    return rows


def write_manifest(rows):
    lines = ["#" + "\t".join(COLUMNS)]
    lines += ["\t".join(row[column] for column in COLUMNS) for row in rows]
    (FOLDER / "manifest.tsv").write_text("\n".join(lines) + "\n")


def program_flags(row):
    return [word.replace("{root}", str(ROOT)) for word in shlex.split(row["flags"])]


def sources(row):
    """The program, and for one that calls functions from outside the file that defines them."""
    path = FOLDER / row["path"]
    outside = path.parent / "outside" / path.name
    return [path, outside] if outside.exists() else [path]


def driver(row, clang):
    return clang.replace("clang++", "clang") if row["path"].endswith(".c") else clang


def run_once(program):
    environment = {**os.environ, "TSAN_OPTIONS": "exitcode=66 report_signal_unsafe=0 symbolize=0"}
    try:
        done = subprocess.run([str(program)], capture_output=True, timeout=20, env=environment)
    except subprocess.TimeoutExpired:
        return "stuck"
    if b"WARNING: ThreadSanitizer: data race" in done.stderr:
        return "race"
    if b"WARNING: ThreadSanitizer: heap-use-after-free" in done.stderr:
        return "use after free"  # a race whose other side is the end of the object
    if b"ThreadSanitizer" in done.stderr:
        return "other report"
    return "silent" if done.returncode in (0, 1, 3) else f"exit {done.returncode}"


def observe(row, clang, runs, patience):
    seen = {}
    with tempfile.TemporaryDirectory() as folder:
        for level in ("-O0", "-O1"):
            program = pathlib.Path(folder) / f"program{level}"
            command = [driver(row, clang), *program_flags(row), "-Wall", "-Werror", "-g1", level,
                       "-fsanitize=thread", *map(str, sources(row)), "-o", str(program)]
            built = subprocess.run(command, capture_output=True, text=True)
            if built.returncode != 0:
                seen[level] = ["does not build: " + built.stderr.strip()[:300]]
                continue
            seen[level] = [run_once(program) for _ in range(runs)]
        patient = row["truth"] == "race" and "argument:" not in row["confirmed"]
        for level, results in seen.items():
            program = pathlib.Path(folder) / f"program{level}"
            while (patient and program.exists() and len(results) < runs + patience
                   and not any("race" in every for every in seen.values())):
                results.append(run_once(program))
    return seen


def judge(row, seen):
    """Returns (confirmed text, problem or None)."""
    everything = [result for results in seen.values() for result in results]
    argument = ""
    if "argument:" in row.get("confirmed", ""):
        argument = "; argument: " + row["confirmed"].split("argument:", 1)[1].strip()
    counts = ", ".join(f"{level[1:]} {results.count('race')}/{len(results)}"
                       for level, results in seen.items())
    expected = ("race", "silent") + (("use after free",) if row["truth"] == "race" else ())
    strange = sorted(set(everything) - set(expected))
    text = f"tsan {counts}" + (f" ({', '.join(strange)})" if strange else "") + argument
    if any(result.startswith("does not build") for result in everything):
        return text, "does not build: " + strange[0]
    if strange and not argument:
        return text, f"unexpected outcome {strange}"
    if row["truth"] == "race" and "race" not in everything and not argument:
        return text, "race was not confirmed"
    if row["truth"] == "clean" and "race" in everything and not argument:
        return text, "reported although said to be clean"
    return text, None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clang", default="clang++-19")
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--patience", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="part of the path")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    rows = read_manifest()
    chosen = [row for row in rows if arguments.only in row["path"]]
    problems = 0
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        results = pool.map(
            lambda row: observe(row, arguments.clang, arguments.runs, arguments.patience), chosen)
        for row, seen in zip(chosen, results):
            text, problem = judge(row, seen)
            outcome = f"\tPROBLEM {problem}" if problem else ""
            print(f"{row['path']}\t{row['truth']}\t{text}{outcome}", flush=True)
            problems += problem is not None
            row["confirmed"] = text
    if arguments.write:
        write_manifest(rows)
    print(f"{len(chosen)} programs, {problems} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
