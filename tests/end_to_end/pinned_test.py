#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""Pinned protocols: moved and renamed code is no change; what changed is said in words and fails."""

import json
import shutil

import tool

RULE = "IL-PROTOCOL-CHANGED"
PINNED = ("--pinned", "pins")
PIN = "pins/main/protocol.json"
PROGRAM = """
#include <mutex>
#include <thread>
struct Total {
  std::mutex mutex;
  long sum = 0;
};
void Add(Total* total, long amount) {
  std::lock_guard<std::mutex> lock(total->mutex);
  total->sum += amount;
}
int main() {
  Total total;
  std::thread spill_worker([&] { Add(&total, 1); });
  std::thread scan_worker([&] { Add(&total, 2); });
  scan_worker.join();
  spill_worker.join();
  return total.sum == 3 ? 0 : 1;
}
"""
# The same with other names, in other lines.
RENAMED = "\n\n// Moved.\n" + PROGRAM.replace("total", "all").replace("Add", "Increase").replace(
    "amount", "by").replace("Total", "Sums").replace("sum ", "value ").replace("->sum",
                                                                               "->value").replace(
    ".sum", ".value").replace("spill_worker", "second").replace("scan_worker", "first")
UNLOCKED = PROGRAM.replace("  std::lock_guard<std::mutex> lock(total->mutex);\n", "")
NOT_JOINED = PROGRAM.replace("  spill_worker.join();\n", "").replace(
    "  return", "  spill_worker.detach();\n  return")
THIRD = PROGRAM.replace("  scan_worker.join();",
                        "  std::thread third([&] { Add(&total, 3); });\n  third.join();\n"
                        "  scan_worker.join();")
# A field in front of the lock and one in front of the sum move both.
WIDER = PROGRAM.replace("  std::mutex mutex;\n", "  long unused = 0;\n  std::mutex mutex;\n"
                        "  long also_unused = 0;\n")


class PinnedTest(tool.ToolTest):
    def setUp(self):
        super().setUp()
        self.put(PROGRAM)
        self.write_database("main.cc")
        self.assertEqual(self.check(*PINNED, "--write-pinned")[0], 0)

    def put(self, program):
        self.write("main.cc", program)

    def check(self, *words):
        code, out, err = self.run_tool("check", "main.cc", *words)
        return code, out + err

    def changes(self, *words):
        """Exit code, and the notes of the one finding that the protocol changed."""
        code, text = self.check(*PINNED, *words)
        findings = [row for row in self.result()["findings"] if row["rule"] == RULE]
        self.assertLessEqual(len(findings), 1, text)
        return code, findings[0]["notes"] if findings else []


