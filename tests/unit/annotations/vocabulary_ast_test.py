#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""What the compilers make of the annotation macros.

1. vocabulary_positions.cc compiles without a warning under every compiler named on the command line
   (the first must be a Clang, a missing one is an error: the caller names those that it found).
2. Clang keeps exactly the annotations that the file's `ast:` lines give, and each claim of
   vocabulary.def stands there at least once.
3. Each C++ block of docs/annotations.md compiles.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile


def flags(compiler, root):
    words = ["-std=c++20", "-Wall", "-Wextra", "-Werror", "-pedantic", "-fsyntax-only", "-I", str(root)]
    if "clang" in pathlib.Path(compiler).name:
        words += ["-Wthread-safety", "-Wno-unused-private-field"]
    return words


def expected_annotations(source):
    return [line.split("ast: ", 1)[1].strip()
            for line in source.read_text().splitlines() if "// ast: " in line]


def strings_below(node):
    found = []
    for child in node.get("inner", []):
        if child.get("kind") == "StringLiteral":
            found.append(json.loads(child["value"]))
        else:
            found += strings_below(child)
    return found


def annotation_text(node, source_lines):
    """The JSON dump leaves out the attribute's own string; it is the first string of the macro."""
    expansion = node["range"]["begin"]
    expansion = expansion.get("expansionLoc", expansion)
    end = node["range"]["end"]
    end = end.get("expansionLoc", end)
    return expansion["offset"], end["offset"] + end["tokLen"]


def collect(node, found, owner=None):
    kind = node.get("kind", "")
    if kind == "AnnotateAttr":
        found.append((owner, node))
        return
    if kind.endswith("Decl") and node.get("name"):
        owner = node
    for child in node.get("inner", []):
        collect(child, found, owner)


def macro_names(root):
    text = (root / "annotations/vocabulary.def").read_text()
    rows = re.findall(r'^IL_VOCABULARY_CLAIM\("(IL_\w+)", "(interlock:\w+)"', text, re.M)
    return dict(rows)


def kept_annotations(clang, root, source):
    command = [clang, *flags(clang, root), "-Xclang", "-ast-dump=json", str(source)]
    tree = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    text = source.read_bytes()
    names = macro_names(root)
    found = []
    for child in tree["inner"]:
        collect(child, found)
    kept = {}
    for owner, node in found:
        begin, end = annotation_text(node, text)
        macro = re.match(rb"IL_\w+", text[begin:]).group().decode()
        declaration = "operator()" if owner["name"] == "operator()" else owner["name"]
        line = " | ".join([f"{declaration}: {names[macro]}", *strings_below(node)])
        kept[(begin, line)] = True  # a template and its instances share the text
    return [line for _, line in sorted(kept)]


def check_documents(compiler, root):
    text = (root / "docs/annotations.md").read_text()
    blocks = re.findall(r"```cpp\n(.*?)```", text, re.S)
    if not blocks:
        raise SystemExit("docs/annotations.md has no C++ block")
    for number, block in enumerate(blocks):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / f"block_{number}.cc"
            path.write_text(block)
            subprocess.run([compiler, *flags(compiler, root), str(path)], check=True)
    return len(blocks)


def main():
    root = pathlib.Path(sys.argv[1])
    compilers = sys.argv[2:]
    source = root / "tests/unit/annotations/vocabulary_positions.cc"
    for compiler in compilers:
        subprocess.run([compiler, *flags(compiler, root), str(source)], check=True)
        blocks = check_documents(compiler, root)
        print(f"{compiler}: positions and {blocks} blocks of docs/annotations.md compile")
    expected = sorted(expected_annotations(source))
    kept = sorted(kept_annotations(compilers[0], root, source))
    for line in expected:
        if line not in kept:
            print(f"lost: {line}")
    for line in kept:
        if line not in expected:
            print(f"not expected: {line}")
    missing = [name for name in macro_names(root).values() if not any(f": {name}" in k for k in kept)]
    for name in missing:
        print(f"no position is tested for {name}")
    print(f"{len(kept)} annotations kept")
    return 0 if expected == kept and not missing else 1


if __name__ == "__main__":
    sys.exit(main())
