#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""What is known does not fail, what is new does, and what was proved is not lost without notice."""

import json
import subprocess

import tool

PROPERTY = "data race freedom"

WORKERS = """
#include <mutex>
#include <thread>
namespace NAME {
std::mutex mutex;
int counter = 0;
void Work() {
BODY
}
[[clang::annotate("interlock:protocol", "NAME")]]
[[clang::annotate("interlock:called_by", "one thread", "nothing")]] void Run() {
  std::thread first(Work);
  std::thread second(Work);
  first.join();
  second.join();
}
}  // namespace NAME
"""
LOCKED = "  std::lock_guard<std::mutex> lock(mutex);\n  ++counter;"
RACY = "  ++counter;"
OPAQUE = "  extern void Opaque(int*);\n  Opaque(&counter);"
OTHER_OPAQUE = OPAQUE + "\n  extern void Other(int*);\n  Other(&counter);"
UNSTARTED = "\nvoid Background() { std::thread([] {}).join(); }\n"


def source(name, body):
    return WORKERS.replace("NAME", name).replace("BODY", body)


class BaselineTest(tool.ToolTest):
    """A project with the protocols `map`, which is proved, and `spill`, which is not."""

    def setUp(self):
        super().setUp()
        self.put("map", LOCKED)
        self.put("spill", OPAQUE)
        self.write_database("map.cc", "spill.cc")

    def put(self, name, body, more=""):
        self.write(name + ".cc", source(name, body) + more)

    def baseline(self, **sections):
        document = {"schema": "interlock-baseline/1", "findings": [], "not_covered": [],
                    "proofs": [], "unknown": [], **sections}
        return self.write("b.json", json.dumps(document))

    def known_unknown(self, *more, **spill):
        return self.baseline(proofs=[{"protocol": "spill", "property": PROPERTY,
                                      "verdict": "unknown", **spill}, *more])

    def proof(self, protocol):
        return {row["protocol"]: row for row in self.result()["proofs"]}[protocol]

    def check(self, *words):
        """Exit code and everything that was printed."""
        code, out, err = self.run_tool("check", *words)
        return code, out + err


