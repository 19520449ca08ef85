#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""Makes the source tree of one variant of a case: a copy with patches, and one file that includes
all sources and the files of the main program. Files that would not change keep their time of change."""

import argparse
import filecmp
import hashlib
import pathlib
import shutil
import subprocess
import sys
import tempfile


def copy_changed(source, target):
    """Makes `target` equal to `source`, touching only what differs."""
    wanted = {path.relative_to(source) for path in source.rglob("*") if path.is_file()}
    for name in sorted(wanted):
        destination = target / name
        if destination.is_file() and filecmp.cmp(source / name, destination, shallow=False):
            continue
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, destination)
    for path in sorted(target.rglob("*")):
        if path.is_file() and path.relative_to(target) not in wanted:
            path.unlink()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", type=pathlib.Path, required=True)
    parser.add_argument("--tree", type=pathlib.Path, required=True)
    parser.add_argument("--copy", action="append", required=True)
    parser.add_argument("--main", action="append", required=True)
    parser.add_argument("--patch", action="append", default=[], type=pathlib.Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        fresh = pathlib.Path(folder) / "tree"
        for name in arguments.copy:
            shutil.copytree(arguments.root / name, fresh / name)
        for patch in arguments.patch:
            done = subprocess.run(["patch", "--batch", "--silent", "--fuzz=0", "-p1", "-d", fresh,
                                   "--no-backup-if-mismatch", "-i", patch.resolve()])
            if done.returncode != 0:
                print(f"{patch}: patch does not apply", file=sys.stderr)
                return 2
        sources = sorted(path.relative_to(fresh) for path in (fresh / "reference").rglob("*.cc")
                         if not path.name.endswith("_main.cc"))
        # The digest changes whenever a header does: the build system compares this file alone.
        digest = hashlib.sha256()
        for path in sorted(fresh.rglob("*")):
            if path.is_file():
                digest.update(f"{path.relative_to(fresh)}\n".encode() + path.read_bytes())
        lines = [f"// {digest.hexdigest()}\n"]
        lines += [f'#include "{source}"\n' for source in [*sources, *arguments.main]]
        (fresh / "program.cc").write_text("".join(lines))
        copy_changed(fresh, arguments.tree)
    return 0


if __name__ == "__main__":
    sys.exit(main())
