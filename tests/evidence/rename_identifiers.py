#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""Renames every identifier of reference/ and shows that no verdict depends on a name.

  rename_identifiers.py --out FOLDER [--build build] [--interlock build/bin/interlock]

Copies annotations/ and reference/ to FOLDER and gives each function, type, field, variable,
enumerator, parameter and namespace that reference/ declares an opaque name, made from a hash and as
long as the old one, so that every position stays. What stays: keywords, names of the library and of
annotations/, macros, the text of annotations, strings, comments, file names, main, and names that
the language asks for. libclang 19 tells which entity a token names; what it does not visit
(attributes, macro bodies, dependent names) goes by spelling.

Then every file must compile (clang++-19 -fsyntax-only), and with --interlock `interlock check` of
both trees must agree on each obligation: verdicts, pairs, findings and unknown entries by position.

Exit 0 if all that holds, 1 if not, 2 on wrong use, 77 without libclang 19.
"""
import argparse
import collections
import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

import clang_index

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ["annotations", "reference"]
SKIPPED = 77
TOKEN = re.compile(r"""
    (?P<skip>//[^\n]*|/\*.*?\*/|\#[ \t]*include[^\n]*|R"\w*\(.*?\)\w*"
      |"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
   |(?P<number>(?<![\w])\.?\d(?:[eEpP][+-]|'(?=\w)|[\w.])*)
   |(?P<name>[A-Za-z_]\w*)""", re.S | re.X)
# Claims keep their arguments as text; the capability attributes name fields.
CLAIM = re.compile(r"\bIL_(?!GUARDED_BY|PT_GUARDED_BY|REQUIRES|ACQUIRE|RELEASE|TRY_ACQUIRE|EXCLUDES"
                   r"|ASSERT_HELD|RETURN_CAPABILITY|CHECK)[A-Z_]+\s*\(")
# Called by the language itself: the range of a for loop, the entry of the program.
LANGUAGE_NAMES = {"main", "begin", "end"}
KEYWORDS = set("""alignas alignof and and_eq asm auto bitand bitor bool break case catch char
char8_t char16_t char32_t class compl concept const consteval constexpr constinit const_cast
continue co_await co_return co_yield decltype default delete do double dynamic_cast else enum
explicit export extern false float for friend goto if inline int long mutable namespace new noexcept
not not_eq nullptr operator or or_eq private protected public register reinterpret_cast requires
return short signed sizeof static static_assert static_cast struct switch template this thread_local
throw true try typedef typeid typename union unsigned using virtual void volatile wchar_t while xor
xor_eq final override import module define undef ifdef ifndef endif elif pragma include once
defined""".split())

Token = collections.namedtuple("Token", "start end text claim")


def claims_in(text):
    """Ranges of the arguments of claims, which stay as they are."""
    ranges = []
    for match in CLAIM.finditer(text):
        depth, i = 1, match.end()
        while depth and i < len(text):
            depth += {"(": 1, ")": -1}.get(text[i], 0)
            i += 1
        ranges.append((match.end(), i))
    return ranges


def tokens_in(text):
    """The identifiers of a source text, also the keywords."""
    claims = claims_in(text)
    return [Token(m.start(), m.end(), m.group(),
                  any(a <= m.start() < b for a, b in claims))
            for m in TOKEN.finditer(text) if m.lastgroup == "name"]


def sources_and_flags(build):
    """Path, directory and front-end flags of each source below reference/."""
    found = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        path = pathlib.Path(entry["directory"], entry["file"]).resolve()
        if ROOT / "reference" not in path.parents or path in found:
            continue
        words = entry.get("arguments") or shlex.split(entry["command"])
        flags = [word for word in words[1:]
                 if re.match(r"-(I|D|U|std=|isystem|f|m|pthread)", word)]
        found[path] = flags
    return found


def resource_folder():
    done = subprocess.run(["clang++-19", "-print-resource-dir"], capture_output=True, text=True,
                          check=True)
    return done.stdout.strip()


def entities(library, sources):
    """For each place of reference/ the names there: set of Name, over all sources."""
    parser = clang_index.Parser(library)
    resources = ["-resource-dir", resource_folder()]
    names = collections.defaultdict(set)
    for path, flags in sources.items():
        for place, found in parser.names_of(path, flags + resources, ROOT,
                                            ROOT / "reference").items():
            names[place] |= found
    return names


class Renaming:
    """Which tokens get a new name, and which one."""

    def __init__(self, texts, names):
        self.texts, self.names = texts, names
        inside = str(ROOT / "reference") + os.sep
        annotation_names = {token.text for path, text in texts.items()
                            if not str(path).startswith(inside) for token in tokens_in(text)}
        self.macros = {m.group(1) for text in texts.values()
                       for m in re.finditer(r"#[ \t]*define[ \t]+(\w+)", text)}
        own, foreign = set(), set(annotation_names)
        for found in names.values():
            for name in found:
                (own if name.home.startswith(inside) else foreign).add(name.spelling)
        self.inside = inside
        # `interlock` is reopened in reference/, but belongs to annotations/ as well.
        self.fixed = LANGUAGE_NAMES | KEYWORDS | self.macros | {"interlock"}
        self.own = {name for name in own - self.fixed if re.fullmatch(r"[A-Za-z_]\w*", name)}
        self.foreign = foreign
        self.counts = collections.Counter()
        self.new_names = self.choose()

    def choose(self):
        """One opaque name for each old one, as long as it, and no name that the tree has."""
        taken = set(self.fixed) | self.foreign
        taken |= {token.text for text in self.texts.values() for token in tokens_in(text)
                  if token.text not in self.own or len(token.text) > 2}
        new_names = {}
        for old in sorted(self.own, key=lambda name: (len(name), name)):
            for salt in range(100000):
                digest = hashlib.sha256(f"{salt}:{old}".encode()).digest() * (len(old) // 32 + 1)
                new = "".join(chr(ord("a") + byte % 26) for byte in digest[:len(old)])
                if salt > 1000:  # short names run out
                    new = "".join("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[b % 52]
                                  for b in digest[:len(old)])
                if new not in taken and new != old:
                    break
            else:
                raise SystemExit(f"no opaque name is left for {old}")
            taken.add(new)
            new_names[old] = new
        return new_names

    def renames(self, path, token):
        """True if the token names an entity of reference/."""
        if token.claim or token.text not in self.own:
            return False
        here = {name for name in self.names.get((str(path), token.start), ())
                if name.spelling == token.text}
        if here:
            self.counts["by entity"] += 1
            return any(name.home.startswith(self.inside) for name in here)
        self.counts["by spelling"] += 1
        return token.text not in self.foreign or self.names_field(path, token)

    def names_field(self, path, token):
        """True in the argument of a capability attribute, which names our own fields."""
        line = self.texts[path][:token.start].rsplit("\n", 1)[-1]
        return re.search(r"\bIL_[A-Z_]+\([^()]*$", line) is not None

    def apply(self, path):
        text, parts, last = self.texts[path], [], 0
        for token in tokens_in(text):
            if self.renames(path, token):
                parts += [text[last:token.start], self.new_names[token.text]]
                last = token.end
                self.counts["tokens"] += 1
            elif token.text in self.own:
                self.counts["left"] += 1
        return "".join(parts) + text[last:]


def write_tree(renaming, out):
    for path, text in renaming.texts.items():
        target = out / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(renaming.apply(path) if "reference" in path.relative_to(ROOT).parts
                          else text)


def moved(flags, out):
    return [flag.replace(str(ROOT), str(out)) for flag in flags]


def write_database(sources, out, root):
    """A compile database of the sources of reference/ in the tree at `root`."""
    out.mkdir(parents=True, exist_ok=True)
    rows = [{"directory": str(root), "file": str(root / path.relative_to(ROOT)),
             "arguments": ["clang++-19", *moved(flags, root), "-c",
                           str(root / path.relative_to(ROOT))]}
            for path, flags in sorted(sources.items())]
    (out / "compile_commands.json").write_text(json.dumps(rows, indent=1))
    return rows


def compile_all(rows):
    """Files that do not compile, with the first lines of the compiler."""
    failed = []
    for row in rows:
        done = subprocess.run([*row["arguments"], "-fsyntax-only"], capture_output=True, text=True,
                              cwd=row["directory"])
        if done.returncode != 0:
            failed.append((row["file"], "\n".join(done.stderr.splitlines()[:8])))
    return failed


def check(interlock, root, work, timeout):
    """result.json of `interlock check` over the reference/ of a tree."""
    command = [str(interlock), "check", "-q", "--no-cache", "-p", str(root / "compile"), "-o",
               str(work), str(root / "reference")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=root, timeout=timeout)
    try:
        return done.returncode, json.loads((work / "result.json").read_text())
    except (OSError, ValueError):
        raise SystemExit(f"no result.json, exit code {done.returncode}\n{done.stderr[-2000:]}")


def obligations(result, root):
    """What a run decided, one text each: by position and verdict, without the program's names."""
    def place(entry):
        return [str(entry[key]).replace(str(root) + os.sep, "")
                for key in sorted(entry) if "position" in key]

    lines = []
    for proof in result["proofs"]:
        lines.append(["protocol", proof["verdict"], proof["accesses"], proof["conflicting_pairs"],
                      proof["refuted_pairs"], proof["unknown_pairs"],
                      sorted(proof["pairs_by_reason"].items()), len(proof["roles"]),
                      len(proof["objects"]), proof["shared_fields_covered"],
                      proof["spawn_sites_reached"], proof["spawn_sites_total"]])
        for kind in ("pairs", "obligations"):
            for entry in proof[kind]:
                lines.append([kind, place(entry), entry.get("verdict"), entry.get("reason")])
    for kind in ("findings", "unknown", "not_covered"):
        for entry in result[kind]:
            lines.append([kind, entry.get("rule", entry.get("kind")), place(entry),
                          entry.get("pairs")])
    return collections.Counter(json.dumps(line) for line in lines)


def compare(options, sources, out):
    """True if both trees have the same verdicts."""
    plain = out / "plain"
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, plain / folder)
    write_database(sources, plain / "compile", plain)
    results = []
    for root in (plain, out / "renamed"):
        code, result = check(options.interlock.resolve(), root, root / "interlock-out",
                             options.timeout)
        results.append((code, obligations(result, root)))
    (code_a, a), (code_b, b) = results
    print(f"exit code: {code_a} before, {code_b} after")
    print(f"obligations: {sum(a.values())} before, {sum(b.values())} after, "
          f"{sum((a & b).values())} equal")
    for title, rest in (("only before", a - b), ("only after", b - a)):
        for line in sorted(rest)[:10]:
            print(f"{title}: {line}")
    return code_a == code_b and a == b


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True, type=pathlib.Path, help="a new folder")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    parser.add_argument("--interlock", type=pathlib.Path)
    parser.add_argument("--timeout", type=float, default=1800, help="seconds of one check")
    options = parser.parse_args()
    library = clang_index.load()
    if library is None:
        print("skipped: libclang 19 is not installed")
        return SKIPPED
    out = options.out.resolve()
    if out.exists() and any(out.iterdir()):
        print(f"{options.out} is not empty", file=sys.stderr)
        return 2
    sources = sources_and_flags(options.build.resolve())
    if not sources:
        print("the compile database names no source of reference/", file=sys.stderr)
        return 2
    texts = {path: path.read_text() for folder in FOLDERS
             for path in sorted((ROOT / folder).rglob("*"))
             if path.suffix in (".h", ".cc", ".def")}
    renaming = Renaming(texts, entities(library, sources))
    write_tree(renaming, out / "renamed")
    rows = write_database(sources, out / "renamed" / "compile", out / "renamed")
    (out / "names.json").write_text(json.dumps(renaming.new_names, indent=1, sort_keys=True))
    print(f"names: {len(renaming.new_names)}; tokens renamed: {renaming.counts['tokens']}, of a "
          f"foreign entity with one of these names: {renaming.counts['left']}")
    failed = compile_all(rows)
    for file, message in failed:
        print(f"does not compile: {pathlib.Path(file).name}\n{message}")
    print(f"compiled: {len(rows) - len(failed)} of {len(rows)}")
    if failed:
        return 1
    if options.interlock is None:
        return 0
    return 0 if compare(options, sources, out) else 1


if __name__ == "__main__":
    sys.exit(main())