class KnownUnknown(BaselineTest):
    def test_without_a_baseline_it_is_unknown(self):
        code, text = self.check()
        self.assertEqual(code, 3, text)
        self.assertNotIn("known unknown", text)

    def test_it_passes_and_is_counted_by_name(self):
        self.known_unknown()
        code, text = self.check("--baseline", "b.json")
        self.assertEqual(code, 0, text)
        self.assertRegex(text, r"(?m)^result: 0 findings   proofs: 1 proved \(.*\), 0 refuted, "
                               r"1 unknown \(1 known\)$")
        self.assertRegex(text, r"(?m)^known unknown, listed in b.json: protocol spill \(as a whole")
        self.assertEqual(self.result()["exit_code"], 0)
        self.assertEqual(self.proof("map")["verdict"], "proved")
        spill = self.proof("spill")
        self.assertEqual((spill["verdict"], spill["known"]), ("unknown", True))
        # Nothing of it counts as proved.
        self.assertEqual((spill["pairs"], spill["pairs_by_reason"], spill["certificates"]),
                         ([], {}, []))
        self.assertEqual(spill["unknown_pairs"], spill["conflicting_pairs"])
        self.assertFalse(list((self.folder / "interlock-out/certificates/spill").glob("*.smt2")))

    def test_it_alone_passes_too(self):
        self.known_unknown()
        code, text = self.check("--baseline", "b.json", "--proofs", "spill")
        self.assertEqual(code, 0, text)
        self.assertIn("known unknown", text)
        self.assertEqual([row["protocol"] for row in self.result()["proofs"]], ["spill"])

    def test_another_unknown_protocol_is_new(self):
        self.known_unknown()
        self.put("map", OPAQUE)
        code, text = self.check("--baseline", "b.json")
        self.assertEqual(code, 3, text)
        self.assertRegex(text, r"1 unknown \(1 known\)|2 unknown \(1 known\)")

    def test_a_race_in_it_fails(self):
        self.known_unknown()
        self.put("spill", RACY)
        code, text = self.check("--baseline", "b.json")
        self.assertEqual(code, 1, text)
        self.assertRegex(text, r"(?m)^spill\.cc:\d+:\d+: error: data race: .*\[IL001\]$")
        self.assertRegex(text, r"result: \d findings? \(\d new, 0 known\)")
        witness = self.result()["findings"][0]["witness"]
        self.assertTrue((self.folder / f"interlock-out/witness/{witness}.json").exists())

    def test_what_no_protocol_covers_is_new_unless_it_is_listed(self):
        self.put("map", LOCKED, UNSTARTED)
        self.known_unknown()
        code, text = self.check("--baseline", "b.json")
        self.assertEqual(code, 3, text)
        self.assertIn("not covered by any protocol: spawn site Background", text)
        self.baseline(proofs=[{"protocol": "spill", "property": PROPERTY, "verdict": "unknown"}],
                      not_covered=[{"kind": "spawn site", "name": "Background"}])
        code, text = self.check("--baseline", "b.json")
        self.assertEqual(code, 0, text)
        self.assertRegex(text, "(?m)^known unknown, .*1 not covered by any protocol")

    def test_proved_at_last_is_to_be_removed(self):
        self.known_unknown()
        self.put("spill", LOCKED)
        code, text = self.check("--baseline", "b.json")
        self.assertEqual(code, 0, text)
        self.assertRegex(text, r"(?m)^b\.json: warning: fixed, remove from baseline: protocol spill")
        self.assertIn("2 proved", text)

    def test_one_that_is_not_there_is_to_be_removed(self):
        self.write_database("map.cc")
        self.known_unknown()
        code, text = self.check("--baseline", "b.json")
        self.assertEqual(code, 0, text)
        self.assertIn("there is no such protocol any more", text)
        code, text = self.check("--baseline", "b.json", "--proofs", "spill")
        self.assertEqual(code, 2, text)


class Lost(BaselineTest):
    MAP = {"protocol": "map", "property": PROPERTY, "verdict": "proved"}

    def test_proof_that_became_unknown(self):
        self.known_unknown(self.MAP)
        self.assertEqual(self.check("--baseline", "b.json")[0], 0)
        self.put("map", OPAQUE)
        code, text = self.check("--baseline", "b.json")
        self.assertEqual(code, 1, text)
        self.assertRegex(text, r"(?m)^b\.json: error: proof regressed: .* of protocol map was proved,"
                               r" is now unknown \[IL-REGRESSED-PROOF\]$")
        self.assertRegex(text, r"note: unknown: opaque call.* at map\.cc:\d+")

    def test_protocol_that_is_gone(self):
        self.known_unknown(self.MAP)
        self.write_database("spill.cc")
        code, text = self.check("--baseline", "b.json")
        self.assertEqual(code, 1, text)
        self.assertIn("[IL-REGRESSED-PROOF]", text)
        # A run that was not asked about it does not miss it.
        self.assertEqual(self.check("--baseline", "b.json", "--proofs", "spill")[0], 0)

    def test_source_that_cannot_be_read_is_no_lost_proof(self):
        self.known_unknown(self.MAP)
        self.write("map.cc", "int f( {\n")
        code, text = self.check("--baseline", "b.json")
        self.assertEqual(code, 2, text)
        self.assertNotIn("IL-REGRESSED-PROOF", text)
        self.assertNotIn("fixed, remove", text)

    def test_it_is_explained(self):
        code, out, _ = self.run_tool("explain", "IL-REGRESSED-PROOF")
        self.assertEqual(code, 0)
        self.assertIn("proof regressed", out)


