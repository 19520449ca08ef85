#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""A mutant flips the proof of its protocol, and the gate then executes nothing of that protocol.

  proof_test.py --root . --build build --interlock build/bin/interlock --work NEW
                [--mutant tests/mutants/M06-... --program build/bin/mutants/M06-...]

Works on a copy of the engine with the mutant's patch.

Proof: `interlock mutants` with the mutant's program catches the mutant: the verdict of the protocol,
rule and function are those of expect.json, and the explorer followed a finding in that function to the
race; or stops it: expect.json says that the proof is lost without a witness.

Gate: a project of its own includes cmake/InterlockGate.cmake, verifies the copy with the command of
the real verify test and has every execute test of the protocol that the build folder has, under its
name; each leaves a mark in place of the real program. ctest must fail and run none of them.

Without --mutant, the control: the copy as it is is proved, and every execute test leaves its mark.

Exit: 0 as expected, 1 not, 2 the patch does not apply.
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import xml.etree.ElementTree

import source_tree

CONTROL = {"protocol": "session-map"}

# The configured project is the copy itself, so that the verify test needs no command of its own.
PROJECT = """cmake_minimum_required(VERSION 3.25)
project(mutant LANGUAGES NONE)
enable_testing()
include({gate})
add_executable(interlock IMPORTED)
set_target_properties(interlock PROPERTIES IMPORTED_LOCATION {interlock})
interlock_verify_test({protocol})
{lines}
interlock_check_gate()
"""


def execute_tests(build, protocol):
    """The tests of the build folder that need the proof of the protocol."""
    done = subprocess.run(["ctest", "--test-dir", build, "--show-only=json-v1"], check=True,
                          capture_output=True, text=True)
    names = []
    for test in json.loads(done.stdout)["tests"]:
        properties = {item["name"]: item["value"] for item in test.get("properties", [])}
        if f"verify-{protocol}" in properties.get("FIXTURES_REQUIRED", []):
            names.append(test["name"])
    return names


def problems_of_mutant(options):
    """What `interlock mutants` says about the mutant, which it must have replayed, too."""
    matrix = options.work / "matrix.json"
    done = subprocess.run(
        [options.interlock, "mutants", options.mutant.parent, options.root / "reference",
         "-p", options.build, "--baseline", options.root / source_tree.BASELINE,
         "--programs", options.program.parent, "--only", options.mutant.name,
         "-o", options.work / "out", "--progress", "none", "--json", matrix],
        capture_output=True, text=True)
    print(done.stdout, end="")
    if done.returncode == 0:
        (row,) = json.loads(matrix.read_text())["mutants"]
        if (row["state"], row["replay"]) in (("caught", "replayed"), ("stopped", "")):
            return []
    return [f"interlock mutants: exit code {done.returncode}\n{done.stdout}{done.stderr}"]


def problems_of_control(options, expected, tree):
    """What the check of the copy without a mutant says: proved, and nothing else."""
    code, text, result = source_tree.check(options.interlock, tree, tree / "build", tree / "out")
    verdicts = [row["verdict"] for row in result["proofs"]
                if row["protocol"] == expected["protocol"]
                and row["property"] == "data race freedom"]
    print(f"exit code {code}, {expected['protocol']}: {', '.join(verdicts)}")
    problems = []
    if code != 0 or not result["complete"] or verdicts != ["proved"]:
        problems.append(f"exit code {code}, verdicts {verdicts}\n{text[-2000:]}")
    # What the baseline lists as known unknown keeps its open questions.
    new = [row["rule"] for row in result["findings"] + result["unknown"] if not row["known"]]
    if result["findings"] or new:
        problems.append(f"the engine without a mutant has findings or open questions: {new}")
    return problems


def problems_of_gate(options, expected, tree):
    """What ctest runs over the copy, against what the verdict allows."""
    protocol, proved = expected["protocol"], not options.mutant
    names = execute_tests(options.build, protocol)
    if not names:
        return [f"the build folder has no execute test of {protocol}"]
    marks = tree / "executed"
    marks.mkdir()
    lines = "\n".join(f"interlock_execute_test({protocol} {name} COMMAND ${{CMAKE_COMMAND}} -E "
                      f"touch {marks / name})" for name in names)
    gate = options.root / "cmake" / "InterlockGate.cmake"
    (tree / "CMakeLists.txt").write_text(PROJECT.format(
        gate=gate, interlock=options.interlock, protocol=protocol, lines=lines))
    subprocess.run(["cmake", "-G", "Ninja", "-S", tree, "-B", tree / "build"], check=True,
                   capture_output=True, text=True)
    report = tree / "junit.xml"
    done = subprocess.run(["ctest", "--test-dir", tree / "build", "--output-junit", report],
                          capture_output=True, text=True)
    status = {case.get("name"): case.get("status")
              for case in xml.etree.ElementTree.parse(report).iter("testcase")}
    wanted = {name: "run" if proved else "notrun" for name in names}
    wanted[f"verify.{protocol}"] = "run" if proved else "fail"
    written = sorted(path.name for path in marks.iterdir())
    print(f"verify.{protocol}: {status.get('verify.' + protocol)}; execute tests: {len(names)}, "
          f"run: {len(written)}; ctest exits with {done.returncode}")
    problems = []
    if status != wanted:
        problems.append(f"ctest: {status}\n{done.stdout[-2000:]}")
    if written != (sorted(names) if proved else []):
        problems.append(f"executed: {written}")
    # The verify test failed because of what it found, not because it could not run.
    result = json.loads((tree / "build" / "verify" / protocol / "result.json").read_text())
    verdicts = [row["verdict"] for row in result["proofs"]]
    print(f"the gate's own check, which has no program to ask: {', '.join(verdicts)}")
    if not result["complete"] or result["exit_code"] not in ((0,) if proved else (1, 3)):
        problems.append(f"verify: exit code {result['exit_code']}, complete: {result['complete']}")
    if (done.returncode == 0) != proved:
        problems.append(f"ctest exits with {done.returncode}")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("root", "build", "interlock", "work"):
        parser.add_argument("--" + name, type=pathlib.Path, required=True)
    parser.add_argument("--mutant", type=pathlib.Path, help="folder with mutation.patch")
    parser.add_argument("--program", type=pathlib.Path, help="the mutant built for the explorer")
    options = parser.parse_args()
    if (options.mutant is None) != (options.program is None):
        parser.error("--mutant and --program belong together")
    for name, path in vars(options).items():
        setattr(options, name, path and path.resolve())
    expected, patches = CONTROL, []
    if options.mutant:
        expected = json.loads((options.mutant / "expect.json").read_text())
        patches = [options.mutant / "mutation.patch"]
    shutil.rmtree(options.work, ignore_errors=True)
    tree = options.work / "tree"
    try:
        source_tree.copy(options.root, tree, patches)
    except subprocess.CalledProcessError as error:
        print(error, file=sys.stderr)
        return 2
    sources = source_tree.sources_and_flags(options.root, options.build)
    source_tree.write_database(sources, options.root, tree, tree / "build")
    problems = problems_of_mutant(options) if options.mutant else \
        problems_of_control(options, expected, tree)
    problems += problems_of_gate(options, expected, tree)
    print(*problems, sep="\n", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
