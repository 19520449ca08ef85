#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""Holds models/proofs/L*, P7 to what a check of the engine says.

  layout_proofs_test.py --root . --interlock build/bin/interlock --build build --work NEW [--cvc5 cvc5]

Each manifest: every property is proved in every protocol, with at least one obligation and a
certificate, and each function that it names is in the engine. Each page: its formula is unsat in cvc5.
Every certificate that the check wrote for a layout: cvc5 says unsat.
"""

import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys


def answer(cvc5, text):
    done = subprocess.run([cvc5, "--lang", "smt2", "-"], input=text, capture_output=True, text=True,
                          timeout=120)
    return done.stdout.split("\n")[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("root", "build", "interlock", "work"):
        parser.add_argument("--" + name, type=pathlib.Path, required=True)
    parser.add_argument("--cvc5", default="cvc5")
    options = parser.parse_args()
    work = options.work.resolve()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    manifests = [json.loads(path.read_text())
                 for path in sorted((options.root / "models" / "proofs").glob("*/manifest.json"))
                 if re.fullmatch(r"L[1-5]|P7", path.parent.name)]
    problems = [] if len(manifests) == 6 else [f"{len(manifests)} manifests, expected 6"]
    engine = "\n".join(path.read_text() for path in (options.root / "reference").rglob("*")
                       if path.suffix in (".h", ".cc"))
    for manifest in manifests:
        page = (options.root / "models" / "proofs" / manifest["id"] / "README.md").read_text()
        formulas = re.findall(r"```smt2\n(.*?)```", page, re.DOTALL)
        if len(formulas) != 1 or answer(options.cvc5, formulas[0]) != "unsat":
            problems.append(f"{manifest['id']}: the formula of its page is not unsat")
        for function in manifest["functions"]:
            if not re.search(r"\b" + function.split("::")[-1] + r"\(", engine):
                problems.append(f"{manifest['id']}: no function {function} in the engine")
    protocols = sorted({name for manifest in manifests for name in manifest["protocols"]})
    done = subprocess.run(
        [options.interlock, "check", "reference", "-q", "-p", options.build, "-o", work,
         "--proofs", ",".join(protocols), "--baseline", "interlock.baseline.json"],
        cwd=options.root, capture_output=True, text=True)
    result = json.loads((work / "result.json").read_text())
    if not result["complete"]:
        problems.append(f"incomplete: {done.stdout[-2000:]}")
    rows = {(row["protocol"], row["property"]): row for row in result["proofs"]}
    for manifest in manifests:
        for protocol in manifest["protocols"]:
            for name in manifest["properties"]:
                row = rows.get((protocol, name))
                if row is None or row["verdict"] != manifest["expected"]:
                    problems.append(f"{manifest['id']}: {protocol}: {name}: "
                                    f"{row['verdict'] if row else 'not there'}")
                elif not row["obligations"] or not row["certificates"]:
                    problems.append(f"{manifest['id']}: {name}: nothing behind it")
    count = 0
    for file in sorted(work.glob("certificates/*.layout/*.smt2")):
        count += 1
        if answer(options.cvc5, file.read_text()) != "unsat":
            problems.append(f"cvc5 does not say unsat: {file.name}")
    print(f"{len(manifests)} manifests, {count} certificates proved again by cvc5")
    if count == 0:
        problems.append("no certificates")
    print(*problems, sep="\n", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
