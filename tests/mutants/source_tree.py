# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""A copy of the engine, with patches, that can be checked like the original."""

import json
import pathlib
import re
import shlex
import shutil
import subprocess

FOLDERS = ("annotations", "reference")
BASELINE = "interlock.baseline.json"


def mark(root, tree):
    """Makes the folder a project of its own, wherever it lies: its paths are its programs' paths.

    Of the baseline of `root` it keeps what is known unknown. It may lose a proof: mutants do.
    """
    (tree / "interlock.toml").touch()
    if (root / BASELINE).exists():
        baseline = json.loads((root / BASELINE).read_text())
        baseline["proofs"] = [row for row in baseline["proofs"] if row["verdict"] == "unknown"]
        (tree / BASELINE).write_text(json.dumps(baseline, indent=1))


def copy(root, tree, patches=()):
    """Copies the engine of `root` to the folder `tree` and applies the patches, without fuzz."""
    for folder in FOLDERS:
        shutil.copytree(root / folder, tree / folder)
    mark(root, tree)
    for patch in patches:
        subprocess.run(["patch", "-s", "-p1", "-F0", "-d", tree, "-i", patch], check=True)


def sources_and_flags(root, build):
    """The front end's flags of each source below reference/ of `root`, by relative path."""
    found = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        path = pathlib.Path(entry["directory"], entry["file"]).resolve()
        if root / "reference" not in path.parents or path.relative_to(root) in found:
            continue
        words = entry.get("arguments") or shlex.split(entry["command"])
        found[path.relative_to(root)] = [
            word for word in words[1:] if re.match(r"-(I|D|U|std=|isystem|f|m|pthread)", word)]
    return found


def write_database(sources, root, tree, folder):
    """Writes the compile database of `tree`, a copy of `root`, to `folder`; returns its rows."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for path, flags in sorted(sources.items()):
        moved = [flag.replace(str(root), str(tree)) for flag in flags]
        rows.append({"directory": str(tree), "file": str(tree / path),
                     "arguments": ["clang++-19", *moved, "-c", str(tree / path)]})
    (folder / "compile_commands.json").write_text(json.dumps(rows, indent=1))
    return rows


def check(interlock, tree, database, out, program=None, timeout=None):
    """Exit code, text and result.json of `interlock check reference` in `tree`."""
    command = [interlock, "check", "reference", "-q", "--no-cache", "-p", database, "-o", out]
    if (tree / BASELINE).exists():
        command += ["--baseline", BASELINE]
    if program is not None:
        command += ["--replay-with", program]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tree, timeout=timeout)
    text = done.stdout + done.stderr
    try:
        return done.returncode, text, json.loads((out / "result.json").read_text())
    except (OSError, ValueError) as error:
        raise SystemExit(f"no result.json ({error}), exit code {done.returncode}\n{text[-2000:]}")
