#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""Holds every tests/mutants/M*/expect.json against its schema, and every patch against the tree.

  expectations_test.py --root .
  expectations_test.py --self-test     each fault that is put into a right expectation is seen

The schema is SCHEMA below: no other key, none missing but those marked as such. Beyond it:

  * the id is the beginning of the folder's name, and README.md has three lines that begin with it
  * `corpus.caught_by` are the detectors that the corpus demands (S source analysis, L layout, Z
    protocol model, R weak memory, T ThreadSanitizer, D deterministic replay with result check); T
    has caught_by.thread_sanitizer, D caught_by.explorer with a `failure`, or `corpus.missing` says
    why not
  * `seen` says how often: of as many schedules as `schedules` says
  * mutation.patch and the patches in harmless/ apply without fuzz, those of a program together;
    every patch of the joins in harmless/ is part of one program

Exit: 0 all right, 1 not.
"""

import argparse
import copy
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

STATEMENTS = ("hash_join", "ended_join", "pruned_lookup_join", "schema_self_join",
              "view_column_self_join")
DETECTORS = ("S", "L", "Z", "R", "T", "D")
MODES = ("random", "pct", "urw", "pos", "sequential")
FAILURES = ("exit status", "abort", "crash", "deadlock", "lost wake-up", "step bound", "misuse")


def one_of(*values):
    return lambda value: value in values


def text(value):
    return isinstance(value, str) and value != ""


def count(value):
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def texts(value):
    return isinstance(value, list) and value != [] and all(map(text, value))


def detectors(value):
    return texts(value) and len(set(value)) == len(value) and set(value) <= set(DETECTORS)


def reasons(value):
    return isinstance(value, dict) and value != {} and all(
        key in DETECTORS and text(reason) for key, reason in value.items())


class Optional:
    """Marks a key that may be absent."""

    def __init__(self, rule):
        self.rule = rule


SCHEMA = {
    "id": lambda value: text(value) and re.fullmatch(r"M\d\d", value),
    "protocol": one_of("session-map", "hash-join", "spill"),
    "corpus": {
        "origin": text,
        "class": text,
        "caught_by": detectors,
        "missing": Optional(reasons),
    },
    "caught_by": {
        "proof": Optional({
            "property": Optional(text),
            "verdict": one_of("refuted", "unknown"),
            "rule": lambda value: text(value) and re.fullmatch(r"IL(\d\d\d|-UNKNOWN-[A-Z-]+)", value),
            "function": text,
        }),
        "thread_sanitizer": Optional({
            "statement": one_of(*STATEMENTS),
            "workers": count,
            "iterations": Optional(count),
            "arguments": Optional(texts),
            "seen": Optional(text),
            "function": text,
        }),
        "explorer": Optional({
            "statement": one_of(*STATEMENTS),
            "mode": one_of(*MODES),
            "plain": Optional(lambda value: value is True),
            "schedules": count,
            "arguments": texts,
            "seen": lambda value: text(value) and re.fullmatch(r"\d+ of \d+", value),
            "replayed": one_of("100 of 100, one step hash"),
            "failure": Optional(one_of(*FAILURES)),
            "function": Optional(text),
            "output": Optional(text),
        }),
    },
    "harmless_with_workers": lambda value: value is None or count(value),
}

PROOF_OF_HARMLESS = {"verdict": one_of("proved", "proved to bound"), "rule": Optional(text),
                     "function": Optional(text)}
HARMLESS_SCHEMA = {"protocol": SCHEMA["protocol"], "proof": Optional(PROOF_OF_HARMLESS)}


def schema_problems(value, schema, where):
    if not isinstance(value, dict):
        return [f"{where} is no object"]
    problems = [f"{where}.{key}: unknown key" for key in value if key not in schema]
    for key, rule in schema.items():
        may_be_absent = isinstance(rule, Optional)
        rule = rule.rule if may_be_absent else rule
        if key not in value:
            problems += [] if may_be_absent else [f"{where}.{key} is missing"]
        elif isinstance(rule, dict):
            problems += schema_problems(value[key], rule, f"{where}.{key}")
        elif not rule(value[key]):
            problems.append(f"{where}.{key}: {value[key]!r}")
    return problems


def meaning_problems(value, name):
    """What the schema cannot say. Requires: no schema problem."""
    problems = []
    caught, missing = value["caught_by"], value["corpus"].get("missing", {})
    demanded = value["corpus"]["caught_by"]
    if not name.startswith(value["id"] + "-"):
        problems.append(f"id {value['id']}")
    if not caught:
        problems.append("nothing catches it")
    has = {"T": "thread_sanitizer" in caught, "D": "failure" in caught.get("explorer", {})}
    for detector, is_there in has.items():
        if detector in demanded and not is_there and detector not in missing:
            problems.append(f"the corpus demands {detector}: no evidence and no reason")
        if is_there and detector in missing:
            problems.append(f"{detector} has evidence, and a reason why it has none")
    problems += [f"a reason for {d}, which nobody demands" for d in missing if d not in demanded]
    explorer = caught.get("explorer")
    if explorer is None:
        return problems
    seen, schedules = map(int, explorer["seen"].split(" of "))
    if schedules != explorer["schedules"] or not 0 < seen <= schedules:
        problems.append(f"seen: {explorer['seen']} of {explorer['schedules']} schedules")
    if "failure" not in explorer and "function" not in explorer:
        problems.append("a race in no function")
    if explorer.get("failure") == "exit status" and "output" not in explorer:
        problems.append("an exit status without what the program prints")
    return problems


def readme_problems(folder, name):
    lines = (folder / "README.md").read_text().splitlines()
    if len(lines) != 3 or not lines[0].startswith(name[:3] + ": "):
        return ["README.md has not three lines that begin with the id"]
    return []


def patch_problems(root, patches):
    """Whether the patches apply, one after the other, to a copy of the files that they change."""
    texts = "".join(patch.read_text() for patch in patches)
    with tempfile.TemporaryDirectory() as folder:
        for name in set(re.findall(r"^--- a/(\S+)$", texts, flags=re.M)):
            target = pathlib.Path(folder) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if (root / name).exists():
                shutil.copyfile(root / name, target)
        for patch in patches:
            done = subprocess.run(["patch", "-p1", "-F0", "--batch", "-d", folder, "-i", patch],
                                  capture_output=True, text=True)
            if done.returncode != 0:
                return [f"{patch.name}: {done.stdout}"]
    return []


def harmless_problems(root, folder):
    value = json.loads((folder / "programs.json").read_text())
    problems, used = [], []
    for program in value["programs"]:
        patches = [folder / f"{name}.patch" for name in program["patches"]]
        used += [patch.stem for patch in patches]
        problems += patch_problems(root, patches)
    listed = json.loads((folder / "expect.json").read_text())
    for name, entry in listed.items():
        problems += schema_problems(entry, HARMLESS_SCHEMA, name)
        problems += patch_problems(root, [folder / f"{name}.patch"])
    if sorted(listed) != sorted(path.stem for path in folder.glob("*.patch")):
        problems.append("expect.json does not name every patch")
    readme = (folder / "README.md").read_text()
    problems += [f"README.md has no row for {name}" for name in listed if f"| {name} |" not in readme]
    joins = [name for name, entry in listed.items() if entry["protocol"] != "session-map"]
    if sorted(used) != sorted(joins):
        problems.append("the programs do not have every patch of the joins once")
    return problems


SAMPLE = {
    "id": "M07", "protocol": "spill",
    "corpus": {"origin": "1", "class": "c", "caught_by": ["Z", "T", "D"]},
    "caught_by": {
        "thread_sanitizer": {"statement": "hash_join", "workers": 2, "function": "F"},
        "explorer": {"statement": "hash_join", "mode": "pos", "schedules": 20,
                     "arguments": ["--keys", "2"], "seen": "3 of 20",
                     "replayed": "100 of 100, one step hash", "failure": "exit status",
                     "output": "wrong rows"},
    },
    "harmless_with_workers": None,
}
# Path to a member of SAMPLE, and what stands there instead; REMOVED: nothing.
REMOVED = object()
FAULTS = [
    (("id",), "7"),
    (("id",), "M08"),
    (("protocol",), "joins"),
    (("note",), "more"),
    (("corpus", "class"), REMOVED),
    (("corpus", "caught_by"), ["Z", "Q"]),
    (("corpus", "caught_by"), ["Z", "Z"]),
    (("corpus", "missing"), {"T": "there is evidence"}),
    (("corpus", "missing"), {"S": "nobody demands it"}),
    (("caught_by",), {}),
    (("caught_by", "thread_sanitizer"), REMOVED),
    (("caught_by", "thread_sanitizer", "workers"), 0),
    (("caught_by", "explorer"), REMOVED),
    (("caught_by", "explorer", "mode"), "all"),
    (("caught_by", "explorer", "plain"), False),
    (("caught_by", "explorer", "schedules"), 21),
    (("caught_by", "explorer", "seen"), "0 of 20"),
    (("caught_by", "explorer", "seen"), "all"),
    (("caught_by", "explorer", "replayed"), "99 of 100"),
    (("caught_by", "explorer", "failure"), REMOVED),
    (("caught_by", "explorer", "failure"), "hang"),
    (("caught_by", "explorer", "output"), REMOVED),
    (("caught_by", "proof"), {"verdict": "proved", "rule": "IL001", "function": "F"}),
    (("harmless_with_workers",), REMOVED),
    (("harmless_with_workers",), True),
]


def with_fault(path, instead):
    value = copy.deepcopy(SAMPLE)
    holder = value
    for key in path[:-1]:
        holder = holder[key]
    if instead is REMOVED:
        del holder[path[-1]]
    else:
        holder[path[-1]] = instead
    return value


def problems_of(value, name):
    return schema_problems(value, SCHEMA, "expect") or meaning_problems(value, name)


def self_test():
    failures = [f"sample: {problem}" for problem in problems_of(SAMPLE, "M07-sample")]
    for path, instead in FAULTS:
        if not problems_of(with_fault(path, instead), "M07-sample"):
            failures.append(f"not seen: {'.'.join(path)} is {instead!r}")
    print(*failures, sep="\n", file=sys.stderr)
    print(f"{len(FAULTS)} faults, {len(failures)} not seen")
    return 1 if failures else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--root", type=pathlib.Path)
    what.add_argument("--self-test", action="store_true")
    options = parser.parse_args()
    if options.self_test:
        return self_test()
    root = options.root.resolve()
    mutants = root / "tests" / "mutants"
    bad = 0
    folders = sorted(path.parent for path in mutants.glob("M*/mutation.patch"))
    for folder in folders:
        name = folder.name
        value = json.loads((folder / "expect.json").read_text())
        problems = problems_of(value, name)
        problems += readme_problems(folder, name)
        problems += patch_problems(root, [folder / "mutation.patch"])
        bad += len(problems)
        for problem in problems:
            print(f"{name}: {problem}", file=sys.stderr)
    for problem in harmless_problems(root, mutants / "harmless"):
        bad += 1
        print(f"harmless: {problem}", file=sys.stderr)
    print(f"{len(folders)} mutants, {bad} problems")
    return 1 if bad or not folders else 0


if __name__ == "__main__":
    sys.exit(main())