class Check(PinnedTest):
    def test_same_source_is_no_change(self):
        self.assertEqual(self.changes(), (0, []))

    def test_pin_holds_neither_position_nor_path(self):
        text = (self.folder / PIN).read_text()
        self.assertNotIn("main.cc", text)
        self.assertNotIn(str(self.folder), text)
        self.assertEqual(json.loads(text)["schema"], "interlock-pinned-protocol/1")

    def test_pinning_again_gives_the_same_bytes(self):
        before = (self.folder / PIN).read_bytes()
        self.assertEqual(self.check(*PINNED, "--write-pinned", "--no-cache")[0], 0)
        self.assertEqual((self.folder / PIN).read_bytes(), before)

    def test_moved_and_renamed_is_no_change(self):
        self.put(RENAMED)
        self.assertEqual(self.changes(), (0, []))

    def test_fields_that_move_are_no_change(self):
        self.put(WIDER)
        self.assertEqual(self.changes(), (0, []))

    def test_lost_lock_is_said_for_each_role(self):
        self.put(UNLOCKED)
        code, notes = self.changes()
        self.assertEqual(code, 1)
        lost = [note for note in notes if "lost lock" in note]
        self.assertGreaterEqual(len(lost), 1, notes)
        self.assertIn("write of total (Total): field 'total.sum'", lost[0])

    def test_join_that_is_gone_is_said(self):
        self.put(NOT_JOINED)
        code, notes = self.changes()
        self.assertEqual(code, 1)
        self.assertTrue(any("is no longer joined" in note and "accesses of `main`" in note
                            for note in notes), notes)

    def test_third_thread_is_said(self):
        self.put(THIRD)
        code, notes = self.changes()
        self.assertEqual(code, 1)
        self.assertTrue(any("role" in note for note in notes), notes)

    def test_accepted_change_passes(self):
        self.put(THIRD)
        self.assertEqual(self.changes()[0], 1)
        self.assertEqual(self.check(*PINNED, "--write-pinned")[0], 0)
        self.assertEqual(self.changes(), (0, []))

    def test_change_never_gets_into_a_baseline(self):
        self.put(THIRD)
        self.assertEqual(self.check(*PINNED, "--write-baseline", "b.json")[0], 0)
        self.assertEqual(json.loads((self.folder / "b.json").read_text())["findings"], [])
        self.assertEqual(self.check(*PINNED, "--baseline", "b.json")[0], 1)

    def test_protocol_without_pin_is_a_finding(self):
        shutil.rmtree(self.folder / "pins/main")
        code, text = self.check(*PINNED)
        self.assertEqual(code, 1, text)
        self.assertIn("is not pinned [IL-PROTOCOL-CHANGED]", text)

    def test_pin_without_protocol_is_a_finding(self):
        shutil.copytree(self.folder / "pins/main", self.folder / "pins/spill")
        code, text = self.check(*PINNED)
        self.assertEqual(code, 1, text)
        self.assertIn("protocol spill is pinned, and there is no such protocol any more", text)
        self.assertEqual(self.check(*PINNED, "--proofs", "main")[0], 0)

    def test_pin_of_what_is_known_unknown_is_a_finding(self):
        self.write("b.json", json.dumps({
            "schema": "interlock-baseline/1", "findings": [], "not_covered": [], "unknown": [],
            "proofs": [{"protocol": "main", "property": "data race freedom",
                        "verdict": "unknown"}]}))
        code, text = self.check(*PINNED, "--baseline", "b.json")
        self.assertEqual(code, 1, text)
        self.assertIn("it is not compared", text)

    def test_cut_pin_is_an_error_and_proves_nothing(self):
        text = (self.folder / PIN).read_text()
        (self.folder / PIN).write_text(text[:len(text) // 2])
        code, output = self.check(*PINNED)
        self.assertEqual(code, 2, output)
        self.assertIn("pinned protocol: ", output)
        self.assertEqual(self.result()["proofs"][0]["verdict"], "unknown")

    def test_source_that_does_not_parse_changes_nothing(self):
        before = (self.folder / PIN).read_bytes()
        self.put(PROGRAM + "int broken(")
        code, text = self.check(*PINNED, "--write-pinned")
        self.assertEqual(code, 2, text)
        self.assertEqual((self.folder / PIN).read_bytes(), before)
        self.assertEqual(self.changes(), (2, []))

    def test_flags_that_do_not_fit_are_refused(self):
        for words in (("--write-pinned",), (*PINNED, "--bench-json"), (*PINNED, "--case", "33027")):
            self.assertEqual(self.check(*words)[0], 2, words)


class Diff(PinnedTest):
    def diff(self, *words):
        code, out, err = self.run_tool("diff", *words)
        return code, out + err

    def extracted(self, name, program):
        self.put(program)
        code, out, err = self.run_tool("extract", "main.cc")
        self.assertEqual(code, 0, out + err)
        return shutil.copy(self.folder / "interlock-out/protocol/main.json", self.folder / name)

    def test_whole_protocols(self):
        old, moved = self.extracted("old.json", PROGRAM), self.extracted("moved.json", RENAMED)
        new = self.extracted("new.json", UNLOCKED)
        self.assertEqual(self.diff(old, old), (0, "protocol main: no change\n"))
        self.assertEqual(self.diff(old, moved), (0, "protocol main: no change\n"))
        code, text = self.diff(old, new, "--json", "diff.json")
        self.assertEqual(code, 1, text)
        self.assertIn("lost lock `total (Total)", text)
        self.assertEqual(self.diff(PIN, new)[0], 1)
        document = json.loads((self.folder / "diff.json").read_text())
        self.assertEqual(document["schema"], "interlock-protocol-diff/1")
        (protocol,) = document["protocols"]
        self.assertEqual(protocol["protocol"], "main")
        self.assertEqual(len(protocol["changes"]), text.count("\n  "))
        self.assertTrue(all(set(row) == {"kind", "text", "at"} for row in protocol["changes"]))
        code, text = self.diff(new, old)
        self.assertEqual(code, 1, text)
        self.assertIn("gained lock `total (Total)", text)

    def test_last_run_against_pins(self):
        self.assertEqual(self.diff(*PINNED), (0, "protocol main: no change\n"))
        self.assertEqual(self.diff(*PINNED, "-q"), (0, ""))
        self.extracted("new.json", NOT_JOINED)
        code, text = self.diff(*PINNED)
        self.assertEqual(code, 1, text)
        self.assertIn("no longer joined", text)
        shutil.rmtree(self.folder / "pins/main")
        self.assertEqual(self.diff(*PINNED)[0], 1)

    def test_bad_files_are_errors_with_their_place(self):
        good = (self.folder / PIN).read_text()
        for text, words in ((good[:100], ":"), ("", ":1:1"), ("[]", "schema"), ("{}", "schema"),
                            ((self.folder / "interlock-out/result.json").read_text(),
                             "schema is 'interlock-result/"),
                            (good.replace("protocol/1", "protocol/7"), "protocol/7")):
            self.write("bad.json", text)
            for pair in (("bad.json", PIN), (PIN, "bad.json")):
                code, output = self.diff(*pair)
                self.assertEqual(code, 2, output)
                self.assertTrue(output.startswith("interlock: error: bad.json"), output)
                self.assertIn(words, output)

    def test_wrong_words_are_refused(self):
        for words in ((), (PIN,), (PIN, PIN, PIN), (*PINNED, PIN, PIN), (PIN, "absent.json"),
                      (PIN, PIN, "--json", "no/such/folder/diff.json"),
                      (*PINNED, "-o", "absent")):
            self.assertEqual(self.diff(*words)[0], 2, words)


if __name__ == "__main__":
    tool.main()
