#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""How the cost of a proof grows with the size of the protocol.

  scaling.py --program build/bin/prover_scaling [--docs docs] [--repeat 3]

Proves generated protocols in processes of their own, fits cost = a * size^b to the CPU time (straight
line through the logarithms), and writes the table into DOCS/performance.md, section "How the prover
grows", and the plot to DOCS/prover_growth.svg. Without --docs it prints the table.
"""

import argparse
import json
import math
import pathlib
import re
import statistics
import subprocess
import sys

ROLES, OBJECTS, ACCESSES = 12, 420, 6  # about the size of session-map
SWEEPS = {
    # name: (what grows, member of a row, [(roles, objects, accesses for each object)])
    "size": ("accesses, and with them objects", "accesses",
             [(ROLES, objects, ACCESSES) for objects in (53, 105, 210, 420, 840, 1680, 3390)]),
    "roles": ("roles", "roles", [(roles, OBJECTS, ACCESSES) for roles in (2, 4, 8, 16, 32, 64)]),
    "contention": ("accesses of one object", "accesses_per_object",
                   [(ROLES, OBJECTS * ACCESSES // n, n) for n in (6, 12, 24, 48)]),
}
BEGIN = "<!-- written by tests/bench/scaling/scaling.py -->"
END = "<!-- end -->"
WIDTH, HEIGHT, MARGIN = 300, 240, 46


def measure(program, point, repeat):
    """One row: the run with the median CPU time."""
    rows = []
    for _ in range(repeat):
        done = subprocess.run([program, *map(str, point)], capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"{program} {point}: exit code {done.returncode}\n{done.stderr}")
        rows.append(json.loads(done.stdout))
    row = sorted(rows, key=lambda entry: entry["cpu_seconds"])[len(rows) // 2]
    if row["verdict"] != "proved, any N":
        raise SystemExit(f"{point}: {row['verdict']}")
    return {**row, "accesses_per_object": point[2],
            "range": [min(r["cpu_seconds"] for r in rows), max(r["cpu_seconds"] for r in rows)]}


def fit(rows, size, cost):
    """Exponent and factor of cost = factor * size^exponent."""
    x = [math.log(row[size]) for row in rows]
    y = [math.log(max(row[cost], 1e-3)) for row in rows]
    exponent, intercept = statistics.linear_regression(x, y)
    return exponent, math.exp(intercept)


def table(sweeps):
    lines = []
    for name, rows in sweeps.items():
        what, size, _ = SWEEPS[name]
        exponent, _ = fit(rows, size, "cpu_seconds")
        last, _ = fit(rows[-3:], size, "cpu_seconds")
        memory, _ = fit(rows[-3:], size, "memory_mib")
        lines += [f"Growing {what}: the exponent of the CPU time is {exponent:.2f} (last three points:",
                  f"{last:.2f}), that of the memory in the last three points {memory:.2f}.", "",
                  "| roles | accesses | conflicting pairs | queries | CPU s (range) | memory MiB |",
                  "|---|---|---|---|---|---|"]
        for row in rows:
            low, high = row["range"]
            lines.append(f"| {row['roles']} | {row['accesses']} | {row['pairs']} | "
                         f"{row['queries']} | {row['cpu_seconds']:.2f} ({low:.2f} to {high:.2f}) | "
                         f"{row['memory_mib']:.0f} |")
        lines.append("")
    return "\n".join(lines)


def ticks(low, high):
    """Powers of ten, and 2 and 5 times them if there are few."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    tens = [10.0 ** k for k in range(first, last + 1)]
    steps = (1,) if last - first > 2 else (1, 2, 5)
    return [ten * step for ten in tens for step in steps if low <= ten * step <= high]


