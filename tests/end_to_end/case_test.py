#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""A shipped case from source to replayed race: found in the racy source, followed by the real
program, proved in the repaired source, refuted in every repair that only looks right."""

import json
import pathlib
import re
import time

import tool

IDS = ("33027", "55337")
SECONDS_MAX = 60  # from source to replayed race


def manifest(identity):
    path = pathlib.Path(tool.ARGUMENTS.cases) / identity / "manifest.json"
    return json.loads(path.read_text())


class Case(tool.ToolTest):
    def check(self, identity, variant, out):
        code, text, err = self.run_tool("check", "--case", identity, "--variant", variant, "-o", out)
        return code, text + err

    def test_racy_is_found_with_both_call_chains_and_replayed(self):
        for identity in IDS:
            with self.subTest(case=identity):
                started = time.monotonic()
                code, text = self.check(identity, "racy", identity)
                self.assertEqual(code, 1, text)
                self.assertLess(time.monotonic() - started, SECONDS_MAX)
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
                code, text = self.check(identity, "racy", identity)
                self.assertEqual(code, 1, text)
                name = next(finding["witness"] for finding in self.result(identity)["findings"]
                            if finding["replay"] == "replayed")
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
                code, text = self.check(identity, "racy", identity)
                self.assertEqual(code, 1, text)
                name = self.result(identity)["findings"][0]["witness"]
                witness = self.folder / identity / "witness" / (name + ".json")
                code, text, err = self.run_tool("replay", witness, "--case", other, "--variant",
                                                "racy", "-o", other)
                self.assertEqual(code, 3, text + err)
                self.assertRegex(text, r"result: (diverged|not reached) at step \d+")

    def test_repairs_are_proved(self):
        for identity in IDS:
            for variant in manifest(identity)["variants"]:
                if not re.fullmatch(r"fixed(:.*)?", variant["name"]):
                    continue
                with self.subTest(case=identity, variant=variant["name"]):
                    code, text = self.check(identity, variant["name"], identity)
                    self.assertEqual(code, 0, text)
                    self.assertEqual({proof["verdict"] for proof in self.result(identity)["proofs"]},
                                     {"proved"})

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
    tool.main(arguments=["cases", "replays"])
