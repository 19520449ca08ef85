#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""Runs join_bench and prints a table: the engine's joins beside DuckDB's, as CPU time ratios.

The peer is optional. Its library comes from the npm package @duckdb/node-bindings-linux-x64:

  compare.py --bench build/bin/join_bench --scratch FOLDER      installs it there with npm
  compare.py --bench build/bin/join_bench --peer FILE           FILE is libduckdb.so

Without either the engine is measured alone, and the table says so. What follows `--` goes to
join_bench. Exit: 0; 1 if results differ; 2 if something could not run.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys

PACKAGE = "@duckdb/node-bindings-linux-x64"
VERSION = "1.5.6-r.1"


def install(scratch):
    """Installs the package below `scratch` unless it is there; the path of its library."""
    library = scratch / "node_modules" / PACKAGE / "libduckdb.so"
    if not library.exists():
        scratch.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--prefix", str(scratch), "--no-fund", "--no-audit",
                        "--no-save", f"{PACKAGE}@{VERSION}"], check=True, stdout=sys.stderr)
    return library


def megabytes(size_bytes):
    return f"{size_bytes / 1e6:.0f}"


def join_line(row):
    ratio = "-"
    if "peer_over_ours" in row:
        ratio = (f"{row['peer_over_ours']:.2f} ({row['peer_over_ours_min']:.2f} to "
                 f"{row['peer_over_ours_max']:.2f})")
    return (f"{row['data']:34} {row['kind']:6} {row['engine']} N={row['workers']} "
            f"{row['hash']:6} {row['mrows_cpu_s']:8.2f} M/cpu-s {ratio:22} "
            f"{megabytes(row['peak_tracked_bytes']):>6} MB tracked")


def spill_line(row):
    limit = megabytes(row["limit_bytes"]) + " MB" if row["limit_bytes"] else "none"
    return (f"{row['data']:34} {row['kind']:6} v2 N={row['workers']} {row['hash']:6} "
            f"limit {limit:8} peak {megabytes(row['peak_tracked_bytes']):>5} MB, "
            f"CPU x {row['cpu_slowdown']:.2f}, written {megabytes(row['bytes_written']):>5} MB of "
            f"{megabytes(row['table_bytes'])} MB in tables, {row['rounds']} rounds")


def main():
    words = sys.argv[1:]
    passed_on = []
    if "--" in words:
        passed_on = words[words.index("--") + 1:]
        words = words[:words.index("--")]
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=pathlib.Path, required=True)
    parser.add_argument("--peer", type=pathlib.Path)
    parser.add_argument("--scratch", type=pathlib.Path)
    arguments = parser.parse_args(words)

    peer = arguments.peer
    try:
        if peer is None and arguments.scratch is not None:
            peer = install(arguments.scratch)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"compare: {PACKAGE} was not installed: {error}", file=sys.stderr)
        return 2
    command = [str(arguments.bench), *passed_on]
    if peer is not None:
        command += ["--peer", str(peer)]
    print("join        {} processors, load {:.1f}; ratio: CPU of DuckDB / CPU of ours, median "
          "(lowest to highest pair)".format(os.cpu_count(), os.getloadavg()[0]), flush=True)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as bench:
        for line in bench.stdout:
            row = json.loads(line)
            if "peer" in row:
                print("join        peer: " + (row["peer"] or "none, the engine is measured alone"))
            else:
                print("join        " + (spill_line if "limit_bytes" in row else join_line)(row),
                      flush=True)
    return bench.returncode if bench.returncode in (0, 1) else 2


if __name__ == "__main__":
    sys.exit(main())
