#!/usr/bin/env python3
# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""Kills a spilling join with SIGKILL at random moments: nothing may stay on disk.

What the join holds on disk is seen from outside: the blocks of its open files that have no name.
After the kill the folder is as empty as before, and the file system has the space back.
"""

import argparse
import os
import random
import signal
import stat
import subprocess
import sys
import tempfile
import time

# Of the kills, so many must have met a join that held files with this much in them.
HELD_BYTES_MIN = 1 << 20
HELD_SHARE_MIN = 0.2
# What other processes may take from the file system meanwhile, over all tries.
FREE_SPACE_SLACK = 256 << 10
FREE_SPACE_WAIT_SECONDS = 20


def held_files(pid, device):
    """Returns number and bytes on disk of the nameless files that a process has open."""
    count = size = 0
    folder = f"/proc/{pid}/fd"
    try:
        descriptors = os.listdir(folder)
    except OSError:
        return 0, 0
    for descriptor in descriptors:
        try:
            entry = os.stat(f"{folder}/{descriptor}")
        except OSError:
            continue
        if stat.S_ISREG(entry.st_mode) and entry.st_nlink == 0 and entry.st_dev == device:
            count += 1
            size += entry.st_blocks * 512
    return count, size


def free_bytes(folder):
    state = os.statvfs(folder)
    return state.f_bfree * state.f_frsize


def space_is_back(folder, before):
    """Waits until the file system has as much free space as before."""
    end = time.monotonic() + FREE_SPACE_WAIT_SECONDS
    while free_bytes(folder) < before - FREE_SPACE_SLACK:
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def own_file_system():
    """Returns a folder on a file system that others write to little, or None for the default."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


class KillTest:
    def __init__(self, arguments, folder):
        self.command = [arguments.hash_join, "--left", str(arguments.rows), "--right",
                        str(arguments.rows), "--keys", str(arguments.rows // 2), "--chunk", "1024",
                        "--workers", "2", "--limit", str(arguments.limit), "--temp-dir", folder]
        self.folder = folder
        self.device = os.stat(folder).st_dev
        self.failures = []

    def start(self):
        return subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run_whole(self):
        """Runs the join to its end; returns when it first held a file, and when it ended."""
        process = self.start()
        begin = time.monotonic()
        first = None
        most = 0
        while process.poll() is None:
            size = held_files(process.pid, self.device)[1]
            if size > 0 and first is None:
                first = time.monotonic() - begin
            most = max(most, size)
            time.sleep(0.002)
        end = time.monotonic() - begin
        output, errors = process.communicate()
        if process.returncode != 0:
            self.failures.append(f"a run that nobody kills: {output.decode()}{errors.decode()}")
        if first is None or most < HELD_BYTES_MIN:
            self.failures.append(f"a run that nobody kills holds too little on disk: {most}")
        self.check_folder("after a whole run")
        return first or 0.0, end, most

    def kill_after(self, seconds):
        """Kills a join; returns what it held, or None if it was through."""
        before = free_bytes(self.folder)
        process = self.start()
        time.sleep(seconds)
        # Stopped, so that what is counted is what is killed.
        process.send_signal(signal.SIGSTOP)
        count, size = held_files(process.pid, self.device)
        names = os.listdir(self.folder)
        process.kill()
        process.communicate()
        if process.returncode != -signal.SIGKILL:
            if process.returncode != 0:
                self.failures.append(f"the join ended with {process.returncode}")
            return None
        if names:
            self.failures.append(f"a name while the join runs: {names}")
        self.check_folder(f"after SIGKILL with {count} files of {size} bytes")
        if not space_is_back(self.folder, before):
            self.failures.append(f"space not given back: {before - free_bytes(self.folder)} bytes "
                                 f"after SIGKILL with {size} bytes held")
        return size

    def check_folder(self, when):
        names = os.listdir(self.folder)
        if names:
            self.failures.append(f"{when}: {names}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hash-join", required=True)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--limit", type=int, default=2_000_000)
    parser.add_argument("--seed", type=int, default=20261120)
    arguments = parser.parse_args()
    dice = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory(dir=own_file_system()) as folder:
        test = KillTest(arguments, folder)
        first, end, most = test.run_whole()
        held = []
        through = 0
        tries = 0
        while len(held) < arguments.kills and tries < 4 * arguments.kills:
            tries += 1
            # Between the first file and the end, and some before.
            size = test.kill_after(dice.uniform(0.8 * first, end))
            if size is None:
                through += 1
            else:
                held.append(size)
        large = sum(size >= HELD_BYTES_MIN for size in held)
        print(f"seed {arguments.seed}: killed {len(held)} times, {large} times with more than "
              f"{HELD_BYTES_MIN} bytes on disk (most {max(held, default=0)}, a whole run holds "
              f"{most}); {through} joins were through before")
        if len(held) < arguments.kills:
            test.failures.append(f"killed only {len(held)} times")
        if large < HELD_SHARE_MIN * arguments.kills:
            test.failures.append(f"only {large} kills met a join with files")
        for failure in test.failures:
            print(f"FAILED: {failure}")
        return 1 if test.failures else 0


if __name__ == "__main__":
    sys.exit(main())
