#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""Judges the checker on the programs of manifest.tsv, whose truth is known.

For each program it runs `interlock check --bench-json FILE -- FLAGS` and compares the verdict
(race, no-race, unknown) with the manifest:

  wrong    a racy program answered no-race, a clean one answered race, a verdict outside the
           `allowed` column, no verdict, a crash or a time-out; for a program with an
           `// unsupported: WORD|WORD` mark also an answer of which no entry names one of the words
           together with the line of the mark (a race may be allowed there, but not alone)
  right    the verdict is the truth, or the unknown that a mark asks for
  unknown  allowed, counted by reason

Exit 1 if any program is wrong. A program under `fail_closed/` must have a mark, others may not.
"""
import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
ROOT = FOLDER.parent.parent
COLUMNS = ["path", "flags", "truth", "allowed", "construct", "confirmed"]
VERDICTS = {"race", "no-race", "unknown"}
MARK = re.compile(r"//\s*unsupported:\s*(.+?)\s*$")
RACY_LINE = re.compile(r"//\s*racy\s*$")


def read_manifest(path):
    rows = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != len(COLUMNS):
            raise SystemExit(f"{path.name}:{number}: {len(cells)} columns, {len(COLUMNS)} wanted")
        row = dict(zip(COLUMNS, cells))
        row["allowed"] = set(row["allowed"].split(","))
        if row["truth"] not in ("race", "clean") or not row["allowed"] <= VERDICTS:
            raise SystemExit(f"{path.name}:{number}: unknown truth or verdict")
        rows.append(row)
    return rows


def check_manifest(rows, folder):
    """The manifest and the folder name the same programs, and each row is consistent."""
    problems = []
    listed = {row["path"] for row in rows}
    if len(listed) != len(rows):
        problems.append("a program is listed twice")
    for path in sorted(folder.rglob("*.c")) + sorted(folder.rglob("*.cc")):
        name = path.relative_to(folder).as_posix()
        if "/outside/" not in f"/{name}" and name not in listed:
            problems.append(f"{name} is not in the manifest")
    for row in rows:
        path = folder / row["path"]
        if not path.exists():
            problems.append(f"{row['path']} does not exist")
            continue
        marked = bool(marks(path))
        if marked != row["path"].startswith("fail_closed/"):
            problems.append(f"{row['path']}: `unsupported` mark missing or out of place")
        if marked and row["allowed"] not in ({"unknown"}, {row["truth"], "unknown"} - {"clean"}):
            problems.append(f"{row['path']}: beside unknown only a true race may be allowed")
        if not marked and {"race": "no-race", "clean": "race"}[row["truth"]] in row["allowed"]:
            problems.append(f"{row['path']}: the opposite of the truth is allowed")
        if not row["confirmed"]:
            problems.append(f"{row['path']}: nothing says how the truth was confirmed")
    return problems


def lines_matching(path, pattern):
    found = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if match := pattern.search(line):
            found[number] = match
    return found


def marks(path):
    return {number: [word.strip().lower() for word in match.group(1).split("|")]
            for number, match in lines_matching(path, MARK).items()}


def entries(node):
    """Every object of a JSON document, as the text of its own strings."""
    if isinstance(node, dict):
        yield " ".join(value for value in node.values() if isinstance(value, str))
        for value in node.values():
            yield from entries(value)
    elif isinstance(node, list):
        for value in node:
            yield from entries(value)


def names_construct(path, result, streams):
    """Does one entry name a word of a mark and its line?"""
    texts = list(entries(result)) + streams.splitlines()
    for line, words in marks(path).items():
        place = re.compile(rf"{re.escape(path.name)}:{line}(?!\d)")
        for text in texts:
            # The name of the file is no name of the construct.
            said = text.replace(path.name, "").lower()
            if place.search(text) and any(word in said for word in words):
                return True
    return False


def flags_of(row):
    return [word.replace("{root}", str(ROOT)) for word in shlex.split(row["flags"])]


def run_checker(tool, row, folder, timeout):
    path = folder / row["path"]
    answer = {"row": row, "verdict": None, "lines": [], "result": {}, "streams": "", "problem": ""}
    with tempfile.TemporaryDirectory() as out:
        command = [*shlex.split(tool), "check", "--bench-json", "--out", out, str(path), "--",
                   *flags_of(row)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, cwd=ROOT,
                                  errors="replace")
        except subprocess.TimeoutExpired:
            answer["problem"] = f"no answer within {timeout} s"
            return answer
        answer["streams"] = done.stdout + "\n" + done.stderr
        if done.returncode < 0:
            answer["problem"] = f"ended by signal {-done.returncode}"
            return answer
        try:
            printed = json.loads(done.stdout)
            answer["verdict"], answer["lines"] = printed["verdict"], printed["lines"]
        except (ValueError, KeyError, TypeError):
            answer["problem"] = f"no verdict (exit {done.returncode}): {done.stderr.strip()[-120:]}"
            return answer
        expected_code = {"race": 1, "no-race": 0}.get(answer["verdict"])
        if expected_code is not None and done.returncode != expected_code:
            answer["problem"] = f"verdict {answer['verdict']} with exit code {done.returncode}"
        if answer["verdict"] == "unknown" and done.returncode in (0, 1):
            answer["problem"] = f"verdict unknown with exit code {done.returncode}"
        try:
            answer["result"] = json.loads((pathlib.Path(out) / "result.json").read_text())
        except (OSError, ValueError):
            pass
    return answer


def judge(answer, folder):
    """Returns ("right" | "unknown" | "wrong", reason)."""
    row, verdict = answer["row"], answer["verdict"]
    path = folder / row["path"]
    if answer["problem"]:
        return "wrong", answer["problem"]
    if verdict not in VERDICTS:
        return "wrong", f"not a verdict: {verdict}"
    if verdict not in row["allowed"]:
        return "wrong", f"answered {verdict}, truth is {row['truth']}"
    if marks(path):
        if names_construct(path, answer["result"], answer["streams"]):
            return "right", ""
        words = " / ".join("|".join(words) + f" at line {line}"
                           for line, words in marks(path).items())
        return "wrong", f"{verdict}, but no entry names {words}"
    if verdict == "unknown":
        return "unknown", unknown_reason(answer["result"])
    return "right", ""


def unknown_reason(result):
    reasons = []
    for entry in result.get("unknown", []):
        rule = entry.get("rule", "").removeprefix("IL-UNKNOWN-").lower()
        reasons.append(f"{rule}: {entry.get('detail', '')}"[:100])
    reasons += [f"problem: {str(entry)[:80]}" for entry in result.get("problems", [])]
    if not reasons:
        return "no reason given"
    return reasons[0] + (f" (+{len(reasons) - 1})" if len(reasons) > 1 else "")


def report(judged, folder):
    counts = collections.Counter()
    reasons = collections.Counter()
    table = {}
    hits = wanted = 0
    for answer, (judgement, reason) in judged:
        row = answer["row"]
        counts[judgement] += 1
        area = row["path"].split("/")[0]
        cell = table.setdefault((area, row["truth"]), collections.Counter())
        cell[judgement] += 1
        cell[f"said {answer['verdict']}"] += 1
        if judgement == "unknown":
            reasons[re.sub(r"\s*\(\+\d+\)$", "", reason)] += 1
        racy_lines = set(lines_matching(folder / row["path"], RACY_LINE))
        if answer["verdict"] == "race" and racy_lines:
            wanted += len(answer["lines"])
            hits += len(racy_lines & set(answer["lines"]))
        print(f"{judgement:8}{str(answer['verdict']):9}{row['truth']:6}{row['path']}"
              + (f"  -- {reason}" if reason else ""))
    print(f"\n{'area':14}{'truth':7}{'right':>6}{'unknown':>9}{'wrong':>7}   "
          f"said: {'race':>5}{'no-race':>9}{'unknown':>9}")
    for (area, truth), cell in sorted(table.items()):
        print(f"{area:14}{truth:7}{cell['right']:6}{cell['unknown']:9}{cell['wrong']:7}         "
              f"{cell['said race']:5}{cell['said no-race']:9}{cell['said unknown']:9}")
    if wanted:
        print(f"\nlines named in race answers: {hits} of {wanted} are marked racy")
    if reasons:
        print("\nunknown by reason:")
        for reason, count in reasons.most_common(20):
            print(f"  {count:4} {reason}")
    print(f"\n{sum(counts.values())} programs: {counts['right']} right, "
          f"{counts['unknown']} unknown, {counts['wrong']} wrong")
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tool", help="the interlock program, with arguments if need be")
    parser.add_argument("--only", default="", help="programs whose path holds this text")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--timeout", type=float, default=120, help="seconds for one program")
    parser.add_argument("--json", type=pathlib.Path, help="write verdicts and judgements here")
    parser.add_argument("--manifest", type=pathlib.Path, default=FOLDER / "manifest.tsv")
    arguments = parser.parse_args()
    folder = arguments.manifest.resolve().parent
    rows = read_manifest(arguments.manifest)
    problems = check_manifest(rows, folder)
    for problem in problems:
        print(f"manifest: {problem}")
    chosen = [row for row in rows if arguments.only in row["path"]]
    if not chosen:
        raise SystemExit("no program chosen")
    with concurrent.futures.ThreadPoolExecutor(max(1, arguments.jobs)) as pool:
        answers = list(pool.map(
            lambda row: run_checker(arguments.tool, row, folder, arguments.timeout), chosen))
    judged = [(answer, judge(answer, folder)) for answer in answers]
    counts = report(judged, folder)
    if arguments.json:
        arguments.json.write_text(json.dumps(
            [{"path": answer["row"]["path"], "truth": answer["row"]["truth"],
              "verdict": answer["verdict"], "judgement": judgement, "reason": reason}
             for answer, (judgement, reason) in judged], indent=1) + "\n")
    return 1 if counts["wrong"] or problems else 0


if __name__ == "__main__":
    sys.exit(main())
