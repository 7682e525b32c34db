"""What must hold after every scenario on Kafka, whatever went wrong in it. Written once, called by all.

Each function looks at one thing and raises Failed with a sentence; `everything` calls them all.
"""

import hashlib
import json
import os
import re
import subprocess
from collections import Counter

import stream
from rig import PIPELINES, TOPICS, Failed, require

SUBJECT = re.compile(rb'"subject":"(h1_[0-9a-f]{32})"')


def everything(rig, pipeline=None):
    """All of them. The instances may still run, but nothing may be left to do."""
    rig.sampler.stop()
    exports = rig.exports("log", "tasks", "statuses", "changelog", "state")
    replays_agree(rig, exports, pipeline)
    state_agrees(rig, exports)
    nothing_lost_or_doubled(rig, exports)
    offsets_never_went_back(rig)
    nothing_open(rig)
    nobody_named(rig)


def by_household(data):
    """Lines sorted by household, those of one household in their order; their hash."""
    lines = data.splitlines()
    lines.sort(key=lambda line: SUBJECT.search(line).group(1) if SUBJECT.search(line) else b"")
    return hashlib.sha256(b"\n".join(lines)).hexdigest()


def replays_agree(rig, exports, pipeline=None):
    """The effects are those of `seinpost replay` of the log, each partition by itself, by hash."""
    pipeline = pipeline or os.path.join(PIPELINES, "den-haag.yaml")
    dead = Counter()
    records = 0
    for number in range(rig.partitions):
        log = rig.write(f"log-{number}.ndjson", exports["log", number])
        records += exports["log", number].count(b"\n")
        outputs = {name: rig.path(f"replay-{name}-{number}.ndjson") for name in ("tasks", "statuses", "dead-letters")}
        arguments = [word for name, path in outputs.items() for word in (f"--{name}", path)]
        rig.run("replay", "--pipeline", pipeline, "--key-file", rig.path("pseudonym.key"), "--jobs", "1", *arguments, log)
        for name in ("tasks", "statuses"):
            with open(outputs[name], "rb") as file:
                expected = file.read()
            found = exports[name, number]
            rig.write(f"found-{name}-{number}.ndjson", found)
            require(by_household(expected) == by_household(found),
                    f"the {name} of partition {number} ({found.count(10)} lines) are not those of a replay of its log "
                    f"({expected.count(10)} lines); see {rig.folder}")
            require(expected, f"partition {number} has no {name}: this run shows nothing")
        with open(outputs["dead-letters"], "rb") as file:
            dead.update(json.loads(line)["id"] for line in file)
    rig.scored_dead_letters = dead
    rig.log_records = records


def state_agrees(rig, exports):
    """State rebuilt from the changelog is the state of the household in a daemon that never stopped."""
    for number in range(rig.partitions):
        changelog, state = exports["changelog", number], exports["state", number]
        if changelog != state:
            rig.write(f"changelog-{number}.txt", changelog)
            rig.write(f"state-{number}.txt", state)
            ours, theirs = (dict(line.split(b"\t") for line in text.splitlines()) for text in (changelog, state))
            wrong = sum(ours.get(key) != theirs.get(key) for key in ours.keys() | theirs.keys())
            raise Failed(f"{wrong} of {len(theirs)} households of partition {number} have another state in the "
                         f"changelog than by the log; see {rig.folder}")
        require(state, f"partition {number} has no state: this run shows nothing")


def nothing_lost_or_doubled(rig, exports, scored=True):
    """Each delivered record is in the log or a dead letter of intake, exactly once; so are its contact details."""
    delivered = {f"{r['topic']}/{r['partition']}/{r['offset']}": r for r in rig.read("delivered")}
    require(len(delivered) == len(rig.delivered),
            f"{len(rig.delivered)} records were sent and {len(delivered)} are delivered")
    origins, events, signals = Counter(), Counter(), 0
    for number in range(rig.partitions):
        for line in exports["log", number].splitlines():
            event = json.loads(line)
            if event["type"].endswith("dag-begonnen.v1"):
                continue
            origins[event["data"]["bron"]] += 1
            events[event["source"], event["id"]] += 1
            signals += event["type"].endswith("vroegsignaal-ontvangen.v1")
    check_once(origins, "log")
    check_once(events, "log")
    dead = Counter(json.loads(r["payload"])["bron"] for r in rig.read("dead-letters"))
    refused = Counter({place: count for place, count in dead.items() if place not in origins})
    check_once(refused, "dead letters of intake")
    missing = [place for place in delivered if place not in origins and place not in refused]
    require(not missing, f"{len(missing)} delivered records are nowhere, such as {missing[:3]}")
    strange = [place for place in [*origins, *refused] if place not in delivered]
    require(not strange, f"records come from nowhere: {strange[:3]}")
    found = Counter({place: count for place, count in dead.items() if place in origins})
    require(not scored or found == rig.scored_dead_letters,
            f"{sum(found.values())} dead letters of scoring, a replay leaves {sum(rig.scored_dead_letters.values())}")
    contacts = sum("verzegeld" in (r["payload"] or "") for r in rig.read("contact"))
    require(contacts == signals, f"{contacts} sealed contact records for {signals} signals in the log")
    rig.refused = refused


def check_once(found, where):
    twice = [key for key, count in found.items() if count > 1]
    require(not twice, f"{len(twice)} records are more than once among the {where}, such as {twice[:3]}")


def offsets_never_went_back(rig):
    """Committed offsets only grow, as far as anyone looked."""
    require(rig.sampler.samples > 5, "nobody looked at the offsets")
    require(not rig.sampler.faults, "; ".join(rig.sampler.faults[:3]))


def nothing_open(rig):
    """No transaction and no pending offset stays behind."""
    stats = rig.broker.stats()
    require(stats["openTransactions"] == 0, f"{stats['openTransactions']} transactions are open")
    for name, group in stats["groups"].items():
        require(group["pendingOffsets"] == 0, f"the group {name} waits for offsets of {group['pendingOffsets']} producers")
    for topic, partitions in stats["topics"].items():
        for number, partition in enumerate(partitions):
            require(partition["highWatermark"] == partition["lastStableOffset"],
                    f"an open transaction holds up {topic}/{number}")


def marks(data):
    return Counter({mark: data.count(mark) for mark in stream.MARKS})


def nobody_named(rig):
    """Names, addresses, telephone numbers and e-mail addresses stand in what was delivered and nowhere else: not in
    the bytes of any other topic, aborted records included, nor in the daemon's log lines, metrics and replies."""
    given = marks("\n".join(rig.delivered + rig.headers).encode())
    require(all(given.values()), "the input names nobody: this run shows nothing")
    kept = Counter()
    for name in os.listdir(rig.path("broker")):
        with open(os.path.join(rig.path("broker"), name), "rb") as file:
            kept += marks(file.read())
    require(kept == given, f"the broker's journal holds personal data that was not delivered: {kept - given or given - kept}")
    for instance in rig.instances:
        text = instance.log().encode()
        for path in ("/metrics", "/readyz?verbose"):
            text += instance.ask(path)[1].encode()
        text += b"" if not re.search(rb"[hp]1_[0-9a-f]{32}", text) else b"Proefpersoon (a pseudonym)"
        require(not any(marks(text).values()), f"{instance.name} names somebody in its log or on its admin port")
