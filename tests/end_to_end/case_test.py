#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""A shipped case from source to replayed race: found in the racy source, followed by the real
program, proved in the repaired source, refuted in every repair that only looks right."""

import json
import pathlib
import re
import shutil
import subprocess
import tempfile

import tool

IDS = ("33027", "55337")


def manifest(identity):
    path = pathlib.Path(tool.ARGUMENTS.cases) / identity / "manifest.json"
    return json.loads(path.read_text())


class Case(tool.ToolTest):
    """The racy variants are checked once for all tests."""

    racy = {}  # by case: exit code, text, folder of results

    @classmethod
    def tearDownClass(cls):
        for _, _, kept in cls.racy.values():
            shutil.rmtree(kept)

    def check_racy(self, identity):
        """Checks the racy variant, the first time; puts its results into the test's folder."""
        if identity not in self.racy:
            code, text = self.check(identity, "racy", identity)
            kept = tempfile.mkdtemp()
            shutil.copytree(self.folder / identity, kept, dirs_exist_ok=True)
            self.racy[identity] = code, text, kept
        code, text, kept = self.racy[identity]
        shutil.copytree(kept, self.folder / identity, dirs_exist_ok=True)
        self.assertEqual(code, 1, text)
        return text

    def replayed(self, identity):
        """The witness of a finding that the program was seen to follow."""
        return next(finding["witness"] for finding in self.result(identity)["findings"]
                    if finding["replay"] == "replayed")

    def check(self, identity, variant, out):
        code, text, err = self.run_tool("check", "--case", identity, "--variant", variant, "-o", out)
        return code, text + err

    def test_racy_is_found_with_both_call_chains_and_replayed(self):
        for identity in IDS:
            with self.subTest(case=identity):
                self.check_racy(identity)
                result = self.result(identity)
                self.assertTrue(result["complete"])
                self.assertTrue(result["findings"])
                for finding in result["findings"]:
                    self.assertEqual(len(finding["places"]), 2)
                    for place in finding["places"]:
                        self.assertTrue(place["role"])
                        self.assertTrue(place["stack"])
                        self.assertTrue(place["object"])
                    self.assertRegex(finding["witness"], "^W-")
                replays = [finding["replay"] for finding in result["findings"]]
                self.assertIn("replayed", replays)

    def test_replay_is_the_same_every_time(self):
        for identity in IDS:
            with self.subTest(case=identity):
                self.check_racy(identity)
                name = self.replayed(identity)
                hashes = set()
                for _ in range(int(tool.ARGUMENTS.replays)):
                    code, text, err = self.run_tool("replay", name, "--case", identity, "--variant",
                                                    "racy", "-o", identity)
                    self.assertEqual(code, 1, text + err)
                    self.assertIn("result: reproduced", text)
                    hashes.add(re.search(r"step hash (\w+)", text).group(1))
                self.assertEqual(len(hashes), 1)
                # In the repaired program the same schedule stops at a step that a lock blocks.
                code, text, err = self.run_tool("replay", name, "--case", identity, "--variant",
                                                "fixed", "-o", identity)
                self.assertEqual(code, 0, text + err)
                self.assertRegex(text, r"result: infeasible at step \d+")
                self.assertRegex(text, r"waits at \S+ for lock \S+")

    def test_witness_of_another_case_diverges(self):
        for identity, other in (IDS, IDS[::-1]):
            with self.subTest(case=identity):
                self.check_racy(identity)
                name = self.replayed(identity)
                witness = self.folder / identity / "witness" / (name + ".json")
                code, text, err = self.run_tool("replay", witness, "--case", other, "--variant",
                                                "racy", "-o", other)
                self.assertEqual(code, 3, text + err)
                self.assertRegex(text, r"result: (diverged|not reached) at step \d+")

    def test_exchanged_dependent_steps_diverge_there(self):
        for identity in IDS:
            with self.subTest(case=identity):
                self.check_racy(identity)
                name = self.replayed(identity)
                swapped = self.folder / (identity + "-swapped.json")
                step = subprocess.run(
                    [tool.ARGUMENTS.swap, self.folder / identity / "witness" / (name + ".json"),
                     swapped], check=True, capture_output=True, text=True).stdout.strip()
                code, text, err = self.run_tool("replay", swapped, "--case", identity, "--variant",
                                                "racy", "-o", identity)
                self.assertEqual(code, 3, text + err)
                self.assertRegex(text, rf"result: (diverged|infeasible) at step {step}\b")

    def test_repairs_are_proved(self):
        for identity in IDS:
            for variant in manifest(identity)["variants"]:
                if not re.fullmatch(r"fixed(:.*)?", variant["name"]):
                    continue
                with self.subTest(case=identity, variant=variant["name"]):
                    code, text = self.check(identity, variant["name"], identity)
                    self.assertEqual(code, 0, text)
                    results = list((self.folder / identity).rglob("result.json"))
                    self.assertTrue(results)
                    for path in results:
                        proofs = json.loads(path.read_text())["proofs"]
                        self.assertEqual([proof["verdict"] for proof in proofs], ["proved"])

    def test_repairs_that_only_look_right_are_refuted(self):
        for identity in IDS:
            wrong = [variant["name"] for variant in manifest(identity)["variants"]
                     if variant["name"].startswith("fixed-wrong:")]
            self.assertGreaterEqual(len(wrong), 3)
            with self.subTest(case=identity):
                code, text = self.check(identity, "fixed-wrong", identity)
                self.assertEqual(code, 1, text)
                for name in wrong:
                    self.assertIn(f"variant {name}:", text)


class Refusals(tool.ToolTest):
    def test_what_does_not_exist_is_named(self):
        for words, cause in ((["--case", "99999"], "33027"),
                             (["--case", "33027", "--variant", "purple"], "fixed-wrong:"),
                             (["--case", "33027", "reference"], "targets")):
            with self.subTest(words=words):
                code, _, err = self.run_tool("check", *words)
                self.assertEqual(code, 2)
                self.assertIn(cause, err)


if __name__ == "__main__":
    tool.main(arguments=["cases", "replays", "swap"])
