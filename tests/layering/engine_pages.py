#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""Holds the pages about the engine against its source.

Tables between `<!-- table NAME -->` and `<!-- end -->` are compared in both directions:
  folders   with the folders of reference/, in the order of layering.py
  entries   with the functions that carry IL_PROTOCOL, and the verdicts of interlock.baseline.json
  roles     with the spawn sites that carry IL_ROLE: where they stand, what their callable runs
  channels  with the fields of channel types, and their capacities
  shared    with the fields that carry an annotation of a protection or are atomic
Besides, every path, link, and name of the source in the pages must exist. `--self-test` breaks each
of these in a small tree and checks that each is caught.
"""

import argparse
import collections
import json
import pathlib
import re
import sys
import tempfile

import layering

PAGES = ["docs/engine.md", "docs/hash_join_v2.md", "docs/spill.md", "docs/bugs/57450.md"]
BASELINE = "interlock.baseline.json"
CLASS = re.compile(r"^(?:class|struct|enum class)\s+(?:\[\[\w+\]\]\s+|IL_\w+\([^)]*\)\s+)*(\w+)[^;\n]*\{"
                   r"(.*?)^\};", re.DOTALL | re.MULTILINE)
CLAIMS = r"IL_(?:PT_)?(?:GUARDED_BY|FROZEN_AFTER|OWNED_BY_INSTANCE|OWNED_BY_ROLE|PUBLISHED_BY)\([^()]*\)"
CLAIMED_FIELD = re.compile(rf"(\w+)\s+({CLAIMS}(?:\s+{CLAIMS})*)")
SAFE_FIELD = re.compile(r"\b(Atomic|Latch|WaitGroup|FirstError)(?:<[^;{}]*>)?\s+(\w+)(?:\s*\{[^}]*\})?$")
CHANNEL_FIELD = re.compile(r"\b(?:Selectable)?Channel<.*>\s+(\w+)(?:\s*\{(.*)\})?$")
DEFINITION = re.compile(r"^\S[^\n]*?\b(\w+::~?\w+)\(", re.MULTILINE)
SPAWN = re.compile(r"\b(?:Thread(?:\s+\w+)?|emplace_back)\(\s*\[")
PROTECTION = re.compile(r"^(?:IL_.*|Atomic|Latch|WaitGroup|FirstError)$")
QUALIFIED = re.compile(r"^(\w+)::(~?\w+)$")
PATH = re.compile(r"^(?:reference|annotations|tests|examples|docs)/[\w./-]*$")


def without_comments(text):
    """Comments blanked, so that what they mention does not count."""
    return re.sub(r"//[^\n]*", "", text)


def bracketed(text, start):
    """What stands between the bracket at text[start] and the one that closes it."""
    closing = {"(": ")", "{": "}", "[": "]"}[text[start]]
    depth = 0
    for i in range(start, len(text)):
        depth += (text[i] == text[start]) - (text[i] == closing)
        if depth == 0:
            return text[start + 1:i]
    return text[start + 1:]


def capacity(expression):
    """The capacity of a channel as the pages write it: N is the number of workers."""
    before, text = None, " ".join(expression.split())
    while before != text:
        before = text
        text = re.sub(r"\b(?:static_cast<std::size_t>|CapacityForWorkers)\(([^()]*)\)", r"\1", text)
        text = re.sub(r"\b(?:\w+\.)*(?:\w+_)?worker_count\b", "N", text)
    return text


class Source:
    """What the pages speak about, read from the source."""

    def __init__(self, root):
        self.files = {}  # path from the root -> text without comments
        for path in sorted((root / "reference").rglob("*")):
            if path.suffix in (".h", ".cc"):
                self.files[path.relative_to(root).as_posix()] = without_comments(path.read_text())
        self.folders = sorted(p.name for p in (root / "reference").iterdir() if p.is_dir())
        self.classes = {}  # name -> its members
        self.channels, self.shared, self.entries = {}, {}, set()
        self.roles, self.errors = [], []
        annotations = [p.read_text() for p in sorted((root / "annotations").glob("*"))]
        self.words = set(re.findall(r"\w+", " ".join([*self.files.values(), *annotations])))
        for path, text in self.files.items():
            for match in CLASS.finditer(text):
                self.add_class(path, match.group(1), match.group(2))
            for name, protocol in re.findall(
                    r'\b(\w+)\([^()]*\)\s*IL_PROTOCOL\("([^"]+)"\)', text):
                self.entries.add((protocol, name))
            self.add_roles(path, text)

    def add_class(self, path, name, body):
        self.classes[name] = self.classes.get(name, "") + body
        for statement in re.sub(r"\s+", " ", body).split(";"):
            claimed = CLAIMED_FIELD.search(statement)
            safe = SAFE_FIELD.search(statement)
            channel = CHANNEL_FIELD.search(statement)
            if claimed:
                self.shared[f"{name}::{claimed.group(1)}"] = claimed.group(2)
            elif safe:
                self.shared[f"{name}::{safe.group(2)}"] = safe.group(1)
            elif channel:
                given = channel.group(2) or self.initializer(path, channel.group(1))
                self.channels[f"{name}::{channel.group(1)}"] = capacity(given)

    def initializer(self, path, field):
        """The argument in the constructor, in the header or in the file beside it."""
        for place in (path, path.removesuffix(".h") + ".cc"):
            text = self.files.get(place, "")
            match = re.search(rf"[,:]\s*{field}\(", text)
            if match:
                return bracketed(text, match.end() - 1)
        return "?"

    def add_roles(self, path, text):
        if len(SPAWN.findall(text)) != text.count("IL_ROLE("):
            self.errors.append(f"{path}:1: error: spawn sites and IL_ROLE do not match one to one")
        for spawn in SPAWN.finditer(text):
            line = text.count("\n", 0, spawn.start()) + 1
            body_start = text.index("{", spawn.end())
            role = re.search(r'IL_ROLE\("([^"]+)"\)', text[spawn.end():body_start])
            if not role:
                self.errors.append(f"{path}:{line}: error: spawn site without IL_ROLE")
                continue
            starters = [m.group(1) for m in DEFINITION.finditer(text, 0, spawn.start())]
            calls = set(re.findall(r"\b([A-Z]\w*)\(", bracketed(text, body_start)))
            self.roles.append((role.group(1), starters[-1] if starters else "?", calls))

    def defines(self, path, function):
        return any(m.group(1) == function for m in DEFINITION.finditer(self.files.get(path, "")))


class Pages:
    """The tables and the words of the pages."""

    def __init__(self, root):
        self.texts = {page: (root / page).read_text() for page in PAGES if (root / page).exists()}
        self.errors = [f"{page}:1: error: no such page" for page in PAGES if page not in self.texts]
        self.tables = collections.defaultdict(list)  # name -> [(place, cells)]
        for page, text in self.texts.items():
            name = None
            for number, line in enumerate(text.splitlines(), 1):
                mark = re.match(r"<!-- (?:table (\w+)|end) -->$", line)
                if mark:
                    name, seen = mark.group(1), 0
                elif name and line.startswith("|"):
                    seen += 1
                    if seen > 2:
                        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
                        self.tables[name].append((f"{page}:{number}: error: ", cells))


def code(cell):
    """What stands in backticks."""
    return re.findall(r"`([^`]+)`", cell)


def both_ways(what, table, source, errors):
    """Compares {item: place} of a table with the items of the source."""
    for item in sorted(set(table) - set(source), key=str):
        errors.append(f"{table[item]}the source has no {what} {item}")
    for item in sorted(set(source) - set(table), key=str):
        errors.append(f"{PAGES[0]}:1: error: no table has the {what} {item}")


def check_folders(pages, source, errors):
    rows = [(place, code(cells[0])[0], cells[1]) for place, cells in pages.tables["folders"]]
    both_ways("folder", {name: place for place, name, _ in rows}, source.folders, errors)
    order = [name for _, name, _ in rows]
    if order != [name for name in layering.REFERENCE if name in order]:
        errors.append(f"{PAGES[0]}:1: error: folders are not in the order of layering.py")
    for place, name, holds in rows:
        text = " ".join(t for p, t in source.files.items() if p.startswith(f"reference/{name}/"))
        for word in code(holds):
            if not re.search(rf"\b(?:class|struct|define)\b[^;{{(]*\b{word}\b|\b{word}\(", text):
                errors.append(f"{place}reference/{name} has no {word}")


def check_entries(pages, source, root, errors):
    rows = {(cells[0], code(cells[1])[0]): place for place, cells in pages.tables["entries"]}
    both_ways("entry", rows, source.entries, errors)
    proofs = json.loads((root / BASELINE).read_text())["proofs"]
    verdicts = {proof["protocol"]: proof["verdict"] for proof in proofs
                if proof["property"] == "data race freedom"}
    for place, cells in pages.tables["entries"]:
        if cells[3] != verdicts.get(cells[0]):
            errors.append(f"{place}{BASELINE} says {verdicts.get(cells[0])} of {cells[0]}")


def check_roles(pages, source, errors):
    table = {}
    for place, cells in pages.tables["roles"]:
        role, runs, path = cells[1], code(cells[3]), code(cells[4])[0]
        for function in runs:
            if not source.defines(path, function):
                errors.append(f"{place}{path} does not define {function}")
        if role == "main":
            continue
        starter = code(cells[5])[0]
        table[(role, starter)] = place
        for _, _, calls in [r for r in source.roles if r[:2] == (role, starter)]:
            names = {function.split("::")[1] for function in runs if function != starter}
            missing = names - calls
            hidden = {c for c in calls if c.startswith("Run") and c != "RunGuarded"} - names
            if missing or hidden:
                errors.append(f"{place}the {role} calls {sorted(hidden)}, not {sorted(missing)}")
    both_ways("role", table, [r[:2] for r in source.roles], errors)


def check_channels(pages, source, errors):
    rows = {code(cells[0])[0]: (place, cells[1]) for place, cells in pages.tables["channels"]}
    both_ways("channel", {name: place for name, (place, _) in rows.items()}, source.channels, errors)
    for name, (place, stated) in rows.items():
        if stated != source.channels.get(name, stated):
            errors.append(f"{place}the capacity of {name} is {source.channels[name]}")


def check_shared(pages, source, errors):
    stated = {}
    for place, cells in pages.tables["shared"]:
        for name in code(cells[0]):
            said = [word for word in code(cells[-1]) if PROTECTION.match(word)]
            stated[name] = (place, " ".join(said))
    # Rows without a protection in code are about what has none in the source.
    table = {name: place for name, (place, text) in stated.items()
             if text and QUALIFIED.match(name)}
    both_ways("shared variable", table, source.shared, errors)
    for name, place in table.items():
        if source.shared.get(name, stated[name][1]) != stated[name][1]:
            errors.append(f"{place}{name} is declared {source.shared[name]}")


def check_names(pages, source, root, errors):
    for page, text in pages.texts.items():
        text = re.sub(r"```.*?```", lambda m: "\n" * m.group(0).count("\n"), text, flags=re.DOTALL)
        for number, line in enumerate(text.splitlines(), 1):
            place = f"{page}:{number}: error: "
            for link in re.findall(r"\]\(([^)#:]+)\)", line):
                if not ((root / page).parent / link).exists():
                    errors.append(f"{place}no such file: {link}")
            for word in code(line):
                qualified = QUALIFIED.match(word)
                if PATH.match(word):
                    good = (root / word).exists()
                elif qualified:
                    members = source.classes.get(qualified.group(1), "")
                    good = qualified.group(1) == "std" or re.search(
                        rf"\b{qualified.group(2)}\b", members) is not None
                else:
                    good = not re.fullmatch(r"\w+", word) or word in source.words
                    good = good or word in source.folders
                if not good:
                    errors.append(f"{place}the source has no {word}")
    for place, cells in pages.tables["lines"]:
        path, line = code(cells[2])[0], code(cells[3])[0]
        if line not in " ".join(source.files.get(path, "").split()):
            errors.append(f"{place}{path} has no line {line}")


def check(root):
    """All that the pages say and the source does not, and the reverse, as texts."""
    pages, source = Pages(root), Source(root)
    errors = pages.errors + source.errors
    for name in ("folders", "entries", "roles", "channels", "shared", "lines"):
        if not pages.tables[name]:
            errors.append(f"{PAGES[0]}:1: error: no table {name}")
    if errors:
        return errors, pages
    check_folders(pages, source, errors)
    check_entries(pages, source, root, errors)
    check_roles(pages, source, errors)
    check_channels(pages, source, errors)
    check_shared(pages, source, errors)
    check_names(pages, source, root, errors)
    return errors, pages


TREE = {
    "reference/rows/chunk.h": "class Chunk {\n};\n",
    "reference/join/join.h": """class Join {
 public:
  void Run();
 private:
  void RunWorker();
  void RunOther();
  Channel<std::unique_ptr<Chunk>> chunks_;
  SelectableChannel<Chunk> stops_{0};
  Atomic<bool> finished_;
  std::map<int, int> counts_ IL_GUARDED_BY(mutex_) = 0;
  int plain_ = 0;
};
""",
    "reference/join/join.cc": """Join::Join(const Plan& plan)
    : chunks_(static_cast<std::size_t>(plan.worker_count) + 1) {}
