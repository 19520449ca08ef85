#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""Scores `interlock check --bench-json` on the static bench of race programs with known answers.

  static_bench.py --interlock build/bin/interlock --bench FOLDER --mirrors FOLDER [--keep FOLDER]

The bench folder holds bench.py and its manifest; the programs are read at run time from Git mirrors
of public repositories into a temporary folder and never stored here. Each missing part (bench,
mirror of a source) is skipped by name; with all parts missing nothing is measured and the exit code
is 77, which CTest shows as skipped.

Prints the figures per source, every wrong answer with the program's name, and the reasons of the
unknown ones with their counts (how many programs have the reason, how many have no other). A reason
is the rule of an entry of result.json and one part of its detail.

Exit 1 if a program with a race is answered no-race, if more than two clean ones are answered race,
if fewer than 0.35 of the races or 0.3 of the clean programs of goblint are settled, or if the tool
gives no verdict.
"""
import argparse
import collections
import concurrent.futures
import importlib.util
import json
import os
import pathlib
import subprocess
import sys
import tempfile

SKIPPED = 77
ALLOWED_FALSE_RACES = 2
GOBLINT_FOUND = 0.35
GOBLINT_PROVED = 0.3


def load_bench(folder):
    """The bench's own script as a module: its manifest, its flags and its way to write a program."""
    specification = importlib.util.spec_from_file_location("static_bench_source",
                                                           folder / "bench.py")
    module = importlib.util.module_from_spec(specification)
    sys.dont_write_bytecode = True
    specification.loader.exec_module(module)
    return module


def select(cases):
    """The scored cases: known truth, and Clang parses them."""
    return [case for case in cases
            if case["verdict"] in ("race", "no-race") and case["parses"] is not False]


def materialise(bench, cases, commits, mirrors, out):
    """Writes the programs whose mirror is there; says which sources are not."""
    written, opened = [], {}
    for case in cases:
        source = case["source"]
        if source not in opened:
            opened[source] = bench.Mirror(str(mirrors), source)
            mirror = opened[source]
            if not mirror.ok():
                print(f"skipped: no mirror of {bench.SOURCES[source]}")
            elif not mirror.has(commits[source]):
                print(f"skipped: the mirror of {bench.SOURCES[source]} lacks {commits[source]}")
                mirror.dir = None
        if opened[source].dir is None:
            continue
        bench.materialise_case(opened[source], case, commits[source], str(out), False)
        written.append(case)
    return written


def reasons_of(entry):
    """The reasons that an unknown entry of result.json gives, without names of the program."""
    rule = entry.get("rule", "")
    for part in str(entry.get("detail", "")).split("; "):
        part = part.removeprefix("possible race: ").removeprefix("unresolved: ")
        if rule != "IL-UNKNOWN-OPAQUE":
            part = part.split(": ")[0]  # what follows names a term or a function
        yield f"{rule}: {part}"


def reasons_in(folder):
    """Reasons of all unknown entries of a run, from its result.json."""
    try:
        result = json.loads((folder / "result.json").read_text())
    except (OSError, ValueError):
        return {"no result.json"}
    reasons = {reason for entry in result["unknown"] for reason in reasons_of(entry)}
    reasons.update(f"problem: {problem.get('rule', problem.get('kind', ''))}"
                   for problem in result["problems"])
    return reasons or {"no entry names a reason"}


def run(interlock, bench, case, out, timeout):
    """Verdict, lines and reasons of one program."""
    file = bench.main_file(str(out), case)
    with tempfile.TemporaryDirectory() as folder:
        command = [str(interlock), "check", "--bench-json", "--no-cache", "--out", folder,
                   file, "--", *bench.flags(case)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, errors="replace",
                                  timeout=timeout, cwd=folder)
        except subprocess.TimeoutExpired:
            return {"verdict": "unknown", "lines": [], "reasons": {"time-out"}, "code": None}
        try:
            answer = json.loads(done.stdout)
            verdict, lines = answer["verdict"], sorted(set(answer["lines"]))
        except (ValueError, KeyError, TypeError):
            verdict, lines = "none", []
        reasons = reasons_in(pathlib.Path(folder)) if verdict == "unknown" else set()
    if verdict not in ("race", "no-race", "unknown"):
        verdict = "none"
    return {"verdict": verdict, "lines": lines, "reasons": reasons, "code": done.returncode}