def panel(left, title, rows, size, cost, unit):
    """One plot with logarithmic axes, the points and the fitted line."""
    xs, ys = [row[size] for row in rows], [max(row[cost], 1e-3) for row in rows]
    x_low, x_high = min(xs) / 1.3, max(xs) * 1.3
    y_low, y_high = min(ys) / 1.6, max(ys) * 1.6

    def place(x, y):
        across = math.log(x / x_low) / math.log(x_high / x_low)
        up = math.log(y / y_low) / math.log(y_high / y_low)
        return (left + MARGIN + across * (WIDTH - MARGIN - 12),
                HEIGHT - MARGIN - up * (HEIGHT - MARGIN - 34))

    exponent, factor = fit(rows, size, cost)
    bottom, top = place(x_low, y_low)[1], place(x_low, y_high)[1]
    start, end = place(x_low, y_low)[0], place(x_high, y_low)[0]
    parts = [f'<text x="{left + MARGIN}" y="18" font-weight="bold">{title}</text>',
             f'<rect x="{start:.1f}" y="{top:.1f}" width="{end - start:.1f}" '
             f'height="{bottom - top:.1f}" fill="none" stroke="currentColor"/>',
             f'<text x="{(start + end) / 2:.1f}" y="{HEIGHT - 8}" text-anchor="middle">'
             f'{size.replace("_", " ")}</text>']
    for tick in ticks(x_low, x_high):
        x, y = place(tick, y_low)
        parts.append(f'<path d="M{x:.1f} {y:.1f}v4" stroke="currentColor"/>'
                     f'<text x="{x:.1f}" y="{y + 16:.1f}" text-anchor="middle">{tick:g}</text>')
    for tick in ticks(y_low, y_high):
        x, y = place(x_low, tick)
        parts.append(f'<path d="M{x:.1f} {y:.1f}h-4" stroke="currentColor"/>'
                     f'<text x="{x - 6:.1f}" y="{y + 4:.1f}" text-anchor="end">{tick:g}</text>')
    line = [place(x, min(max(factor * x ** exponent, y_low), y_high)) for x in (min(xs), max(xs))]
    parts.append(f'<path d="M{line[0][0]:.1f} {line[0][1]:.1f}L{line[1][0]:.1f} {line[1][1]:.1f}" '
                 'stroke="#c05020" stroke-dasharray="5 3"/>')
    for x, y in zip(xs, ys):
        across, up = place(x, y)
        parts.append(f'<circle cx="{across:.1f}" cy="{up:.1f}" r="3.5" fill="#2060a0">'
                     f'<title>{x} {size.replace("_", " ")}: {y:.2f} {unit}</title></circle>')
    parts.append(f'<text x="{start + 8:.1f}" y="{top + 16:.1f}" fill="#c05020">exponent '
                 f'{exponent:.2f}</text>')
    return "\n".join(parts)


def plot(sweeps):
    panels = [("CPU seconds", "size", "cpu_seconds", "s"), ("memory, MiB", "size", "memory_mib",
                                                           "MiB"),
              ("CPU seconds", "roles", "cpu_seconds", "s"),
              ("CPU seconds", "contention", "cpu_seconds", "s")]
    words = "; ".join(
        f"{name}: " + ", ".join(f"{row[SWEEPS[name][1]]} in {row['cpu_seconds']:.2f} s"
                                for row in rows) for name, rows in sweeps.items())
    body = "\n".join(panel(i * WIDTH, title, sweeps[name], SWEEPS[name][1], cost, unit)
                     for i, (title, name, cost, unit) in enumerate(panels))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {len(panels) * WIDTH} {HEIGHT}" '
            'font-family="sans-serif" font-size="11" fill="#202020" color="#606060" role="img">\n'
            f'<title>Cost of a proof against the size of the protocol</title>\n<desc>{words}</desc>\n'
            f'<rect width="100%" height="100%" fill="#ffffff"/>\n{body}\n</svg>\n')


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, required=True)
    parser.add_argument("--docs", type=pathlib.Path)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    sweeps = {}
    for name, (_, _, points) in SWEEPS.items():
        sweeps[name] = []
        for point in points:
            sweeps[name].append(measure(options.program, point, options.repeat))
            print(name, json.dumps(sweeps[name][-1]), file=sys.stderr)
    text = table(sweeps)
    if options.docs is None:
        print(text)
        return 0
    page = options.docs / "performance.md"
    written, count = re.subn(re.escape(BEGIN) + ".*?" + re.escape(END),
                             lambda _: f"{BEGIN}\n\n{text}\n{END}", page.read_text(), flags=re.S)
    if count != 1:
        raise SystemExit(f"{page}: no place for the table")
    page.write_text(written)
    (options.docs / "prover_growth.svg").write_text(plot(sweeps))
    return 0


if __name__ == "__main__":
    sys.exit(main())
