"""Scenarios on Kafka: records that cannot be used, and what the daemon must refuse to start on; a new pipeline."""

import os
import re
import shutil
import signal

import checks
from rig import PIPELINES, TOPICS, require, wait_until
from stream import Stream, household

POISON = [
    "geen json: A. Proefpersoon, Nergensstraat 1, +3197010000001, bewoner.proef1@example.nl",
    '{"specversion":"1.0"', "[]", '"Proefpersoon"', "{}", '{"specversion":"2.0","id":"x"}',
    '{"specversion":"1.0","id":"p1","source":"urn:proef:gif","type":"nl.schulden.vroegsignaal-ontvangen.v9",'
    '"time":"2026-03-01T08:00:00Z","data":{"client":{"naam":"Proefpersoon"}}}',
    '{"specversion":"1.0","id":"Proefpersoon","source":"urn:proef:gif","type":"nl.schulden.onbekend.v1",'
    '"time":"2026-03-01T08:00:00Z","data":{}}',
    '{"specversion":"1.0","id":"p2","source":"urn:proef:gif","type":"nl.schulden.vroegsignaal-ontvangen.v1",'
    '"time":"2026-03-01T08:00:00Z","data":{"ID":"P2"}}',
    '{"specversion":"1.0","id":"p3","source":"urn:proef:gif","type":"nl.schulden.vroegsignaal-ontvangen.v1",'
    '"time":"gisteren","data":{}}',
    '{"specversion":"1.0","id":"p4","a":' + "[" * 3000 + "]" * 3000 + "}",
    '{"specversion":"1.0","id":"p5","naam":"' + "Proefpersoon " * 6_000 + '"}',
    '{"specversion":"1.0","id":"p6","naam":"' + "x" * 900_000 + '"}',
    "",  # kcat -Z: a null value, which is a tombstone
]


