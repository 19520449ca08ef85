#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""Every kind of bad input: a message with position and cause, the right exit code, and what was
done before is kept."""

import json
import resource
import signal
import time

import tool


class Usage(tool.ToolTest):
    def test_usage_errors(self):
        for words in (["check", "--no-such-flag"], ["sing"], [], ["check", "--jobs", "x"],
                      ["explain", "IL999"], ["explore"], ["replay", "W-0000"]):
            with self.subTest(words=words):
                code, out, err = self.run_tool(*words)
                self.assertEqual(code, 2)
                self.assertIn("error", err)
                self.assertEqual(out, "")


class Database(tool.ToolTest):
    def test_missing(self):
        self.write("a.cc", tool.CLEAN)
        code, _, err = self.run_tool("check", "a.cc")
        self.assertEqual(code, 2)
        self.assertIn("compile_commands.json", err)
        self.assertIn("CMAKE_EXPORT_COMPILE_COMMANDS", err)

    def test_malformed(self):
        self.write("build/compile_commands.json", '[{"directory": ".", "file": "a.cc",')
        code, _, err = self.run_tool("check")
        self.assertEqual(code, 2)
        self.assertIn("build/compile_commands.json", err)

    def test_entry_without_file(self):
        self.write("build/compile_commands.json", '[{"directory": ".", "arguments": ["g++"]}]')
        code, _, err = self.run_tool("check")
        self.assertEqual(code, 2)
        self.assertIn("build/compile_commands.json", err)

    def test_empty(self):
        self.write("build/compile_commands.json", "[]")
        code, _, err = self.run_tool("check")
        self.assertEqual(code, 2)
        self.assertIn("build/compile_commands.json", err)

    def test_target_that_does_not_exist(self):
        self.write_database("a.cc")
        code, _, err = self.run_tool("check", "b.cc")
        self.assertEqual(code, 2)
        self.assertIn("b.cc", err)

    def test_target_outside_the_database(self):
        self.write("a.cc", tool.CLEAN)
        self.write("b.cc", tool.CLEAN)
        self.write_database("a.cc")
        code, _, err = self.run_tool("check", "b.cc")
        self.assertEqual(code, 2)
        self.assertIn("b.cc", err)
        self.assertIn("compile database", err)

    def test_source_below_a_target_but_not_in_the_database_is_not_covered(self):
        self.write("src/a.cc", tool.CLEAN)
        self.write("src/b.cc", "int unrelated;\n")
        self.write_database("src/a.cc")
        code, out, _ = self.run_tool("check", "src")
        self.assertEqual(code, 3)
        self.assertIn("src/b.cc", out)
        self.assertIn("IL-UNKNOWN-NOT-COVERED", out)


class Sources(tool.ToolTest):
    def check(self, *names):
        self.write_database(*names)
        code, out, err = self.run_tool("check")
        return code, out, err, self.result()

    def states(self, result):
        return {unit["source"]: unit["state"] for unit in result["units"]}

    def test_one_that_does_not_parse_leaves_the_others(self):
        self.write("a.cc", tool.CLEAN)
        self.write("b.cc", "int f( { return 1; }\n")
        code, out, _, result = self.check("a.cc", "b.cc")
        self.assertEqual(code, 2)
        self.assertRegex(out, r"(?m)^b\.cc:1:\d+: error: .*\[IL-INCOMPLETE\]$")
        self.assertFalse(result["complete"])
        self.assertEqual(self.states(result), {"a.cc": "read", "b.cc": "errors"})
        for proof in result["proofs"]:
            self.assertNotIn("proved", proof["verdict"])

    def test_one_that_does_not_exist_leaves_the_others(self):
        self.write("a.cc", tool.CLEAN)
        code, out, _, result = self.check("a.cc", "gone.cc")
        self.assertEqual(code, 2)
        self.assertIn("gone.cc", out)
        self.assertEqual(self.states(result)["a.cc"], "read")
        self.assertNotEqual(self.states(result)["gone.cc"], "read")

    def test_one_that_cannot_be_read_leaves_the_others(self):
        self.write("a.cc", tool.CLEAN)
        (self.folder / "folder.cc").mkdir()
        code, out, _, result = self.check("a.cc", "folder.cc")
        self.assertEqual(code, 2)
        self.assertIn("folder.cc", out)
        self.assertEqual(self.states(result)["a.cc"], "read")

    def test_missing_header_is_named(self):
        self.write("a.cc", '#include "gone.h"\n')
        code, out, _, _ = self.check("a.cc")
        self.assertEqual(code, 2)
        self.assertRegex(out, r"a\.cc:1:\d+: error: .*gone\.h")

    def test_crash_of_the_front_end_leaves_the_others(self):
        self.write("a.cc", tool.CLEAN)
        self.write("b.cc", "#pragma clang __debug crash\n")
        code, out, _, result = self.check("a.cc", "b.cc")
        self.assertEqual(code, 2)
        self.assertEqual(self.states(result), {"a.cc": "read", "b.cc": "crashed"})
        self.assertRegex(out, r"(?m)^b\.cc: error: the front end crashed with signal")


class Files(tool.ToolTest):
    """Facts, protocols, witnesses and results that were cut, bent or come from another version."""

    def setUp(self):
        super().setUp()
        self.write("a.cc", tool.RACY)
        self.write_database("a.cc")
        self.code, self.out, self.err = self.run_tool("check")
        self.assertEqual(self.code, 1, self.out + self.err)

    def first(self, pattern):
        files = sorted((self.folder / "interlock-out").glob(pattern))
        self.assertTrue(files, pattern)
        return files[0]

    def refused(self, words, path, text, *causes):
        path.write_text(text)
        code, out, err = self.run_tool(*words)
        self.assertEqual(code, 2, out + err)
        for cause in (path.name, *causes):
            self.assertIn(cause, out + err)

    def bend(self, path, words, version):
        text = path.read_text()
        self.refused(words, path, text[:len(text) // 2])
        self.refused(words, path, "")
        self.refused(words, path, text.replace(version + "/1", version + "/77"), version + "/77")
        self.refused(words, path, text.replace("a.cc", "b.cc"), "digest")
        self.refused(words, path, "[]")
        path.write_text(text)

    def test_facts(self):
        path = self.first("facts/*.json")
        self.bend(path, ["extract", path], "interlock-facts")
        self.assertEqual(self.run_tool("extract", path)[0], 0)

    def test_protocol(self):
        path = self.first("protocol/*.json")
        self.bend(path, ["prove", path], "interlock-protocol")
        self.assertEqual(self.run_tool("prove", path)[0], 1)

    def test_witness(self):
        path = self.first("witness/*.json")
        self.bend(path, ["replay", path, "--", "/bin/true"], "interlock-witness")

    def test_result(self):
        path = self.first("result.json")
        text = path.read_text()
        self.refused(["report"], path, text[:len(text) // 2], "line")
        self.refused(["report"], path, text.replace("interlock-result/2", "interlock-result/9"),
                     "interlock-result/9")
        path.unlink()
        code, _, err = self.run_tool("report")
        self.assertEqual(code, 2)
        self.assertIn("result.json", err)

    def test_program_without_the_runtime(self):
        code, _, err = self.run_tool("replay", self.first("witness/*.json"), "--", "/bin/true")
        self.assertEqual(code, 2)
        self.assertIn("/bin/true", err)


class Limits(tool.ToolTest):
    def setUp(self):
        super().setUp()
        self.write("a.cc", tool.CLEAN)
        self.write_database("a.cc")

    def test_output_folder_below_a_file(self):
        self.write("file", "")
        code, _, err = self.run_tool("check", "-o", "file/out")
        self.assertEqual(code, 2)
        self.assertIn("file/out", err)

    def test_full_disk_keeps_the_earlier_result(self):
        self.run_tool("check")
        before = self.result()
        self.write("a.cc", tool.RACY)

        def no_more_bytes():
            resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))

        code, out, err = self.run_tool("check", preexec_fn=no_more_bytes)
        self.assertEqual(code, 2, out + err)
        self.assertIn("File too large", out + err)
        self.assertEqual(self.result(), before)

    def test_solver_time_limit_is_unknown_never_proved(self):
        code, out, _ = self.run_tool("check", "--solver-timeout", "1us")
        self.assertIn(code, (0, 3))
        if code == 3:
            self.assertIn("IL-UNKNOWN-TIMEOUT", out)
            self.assertTrue(self.result()["complete"])

    def test_interrupt_keeps_a_valid_incomplete_result(self):
        names = [f"s{i}.cc" for i in range(40)]
        for name in names:
            self.write(name, f"#include <regex>\n#include <thread>\nint f_{name[:-3]}() {{ return 1; }}\n")
        self.write_database("a.cc", *names)
        process = self.start("check", "--jobs", "1", "--no-cache", "-v")
        process.stderr.readline()
        process.stderr.readline()
        process.send_signal(signal.SIGINT)
        sent = time.monotonic()
        process.communicate(timeout=60)
        self.assertLess(time.monotonic() - sent, 10)
        self.assertEqual(process.returncode, 128 + signal.SIGINT)
        result = self.result()
        self.assertFalse(result["complete"])
        self.assertEqual(result["signal"], signal.SIGINT)
        self.assertEqual(result["exit_code"], 130)
        self.assertEqual(len(result["units"]), 41)

    def test_closed_output_is_an_error(self):
        process = self.start("check")
        process.stdout.close()
        process.wait(timeout=60)
        self.assertEqual(process.returncode, 2)
        process.stderr.close()


class Repeats(tool.ToolTest):
    def test_same_input_gives_the_same_bytes(self):
        self.write("a.cc", tool.RACY)
        self.write("b.cc", "int other;\n")
        self.write_database("a.cc", "b.cc")
        texts = set()
        for words in (["-j", "1"], ["-j", "2"], ["-j", "4", "--no-cache"]):
            self.run_tool("check", *words)
            texts.add((self.folder / "interlock-out/result.json").read_text())
        self.assertEqual(len(texts), 1)
        text = texts.pop()
        self.assertNotIn(str(self.folder), text)

    def test_cache_is_used_and_sees_a_changed_header(self):
        self.write("h.h", "inline int F() { return 1; }\n")
        self.write("a.cc", '#include "h.h"\n' + tool.CLEAN)
        self.write_database("a.cc")
        self.assertNotIn("cached", self.run_tool("check", "-v")[2])
        self.assertIn("a.cc (cached)", self.run_tool("check", "-v")[2])
        self.write("h.h", "inline int F() { return 2; }\n")
        self.assertNotIn("cached", self.run_tool("check", "-v")[2])


if __name__ == "__main__":
    tool.main()
