#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""run_programs.py against tools with known answers: each kind of wrong answer must be caught."""
import pathlib
import stat
import subprocess
import sys
import tempfile
import unittest

RUNNER = pathlib.Path(__file__).resolve().parent / "run_programs.py"
MARKED = "int main() {\n  asm(\"\");  // unsupported: asm\n}\n"


def judge(truth, verdict, code, path="area/program.cc", text="int main() {}\n", detail="", line=2,
          allowed=None):
    """Runs the runner over one program and one tool; returns its exit code and its output."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        program = folder / path
        program.parent.mkdir(parents=True)
        program.write_text(text)
        allowed = allowed or {"race": "race,unknown", "clean": "no-race,unknown"}[truth]
        (folder / "manifest.tsv").write_text(
            f"{path}\t-std=c++20\t{truth}\t{allowed}\tconstruct\tby hand\n")
        tool = folder / "tool"
        tool.write_text(f"""#!{sys.executable}
import json, pathlib, sys
out = pathlib.Path(sys.argv[sys.argv.index("--out") + 1])
entry = {{"rule": "IL-UNKNOWN-OPAQUE", "detail": {detail!r}, "position": "x/program.cc:{line}:3"}}
(out / "result.json").write_text(json.dumps({{"unknown": [entry]}}))
print({verdict!r} if {verdict!r} == "noise" else json.dumps({{"verdict": {verdict!r}, "lines": []}}))
sys.exit({code})
""")
        tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
        done = subprocess.run([sys.executable, str(RUNNER), str(tool), "--manifest",
                               str(folder / "manifest.tsv")], capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr


class RunPrograms(unittest.TestCase):
    def test_accepts_the_truth_and_an_honest_unknown(self):
        self.assertEqual(judge("race", "race", 1)[0], 0)
        self.assertEqual(judge("clean", "no-race", 0)[0], 0)
        self.assertEqual(judge("race", "unknown", 3)[0], 0)
        self.assertEqual(judge("clean", "unknown", 2)[0], 0)

    def test_rejects_the_opposite_of_the_truth(self):
        self.assertEqual(judge("race", "no-race", 0)[0], 1)
        self.assertEqual(judge("clean", "race", 1)[0], 1)

    def test_rejects_a_verdict_that_the_exit_code_denies(self):
        self.assertEqual(judge("race", "race", 0)[0], 1)
        self.assertEqual(judge("clean", "no-race", 3)[0], 1)
        self.assertEqual(judge("clean", "unknown", 0)[0], 1)

    def test_rejects_an_answer_that_is_no_verdict(self):
        self.assertEqual(judge("clean", "safe", 0)[0], 1)
        self.assertEqual(judge("clean", "noise", 0)[0], 1)

    def test_marked_program_needs_unknown_with_word_and_line(self):
        marked = {"path": "fail_closed/program.cc", "text": MARKED, "allowed": "unknown"}
        self.assertEqual(judge("race", "unknown", 3, detail="inline ASM", **marked)[0], 0)
        self.assertEqual(judge("race", "unknown", 3, detail="a call", **marked)[0], 1)
        self.assertEqual(judge("race", "unknown", 3, detail="asm", line=21, **marked)[0], 1)
        self.assertEqual(judge("race", "race", 1, detail="asm", **marked)[0], 1)

    def test_rejects_a_manifest_that_allows_the_opposite(self):
        code, text = judge("race", "race", 1, allowed="race,no-race")
        self.assertEqual(code, 1)
        self.assertIn("opposite of the truth", text)


if __name__ == "__main__":
    unittest.main()
