#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""examples/ci/github.yml: it parses, its parts fit together, and its own shell commands do what they say.

The commands run in a clone of a project made of examples/counter, as the service runs them (bash with
-e and pipefail, GITHUB_* in the environment). Two steps are not run: one installs packages and one
builds this project; here the program is in PATH instead.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess

import tool

NOT_RUN = ("Tools of the image", "Build Interlock")
CMAKE = """cmake_minimum_required(VERSION 3.25)
project(counter LANGUAGES CXX)
set(CMAKE_CXX_STANDARD 20)
find_package(Threads REQUIRED)
add_executable(counter counter.cc)
target_link_libraries(counter Threads::Threads)
"""


class Yaml:
    """A strict subset: block mappings and sequences, literal blocks, plain scalars on one line."""

    def __init__(self, text):
        self.lines = []
        self.raw = text.splitlines()
        for number, line in enumerate(self.raw):
            if line.strip() and not line.lstrip().startswith("#"):
                if "\t" in line or line != line.rstrip():
                    raise ValueError(f"line {number + 1}: tab or space at the end")
                self.lines.append((number, len(line) - len(line.lstrip()), line.strip()))
        self.at = 0

    def load(self):
        value = self.node(0)
        if self.at != len(self.lines):
            raise ValueError(f"line {self.lines[self.at][0] + 1}: wrong indentation")
        return value

    def node(self, indent):
        _, found, text = self.lines[self.at]
        if found != indent:
            raise ValueError(f"line {self.lines[self.at][0] + 1}: wrong indentation")
        return self.sequence(indent) if text.startswith("- ") else self.mapping(indent)

    def sequence(self, indent):
        items = []
        while self.at < len(self.lines) and self.lines[self.at][1] == indent and \
                self.lines[self.at][2].startswith("- "):
            number, _, text = self.lines[self.at]
            if re.match(r"- [\w-]+:( |$)", text):
                # The mapping begins behind the dash.
                self.lines[self.at] = (number, indent + 2, text[2:])
                items.append(self.mapping(indent + 2))
            else:
                items.append(self.scalar(text[2:], number))
                self.at += 1
        return items

    def mapping(self, indent):
        found = {}
        while self.at < len(self.lines) and self.lines[self.at][1] == indent:
            number, _, text = self.lines[self.at]
            match = re.fullmatch(r"([\w-]+):(?: (.+))?", text)
            if match is None or match.group(1) in found:
                raise ValueError(f"line {number + 1}: no key, or one that is there twice: {text}")
            key, rest = match.groups()
            self.at += 1
            if rest == "|":
                found[key] = self.literal(number, indent)
            elif rest is not None:
                found[key] = self.scalar(rest, number)
            elif self.at < len(self.lines) and self.lines[self.at][1] > indent:
                found[key] = self.node(self.lines[self.at][1])
            else:
                found[key] = None
        return found

    def literal(self, number, indent):
        lines = []
        for line in self.raw[number + 1:]:
            if line.strip() and len(line) - len(line.lstrip()) <= indent:
                break
            lines.append(line)
        while lines and not lines[-1].strip():
            lines.pop()
        while self.at < len(self.lines) and self.lines[self.at][0] <= number + len(lines):
            self.at += 1
        depth = len(lines[0]) - len(lines[0].lstrip())
        return "".join(line[depth:] + "\n" for line in lines)

    @staticmethod
    def scalar(text, number):
        if re.search(r": | #|^[\[\]{}&*!|>'\"%@`,?]", text):
            raise ValueError(f"line {number + 1}: not a plain scalar: {text}")
        return int(text) if text.isdigit() else text


def root():
    return pathlib.Path(tool.ARGUMENTS.root).resolve()


def workflow():
    return Yaml((root() / "examples/ci/github.yml").read_text()).load()


def steps():
    return workflow()["jobs"]["check"]["steps"]


def step(name):
    (found,) = [entry for entry in steps() if entry["name"] == name]
    return found


class Form(tool.ToolTest):
    def test_other_reader_reads_the_same(self):
        try:
            import yaml
        except ImportError:
            self.skipTest("python3-yaml is not installed")
        text = (root() / "examples/ci/github.yml").read_text()
        # YAML 1.1 reads the key `on` as true.
        read = {("on" if key is True else key): value for key, value in yaml.safe_load(text).items()}
        self.assertEqual(read, workflow())

    def test_reader_is_strict(self):
        for text in ("a: b: c\n", "a: [1]\n", "a: 1\na: 2\n", "a:\n  b: 1\n c: 2\n", "a: 'x'\n"):
            with self.assertRaises(ValueError, msg=text):
                Yaml(text).load()

    def test_parts_fit_together(self):
        document = workflow()
        self.assertEqual(document["permissions"], {"contents": "read", "security-events": "write"})
        self.assertIn("pull_request", document["on"])
        for entry in steps():
            self.assertEqual(("run" in entry) + ("uses" in entry), 1, entry["name"])
            if "uses" in entry:
                self.assertRegex(entry["uses"], r"^[\w/-]+@v\d+$")
        check = step("Check")["run"]
        self.assertIn("--cache " + step("Cache")["with"]["path"], check)
        self.assertIn("--sarif " + step("Findings to code scanning")["with"]["sarif_file"], check)
        for name in ("Findings to code scanning", "Results", "Protocol changes"):
            self.assertTrue(step(name)["if"].startswith("always()"), name)
        order = [entry["name"] for entry in steps()]
        self.assertLess(order.index("Cache"), order.index("Check"))
        self.assertLess(order.index("Check"), order.index("Findings to code scanning"))

    def test_every_command_is_run_but_two(self):
        named = {entry["name"] for entry in steps() if "run" in entry}
        self.assertEqual(named - set(NOT_RUN), {"Compile database", "Check", "Protocol changes"})


