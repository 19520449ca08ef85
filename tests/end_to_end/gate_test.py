#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""The gate itself: an execute test runs if, and only if, the proof of its protocol passed."""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

ARGUMENTS = None

PROJECT = """
cmake_minimum_required(VERSION 3.25)
project(gate LANGUAGES NONE)
enable_testing()
include({gate})
{lines}
interlock_check_gate()
"""


class Gate(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.temporary.name)

    def tearDown(self):
        self.temporary.cleanup()

    def configure(self, lines):
        (self.folder / "CMakeLists.txt").write_text(
            PROJECT.format(gate=ARGUMENTS.gate, lines=lines))
        return subprocess.run(["cmake", "-G", "Ninja", "-S", self.folder, "-B", self.folder / "build"],
                              capture_output=True, text=True)

    def run_ctest(self, *options):
        return subprocess.run(["ctest", "--test-dir", self.folder / "build", *options],
                              capture_output=True, text=True)

    def lines(self, verify):
        mark = self.folder / "executed"
        return (f"interlock_verify_test(map COMMAND {verify})\n"
                f"interlock_execute_test(map run.map COMMAND touch {mark} LABELS quick)\n")

    def test_failed_proof_keeps_the_execute_test_from_running(self):
        self.assertEqual(self.configure(self.lines("false")).returncode, 0)
        run = self.run_ctest()
        self.assertNotEqual(run.returncode, 0)
        self.assertFalse((self.folder / "executed").exists())
        self.assertIn("Not Run", run.stdout)

    def test_passed_proof_lets_it_run(self):
        self.assertEqual(self.configure(self.lines("true")).returncode, 0)
        self.assertEqual(self.run_ctest().returncode, 0)
        self.assertTrue((self.folder / "executed").exists())

    def test_asking_for_the_execute_label_alone_still_proves_first(self):
        self.assertEqual(self.configure(self.lines("false")).returncode, 0)
        self.assertNotEqual(self.run_ctest("-L", "execute").returncode, 0)
        self.assertFalse((self.folder / "executed").exists())

    def test_protocol_that_nobody_verifies_is_an_error(self):
        run = self.configure("interlock_execute_test(other run.other COMMAND true)\n")
        self.assertNotEqual(run.returncode, 0)
        self.assertIn("'other' has execute tests and no interlock_verify_test", run.stderr)

    def test_sanitized_build_runs_them_as_unit_tests_without_proof(self):
        self.assertEqual(
            self.configure("set(INTERLOCK_SANITIZE thread)\n" + self.lines("false")).returncode, 0)
        self.assertEqual(self.run_ctest("-L", "unit").returncode, 0)
        self.assertTrue((self.folder / "executed").exists())

    def command_of_verify(self):
        run = subprocess.run(["ctest", "--test-dir", self.folder / "build", "--show-only=json-v1"],
                             capture_output=True, text=True, check=True)
        return {test["name"]: test["command"]
                for test in json.loads(run.stdout)["tests"]}["verify.map"]

    def test_verify_test_is_held_against_the_baseline_if_there_is_one(self):
        lines = ("add_executable(interlock IMPORTED)\n"
                 "set_target_properties(interlock PROPERTIES IMPORTED_LOCATION /bin/true)\n"
                 "interlock_verify_test(map)\n")
        self.assertEqual(self.configure(lines).returncode, 0)
        self.assertNotIn("--baseline", self.command_of_verify())
        (self.folder / "interlock.baseline.json").write_text("{}")
        # A build sees the new file and configures again.
        subprocess.run(["cmake", "--build", self.folder / "build"], check=True, capture_output=True)
        command = self.command_of_verify()
        self.assertEqual(command[command.index("--baseline") + 1], "interlock.baseline.json")

    def test_unknown_argument_is_an_error(self):
        run = self.configure("interlock_verify_test(map COMAND true)\n")
        self.assertNotEqual(run.returncode, 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--gate", required=True)
    ARGUMENTS, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], *rest])