void Join::Run() {
  threads.emplace_back([this]()
                           IL_ROLE("worker") { RunWorker(); });
}
void Join::RunWorker() { int line = 1; }
""",
    "reference/join/statements.h": 'int RunJoin(int input) IL_PROTOCOL("join");\n',
    "annotations/atomic.h": "class Atomic {};\n",
    BASELINE: ('{"proofs": [{"protocol": "join", "property": "data race freedom", "verdict": "proved"},'
               ' {"protocol": "join", "property": "layout", "verdict": "refuted"}]}'),
    "docs/engine.md": """[next](spill.md), in `reference/join/join.h`: `Join::plain_` and `Chunk`
<!-- table folders -->
| folder | holds |
|---|---|
| `rows` | `Chunk` |
| `join` | `Join` |
<!-- end -->
<!-- table entries -->
| protocol | entry | statement | proof |
|---|---|---|---|
| join | `RunJoin` | all | proved |
<!-- end -->
<!-- table roles -->
| system | role | threads | runs | file | started in |
|---|---|---|---|---|---|
| join | main | 1 | `Join::Run` | `reference/join/join.cc` | - |
| | worker | N | `Join::RunWorker` | `reference/join/join.cc` | `Join::Run` |
<!-- end -->
<!-- table channels -->
| channel | capacity | from -> to |
|---|---|---|
| `Join::chunks_` | N + 1 | main -> worker |
| `Join::stops_` | 0 | worker -> main |
<!-- end -->
<!-- table shared -->
| variable | written by | protection |
|---|---|---|
| `Join::finished_` | main | `Atomic` |
| `Join::counts_` | all | `IL_GUARDED_BY(mutex_)` |
| `Join::plain_` | main | thread start |
<!-- end -->
<!-- table lines -->
| part | in | file | line |
|---|---|---|---|
| 1 | `Join::RunWorker` | `reference/join/join.cc` | `int line = 1;` |
<!-- end -->
""",
    "docs/hash_join_v2.md": "\n", "docs/spill.md": "\n", "docs/bugs/57450.md": "\n",
}
SELF_TESTS = [
    # (file, what stands there, what stands there instead, expected part of the only error)
    ("docs/engine.md", "| `rows` | `Chunk` |\n", "", "no table has the folder rows"),
    ("docs/engine.md", "| `rows` | `Chunk` |", "| `rows` | `Value` |", "reference/rows has no Value"),
    ("docs/engine.md", "| all | proved |", "| all | unknown |", "says proved of join"),
    ("reference/join/statements.h", '"join"', '"joins"', "no table has the entry ('joins', 'RunJoin')"),
    ("docs/engine.md", "| | worker |", "| | helper |", "no table has the role ('worker', 'Join::Run')"),
    ("docs/engine.md", "`Join::RunWorker` | `reference/join/join.cc` | `Join::Run`",
     "`Join::RunWorker` | `reference/join/join.cc` | `Join::RunOther`",
     "the source has no role ('worker', 'Join::RunOther')"),
    ("reference/join/join.cc", "{ RunWorker(); }", "{ RunOther(); }",
     "the worker calls ['RunOther'], not ['RunWorker']"),
    ("docs/engine.md", "`Join::Run` | `reference/join/join.cc` | -",
     "`Join::Run` | `reference/join/join.h` | -", "join.h does not define Join::Run"),
    ("reference/join/join.cc", 'IL_ROLE("worker") ', "", "spawn site without IL_ROLE"),
    ("reference/join/join.cc", "threads.emplace_back([this]()", "Start([this]()",
     "spawn sites and IL_ROLE do not match"),
    ("reference/join/join.cc", ") + 1)", ") + 2)", "the capacity of Join::chunks_ is N + 2"),
    ("docs/engine.md", "| `Join::stops_` | 0 | worker -> main |\n", "",
     "no table has the channel Join::stops_"),
    ("reference/join/join.h", "counts_ IL_GUARDED_BY(mutex_)", "counts_ IL_GUARDED_BY(other_)",
     "Join::counts_ is declared IL_GUARDED_BY(other_)"),
    ("reference/join/join.h", "int plain_ = 0;", "int plain_ IL_OWNED_BY_ROLE(\"worker\") = 0;",
     "no table has the shared variable Join::plain_"),
    ("docs/engine.md", "in `reference/join/join.h`", "in `reference/join/gone.h`",
     "the source has no reference/join/gone.h"),
    ("docs/engine.md", "[next](spill.md)", "[next](spilled.md)", "no such file: spilled.md"),
    ("docs/engine.md", "`Join::plain_` and `Chunk`", "`Join::gone_` and `Chunk`",
     "the source has no Join::gone_"),
    ("docs/engine.md", "`Join::plain_` and `Chunk`", "`Join::plain_` and `Gone`",
     "the source has no Gone"),
    ("docs/engine.md", "`int line = 1;`", "`int line = 2;`", "has no line int line = 2;"),
]


def self_test():
    failed = 0
    for file, old, new, expected in [("docs/spill.md", "\n", "\n", None), *SELF_TESTS]:
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for path, text in TREE.items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text)
            assert old in TREE[file], old
            (root / file).write_text(TREE[file].replace(old, new, 1))
            errors, _ = check(root)
        good = not errors if expected is None else any(expected in error for error in errors)
        if not good:
            failed += 1
            print(f"self-test '{old}' -> '{new}': expected {expected!r}, got {errors}",
                  file=sys.stderr)
    print(f"engine pages self-test: {len(SELF_TESTS) + 1 - failed} passed, {failed} failed")
    return failed == 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path("."))
    parser.add_argument("--self-test", action="store_true")
    arguments = parser.parse_args()
    if arguments.self_test:
        return 0 if self_test() else 1
    errors, pages = check(arguments.root)
    for error in errors:
        print(error, file=sys.stderr)
    rows = sum(len(table) for table in pages.tables.values())
    print(f"engine pages: {rows} rows of tables, {len(errors)} errors")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
