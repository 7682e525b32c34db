"""The outreach side under load: the first page of the worklist, and many who listen to the live feed.

python3 outreach.py --binary SEINPOST [--tasks N] [--seconds S] [--clients N]
Fills an embedded journal with N open tasks of invented households, starts `seinpost run`, waits until the board is made, then asks for
the first page 200 times a second while signals come in, then lets clients listen. Prints one line for each figure.
`hey` makes the requests (Debian package hey). The description of the API, bytes in memory behind the same door, is the measure beside it.
"""

import argparse
import json
import os
import re
import resource
import select
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "Tests", "Faults"))

import stream
from embedded import Partner, configure
from rig import Rig, free_port, wait_until
from workers import TEAMS, Provider, Worker


def fill(journal, count):
    """Writes tasks like the one that is there, each of another household, with due dates over two months."""
    database = sqlite3.connect(journal)
    key, value = database.execute("SELECT key, value FROM tasks WHERE value IS NOT NULL LIMIT 1").fetchone()
    task = json.loads(value)["data"]["taak"]
    due = re.search(r'"uiterlijk":"([0-9-]+)"', value).group(1)
    team = re.search(r'"team":"([a-z-]+)"', value).group(1)

    def rows():
        for number in range(count):
            household = f"h1_{number:012x}{number * 2654435761 % 2**80:020x}"
            text = value.replace(key, household).replace(task, f"T{number:012x}-20260301")
            text = text.replace(f'"uiterlijk":"{due}"', f'"uiterlijk":"2026-0{3 + number % 2}-{1 + number % 28:02d}"')
            yield household, text.replace(f'"team":"{team}"', f'"team":"{TEAMS[number % len(TEAMS)]}"')
    with database:
        database.executemany("INSERT INTO tasks (key, value) VALUES (?, ?)", rows())
    database.close()


def hey(url, token, seconds):
    """Milliseconds at the 50th and 99th percentile, answers a second, and how many were not 200."""
    done = subprocess.run(
        ["hey", "-z", f"{seconds}s", "-c", "20", "-q", "10", "-H", f"Authorization: Bearer {token}", url],
        capture_output=True, text=True, check=True).stdout
    found = {name: float(value) * 1000 for name, value in re.findall(r"(\d\d)%+ in ([0-9.]+) secs", done)}
    rate = float(re.search(r"Requests/sec:\s+([0-9.]+)", done).group(1))
    codes = dict(re.findall(r"\[(\d+)\]\s+(\d+) responses", done))
    wrong = sum(int(count) for code, count in codes.items() if code != "200")
    return found.get("50"), found.get("99"), rate, wrong


def memory(process):
    with open(f"/proc/{process.pid}/status") as file:
        return int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1)) / 1024


def listen(port, token, count):
    sockets = []
    request = (f"GET /v1/taken/stroom HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
               "Accept: text/event-stream\r\n\r\n").encode()
    for _ in range(count):
        one = socket.create_connection(("127.0.0.1", port))
        one.sendall(request)
        sockets.append(one)
    return sockets


def drain(sockets, seconds):
    """What each got until the end of the time; the moment of the first `taak` of each."""
    got, first = {one: b"" for one in sockets}, {}
    poll, by_number = select.epoll(), {one.fileno(): one for one in sockets}
    for one in sockets:
        one.setblocking(False)
        poll.register(one, select.EPOLLIN)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for number, _ in poll.poll(0.2):
            one = by_number[number]
            data = one.recv(65_536)
            got[one] += data
            if b"event: taak" in data:
                first.setdefault(one, time.monotonic())
    return got, first


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--tasks", type=int, default=100_000)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--clients", type=int, default=1_000)
    options = parser.parse_args()
    if not shutil.which("hey"):
        parser.error("hey is not installed: sudo apt-get install -y hey")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 8_192)), hard))
    folder = tempfile.mkdtemp(prefix="seinpost-bench-")
    rig = Rig(os.path.abspath(options.binary), "", os.path.join(folder, "rig"))
    daemon, provider, port = configure(rig), Provider(rig), free_port()
    with open(rig.path("a.yaml"), "a") as file:
        file.write(provider.configuration(port, rig.path("board.sqlite")))
    try:
        daemon.start()
        wait_until(daemon.is_ready, 30, "the daemon is ready")
        source = stream.Stream(5, 50_000)
        first = Partner(rig, source.lines(20))
        first.start()
        first.finish(30)
        worker = Worker(port, provider.token("m.proef", roles=("teamleider",)))
        wait_until(lambda: worker.tasks(), 30, "there is a task")
        daemon.stop()
        fill(rig.journal, options.tasks)
        started = time.monotonic()
        daemon.start()
        wait_until(daemon.is_ready, 600, "the board is made", 0.1)
        print(f"board of {options.tasks} tasks made in {time.monotonic() - started:.1f} s")
        base = memory(daemon.process)
        print(f"memory {base:.0f} MB")

        over = threading.Event()

        def deliver():
            while not over.wait(0.5):
                Partner(rig, source.lines(10)).run()
        thread = threading.Thread(target=deliver, daemon=True)
        thread.start()
        for name, path in [("first page", "/v1/taken"), ("first page of a team", "/v1/taken?team=centrum"),
                           ("description in memory", "/v1/openapi.json")]:
            half, most, rate, wrong = hey(f"http://127.0.0.1:{port}{path}", worker.token, options.seconds)
            print(f"{name}: p50 {half:.1f} ms, p99 {most:.1f} ms at {rate:.0f} requests/s, {wrong} not answered with 200")
        over.set()
        thread.join()

        sockets = listen(port, worker.token, options.clients)
        time.sleep(2)
        before = memory(daemon.process)
        clicked = time.monotonic()
        threading.Thread(target=lambda: Partner(rig, source.lines(200)).run(), daemon=True).start()
        got, times = drain(sockets, 10)
        waits = sorted(moment - clicked for moment in times.values())
        print(f"{options.clients} listeners: {before - base:.0f} MB more, {len(waits)} of them told, the last after "
              f"{waits[-1] * 1000:.0f} ms; {memory(daemon.process) - base:.0f} MB more after {len(next(iter(got.values())))} bytes each")
        # Half of them stop reading: what waits for them must not grow.
        for _ in range(20):
            Partner(rig, source.lines(200)).run()
        print(f"after 4 000 more signals that nobody reads: {memory(daemon.process) - base:.0f} MB more")
        for one in sockets:
            one.close()
    finally:
        rig.close()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