def tally(rows):
    count = collections.Counter((case["verdict"], answer["verdict"]) for case, answer in rows)
    racy = sum(n for (truth, _), n in count.items() if truth == "race")
    clean = sum(n for (truth, _), n in count.items() if truth == "no-race")
    return {
        "racy": racy, "found": count["race", "race"], "missed": count["race", "no-race"],
        "clean": clean, "proved": count["no-race", "no-race"], "false": count["no-race", "race"],
        "none": sum(n for (_, verdict), n in count.items() if verdict == "none"),
        "found share": count["race", "race"] / racy if racy else None,
        "proved share": count["no-race", "no-race"] / clean if clean else None,
    }


def share(value):
    return "-" if value is None else f"{value:.3f}"


def print_figures(rows):
    sources = sorted({case["source"] for case, _ in rows})
    print(f"{'source':10}{'racy':>6}{'found':>7}{'wrong no-race':>15}{'share':>8}"
          f"{'clean':>8}{'proved':>8}{'wrong race':>12}{'share':>8}")
    for name in [*sources, "all"]:
        t = tally([row for row in rows if name in (row[0]["source"], "all")])
        print(f"{name:10}{t['racy']:6}{t['found']:7}{t['missed']:15}{share(t['found share']):>8}"
              f"{t['clean']:8}{t['proved']:8}{t['false']:12}{share(t['proved share']):>8}")


def print_wrong(rows):
    for case, answer in rows:
        if answer["verdict"] == "none":
            print(f"no verdict: {case['id']} (exit code {answer['code']})")
        elif answer["verdict"] not in (case["verdict"], "unknown"):
            lines = ", ".join(map(str, answer["lines"])) or "none"
            print(f"wrong: {case['id']}: {answer['verdict']}, truth {case['verdict']}, "
                  f"lines {lines}")


def print_reasons(rows):
    unknown = [answer for _, answer in rows if answer["verdict"] == "unknown"]
    print(f"unknown: {len(unknown)}; reason: programs with it, programs with no other")
    having, alone = collections.Counter(), collections.Counter()
    for answer in unknown:
        having.update(answer["reasons"])
        if len(answer["reasons"]) == 1:
            alone.update(answer["reasons"])
    for reason, count in having.most_common():
        print(f"{count:5}{alone[reason]:5}  {reason}")


def judge(rows):
    """What falls short of the target."""
    problems = []
    everything = tally(rows)
    if everything["missed"]:
        problems.append(f"{everything['missed']} wrong no-race, 0 allowed")
    if everything["false"] > ALLOWED_FALSE_RACES:
        problems.append(f"{everything['false']} wrong race, {ALLOWED_FALSE_RACES} allowed")
    if everything["none"]:
        problems.append(f"{everything['none']} programs without a verdict")
    goblint = tally([row for row in rows if row[0]["source"] == "goblint"])
    for name, least in (("found share", GOBLINT_FOUND), ("proved share", GOBLINT_PROVED)):
        if goblint[name] is not None and goblint[name] < least:
            problems.append(f"goblint {name} {goblint[name]:.3f}, at least {least} wanted")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--interlock", required=True, type=pathlib.Path)
    parser.add_argument("--bench", type=pathlib.Path, help="folder with bench.py")
    parser.add_argument("--mirrors", type=pathlib.Path, help="folder with the Git mirrors")
    parser.add_argument("--keep", type=pathlib.Path, help="write the programs here and keep them")
    parser.add_argument("--only", help="programs whose name contains this")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--timeout", type=float, default=60)
    options = parser.parse_args()
    if options.bench is None or not (options.bench / "bench.py").is_file():
        print("skipped: the static bench is not here (--bench)")
        return SKIPPED
    if options.mirrors is None or not options.mirrors.is_dir():
        print("skipped: the Git mirrors of the static bench are not here (--mirrors)")
        return SKIPPED
    if not options.interlock.is_file():
        print(f"no program {options.interlock}", file=sys.stderr)
        return 2
    interlock = options.interlock.resolve()
    bench = load_bench(options.bench.resolve())
    cases, commits = bench.load()
    cases = [case for case in select(cases) if not options.only or options.only in case["id"]]
    with tempfile.TemporaryDirectory() as temporary:
        out = options.keep.resolve() if options.keep else pathlib.Path(temporary)
        cases = materialise(bench, cases, commits, options.mirrors.resolve(), out)
        if not cases:
            print("skipped: no program could be written")
            return SKIPPED
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            answers = list(pool.map(
                lambda case: run(interlock, bench, case, out, options.timeout), cases))
    rows = list(zip(cases, answers))
    print_figures(rows)
    print_wrong(rows)
    print_reasons(rows)
    problems = judge(rows)
    for problem in problems:
        print(f"short of the target: {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
