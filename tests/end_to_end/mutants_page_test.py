#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""docs/mutants.md says what the expect.json files say, about every mutant and no other.

The page is written by `interlock mutants`; its first code block is the command. A mutant that was
added, removed or given another expectation needs a new page; a page with anything but caught, stopped,
silent and not asked is no page to keep.
"""

import argparse
import json
import pathlib
import sys


def cells(line):
    """The cells of a table row; \\| is no border."""
    text = line.strip().strip("|").replace("\\|", "\0")
    return [cell.strip().replace("\0", "|") for cell in text.split("|")]


def page_rows(path):
    lines = [line for line in path.read_text().splitlines() if line.startswith("|")]
    head = cells(lines[0])
    return {row["mutant"]: row for row in (dict(zip(head, cells(line))) for line in lines[2:])}


def proof_text(proof):
    if proof is None:
        return "-"
    return " in ".join(filter(None, (" ".join(filter(None, (proof["verdict"], proof.get("rule")))),
                                     proof.get("function"))))


def wanted_row(protocol, proof, state, others, corpus):
    return {"protocol": protocol, "proof expected": proof_text(proof),
            "proof": state if proof else "not asked",
            "also by": ", ".join(sorted(name.replace("_", " ") for name in others)) or "-",
            "corpus": ", ".join(corpus) or "-"}


def wanted_rows(folder):
    rows = {}
    for path in sorted(folder.glob("*/expect.json")):
        document = json.loads(path.read_text())
        if path.parent.name == "harmless":
            for name, entry in document.items():
                rows["harmless: " + name] = wanted_row(entry["protocol"], entry.get("proof"),
                                                       "silent", (), ())
            continue
        caught_by = document["caught_by"]
        rows[path.parent.name] = wanted_row(
            document["protocol"], caught_by.get("proof"),
            "stopped" if caught_by.get("proof", {}).get("verdict") == "unknown" else "caught",
            [name for name in caught_by if name != "proof"],
            document.get("corpus", {}).get("caught_by", ()))
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=pathlib.Path, required=True)
    options = parser.parse_args()
    found = page_rows(options.root / "docs" / "mutants.md")
    wanted = wanted_rows(options.root / "tests" / "mutants")
    problems = [f"not on the page: {name}" for name in wanted if name not in found]
    problems += [f"no such mutant: {name}" for name in found if name not in wanted]
    for name in wanted.keys() & found.keys():
        problems += [f"{name}: {key} is '{found[name].get(key)}', expect.json says '{value}'"
                     for key, value in wanted[name].items() if found[name].get(key) != value]
        # Races are replayed; a layout (IL110) is refuted by a model, for all schemas at once.
        is_race = " IL110 " not in found[name].get("proof expected", "")
        if found[name]["proof"] == "caught" and is_race and found[name]["replay"] != "replayed":
            problems.append(f"{name}: caught and not replayed")
    if not wanted:
        problems.append("no mutant in tests/mutants")
    print(*sorted(problems), sep="\n", file=sys.stderr)
    if problems:
        print("write it again with the command on the page", file=sys.stderr)
        return 1
    print(f"docs/mutants.md: {len(wanted)} rows as expected")
    return 0


if __name__ == "__main__":
    sys.exit(main())