class Written(BaselineTest):
    def write_it(self, name="w.json", *words):
        code, text = self.check("--write-baseline", name, *words)
        self.assertEqual(code, 0, text)
        return (self.folder / name).read_text()

    def test_a_run_passes_its_own_baseline_and_writes_it_again(self):
        self.put("map", RACY, UNSTARTED)
        first = self.write_it()
        self.assertNotIn(str(self.folder), first)
        code, text = self.check("--baseline", "w.json")
        self.assertEqual(code, 0, text)
        self.assertNotIn("fixed, remove", text)
        self.assertRegex(text, r"\(0 new, \d known\)")
        self.assertRegex(text, r"(?m)^map\.cc:\d+:\d+: warning: known: data race")
        self.assertEqual(self.write_it("again.json", "--baseline", "w.json"), first)

    def test_it_is_sorted(self):
        self.put("map", RACY, UNSTARTED)
        document = json.loads(self.write_it())
        keys = {"findings": ("protocol", "rule", "fingerprint"), "not_covered": ("kind", "name"),
                "proofs": ("protocol", "property"), "unknown": ("protocol", "rule", "fingerprint")}
        for section, names in keys.items():
            rows = [tuple(row.get(name, "") for name in names) for row in document[section]]
            self.assertEqual(rows, sorted(set(rows)), section)
        self.assertTrue(document["findings"] and document["unknown"] and document["not_covered"])

    def test_moved_lines_change_nothing(self):
        self.put("map", RACY)
        before = self.write_it()
        for name in ("map", "spill"):
            path = self.folder / (name + ".cc")
            path.write_text("// one\n// two\n" + path.read_text())
        self.assertEqual(self.check("--baseline", "w.json")[0], 0)
        self.assertEqual(self.write_it(), before)

    def test_one_more_question_in_a_protocol_listed_one_by_one_is_new(self):
        self.write_it()
        self.put("spill", OTHER_OPAQUE)
        code, text = self.check("--baseline", "w.json")
        self.assertEqual(code, 3, text)

    def test_fixed_findings_are_named(self):
        self.put("map", RACY)
        self.write_it()
        self.put("map", LOCKED)
        code, text = self.check("--baseline", "w.json")
        self.assertEqual(code, 0, text)
        self.assertRegex(text, r"(?m)^w\.json: warning: fixed, remove from baseline: protocol map: "
                               r"IL001 data race.*fingerprint")
        self.assertNotIn("fixed", self.check("--baseline", "w.json", "--proofs", "spill")[1])

    def test_independent_changes_merge(self):
        names = ["a", "k", "q", "z"]
        for name in names:
            self.put(name, LOCKED)
        texts = {}
        for kind, chosen in (("base", ["k", "q"]), ("ours", ["a", "k", "q"]),
                             ("theirs", ["k", "q", "z"]), ("both", names)):
            self.write_database(*[name + ".cc" for name in chosen])
            texts[kind] = self.write_it(kind + ".json")
        merged = subprocess.run(["git", "merge-file", "-p", "ours.json", "base.json", "theirs.json"],
                                cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(merged.returncode, 0, merged.stdout)
        self.assertEqual(merged.stdout, texts["both"])

    def test_an_incomplete_run_writes_none(self):
        self.write("spill.cc", "int f( {\n")
        code, text = self.check("--write-baseline", "w.json")
        self.assertEqual(code, 2, text)
        self.assertFalse((self.folder / "w.json").exists())


class FailOn(BaselineTest):
    def test_what_is_known_fails_if_asked(self):
        self.known_unknown()
        self.assertEqual(self.check("--baseline", "b.json", "--fail-on", "any")[0], 3)
        self.assertEqual(self.check("--fail-on", "new")[0], 0)
        self.put("map", RACY)
        self.assertEqual(self.check("--fail-on", "unknown", "--baseline", "b.json")[0], 0)
        self.assertEqual(self.check("--fail-on", "new", "--fail-on", "unknown")[0], 1)
        code, text = self.check("--fail-on", "never")
        self.assertEqual(code, 0)
        self.assertIn("1 refuted", text)

    def test_an_incomplete_run_is_never_clean(self):
        self.write("map.cc", "int f( {\n")
        self.assertEqual(self.check("--fail-on", "never")[0], 2)


class BadFiles(BaselineTest):
    def refused(self, text, *causes):
        self.write("b.json", text)
        code, printed = self.check("--baseline", "b.json")
        self.assertEqual(code, 2, printed)
        for cause in ("b.json:", *causes):
            self.assertIn(cause, printed)
        self.assertNotIn("result:", printed)

    def test_each_is_refused_with_position_and_cause(self):
        self.check("--write-baseline", "w.json")
        text = (self.folder / "w.json").read_text()
        cut = text[:len(text) // 2]
        self.refused(cut, "b.json:%d:" % (cut.count("\n") + 1))
        self.refused("", "b.json:1:")
        self.refused("[]", "array")
        self.refused(text.replace("interlock-baseline/1", "interlock-baseline/7"),
                     "/schema", "interlock-baseline/7")
        self.refused(text.replace('"proved"', '"fine"'), "/proofs/0/verdict", "fine")
        self.refused(text.replace('"proofs"', '"proof"'), "proof")
        self.known_unknown(budget="soon")
        self.refused((self.folder / "b.json").read_text(), "spill", "soon")

    def test_one_that_is_not_there(self):
        code, text = self.check("--baseline", "gone.json")
        self.assertEqual(code, 2, text)
        self.assertIn("gone.json", text)


class Hopeless(BaselineTest):
    """A protocol that is never done with: every function calls every other one through memory."""

    FUNCTIONS = 60
    THREADS = 30

    def setUp(self):
        super().setUp()
        count = self.FUNCTIONS
        lines = ["#include <thread>", "namespace spill {",
                 "struct Node { Node* next; Node* other; void (*step)(Node*); long values[64]; };"]
        lines += [f"void F{k}(Node* n);" for k in range(count)]
        for k in range(count):
            lines.append(f"void F{k}(Node* n) {{")
            for i in range(20):
                lines.append(f"  n->next->values[{(k * 7 + i) % 64}] += n->other->values[{i}];")
                lines.append(f"  n->other->next = n->next; n->step = F{(k + i) % count};")
            lines.append(f"  if (n->values[0] > {k}) n->step(n->next); "
                         f"else F{(k + 1) % count}(n->other);\n}}")
        lines.append('[[clang::annotate("interlock:protocol", "spill")]] void Run(Node* n) {')
        lines += [f"  std::thread t{k}(F{k}, n);" for k in range(self.THREADS)]
        lines += [f"  t{k}.join();" for k in range(self.THREADS)]
        lines.append("}\n}  // namespace spill\n")
        self.write("spill.cc", "\n".join(lines))

    def test_its_budget_bounds_it_and_the_other_protocol_does_not_notice(self):
        self.write_database("map.cc")
        self.assertEqual(self.check()[0], 0)
        alone = self.proof("map")
        self.write_database("map.cc", "spill.cc")
        self.known_unknown(budget="1s")
        code, text = self.check("--baseline", "b.json")
        self.assertEqual(code, 0, text)
        self.assertRegex(text, r"known unknown, .*protocol spill \(as a whole, budget 1s\)")
        self.assertRegex(text, r"(?m)^  open .*budget of the run used up")
        rows = [row for row in self.result()["unknown"] if row["protocol"] == "spill"]
        self.assertTrue(any("budget of 1s used up" in row["detail"] for row in rows), rows)
        together = self.proof("map")
        for name in ("verdict", "pairs_by_reason", "accesses", "roles"):
            self.assertEqual(together[name], alone[name])
        # What it starts is its own, though nobody came to the end of it.
        self.assertEqual(self.result()["not_covered"], [])

    def test_extract_links_what_is_selected_alone(self):
        self.write_database("map.cc", "spill.cc")
        code, out, err = self.run_tool("extract", "--proofs", "map")
        self.assertEqual(code, 0, out + err)
        self.assertIn("protocol map:", out)
        self.assertNotIn("spill", out)


if __name__ == "__main__":
    tool.main()
