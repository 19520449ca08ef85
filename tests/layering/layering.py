#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""Holds every #include against the folder table of docs/architecture.md.

Reads all C++ files below the root, maps each file to its folder in the table and fails on
  * a project include that the table does not allow, or that names no file,
  * a library header that another folder owns (Clang, Z3, JSON, command line, test frameworks),
  * a cycle between folders,
  * a file in a folder that the table does not know.
`--self-test` builds small trees with one bad edge each and checks that each is caught.
"""

import argparse
import pathlib
import re
import sys
import tempfile

# Folders of one area, lowest first: each may include those to its left and itself.
REFERENCE = ("status rows hash memory spill session catalog expression join lookup tools").split()
MODELS = ("protocol smt memory bounded parametric counting enumerate certificate witness "
          "proofs").split()
CHECKER = "frontend lower program points_to counting layout summary link rules report explorer cli".split()
TESTS = ("unit programs rules protocols litmus mutants explorer conformance end_to_end layering "
         "bench browser differential faults fuzz").split()

# Library headers that only some folders may include.
OWNED_HEADERS = [
    ("Clang", re.compile(r"^(clang|llvm)(-c)?/"),
     ["checker/frontend", "checker/lower", "checker/program", "checker/summary", "checker/points_to", "checker/link", "checker/rules"]),
    ("Z3", re.compile(r"^z3(\+\+|_\w+)?\.h$"), ["models/smt"]),
    ("JSON", re.compile(r"^nlohmann/"), ["models/protocol", "checker/frontend", "checker/report"]),
    ("CLI11", re.compile(r"^CLI/"), ["checker/cli"]),
    ("test framework", re.compile(r"^(gtest|gmock|rapidcheck|valijson|benchmark)[/.]"), []),
]
# In reference/ and models/ these come from annotations/ or not at all.
THREAD_HEADERS = {"mutex", "shared_mutex", "condition_variable", "atomic", "thread", "future",
                  "barrier", "latch", "semaphore", "stop_token", "pthread.h"}
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')
SUFFIXES = {".h", ".cc", ".def", ".inc"}


def folder_of(path):
    """The table's folder of a path relative to the root, or None if the table has none."""
    parts = pathlib.PurePosixPath(path).parts
    area = parts[0]
    if area in ("annotations", "examples"):
        return area
    if len(parts) < 3:
        return None
    known = {"reference": REFERENCE, "models": MODELS, "checker": CHECKER, "tests": TESTS}
    if area not in known or parts[1] not in known[area]:
        return None
    return f"{area}/{parts[1]}"


def allowed(source, target, included):
    """Whether the table lets folder `source` include `included`, a file of folder `target`."""
    if source == target:
        return True
    area, _, name = source.partition("/")
    target_area, _, target_name = target.partition("/")
    if area == "tests":
        # The fault sweep runs the cases of the differential test, over the faulty files of the
        # unit tests.
        shared = source == "tests/faults" and target in ("tests/differential", "tests/unit")
        return target_area != "tests" or shared
    if area == "examples":
        return target == "annotations"
    if area == "annotations":
        return False
    if area == "reference":
        if target_area == "annotations":
            return True
        return target_area == area and REFERENCE.index(target_name) < REFERENCE.index(name)
    if area == "models":
        return target_area == area and MODELS.index(target_name) < MODELS.index(name)
    if area == "checker":
        if target == "annotations":
            return included == "annotations/vocabulary.def"
        return target_area in ("models", "checker")
    return False


def strip_comments(text):
    """Blanks comments and raw strings, so that an #include inside one does not count."""
    pattern = re.compile(r'R"(\w*)\(.*?\)\1"|/\*.*?\*/|//[^\n]*', re.DOTALL)
    return pattern.sub(lambda m: "\n" * m.group(0).count("\n"), text)


