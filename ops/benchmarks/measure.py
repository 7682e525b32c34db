"""Runs one process to its end and tells what it cost.

Wall time, user + system time and peak resident memory, its waited-for children included (wait4). The kernel counts
the parent's own size at the moment of the spawn as a floor for the peak, so whoever imports this stays small.
"""
import collections
import os
import sys
import time

Cost = collections.namedtuple("Cost", "wall cpu peak")  # seconds, seconds, bytes


def measure(command, output, messages):
    """Standard output goes to the file `output`, standard error to `messages`. Ends the program when the command fails."""
    write = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, output, write, 0o644),
        (os.POSIX_SPAWN_OPEN, 2, messages, write, 0o644),
    ]
    started = time.monotonic()
    process = os.posix_spawnp(command[0], command, os.environ, file_actions=actions)
    _, status, usage = os.wait4(process, 0)
    wall = time.monotonic() - started
    if status != 0:
        with open(messages, encoding="utf-8", errors="replace") as file:
            last = file.read().strip().splitlines()[-3:]
        sys.exit("\nbench: failed (%s): %s\n%s" % (
            os.waitstatus_to_exitcode(status), " ".join(command), "\n".join(last)))
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)
