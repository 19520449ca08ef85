#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""Layouts of the engine: proved as it is, refuted for mutants and wrong repairs of case 57450, with the
parameters that fail.

  layout_mutants_test.py --root . --build build --interlock build/bin/interlock --work NEW
                         [--only NAME]

Exit: 0 as expected, 1 not, 2 a patch does not apply.
"""

import argparse
import pathlib
import shutil
import subprocess
import sys

import source_tree

CASE = "examples/cases/57450"
FIELDS = "layout build_row: fields apart"
WORDS = "layout build_row: atomic words apart"
# name -> patches, properties that are refuted -> (function, what a note says)
VARIANTS = {
    "engine": ([], {}),
    "M01": (["tests/mutants/M01-null-map-size/mutation.patch"],
            {FIELDS: ("", "column_count = 0..23"), WORDS: ("SetUsed", "column_count = 0..23")}),
    "M03": (["tests/mutants/M03-plain-null-bit/mutation.patch"], {WORDS: ("IsNull", "")}),
    "racy": ([f"{CASE}/racy_null_map.patch", f"{CASE}/racy_builder.patch"],
             {FIELDS: ("", "column_count = 0..23"), WORDS: ("SetUsed", "column_count = 0..23")}),
    "map-of-two": ([f"{CASE}/fixed_wrong_map_of_two.patch"],
                   {FIELDS: ("", "column_count = 0..15"), WORDS: ("", "column_count = 0..15")}),
    "one-byte-store": ([f"{CASE}/fixed_wrong_one_byte_store.patch"], {WORDS: ("IsNull", "")}),
    # Its race is one of pointers, not of bytes of a row.
    "builder-after-workers": ([f"{CASE}/fixed_wrong_builder_after_workers.patch"], {}),
    "flag-by-fetch-or": (["tests/mutants/harmless/flag-by-fetch-or.patch"], {}),
}
# At least these are there; properties whose verdict nothing above names are proved.
WANTED = {FIELDS, WORDS, "layout build_row: accesses inside fields",
          "layout build_row: atomic words aligned",
          "region row: pointers come back from their tags"}


def problems_of(result, refuted):
    rows = {row["property"]: row["verdict"] for row in result["proofs"]
            if row["protocol"] == "hash-join" and row["claim"]}
    problems = [f"no property {name}" for name in sorted(WANTED - rows.keys())]
    for name, verdict in sorted(rows.items()):
        wanted = "refuted" if name in refuted else "proved"
        if verdict != wanted:
            problems.append(f"{name}: {verdict}, expected {wanted}")
    for name, (function, note) in refuted.items():
        there = [row for row in result["findings"] if row["property"] == name
                 and any(note in text for text in row["notes"])
                 and (not function or any(place["function"].endswith("::" + function)
                                          for place in row["places"]))]
        if not there:
            problems.append(f"{name}: no finding with function '{function}' and note '{note}'")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("root", "build", "interlock", "work"):
        parser.add_argument("--" + name, type=pathlib.Path, required=True)
    parser.add_argument("--only", action="append", choices=sorted(VARIANTS))
    options = parser.parse_args()
    for name in ("root", "build", "interlock", "work"):
        setattr(options, name, getattr(options, name).resolve())
    sources = source_tree.sources_and_flags(options.root, options.build)
    failed = False
    for name in options.only or VARIANTS:
        patches, refuted = VARIANTS[name]
        folder = options.work / name
        shutil.rmtree(folder, ignore_errors=True)
        tree = folder / "tree"
        try:
            source_tree.copy(options.root, tree, [options.root / patch for patch in patches])
        except subprocess.CalledProcessError as error:
            print(error, file=sys.stderr)
            return 2
        source_tree.write_database(sources, options.root, tree, tree / "build")
        _, text, result = source_tree.check(options.interlock, tree, tree / "build", tree / "out")
        problems = problems_of(result, refuted)
        if not result["complete"]:
            problems.append(f"incomplete\n{text[-2000:]}")
        print(f"{name}: {'as expected' if not problems else problems}")
        failed |= bool(problems)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