def poison(rig, size):
    """Poison, oversized records, tombstones, unknown types and versions each become one dead letter; nothing stops."""
    rig.start_broker()
    stream = Stream(11, 400)
    rig.instance().start()
    rig.deliver(stream.lines(size // 40))
    for line in POISON:
        rig.deliver([line], "-Z", "-X", "message.max.bytes=1000000")
        rig.deliver(stream.lines(20))
    # The binary form, with headers that say too little, too much, and nothing that is text.
    headers = [["ce_specversion=1.0"], ["ce_specversion=1.0", "ce_id=Proefpersoon", "ce_type=" + "x" * 3000],
               ["ce_specversion=1.0", 'ce_id="},"data":{"naam":"Proefpersoon"', "ce_source=\x01"]]
    for names in headers:
        rig.deliver(['{"client":1}'], *[word for name in names for word in ("-H", name)])
    rig.drain()
    checks.everything(rig)
    expected = len(POISON) + len(headers)
    require(sum(rig.refused.values()) == expected,
            f"{expected} records cannot be used and {sum(rig.refused.values())} dead letters are there")


def refuses(rig, instance, *words):
    """The daemon ends with 78 and one sentence that has these words."""
    process = instance.start().process
    code = process.wait(30)
    said = [line for line in instance.log().split("== start")[-1].splitlines()[1:] if line.startswith("seinpost: ")]
    require(code == 78, f"{instance.name} ended with {code} and not 78; see {instance.log_path}")
    require(len(said) == 1, f"{instance.name} said {len(said)} sentences: {said}")
    missing = [word for word in words if word not in said[0]]
    require(not missing, f"{instance.name} said `{said[0]}`, without {missing}")
    instance.process = None


def refusals(rig, size):
    """A wrong layout, a wrong key, state of an unknown version or without its offsets, a pipeline that does not check:
    one sentence and exit 78; what is right goes on working."""
    rig.start_broker()
    good = rig.instance("good", static=False).start()
    rig.deliver(Stream(12, 300).lines(size // 40))
    rig.drain()
    good.stop()
    checks.everything(rig)

    rig.write("short.key", b"0123456789abcdef", 0o600)
    refuses(rig, rig.instance("key", extra="", key="missing.key"), "missing.key")
    broken = rig.write("broken.yaml", b"pipeline: den-haag\nversion: 1\nrules: [{id: x, when: geen, points: 1}]\n")
    process = rig.instance("pipeline", pipeline=broken).start().process
    require(process.wait(30) == 78, "a pipeline that does not check ends with 78")
    rig.instances.pop().process = None

    refuses(rig, rig.instance("offsets", extra="", static=False, group="another"), "no offset")

    layout = rig.instance("layout", topics="{tasks: proef.taken.v1}", partitions=2)
    rig.run("topics", "create", "--config", layout.config, codes=(0, 1))
    wrong = rig.instance("wrong", topics="{tasks: proef.taken.v1}")
    refuses(rig, wrong, "proef.taken.v1", "2 partitions")
    absent = rig.instance("absent", topics="{tasks: proef.geen.v1}")
    refuses(rig, absent, "proef.geen.v1", "does not exist")

    pseudonym, _ = household(1)
    rig.kcat("-P", "-t", TOPICS["changelog"], "-p", "0", "-K", "\t", stdin=f"{pseudonym}\t\u00ff\u00ff later\n".encode("latin-1"))
    refuses(rig, rig.instance("version", static=False), "changelog of partition 0", "format")


def reloads(rig, size):
    """SIGHUP with a pipeline that does not check keeps the old one; with one that does, the next records are folded
    under it; with the same one, nothing changes."""
    rig.start_broker()
    folder = rig.path("pipelines")
    shutil.copytree(PIPELINES, folder)
    path = os.path.join(folder, "den-haag.yaml")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    stream = Stream(13, 800)
    daemon = rig.instance(pipeline=path).start()
    wait_until(daemon.is_ready, 20, "the daemon is ready")

    def reload(content, answer, count):
        with open(path, "w", encoding="utf-8") as file:
            file.write(content)
        daemon.signal(signal.SIGHUP)
        wait_until(lambda: daemon.log().count(answer) == count, 20, f"the daemon says: {answer}")

    for number in range(1, 4):
        rig.deliver(stream.lines(size // 20))
        reload(text.replace("rules:", "regels:", 1), "the old one stays in use", number)
        rig.deliver(stream.lines(size // 20))
        reload(text, "a new pipeline is in use", number)
    rig.drain()
    checks.everything(rig)

    reload(re.sub(r'version: ".*"', 'version: "proef.2"', text, count=1), "a new pipeline is in use", 4)
    before = sum(rig.export("tasks", number).count(b'"proef.2"') for number in range(rig.partitions))
    rig.deliver(stream.lines(size // 20))
    rig.drain()
    after = sum(rig.export("tasks", number).count(b'"proef.2"') for number in range(rig.partitions))
    require(before == 0 and after > 0, f"{before} tasks of the new version before it was there, {after} after")
    checks.nothing_lost_or_doubled(rig, rig.exports("log"), scored=False)
    # The changelog keeps working across versions.
    daemon.kill()
    daemon.start()
    wait_until(daemon.is_ready, 20, "the daemon is ready on state of two versions")


def controls(rig, size):
    """Negative controls: each check fails on a journal in which what it looks for is wrong, and a reader without
    transactions does see records twice."""
    rig.start_broker()
    stream = Stream(14, 800)
    daemon = rig.instance(batch=2000)
    # The first transaction holds no more than day records: let it pass.
    rig.deliver(stream.lines(50))
    daemon.start()
    rig.drain()
    daemon.kill()
    for name in ("log", "tasks", "log", "tasks"):
        rig.deliver(stream.lines(size // 20))
        daemon.start()

        def is_open():
            return any(p["openTransactions"] for p in rig.broker.stats()["topics"][TOPICS[name]])

        def is_caught():
            if not is_open():
                return False
            daemon.signal(signal.SIGSTOP)
            if is_open():
                return True
            daemon.signal(signal.SIGCONT)
            return False
        wait_until(is_caught, 30, f"a transaction is open on the {name}", 0.001)
        daemon.kill()
    daemon.start()
    rig.drain()
    checks.everything(rig)

    counts = {name: (len(rig.read(name, "read_uncommitted")), len(rig.read(name))) for name in ("log", "tasks")}
    require(all(seen > sound for seen, sound in counts.values()),
            f"read_uncommitted sees no more than read_committed: {counts}")
    exports = rig.exports("log", "tasks", "statuses", "changelog", "state")
    dirty = dict(exports)
    dirty["log", 0] = b"".join(
        b'{"source":"%s","id":"%s","type":"%s","data":%s}\n' % tuple(part.encode() for part in event(record))
        for record in rig.read("log", "read_uncommitted"))
    dirty["log", 1] = dirty["log", 2] = b""
    must_fail("a reader without transactions", checks.nothing_lost_or_doubled, rig, dirty)
    first = exports["log", 0].splitlines(True)
    must_fail("a doubled record", checks.nothing_lost_or_doubled, rig, {**exports, ("log", 0): b"".join(first + first[-1:])})
    must_fail("a lost record", checks.nothing_lost_or_doubled, rig, {**exports, ("log", 0): b"".join(first[:-1])})
    tasks = exports["tasks", 0].splitlines(True)
    for what, lines in (("a lost", tasks[:-1]), ("a doubled", tasks + tasks[-1:]), ("an early", tasks[-1:] + tasks[:-1])):
        must_fail(f"{what} task", checks.replays_agree, rig, {**exports, ("tasks", 0): b"".join(lines)})
    state = exports["changelog", 0].splitlines(True)
    must_fail("a stale state", checks.state_agrees, rig, {**exports, ("changelog", 0): b"".join(state[1:])})
    rig.sampler.faults.append("an offset")
    must_fail("an offset that went back", checks.offsets_never_went_back, rig)
    rig.sampler.faults.clear()
    rig.kcat("-P", "-t", TOPICS["tasks"], stdin=b"Nergensstraat 1\n")
    must_fail("a street in the tasks", checks.nobody_named, rig)


def event(record):
    headers = dict(zip(record["headers"][::2], record["headers"][1::2]))
    return headers["ce_source"], headers["ce_id"], headers["ce_type"], record["payload"]


def must_fail(what, check, *arguments):
    try:
        check(*arguments)
    except checks.Failed:
        return
    raise checks.Failed(f"{check.__name__} does not see {what}")
