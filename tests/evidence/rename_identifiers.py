#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""Renames every identifier of reference/ and shows that no verdict depends on a name.

  rename_identifiers.py --out NEW [--build build] [--interlock build/bin/interlock]
                        [--mutant tests/mutants/M06-...]

Copies annotations/ and reference/, with the patch of the mutant, and in a second copy gives each
function, type, field, variable, enumerator, parameter and namespace that reference/ declares an
opaque name, made from a hash and as long as the old one, so that every position stays. What stays:
keywords, names of the library and of annotations/, macros, the text of annotations, strings,
comments, file names, main, and names that the language asks for. libclang 19 tells which entity a
token names; what it does not visit (attributes, macro bodies, dependent names) goes by spelling.

Then every file must compile (clang++-19 -fsyntax-only), libclang must find the new name wherever it
found the old one, and with --interlock `interlock check` of both copies must agree on each
obligation, by position: verdicts, figures, roles, objects, each pair of the table, findings and
unknown entries. With a mutant both must be unknown, for the same pairs: no program is asked.

Exit 0 if all that holds, 1 if not, 2 on wrong use, 77 without libclang 19.
"""
import argparse
import json
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "mutants"))

import clang_index
import compare_verdicts
import renaming
import source_tree

SKIPPED = 77
MADE_HERE = "made-by-rename-identifiers"


def compile_all(rows):
    """Files that do not compile, with the first lines of the compiler."""
    failed = []
    for row in rows:
        done = subprocess.run([*row["arguments"], "-fsyntax-only"], capture_output=True, text=True,
                              cwd=row["directory"])
        if done.returncode != 0:
            failed.append((row["file"], "\n".join(done.stderr.splitlines()[:8])))
    return failed


def rename(options, library, sources, out):
    """Writes both copies; true if the renamed one compiles and has no old name."""
    patches = [options.mutant / "mutation.patch"] if options.mutant else []
    rows = {}
    source_tree.copy(ROOT, out / "plain", patches)
    for name in ("plain", "renamed"):
        rows[name] = source_tree.write_database(sources, ROOT, out / name, out / name / "compile")
    names = renaming.Renaming(out / "plain", renaming.entities(library, rows["plain"],
                                                               out / "plain"))
    names.write(out / "renamed")
    source_tree.mark(ROOT, out / "renamed")
    (out / "names.json").write_text(json.dumps(names.new_names, indent=1, sort_keys=True))
    print(f"names: {len(names.new_names)}; tokens renamed: {names.counts['tokens']}, of a foreign "
          f"entity with one of these names: {names.counts['left']}")
    failed = compile_all(rows["renamed"])
    print(f"compiled: {len(rows['renamed']) - len(failed)} of {len(rows['renamed'])}")
    for file, message in failed:
        print(f"does not compile: {pathlib.Path(file).name}\n{message}")
    if failed:
        return False
    kept, compared = names.places_kept(
        renaming.entities(library, rows["renamed"], out / "renamed"), out / "renamed")
    print(f"places where libclang sees one of the names: {compared}, without its new name: "
          f"{len(kept)}", *kept[:10], sep="\n")
    return compared > 0 and not kept


def compare(options, out):
    """True if both copies have the same verdicts, and the expected ones."""
    runs, codes = [], []
    for name in ("plain", "renamed"):
        code, _, result = source_tree.check(options.interlock.resolve(), out / name,
                                            out / name / "compile", out / name / "out",
                                            timeout=options.timeout)
        codes.append(code)
        runs.append((result, out / name / "out"))
    comparison = compare_verdicts.Comparison(*runs)
    print(f"exit code: {codes[0]} before, {codes[1]} after", *comparison.notes,
          *comparison.problems, sep="\n")
    # Without a program to ask, a race that the proof cannot exclude stays unknown.
    wanted = 3 if options.mutant else 0
    return codes == [wanted, wanted] and not comparison.problems


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True, type=pathlib.Path, help="a new folder")
    parser.add_argument("--replace", action="store_true",
                        help="empty the folder first if an earlier run made it")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    parser.add_argument("--interlock", type=pathlib.Path)
    parser.add_argument("--mutant", type=pathlib.Path, help="folder with mutation.patch")
    parser.add_argument("--timeout", type=float, default=1800, help="seconds of one check")
    options = parser.parse_args()
    library = clang_index.load()
    if library is None:
        print("skipped: libclang 19 is not installed")
        return SKIPPED
    out = options.out.resolve()
    if options.replace and (out / MADE_HERE).is_file():
        shutil.rmtree(out)
    if out.exists() and any(out.iterdir()):
        print(f"{options.out} is not empty", file=sys.stderr)
        return 2
    out.mkdir(parents=True, exist_ok=True)
    (out / MADE_HERE).touch()
    if options.mutant:
        options.mutant = options.mutant.resolve()
    sources = source_tree.sources_and_flags(ROOT, options.build.resolve())
    if not sources:
        print("the compile database names no source of reference/", file=sys.stderr)
        return 2
    if not rename(options, library, sources, out):
        return 1
    if options.interlock is None:
        return 0
    return 0 if compare(options, out) else 1


if __name__ == "__main__":
    sys.exit(main())
