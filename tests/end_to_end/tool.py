# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""Runs the program `interlock` in a folder of its own; shared by the end-to-end tests."""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ARGUMENTS = None

CLEAN = """
#include <mutex>
#include <thread>
std::mutex mutex;
int counter = 0;
void Work() {
  std::lock_guard<std::mutex> lock(mutex);
  ++counter;
}
int main() {
  std::thread first(Work);
  std::thread second(Work);
  first.join();
  second.join();
  return 0;
}
"""
RACY = CLEAN.replace("  std::lock_guard<std::mutex> lock(mutex);\n", "")


class ToolTest(unittest.TestCase):
    """A test with an empty working folder."""

    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.temporary.name).resolve()

    def tearDown(self):
        self.temporary.cleanup()

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def write_database(self, *names):
        entries = [{"directory": str(self.folder), "file": name,
                    "arguments": ["g++", "-std=c++20", "-pthread", "-c", name, "-o", name + ".o"]}
                   for name in names]
        return self.write("build/compile_commands.json", json.dumps(entries))

    def start(self, *words, **options):
        environment = {key: value for key, value in os.environ.items()
                       if key not in ("NO_COLOR", "CLICOLOR_FORCE", "INTERLOCK_JOBS")}
        return subprocess.Popen([ARGUMENTS.interlock, *map(str, words)], cwd=self.folder, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment,
                                **options)

    def run_tool(self, *words, **options):
        """Exit code, standard output and standard error."""
        process = self.start(*words, **options)
        out, err = process.communicate(timeout=280)
        return process.returncode, out, err

    def result(self, out="interlock-out"):
        return json.loads((self.folder / out / "result.json").read_text())


def main(**extra):
    global ARGUMENTS
    parser = argparse.ArgumentParser()
    parser.add_argument("--interlock", required=True)
    for name in extra.get("arguments", []):
        parser.add_argument("--" + name, required=True)
    ARGUMENTS, rest = parser.parse_known_args()
    unittest.main(module="__main__", argv=[sys.argv[0], *rest])
