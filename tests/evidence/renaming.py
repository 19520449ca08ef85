# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""New names for the identifiers that the reference/ of a source tree declares."""

import collections
import hashlib
import os
import pathlib
import re
import subprocess

import clang_index
import source_tree  # of tests/mutants

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


def resource_folder():
    done = subprocess.run(["clang++-19", "-print-resource-dir"], capture_output=True, text=True,
                          check=True)
    return done.stdout.strip()


def entities(library, rows, tree):
    """For each place below reference/ of the tree the names there: set of Name, over all sources.

    `rows` is the compile database of the tree."""
    parser = clang_index.Parser(library)
    resources = ["-resource-dir", resource_folder()]
    names = collections.defaultdict(set)
    for row in rows:
        flags = row["arguments"][1:row["arguments"].index("-c")]
        for place, found in parser.names_of(row["file"], flags + resources, tree,
                                            tree / "reference").items():
            names[place] |= found
    return names


class Renaming:
    """Which tokens get a new name, and which one."""

    def __init__(self, tree, names):
        self.tree, self.names = tree, names
        self.texts = {path: path.read_text() for folder in source_tree.FOLDERS
                      for path in sorted((tree / folder).rglob("*"))
                      if path.suffix in (".h", ".cc", ".def")}
        texts = self.texts
        inside = str(tree / "reference") + os.sep
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
        # Two underscores: the compiler's own variables, as in a range-based for loop.
        self.own = {name for name in own - self.fixed
                    if re.fullmatch(r"[A-Za-z_]\w*", name) and not name.startswith("__")}
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

    def write(self, out):
        """Writes the renamed tree."""
        for path in self.texts:
            target = out / path.relative_to(self.tree)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(self.apply(path) if str(path).startswith(self.inside)
                              else self.texts[path])

    def places_kept(self, names, out):
        """Places where the tree at `out`, with these names, lacks a new one; places compared.

        Every new name is as long as the old one, so places correspond."""
        kept, compared = [], 0
        for (path, offset), found in sorted(self.names.items()):
            own = {name for name in found
                   if name.spelling in self.new_names and name.home.startswith(self.inside)}
            if not own:
                continue
            compared += 1
            wanted = {self.new_names[name.spelling] if name in own else name.spelling
                      for name in found}
            place = (str(out / pathlib.Path(path).relative_to(self.tree)), offset)
            now = {name.spelling for name in names.get(place, ())}
            if now != wanted:
                kept.append(f"{place[0]} at {offset}: {sorted(now)}, not {sorted(wanted)}")
        return kept, compared
