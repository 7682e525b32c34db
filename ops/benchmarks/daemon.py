"""The daemon's speed: through a Kafka broker against a bare loop, restoring, into SQLite over HTTP, and how late a task is.

Usage: daemon.py SEINPOST TEST_BROKER BARE SCRATCH [SIGNALS]    SIGNALS: through Kafka (200000); a fifth of it over HTTP.
Prints one line for each target, with what was measured. Everything runs on this machine and shares its cores.
"""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def target(text, value, relation, limit, unit=""):
    met = value >= limit if relation == ">=" else value <= limit
    miss = "" if met else "  (off by %.0f %%)" % (abs(value / limit - 1) * 100)
    print("  %-7s %-66s %.2f %s%s" % ("met" if met else "MISSED", text, value, unit, miss), flush=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Broker:
    def __init__(self, binary, folder):
        self.process = subprocess.Popen(
            [binary, "--data", folder, "--no-auto-create"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        words = self.process.stdout.readline().split()
        self.address = "%s:%s" % (words[1], words[2])

    def control(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def watermark(self, topic):
        partitions = json.loads(self.control("stats"))["topics"].get(topic, [])
        return sum(partition["highWatermark"] for partition in partitions)

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


class Daemon:
    """A running `seinpost run`; its admin port tells how far it is."""

    def __init__(self, seinpost, folder, journal, name="seinpost.yaml"):
        self.admin = free_port()
        self.path = os.path.join(folder, name)
        for key in ("pseudonym.key", "contact.key"):
            path = os.path.join(folder, key)
            if not os.path.exists(path):
                with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
                    file.write(os.urandom(32).hex())
        with open(self.path, "w") as file:
            file.write("pipeline: %s/pipelines/den-haag.yaml\ninstance: bench\n" % ROOT)
            file.write("keys: {pseudonyms: pseudonym.key, contact: [contact.key]}\n")
            file.write("admin: 127.0.0.1:%d\nlog: {format: json, level: info}\n%s" % (self.admin, journal))
        self.seinpost, self.log = seinpost, os.path.join(folder, "log.json")

    def command(self, *words):
        return subprocess.run([self.seinpost, *words, "--config", self.path], check=True, capture_output=True, text=True)

    def start(self):
        self.process = subprocess.Popen(
            [self.seinpost, "run", "--config", self.path, "--day", "2026-12-31"], stderr=open(self.log, "w"))
        return self

    def metrics(self):
        with urllib.request.urlopen("http://127.0.0.1:%d/metrics" % self.admin, timeout=5) as answer:
            return answer.read().decode()

    def sum(self, name, label=""):
        lines = re.findall(r"^%s\{?([^} ]*)\}? ([0-9.e+-]+)$" % name, self.metrics(), re.M)
        return sum(float(value) for labels, value in lines if label in labels)

    def wait(self, condition, seconds=600):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if condition():
                    return
            except OSError:
                pass
            time.sleep(0.02)
        raise SystemExit("daemon.py: the daemon did not get there in %d s; see %s" % (seconds, self.log))

    def peak_megabytes(self):
        with open("/proc/%d/status" % self.process.pid) as status:
            return int(re.search(r"VmHWM:\s+(\d+)", status.read()).group(1)) / 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)


def signals(seinpost, folder, count):
    """At least `count` signals, without the workers' records: those name tasks that another run opened."""
    path = os.path.join(folder, "signals-%d.ndjson" % count)
    if os.path.exists(path):
        return path
    whole = path + ".part"
    with open(whole, "w") as file:
        subprocess.run([seinpost, "generate", "--municipality", "0518", "--households", str(count * 10), "--months", "12",
                        "--seed", "7", "--start", "2026-01-01"], stdout=file, check=True)
    kept = 0
    with open(whole, "rb") as source, open(path, "wb") as result:
        for line in source:
            if b"vroegsignaal-ontvangen" in line and kept < count:
                result.write(line)
                kept += 1
    os.unlink(whole)
    if kept < count:
        os.unlink(path)
        raise SystemExit("daemon.py: only %d signals were made" % kept)
    return path


def size(address, topic):
    """Bytes of a record of a topic on the average, headers included, over the first thousand."""
    lines = subprocess.run(["kcat", "-b", address, "-C", "-e", "-q", "-c", "1000", "-t", topic, "-f", "%S %h\\n"],
                           check=True, capture_output=True, text=True).stdout.splitlines()
    return sum(int(line.split(" ")[0]) + len(line) for line in lines) // max(1, len(lines))


def through_kafka(seinpost, test_broker, bare, folder, source, count):
    data = os.path.join(folder, "broker")
    shutil.rmtree(data, ignore_errors=True)
    broker = Broker(test_broker, data)
    daemon = Daemon(seinpost, folder, "kafka: {bootstrap: \"%s\", workers: 1, partitions: 4, replication: 1}\n" % broker.address)
    daemon.command("topics", "create")
    subprocess.run(["kcat", "-b", broker.address, "-P", "-t", "schulden.vroegsignalen.v1", "-l", source], check=True)
    started = time.monotonic()
    daemon.start()
    daemon.wait(lambda: daemon.sum("seinpost_records_total", "scoring") >= count)
    ours = time.monotonic() - started
    peak = daemon.peak_megabytes()
    households = daemon.sum("seinpost_state_households")
    daemon.stop()
    # What the daemon wrote for each record that it read, in bytes, as the bare loop writes it again.
    written = {name: broker.watermark(name) for name in (
        "seinpost.den-haag.log", "seinpost.den-haag.contact", "seinpost.den-haag.changelog", "schulden.outreachtaken.v1",
        "schulden.vroegsignaal-statussen.v1")}
    print("  %d signals, %d households; records written: %s" % (count, households, written))
    log, contact, changelog, tasks, statuses = (size(broker.address, name) for name in written)
    # Some signals become dead letters at intake, so the log has a few less; the time is that of as many as ours.
    expected = 19 * count // 10
    bare_seconds = 2 * count / expected * float(subprocess.run(
        [bare, broker.address, "bare", "schulden.vroegsignalen.v1", "seinpost.den-haag.log", "seinpost.den-haag.audit",
         str(expected), "%d,%d" % (log, contact), "%d,%d,%d" % (changelog, tasks, statuses)],
        check=True, capture_output=True, text=True).stdout)
    print("  ours %.1f s (%.0f signals/s), bare %.1f s; peak %.0f MB" % (ours, count / ours, bare_seconds, peak))
    target("through Kafka, our rate / a bare loop's: at least 0.6", bare_seconds / ours, ">=", 0.6)
    daemon = Daemon(seinpost, folder, "kafka: {bootstrap: \"%s\", workers: 1, partitions: 4, replication: 1}\n" % broker.address)
    started = time.monotonic()
    daemon.start()
    daemon.wait(lambda: daemon.sum("seinpost_state_households") >= households)
    seconds = time.monotonic() - started
    target("restore: at least 500 000 households a second a core", households / seconds, ">=", 500_000)
    latency(daemon, broker, source, count)
    daemon.stop()
    broker.stop()


def latency(daemon, broker, source, count):
    """From the append of a signal to the status of it being read, at 100 signals a second for 20 seconds."""
    with open(source) as file:
        events = [json.loads(line) for _, line in zip(range(2000), file)]
    reader = subprocess.Popen(
        ["kcat", "-b", broker.address, "-X", "isolation.level=read_committed", "-X", "fetch.wait.max.ms=5", "-C", "-u", "-o", "end",
         "-t", "schulden.vroegsignaal-statussen.v1", "-f", "%s\\n"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    writer = subprocess.Popen(
        ["kcat", "-b", broker.address, "-P", "-t", "schulden.vroegsignalen.v1", "-X", "linger.ms=0", "-u"],
        stdin=subprocess.PIPE, text=True)
    sent, seen = {}, {}

    def listen():
        for line in reader.stdout:
            seen.setdefault(json.loads(line)["ID"], time.monotonic())

    threading.Thread(target=listen, daemon=True).start()
    time.sleep(2)
    begin = time.monotonic()
    for number, event in enumerate(events):
        event["id"] = event["data"]["ID"] = "late-%d" % number
        event["data"]["kenmerk"] = "late-%d" % number
        event["data"]["signaaldatum"], event["data"]["client"]["postcode"] = "2026-12-30", "2599AB"
        event["data"].pop("ontstaansdatum", None)
        event["data"]["bedrag"] = 500
        while time.monotonic() < begin + number / 100:
            time.sleep(0.001)
        sent[event["id"]] = time.monotonic()
        writer.stdin.write(json.dumps(event) + "\n")
        writer.stdin.flush()
    end = time.monotonic() + 10
    while len(seen) < len(sent) and time.monotonic() < end:
        time.sleep(0.05)
    reader.kill()
    writer.stdin.close()
    times = sorted((seen[name] - sent[name]) * 1000 for name in sent if name in seen)
    if len(times) < len(sent) * 0.95:
        print("  MISSED  latency: only %d of %d signals had a status" % (len(times), len(sent)))
        return
    print("  latency at 100 signals a second: median %.0f ms" % statistics.median(times))
    target("latency, append to committed status, p99: at most 250 ms", times[int(len(times) * 0.99)], "<=", 250, "ms")


def into_sqlite(seinpost, folder, source, count):
    journal = os.path.join(folder, "journal.sqlite")
    for end in ("", "-wal", "-shm"):
        if os.path.exists(journal + end):
            os.unlink(journal + end)
    port = free_port()
    daemon = Daemon(seinpost, folder, "sqlite: {file: journal.sqlite, listen: \"127.0.0.1:%d\"}\n" % port, "embedded.yaml").start()
    daemon.wait(lambda: socket.create_connection(("127.0.0.1", port), 1).close() is None)
    with open(source, "rb") as file:
        lines = [line.rstrip(b"\n") for _, line in zip(range(count), file)]
    started = time.monotonic()
    post_all(port, [b"[" + b",".join(lines[at:at + 1000]) + b"]" for at in range(0, count, 1000)],
             "application/cloudevents-batch+json", 4)
    daemon.wait(lambda: daemon.sum("seinpost_records_total", "scoring") >= count)
    seconds = time.monotonic() - started
    print("  %d signals over HTTP in batches of 1000 in %.1f s; peak %.0f MB" % (count, seconds, daemon.peak_megabytes()))
    target("into SQLite: at least 30 000 signals a second", count / seconds, ">=", 30_000)
    single = [re.sub(rb'"id":"', b'"id":"one-', line, count=1) for line in lines[:4000]]
    started = time.monotonic()
    post_all(port, single, "application/cloudevents+json", 16)
    target("one durable signal a request, 16 connections: at least 1 000/s", len(single) / (time.monotonic() - started), ">=", 1_000)
    daemon.stop()


def post_all(port, bodies, content_type, connections):
    left = iter(bodies)
    lock = threading.Lock()
    faults = []

    def work():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            with lock:
                body = next(left, None)
            if body is None:
                return
            connection.request("POST", "/v1/signalen", body, {"Content-Type": content_type})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 202:
                faults.append(answer.status)
                return

    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise SystemExit("daemon.py: the intake answered %s" % faults[0])


def main(seinpost, test_broker, bare, scratch, count=200_000):
    count = int(count)
    os.makedirs(scratch, exist_ok=True)
    source = signals(seinpost, scratch, count)
    print("through Kafka, one loop against one bare loop")
    through_kafka(seinpost, test_broker, bare, scratch, source, count)
    print("\ninto SQLite over HTTP")
    into_sqlite(seinpost, scratch, source, count)


if __name__ == "__main__":
    main(*sys.argv[1:])
