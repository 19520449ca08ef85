#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""A possible race is asked of the real program: refuted if it runs into it, else still unknown."""

import json
import pathlib
import subprocess
import tempfile
import unittest

import tool

FOLDER = "tests/end_to_end/programs/"


class Candidate(unittest.TestCase):
    def check(self, name, *options):
        """Exit code, text and result of checking the source of the explored program `name`."""
        with tempfile.TemporaryDirectory() as out:
            done = subprocess.run(
                [tool.ARGUMENTS.interlock, "check", FOLDER + name + ".cc", "-o", out, *options,
                 "--", "-std=c++20"], cwd=tool.ARGUMENTS.root, capture_output=True, text=True,
                timeout=120)
            result = json.loads((pathlib.Path(out) / "result.json").read_text())
        return done.returncode, done.stdout + done.stderr, result

    def program(self, name):
        return str(pathlib.Path(tool.ARGUMENTS.programs) / name)

    def test_without_a_program_it_is_unknown(self):
        code, text, result = self.check("data_dependent_race")
        self.assertEqual(code, 3, text)
        # The write against the read, and against itself in the other thread: one place, two sites.
        self.assertEqual([row["rule"] for row in result["unknown"]],
                         ["IL-UNKNOWN-POSSIBLE-RACE"] * 2)
        self.assertEqual(len({tuple(row["sites"]) for row in result["unknown"]}), 2)
        self.assertEqual(text.count("[IL-UNKNOWN-POSSIBLE-RACE]"), 1)
        self.assertIn("(2 pairs)", text)

    def test_a_race_that_the_program_runs_into_is_refuted(self):
        code, text, result = self.check("data_dependent_race", "--replay-with",
                                        self.program("data_dependent_race"))
        self.assertEqual(code, 1, text)
        self.assertEqual({row["replay"] for row in result["findings"]}, {"replayed"})
        self.assertEqual(result["unknown"], [])
        self.assertIn("the program was asked and did it: the path depends on memory", text)

    def test_a_race_that_it_does_not_run_into_stays_unknown(self):
        code, text, result = self.check("data_dependent_path", "--replay-with",
                                        self.program("data_dependent_path"))
        self.assertEqual(code, 3, text)
        self.assertEqual(result["findings"], [])
        self.assertRegex(text, r"candidate W-\w+ not replayed: step \d+: ")


if __name__ == "__main__":
    tool.main(arguments=["root", "programs"])