class Commands(tool.ToolTest):
    """A clone of a project whose main branch holds locked.cc, its pins and its baseline."""

    def setUp(self):
        super().setUp()
        (self.folder / "bin").mkdir()
        os.symlink(pathlib.Path(tool.ARGUMENTS.interlock).resolve(),
                   self.folder / "bin/interlock")
        self.counter = root() / "examples/counter"
        self.clone = self.folder / "clone"
        self.git("init", "-q", "-b", "main", self.folder / "origin", folder=self.folder)
        origin = self.folder / "origin"
        (origin / "CMakeLists.txt").write_text(CMAKE)
        (origin / ".gitignore").write_text("build/\ninterlock-out/\n")
        shutil.copy(self.counter / "locked.cc", origin / "counter.cc")
        # The commands of the head of the file.
        head = (root() / "examples/ci/github.yml").read_text().split("\nname:")[0]
        commands = [line[4:] for line in head.splitlines() if line.startswith("#   ")]
        self.assertEqual(len(commands), 3)
        self.shell("\n".join(commands), origin)
        self.git("add", "CMakeLists.txt", "counter.cc", ".gitignore", folder=origin)
        self.git("commit", "-q", "-m", "Count", folder=origin)
        self.git("clone", "-q", origin, self.clone, folder=self.folder)

    def git(self, *words, folder):
        subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@t", *map(str, words)],
                       cwd=folder, check=True, env=self.environment())

    def environment(self):
        return {"PATH": f"{self.folder}/bin:{os.environ['PATH']}", "HOME": str(self.folder),
                "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md"), "GITHUB_BASE_REF": "main",
                "GITHUB_PATH": str(self.folder / "path")}

    def shell(self, text, folder, code=0):
        done = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", text],
                              cwd=folder, capture_output=True, text=True, timeout=200,
                              env=self.environment())
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout

    def run_steps(self, check_code=0):
        """Runs what has commands, in order; returns the output of the last step and the summary."""
        (self.folder / "summary.md").unlink(missing_ok=True)
        output = ""
        for entry in steps():
            if "run" not in entry or entry["name"] in NOT_RUN:
                continue
            code = check_code if entry["name"] == "Check" else 0
            output = self.shell(entry["run"], self.clone, code)
        return output, (self.folder / "summary.md").read_text()

    def sarif(self):
        return json.loads((self.clone / "interlock.sarif").read_text())["runs"][0]

    def test_unchanged_project_passes_and_fills_the_cache(self):
        changes, summary = self.run_steps()
        self.assertEqual(changes, "protocol main: no change\n")
        self.assertIn("result: 0 findings", summary)
        self.assertEqual(self.sarif()["results"], [])
        self.assertTrue(self.sarif()["invocations"][0]["executionSuccessful"])
        cached = {path: path.stat().st_mtime_ns
                  for path in (self.clone / ".interlock-cache").rglob("*") if path.is_file()}
        self.assertTrue(cached)
        self.run_steps()
        self.assertEqual(cached, {path: path.stat().st_mtime_ns for path in cached})
        for path in step("Results")["with"]["path"].split():
            if path != "interlock-out/witness":  # without a finding there is none
                self.assertTrue((self.clone / path).exists(), path)

    def test_race_fails_the_check_and_is_in_every_report(self):
        shutil.copy(self.counter / "racy.cc", self.clone / "counter.cc")
        changes, summary = self.run_steps(check_code=1)
        self.assertEqual(changes, "protocol main: no change\n")  # of the pins: nobody accepted it
        rules = {row["ruleId"] for row in self.sarif()["results"]}
        self.assertEqual(rules, {"IL001", "IL-PROTOCOL-CHANGED", "IL-REGRESSED-PROOF"})
        self.assertTrue(all(row["baselineState"] == "new" for row in self.sarif()["results"]))
        self.assertIn("lost lock", summary)
        self.assertTrue(list((self.clone / "interlock-out/witness").glob("W-*.json")))

    def test_accepted_change_is_said_for_the_pull_request(self):
        source = (self.clone / "counter.cc").read_text()
        (self.clone / "counter.cc").write_text(source.replace(
            "  first.join();", "  std::thread third(Work);\n  third.join();\n  first.join();"))
        self.run_steps(check_code=1)
        self.shell("interlock check --pinned interlock-pins --write-pinned", self.clone)
        changes, summary = self.run_steps()
        self.assertRegex(changes, r"protocol main: \d+ changes?\n")
        self.assertIn("started at 3 places now, was 2", changes)
        self.assertIn("started at 3 places now, was 2", summary)

    def test_pins_that_come_and_go_are_said(self):
        self.git("mv", "interlock-pins/main", "interlock-pins/other", folder=self.clone)
        self.run_steps(check_code=1)
        text = (self.clone / "protocol-changes.txt").read_text()
        self.assertEqual(text, "protocol is gone: interlock-pins/main/protocol.json\n"
                               "new protocol: interlock-pins/other/protocol.json\n")

    def test_source_that_does_not_parse_is_no_pass(self):
        (self.clone / "counter.cc").write_text("int main( {\n")
        self.run_steps(check_code=2)
        self.assertFalse(self.sarif()["invocations"][0]["executionSuccessful"])

    def test_pin_that_was_cut_fails_the_step(self):
        pin = self.clone / "interlock-pins/main/protocol.json"
        pin.write_text(pin.read_text()[:50])
        self.shell(step("Protocol changes")["run"], self.clone, code=1)


if __name__ == "__main__":
    tool.main(arguments=["root"])
