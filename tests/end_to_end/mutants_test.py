#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""`interlock mutants`: only what is caught as expected passes, and nothing else looks like it."""

import difflib
import json
import shutil
import signal
import time

import tool

SOURCE = tool.CLEAN.lstrip()
UNLOCKED = SOURCE.replace("  std::lock_guard<std::mutex> lock(mutex);\n", "")
TWO_STEPS = SOURCE.replace("  ++counter;\n", "  const int next = counter + 1;\n  counter = next;\n")
REFUTED = {"verdict": "refuted", "rule": "IL001", "function": "Work"}
BROKEN = SOURCE.replace("return 0;", "return zero;")


class MutantsTest(tool.ToolTest):
    """A project with one source in a folder, a bug and a harmless variant."""

    def setUp(self):
        super().setUp()
        self.write("interlock.toml", "")
        self.write("engine/main.cc", SOURCE)
        # A header that the compiler finds by a flag, and a folder that is no part of the project.
        self.write("include/engine.h", "#pragma once\n")
        self.write("build/CMakeCache.txt", "")
        self.write_database("engine/main.cc")
        path = self.folder / "build/compile_commands.json"
        entries = json.loads(path.read_text())
        entries[0]["arguments"][1:1] = [f"-I{self.folder}/include", "-include", "engine.h"]
        path.write_text(json.dumps(entries))
        self.mutant("M1-unlocked", UNLOCKED, REFUTED)
        self.harmless({"two-steps": (TWO_STEPS, {"verdict": "proved"})})

    def patch(self, name, text):
        lines = difflib.unified_diff(SOURCE.splitlines(True), text.splitlines(True),
                                     "a/engine/main.cc", "b/engine/main.cc")
        self.write(name, "".join(lines))

    def mutant(self, name, text, proof=None, **others):
        caught_by = {**({"proof": proof} if proof else {}), **others}
        self.patch(f"mutants/{name}/mutation.patch", text)
        self.write(f"mutants/{name}/README.md", f"{name[:2]}: the lock | is gone.\nMore.\n")
        self.write(f"mutants/{name}/expect.json", json.dumps(
            {"id": name[:2], "protocol": "main", "caught_by": caught_by,
             "corpus": {"class": "lost lock", "caught_by": ["S", "T"]}}))

    def harmless(self, variants):
        document = {}
        for name, (text, proof) in variants.items():
            self.patch(f"mutants/harmless/{name}.patch", text)
            document[name] = {"protocol": "main", **({"proof": proof} if proof else {})}
        self.write("mutants/harmless/expect.json", json.dumps(document))

    def mutants(self, *words):
        """Exit code, what was printed, and the rows of the JSON form by name."""
        code, out, err = self.run_tool("mutants", "mutants", "engine", "--json", "m.json", *words)
        path = self.folder / "m.json"
        rows = {row["name"]: row for row in json.loads(path.read_text())["mutants"]} \
            if path.exists() else {}
        path.unlink(missing_ok=True)
        return code, out + err, rows