def includes(path):
    for number, line in enumerate(strip_comments(path.read_text()).splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            yield number, match.group(1), match.group(2)


def check_library(source, header):
    """The reason why folder `source` may not include library header `header`, or None."""
    if source.startswith("tests/"):
        return None
    for name, pattern, owners in OWNED_HEADERS:
        if pattern.match(header) and source not in owners:
            return f"{name} header <{header}> belongs to {', '.join(owners) or 'tests'}"
    if source.startswith(("reference/", "models/")) and header in THREAD_HEADERS:
        return f"thread header <{header}> belongs to annotations"
    return None


def find_cycle(edges):
    """One cycle of the folder graph as a list of folders, or None."""
    state, stack = {}, []

    def visit(node):
        state[node] = "open"
        stack.append(node)
        for successor in sorted(edges.get(node, ())):
            if state.get(successor) == "open":
                return stack[stack.index(successor):] + [successor]
            if successor not in state:
                cycle = visit(successor)
                if cycle:
                    return cycle
        stack.pop()
        state[node] = "done"
        return None

    for node in sorted(edges):
        if node not in state:
            cycle = visit(node)
            if cycle:
                return cycle
    return None


def files_below(root):
    for area in ("annotations", "reference", "models", "checker", "tests", "examples"):
        for path in sorted((root / area).rglob("*")):
            relative = path.relative_to(root).as_posix()
            # Programs that are input of the checker are not part of it.
            if relative.startswith(("tests/programs/", "tests/rules/", "tests/protocols/")):
                continue
            if path.suffix in SUFFIXES and path.is_file():
                yield path, relative


def check(root):
    """All violations below `root`, as texts `file:line: error: reason`, and the file count."""
    errors, edges, count = [], {}, 0
    for path, relative in files_below(root):
        count += 1
        source = folder_of(relative)
        if source is None:
            errors.append(f"{relative}:1: error: folder is not in the table")
            continue
        for line, quoted, angled in includes(path):
            where = f"{relative}:{line}: error: "
            if angled is not None:
                reason = check_library(source, angled)
                if reason:
                    errors.append(where + reason)
                continue
            if not (root / quoted).is_file():
                # A generated or a library header in quotes: judged as a library header.
                reason = check_library(source, quoted)
                errors.append(where + (reason or f"no such file from the root: \"{quoted}\""))
                continue
            target = folder_of(quoted)
            if target is None or not allowed(source, target, quoted):
                errors.append(where + f"{source} may not include {target or quoted}")
            if target and target != source:
                edges.setdefault(source, set()).add(target)
    cycle = find_cycle(edges)
    if cycle:
        errors.append("error: cycle between folders: " + " -> ".join(cycle))
    return errors, count


SELF_TESTS = [
    # (name, {file: text}, expected part of the only error, or None for a clean tree)
    ("clean", {
        "models/protocol/term.h": "#include <string>\n",
        "checker/link/link.h": '#include "models/protocol/term.h"\n',
        "reference/join/probe.h": '#include "reference/session/vars.h"\n',
        "reference/session/vars.h": '#include "annotations/mutex.h"\n',
        "annotations/mutex.h": "#include <mutex>\n",
        "tests/unit/link/link_test.cc": '#include <gtest/gtest.h>\n#include "checker/link/link.h"\n',
    }, None),
    ("reference includes the models", {
        "models/protocol/term.h": "",
        "reference/join/probe.h": '#include "models/protocol/term.h"\n',
    }, "reference/join may not include models/protocol"),
    ("reference includes to its right", {
        "reference/session/vars.h": '#include "reference/join/probe.h"\n',
        "reference/join/probe.h": "",
    }, "reference/session may not include reference/join"),
    ("models include to their right", {
        "models/protocol/term.h": '#include "models/witness/witness.h"\n',
        "models/witness/witness.h": "",
    }, "models/protocol may not include models/witness"),
    ("models include the checker", {
        "models/witness/witness.h": '#include "checker/frontend/facts.h"\n',
        "checker/frontend/facts.h": "",
    }, "models/witness may not include checker/frontend"),
    ("checker includes the engine", {
        "checker/link/link.h": '#include "reference/join/probe.h"\n',
        "reference/join/probe.h": "",
    }, "checker/link may not include reference/join"),
    ("checker includes a test", {
        "checker/link/link.h": '#include "tests/unit/tree.h"\n',
        "tests/unit/tree.h": "",
    }, "checker/link may not include tests/unit"),
    ("checker includes annotated code", {
        "checker/lower/lower.cc": '#include "annotations/mutex.h"\n',
        "annotations/mutex.h": "",
    }, "checker/lower may not include annotations"),
    ("annotations include the project", {
        "annotations/mutex.h": '#include "models/protocol/term.h"\n',
        "models/protocol/term.h": "",
    }, "annotations may not include models/protocol"),
    ("Z3 outside models/smt", {
        "models/parametric/pairs.cc": "#include <z3++.h>\n",
    }, "Z3 header <z3++.h> belongs to models/smt"),
    ("Clang in the report", {
        "checker/report/text.cc": '#include "clang/AST/Decl.h"\n',
    }, "Clang header <clang/AST/Decl.h> belongs to"),
    ("LLVM in the models", {
        "models/smt/solver.cc": "#include <llvm/ADT/APInt.h>\n",
    }, "Clang header <llvm/ADT/APInt.h> belongs to"),
    ("JSON in the link step", {
        "checker/link/link.cc": "#include <nlohmann/json.hpp>\n",
    }, "JSON header <nlohmann/json.hpp> belongs to"),
    ("command line outside cli", {
        "checker/report/text.cc": "#include <CLI/CLI.hpp>\n",
    }, "CLI11 header <CLI/CLI.hpp> belongs to checker/cli"),
    ("test framework in the product", {
        "models/protocol/term.cc": "#include <gtest/gtest.h>\n",
    }, "test framework header <gtest/gtest.h> belongs to tests"),
    ("threads in the engine", {
        "reference/join/probe.cc": "#include <thread>\n",
    }, "thread header <thread> belongs to annotations"),
    ("cycle in the checker", {
        "checker/link/link.h": '#include "checker/report/text.h"\n',
        "checker/report/text.h": '#include "checker/link/link.h"\n',
    }, "cycle between folders: checker/link -> checker/report -> checker/link"),
    ("include that names no file", {
        "checker/link/link.h": '#include "link_result.h"\n',
    }, 'no such file from the root: "link_result.h"'),
    ("folder outside the table", {
        "models/helpers/text.h": "",
    }, "folder is not in the table"),
    ("commented include does not count", {
        "models/protocol/term.h": '// #include <z3.h>\n/*\n#include <z3.h>\n*/\n',
    }, None),
]


def self_test():
    failed = 0
    for name, tree, expected in SELF_TESTS:
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for file, text in tree.items():
                (root / file).parent.mkdir(parents=True, exist_ok=True)
                (root / file).write_text(text)
            errors, _ = check(root)
        good = not errors if expected is None else len(errors) == 1 and expected in errors[0]
        if not good:
            failed += 1
            print(f"self-test '{name}': expected {expected!r}, got {errors}", file=sys.stderr)
    print(f"layering self-test: {len(SELF_TESTS) - failed} passed, {failed} failed")
    return failed == 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path("."))
    parser.add_argument("--self-test", action="store_true")
    arguments = parser.parse_args()
    if arguments.self_test:
        return 0 if self_test() else 1
    errors, count = check(arguments.root)
    for error in errors:
        print(error, file=sys.stderr)
    if count == 0:
        print("layering: no file found", file=sys.stderr)
        return 1
    print(f"layering: {count} files, {len(errors)} errors")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
