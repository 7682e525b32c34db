"""The processes of a fault run: a broker, instances of the daemon, kcat; and the files that they leave.

Everything lives in one folder per scenario. Only processes that were started here are ended, by their number.
"""

import base64
import json
import os
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import stream

HERE = os.path.dirname(os.path.abspath(__file__))
PIPELINES = os.path.join(HERE, "..", "..", "pipelines")
TOPICS = {
    "delivered": "schulden.vroegsignalen.v1", "tasks": "schulden.outreachtaken.v1",
    "statuses": "schulden.vroegsignaal-statussen.v1", "dead-letters": "schulden.dode-letters.v1",
    "log": "seinpost.den-haag.log", "contact": "seinpost.den-haag.contact",
    "changelog": "seinpost.den-haag.changelog", "audit": "seinpost.den-haag.audit",
}


class Failed(Exception):
    """What must hold does not."""


class Skipped(Exception):
    """The scenario cannot run here."""


def require(condition, text):
    if not condition:
        raise Failed(text)


def wait_until(condition, seconds, what, every=0.05):
    """Waits for something that a process does; a fault run waits for states and never for times."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        require(time.monotonic() < end, f"after {seconds} s still not: {what}")
        time.sleep(every)
    return found


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Broker:
    """The test broker with its journal in a folder; its control channel is its standard input."""

    def __init__(self, binary, folder):
        self.binary, self.folder = binary, folder
        os.makedirs(folder, exist_ok=True)
        self.port = 0
        self.lock = threading.Lock()
        self.process = None
        self.start()

    def start(self):
        command = [self.binary, "--port", str(self.port), "--data", self.folder, "--no-auto-create"]
        with self.lock:
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            words = self.process.stdout.readline().split()
        require(words[:1] == ["listening"], f"the broker said {words}")
        self.port = int(words[2])
        self.address = f"127.0.0.1:{self.port}"

    def control(self, line):
        with self.lock:
            try:
                self.process.stdin.write(line + "\n")
                self.process.stdin.flush()
                answer = self.process.stdout.readline().strip()
            except (BrokenPipeError, ValueError):
                answer = ""
        require(answer and not answer.startswith("error"), f"the broker answers `{line}` with `{answer}`")
        return answer

    def stats(self):
        return json.loads(self.control("stats"))

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


class Sampler:
    """Looks at the broker all the time: committed offsets must not go back."""

    def __init__(self, broker):
        self.broker, self.faults, self.highest, self.samples = broker, [], {}, 0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while not self.over.wait(0.05):
            try:
                groups = self.broker.stats()["groups"]
            except (Failed, ValueError):
                continue  # the broker is being restarted
            self.samples += 1
            for group, known in groups.items():
                for place, offset in known["offsets"].items():
                    before = self.highest.get((group, place), 0)
                    if offset < before:
                        self.faults.append(f"the offset of {place} went from {before} back to {offset}")
                    self.highest[group, place] = max(offset, before)

    def stop(self):
        self.over.set()
        self.thread.join()


class Instance:
    """One daemon: its configuration, its process, its log."""

    def __init__(self, rig, name, **changes):
        self.rig, self.name = rig, name
        self.admin = free_port()
        self.config = rig.write_config(name, admin=self.admin, **changes)
        self.process = None
        self.runs = 0

    @property
    def log_path(self):
        return os.path.join(self.rig.folder, f"{self.name}.log")

    def start(self, *more):
        self.runs += 1
        with open(self.log_path, "ab") as log:
            log.write(f"== start {self.runs}\n".encode())
            log.flush()
            self.process = subprocess.Popen(
                [self.rig.seinpost, "run", "--config", self.config, "--day", str(stream.TODAY), *more],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        return self

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        """SIGKILL: nothing that the daemon could do about it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self, seconds=10):
        """SIGTERM; the daemon has so many seconds. The time that it took comes back."""
        started = time.monotonic()
        self.signal(signal.SIGTERM)
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Failed(f"{self.name} did not end within {seconds} s of SIGTERM") from None
        require(code == 0, f"{self.name} ended with {code} after SIGTERM; see {self.log_path}")
        return time.monotonic() - started

    def log(self):
        with open(self.log_path, "rb") as file:
            return file.read().decode(errors="replace")

    def ask(self, path):
        """Status and body of the admin port; (0, "") when nobody listens."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.admin}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def is_ready(self):
        require(self.is_running, f"{self.name} ended by itself with {self.process.poll()}; see {self.log_path}")
        return self.ask("/readyz")[0] == 200


class Rig:
    """What a scenario works with."""

    def __init__(self, seinpost, broker_binary, folder, partitions=3):
        self.seinpost, self.broker_binary, self.folder = seinpost, broker_binary, folder
        self.partitions = partitions
        self.broker = self.sampler = None
        self.instances = []
        self.delivered, self.headers = [], []
        os.makedirs(folder)
        self.write("pseudonym.key", stream.KEY + b"\n", 0o600)
        self.write("contact.key", base64.b64encode(bytes(range(32)))[:32], 0o600)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content, mode=0o644):
        with open(self.path(name), "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        os.chmod(self.path(name), mode)
        return self.path(name)

    # Kafka

    def start_broker(self, topics=True):
        self.broker = Broker(self.broker_binary, self.path("broker"))
        if topics:
            self.run("topics", "create", "--config", self.write_config("topics"))
        self.sampler = Sampler(self.broker)

    def write_config(self, name, admin=None, workers=2, static=True, session=6000, extra="", pipeline=None,
                     bootstrap=None, key="pseudonym.key", batch=500, partitions=None, group=None, topics=None):
        pipeline = pipeline or os.path.join(PIPELINES, "den-haag.yaml")
        text = (
            f"pipeline: {pipeline}\ninstance: {name}\n"
            f"keys:\n  pseudonyms: {key}\n  contact: [contact.key]\n"
            f"kafka:\n  bootstrap: {bootstrap or (self.broker.address if self.broker else '127.0.0.1:1')}\n  workers: {workers}\n"
            f"  partitions: {partitions or self.partitions}\n  replication: 1\n"
            f"  static-membership: {'true' if static else 'false'}\n"
            f'  properties: {{session.timeout.ms: "{session}", heartbeat.interval.ms: "500"}}\n'
            + (f"  group: {group}\n" if group else "") + (f"  topics: {topics}\n" if topics else "")
            + f"batch: {{records: {batch}, wait: 50ms}}\nlog: {{format: text, level: info}}\n")
        if admin:
            text += f"admin: 127.0.0.1:{admin}\n"
        return self.write(f"{name}.yaml", text + extra)

    def instance(self, name="a", **changes):
        made = Instance(self, name, **changes)
        self.instances.append(made)
        return made

    def run(self, *arguments, codes=(0,), timeout=120):
        done = subprocess.run([self.seinpost, *arguments], stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout)
        require(done.returncode in codes,
                f"`seinpost {' '.join(arguments)}` ended with {done.returncode}: {done.stderr.decode()[-800:]}")
        return done

    def kcat(self, *arguments, stdin=b"", timeout=60):
        done = subprocess.run(["kcat", "-q", "-b", self.broker.address, *arguments], input=stdin, capture_output=True, timeout=timeout)
        require(done.returncode == 0, f"kcat {' '.join(arguments)}: {done.stderr.decode()[-400:]}")
        return done.stdout

    def deliver(self, lines, *more):
        """Appends lines to the delivered topic, keyed by their first 40 bytes' hash: any partition."""
        self.delivered += lines
        self.headers += [value for name, value in zip(more, more[1:]) if name == "-H"]
        text = "".join(f"{number}\t{line}\n" for number, line in enumerate(lines, len(self.delivered)))
        self.kcat("-P", "-t", TOPICS["delivered"], "-K", "\t", "-X", "queue.buffering.max.ms=5", *more,
                  stdin=text.encode())

    def read(self, name, isolation="read_committed"):
        """Records of a topic as kcat shows them: dicts with topic, partition, offset, key, payload, headers."""
        done = self.kcat("-C", "-t", TOPICS[name], "-e", "-o", "beginning", "-J", "-X", f"isolation.level={isolation}")
        return [json.loads(line) for line in done.splitlines()]

    def export(self, name, partition):
        done = self.run("log", "export", "--config", self.instances[0].config, "--stream", name,
                        "--partition", str(partition))
        return done.stdout

    def exports(self, *names):
        """Every partition of these streams: {(name, partition): bytes}."""
        wanted = [(name, number) for name in names for number in range(self.partitions)]
        with ThreadPoolExecutor(2) as pool:
            return dict(zip(wanted, pool.map(lambda one: self.export(*one), wanted)))

    def last_offset(self, name, partition):
        """The offset behind the last committed record; 0 when there is none. Transaction markers stand behind it."""
        high = self.broker.stats()["topics"][TOPICS[name]][partition]["highWatermark"]
        back = 64
        while high:
            start = max(0, high - back)
            found = self.kcat("-C", "-t", TOPICS[name], "-p", str(partition), "-o", str(start), "-e", "-f", "%o\n",
                              "-X", "isolation.level=read_committed").split()
            if found or start == 0:
                return int(found[-1]) + 1 if found else 0
            back *= 8
        return 0

    def drain(self, seconds=60):
        """Waits until all that was delivered is in the log, and all of the log is scored."""
        def offsets():
            groups = self.broker.stats()["groups"].values()
            return {place: offset for group in groups for place, offset in group["offsets"].items()}

        def is_taken_in():
            self.look_after_instances()
            stats, known = self.broker.stats(), offsets()
            return stats["openTransactions"] == 0 and all(
                known.get(f"{TOPICS['delivered']}/{number}", 0) >= partition["highWatermark"]
                for number, partition in enumerate(stats["topics"][TOPICS["delivered"]]))

        def is_scored(number):
            self.look_after_instances()
            return offsets().get(f"{TOPICS['log']}/{number}", 0) >= self.last_offset("log", number)

        wait_until(is_taken_in, seconds, "everything that was delivered is taken in", 0.1)
        for number in range(self.partitions):
            wait_until(lambda: is_scored(number), seconds, f"partition {number} of the log is scored", 0.1)
        # Day records are appended without being delivered: look once more.
        for number in range(self.partitions):
            wait_until(lambda: is_scored(number), seconds, f"partition {number} of the log is scored", 0.1)

    def look_after_instances(self):
        for instance in self.instances:
            ended = instance.process.poll() if instance.process else None
            require(ended in (None, 0, -signal.SIGKILL),
                    f"{instance.name} ended by itself with {ended}; see {instance.log_path}")

    def close(self):
        for instance in self.instances:
            if instance.is_running:
                instance.process.send_signal(signal.SIGCONT)
            instance.kill()
        if self.sampler:
            self.sampler.stop()
        if self.broker:
            self.broker.stop()