class Verdicts(MutantsTest):
    def test_caught_and_silent(self):
        before = (self.folder / "engine/main.cc").read_bytes()
        code, text, rows = self.mutants("--jobs", "2", "--progress", "none")
        self.assertEqual(code, 0, text)
        self.assertEqual(rows["M1-unlocked"]["state"], "caught")
        self.assertEqual(rows["M1-unlocked"]["verdict"], "refuted")
        self.assertEqual(rows["two-steps"]["state"], "silent")
        self.assertEqual(rows["two-steps"]["findings"], 0)
        self.assertIn("result: 1 caught by the proof, 1 harmless and silent\n", text)
        self.assertEqual((self.folder / "engine/main.cc").read_bytes(), before)
        self.assertEqual(self.mutants("--jobs", "1", "--progress", "none"), (code, text, rows))

    def test_mutant_that_is_none_is_missed(self):
        self.mutant("M2-harmless", TWO_STEPS, REFUTED)
        code, text, rows = self.mutants()
        self.assertEqual(code, 1, text)
        self.assertEqual(rows["M2-harmless"]["state"], "MISSED")
        self.assertIn("verdict is proved", rows["M2-harmless"]["reason"])
        self.assertEqual(rows["M1-unlocked"]["state"], "caught")

    def test_other_function_or_rule_is_missed(self):
        for key, value in (("function", "ork"), ("function", "main"), ("rule", "IL003")):
            self.mutant("M1-unlocked", UNLOCKED, {**REFUTED, key: value})
            code, text, rows = self.mutants("--only", "M1")
            self.assertEqual(code, 1, text)
            self.assertEqual(list(rows), ["M1-unlocked"])
            self.assertRegex(rows["M1-unlocked"]["reason"], r"none of \d findings is IL00")

    def test_lost_proof_without_a_witness_is_stopped(self):
        opaque = SOURCE.replace("  ++counter;", "  extern void Opaque(int*);\n  Opaque(&counter);")
        unknown = {"verdict": "unknown", "rule": "IL-UNKNOWN-OPAQUE", "function": "Work"}
        self.mutant("M2-opaque", opaque, unknown)
        code, text, rows = self.mutants("--only", "M2")
        self.assertEqual(code, 0, text)
        self.assertEqual(rows["M2-opaque"]["state"], "stopped")
        self.assertIn("result: 1 stopped without a witness\n", text)
        self.mutant("M2-opaque", opaque, REFUTED)
        self.assertEqual(self.mutants("--only", "M2")[0], 1)
        self.mutant("M2-opaque", opaque, {**unknown, "function": "main"})
        code, text, rows = self.mutants("--only", "M2")
        self.assertEqual(code, 1, text)
        self.assertIn("open questions is IL-UNKNOWN-OPAQUE in main", rows["M2-opaque"]["reason"])
        self.mutant("M2-opaque", UNLOCKED, unknown)
        self.assertEqual(self.mutants("--only", "M2")[0], 1)

    def test_harmless_variant_with_a_finding_is_an_alarm(self):
        self.harmless({"racy": (UNLOCKED, {"verdict": "proved"})})
        (self.folder / "mutants/harmless/two-steps.patch").unlink()
        code, text, rows = self.mutants("--only", "racy")
        self.assertEqual(code, 1, text)
        self.assertEqual(rows["racy"]["state"], "ALARM")

    def test_what_the_proof_is_not_asked_is_counted(self):
        self.mutant("M2-other", TWO_STEPS, None, thread_sanitizer={})
        code, text, rows = self.mutants("--only", "M2,M1")
        self.assertEqual(code, 0, text)
        self.assertEqual(rows["M2-other"]["state"], "not asked")
        self.assertEqual(rows["M2-other"]["others"], ["thread sanitizer"])
        self.assertIn("1 caught by the proof, 1 not asked of the proof", text)

    def test_programs_must_replay(self):
        code, text, _ = self.mutants("--programs", "absent")
        self.assertEqual(code, 2, text)
        self.assertIn("no program of mutant M1-unlocked", text)
        program = self.write("programs/M1-unlocked", "#!/bin/sh\nexit 0\n")
        program.chmod(0o755)
        code, text, rows = self.mutants("--programs", "programs", "--only", "M1")
        self.assertNotEqual(code, 0, text)
        self.assertNotEqual(rows["M1-unlocked"]["state"], "caught")

    def test_baseline_lists_known_unknown_protocols_only(self):
        self.write("b.json", json.dumps({
            "schema": "interlock-baseline/1", "findings": [], "not_covered": [], "unknown": [],
            "proofs": [{"protocol": "main", "property": "data race freedom",
                        "verdict": "proved"}]}))
        code, text, rows = self.mutants("--baseline", "b.json")
        self.assertEqual(code, 0, text)
        self.assertEqual(rows["M1-unlocked"]["findings"], 2)  # no proof is said to be lost
        self.assertEqual(self.mutants("--baseline", "absent.json")[0], 2)

    def test_page(self):
        code, text, _ = self.mutants("--markdown", "page.md")
        self.assertEqual(code, 0, text)
        page = (self.folder / "page.md").read_text()
        self.assertIn("| M1-unlocked | main | refuted IL001 in Work | caught | - | - | S, T | "
                      "the lock \\| is gone. |", page)
        self.assertIn("| harmless: two-steps | main | proved | silent |", page)
        self.assertNotIn(str(self.folder), page)


