"""Scenarios on the embedded journal: one SQLite file, deliveries over HTTP, and what happens to either."""

import json
import os
import random
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections import Counter

import checks
from rig import PIPELINES, Skipped, free_port, require, wait_until
from stream import Stream


def configure(rig, folder=None):
    """An instance on SQLite; its file lies in `folder`."""
    rig.partitions = 1
    rig.listen, folder = free_port(), folder or rig.folder
    rig.journal = os.path.join(folder, "journal.sqlite")
    daemon = rig.instance("a")
    rig.write("a.yaml",
              f"pipeline: {os.path.join(PIPELINES, 'den-haag.yaml')}\ninstance: a\n"
              "keys: {pseudonyms: pseudonym.key, contact: [contact.key]}\n"
              f"sqlite: {{file: {rig.journal}, listen: '127.0.0.1:{rig.listen}'}}\n"
              f"admin: 127.0.0.1:{daemon.admin}\nlog: {{format: text, level: info}}\n")
    return daemon


class Partner(threading.Thread):
    """Delivers lines in batches over HTTP and tries each again until the daemon has taken it."""

    def __init__(self, rig, lines, size=40):
        super().__init__(daemon=True)
        self.rig, self.size, self.lines = rig, size, lines
        self.taken, self.refused, self.answers, self.over = [], [], Counter(), threading.Event()

    def run(self):
        for start in range(0, len(self.lines), self.size):
            part = self.lines[start:start + self.size]
            while not self.over.is_set():
                status = self.post(part)
                self.answers[status] += 1
                if status == 202:
                    self.taken += part
                    break
                if status in (400, 413, 422):
                    self.refused += part
                    break
                time.sleep(0.05)

    def post(self, part):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.rig.listen}/v1/signalen", data=f"[{','.join(part)}]".encode(),
            headers={"Content-Type": "application/cloudevents-batch+json"})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def finish(self, seconds):
        self.join(seconds)
        require(not self.is_alive(), f"{len(self.taken)} of {len(self.lines)} records are taken after {seconds} s: {self.answers}")
        require(not self.refused, f"{len(self.refused)} sound records were refused: {self.answers}")


def everything(rig, taken):
    """The same checks as on Kafka, of one file."""
    def is_scored():
        rows = subprocess.run(
            ["sqlite3", "-readonly", rig.journal,
             "SELECT (SELECT coalesce(max(position), -1) + 1 FROM log) - (SELECT next FROM progress WHERE input = 'log')"],
            capture_output=True, text=True).stdout.strip()
        return rows == "0"
    wait_until(is_scored, 60, "all of the log is scored", 0.1)
    exports = rig.exports("log", "tasks", "statuses", "changelog", "state", "contact")
    checks.replays_agree(rig, exports)
    checks.state_agrees(rig, exports)
    events = Counter()
    for line in exports["log", 0].splitlines():
        event = json.loads(line)
        if not event["type"].endswith("dag-begonnen.v1"):
            events[event["id"]] += 1
    checks.check_once(events, "log")
    lost = [event["id"] for event in map(json.loads, taken) if event["id"] not in events]
    require(not lost, f"{len(lost)} records were answered with 202 and are not in the log, such as {lost[:3]}")
    require(len(events) == len(taken), f"{len(events)} records in the log, {len(taken)} taken")
    for suffix in ("", "-wal"):
        if os.path.exists(rig.journal + suffix):
            with open(rig.journal + suffix, "rb") as file:
                found = checks.marks(file.read())
            require(not any(found.values()), f"the bytes of the journal{suffix} name somebody: {found}")
    require(all(checks.marks("\n".join(taken).encode()).values()), "the input names nobody: this run shows nothing")


def sqlite_killed(rig, size):
    """SIGKILL at 20 random moments on SQLite, with a SIGSTOP among them: what was answered with 202 is there once."""
    dice = random.Random(20)
    daemon = configure(rig)
    partner = Partner(rig, Stream(20, 2500).lines(size))
    partner.start()
    during = 0
    for number in range(20):
        daemon.start()
        wait_until(daemon.is_ready, 20, "the daemon is ready", 0.01)
        before = len(partner.taken)
        time.sleep(dice.uniform(0.05, 1.0))
        if number % 5 == 4:
            daemon.signal(signal.SIGSTOP)
            time.sleep(0.5)
            daemon.signal(signal.SIGCONT)
            time.sleep(0.2)
        during += partner.is_alive() and len(partner.taken) > before
        daemon.kill()
    daemon.start()
    partner.finish(120)
    everything(rig, partner.taken)
    return f"{during} of 20 while records came in; answers {dict(partner.answers)}"


def sqlite_full(rig, size):
    """The disk of the journal is full, in the middle of deliveries, and has room again: nothing is lost or doubled."""
    if os.geteuid() != 0:
        raise Skipped("needs root, to mount a small disk")
    folder = rig.path("disk")
    os.makedirs(folder)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "none", folder], capture_output=True).returncode:
        raise Skipped("cannot mount a small disk here")
    try:
        daemon = configure(rig, folder)
        daemon.start()
        partner = Partner(rig, Stream(21, 1000).lines(size // 4))
        partner.start()
        wait_until(lambda: partner.answers[503] >= 3, 60, "deliveries are turned away because the disk is full")
        require(daemon.is_running, "the daemon ended when the disk was full")
        wait_until(lambda: daemon.ask("/readyz")[0] == 503, 20, "/readyz says that the journal is not well")
        # A stop and a start on a full disk, too.
        daemon.kill()
        daemon.start()
        time.sleep(1)
        subprocess.run(["mount", "-o", "remount,size=300m", folder], check=True)
        if not daemon.is_running:
            daemon.start()
        partner.finish(120)
        everything(rig, partner.taken)
        daemon.kill()
        return f"answers {dict(partner.answers)}"
    finally:
        for instance in rig.instances:
            instance.kill()
        subprocess.run(["umount", "-l", folder], capture_output=True)