class Errors(MutantsTest):
    def refused(self, *words):
        """Nothing is run: there are no rows."""
        code, text, rows = self.mutants()
        self.assertEqual((code, rows), (2, {}), text)
        for word in words:
            self.assertIn(word, text)

    def test_patch_that_does_not_apply(self):
        path = self.folder / "mutants/M1-unlocked/mutation.patch"
        path.write_text(path.read_text().replace("lock(mutex)", "lock(other)"))
        code, text, rows = self.mutants()
        self.assertEqual(code, 2, text)
        self.assertEqual(rows["M1-unlocked"]["state"], "error")
        self.assertIn("patch does not apply", rows["M1-unlocked"]["reason"])
        self.assertEqual(rows["two-steps"]["state"], "silent")

    def test_result_of_an_earlier_run_does_not_count(self):
        self.assertEqual(self.mutants()[0], 0)
        self.test_patch_that_does_not_apply()

    def test_patched_source_that_does_not_parse(self):
        self.mutant("M1-unlocked", BROKEN, REFUTED)
        code, text, rows = self.mutants()
        self.assertEqual(code, 2, text)
        self.assertIn("the check is not complete", rows["M1-unlocked"]["reason"])

    def test_protocol_that_is_not_there(self):
        path = self.folder / "mutants/M1-unlocked/expect.json"
        path.write_text(path.read_text().replace('"main"', '"spill"'))
        code, text, rows = self.mutants("--only", "M1")
        self.assertEqual((code, rows["M1-unlocked"]["state"]), (2, "error"), text)

    def test_missing_expect_json(self):
        (self.folder / "mutants/M1-unlocked/expect.json").unlink()
        self.refused("M1-unlocked: mutant without expect.json")

    def test_missing_patch(self):
        (self.folder / "mutants/M1-unlocked/mutation.patch").unlink()
        self.refused("M1-unlocked: mutant without mutation.patch")

    def test_missing_list_of_harmless_variants(self):
        (self.folder / "mutants/harmless/expect.json").unlink()
        self.refused("harmless variants without expect.json")

    def test_harmless_variant_that_is_not_listed(self):
        shutil.copy(self.folder / "mutants/harmless/two-steps.patch",
                    self.folder / "mutants/harmless/other.patch")
        self.refused("variant is not listed: other.patch")

    def test_bad_expectations(self):
        for text, words in (("{", "expect.json:"), ("{}", "member is missing: id"),
                            ('{"id": "M1", "protocol": "main", "caught_by": {}}',
                             "nobody catches it"),
                            ('{"id": "M1", "protocol": "main", "caught_by": {"proof": '
                             '{"verdict": "refuted"}}}', "member is missing: rule"),
                            ('{"id": "M1", "protocol": "main", "caught_by": {"proof": '
                             '{"verdict": "perhaps"}}}', "no verdict to expect: 'perhaps'"),
                            ('{"id": "M1", "protocol": "main", "caught_by": {"proof": '
                             '{"verdict": "proved"}}}', "a mutant is refuted or unknown")):
            self.write("mutants/M1-unlocked/expect.json", text)
            self.refused(words)

    def test_one_id_twice(self):
        shutil.copytree(self.folder / "mutants/M1-unlocked", self.folder / "mutants/M1-again")
        self.refused("two mutants have one id: M1")

    def test_wrong_words(self):
        for words in (("mutants",), ("mutants", "absent"), ("mutants", "engine"),
                      ("mutants", "mutants", "absent"),
                      ("mutants", "mutants", "engine", "--only", "M9")):
            self.assertEqual(self.run_tool(*words)[0], 2, words)

    def test_interrupted_run_is_not_a_result(self):
        for i in range(3, 9):
            self.mutant(f"M{i}-unlocked", UNLOCKED, REFUTED)
        process = self.start("mutants", "mutants", "engine", "--json", "m.json", "--jobs", "1",
                             "--markdown", "page.md")
        done = self.folder / "interlock-out/mutants/M1-unlocked/result.json"
        while not done.exists() and process.poll() is None:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 128 + signal.SIGINT, out + err)
        self.assertIn("interrupted", err)
        document = json.loads((self.folder / "m.json").read_text())
        self.assertFalse(document["complete"])
        states = {row["name"]: row["state"] for row in document["mutants"]}
        self.assertEqual(states["M1-unlocked"], "caught")
        self.assertEqual(states["two-steps"], "not run")
        self.assertFalse((self.folder / "page.md").exists())


if __name__ == "__main__":
    tool.main()
