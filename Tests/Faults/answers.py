"""Scenarios on Kafka: a broker that answers with errors, late, not at all, or is away."""

import time

import checks
from rig import TOPICS, require, wait_until
from stream import Stream

# Each line: what goes wrong, as commands of the control channel. The kinds of librdkafka's answers are all there:
# errors after which the same call may succeed, that end a transaction, and that end a producer or a membership.
ERRORS = [
    ["fail Produce 6"], ["fail Produce 6 4"], ["fail Produce 7"], ["fail Produce 10"], ["fail Produce 29"],
    ["fail Produce 45"], ["fail Produce 47"], ["fail Produce 59"], ["fail Produce 56"],
    ["fail AddPartitionsToTxn 51 3"], ["fail AddPartitionsToTxn 14"], ["fail AddPartitionsToTxn 29"],
    ["fail AddPartitionsToTxn 47"], ["fail AddPartitionsToTxn 48"], ["fail AddPartitionsToTxn 53"],
    ["fail AddPartitionsToTxn 90"],
    ["fail AddOffsetsToTxn 14 2"], ["fail AddOffsetsToTxn 16"], ["fail AddOffsetsToTxn 30"],
    ["fail AddOffsetsToTxn 47"], ["fail AddOffsetsToTxn 90"],
    ["fail TxnOffsetCommit 14 2"], ["fail TxnOffsetCommit 16"], ["fail TxnOffsetCommit 22"],
    ["fail TxnOffsetCommit 25"], ["fail TxnOffsetCommit 30"], ["fail TxnOffsetCommit 82"],
    ["fail TxnOffsetCommit 90"],
    ["fail EndTxn 14 2"], ["fail EndTxn 16"], ["fail EndTxn 51 2"], ["fail EndTxn 47"], ["fail EndTxn 48"],
    ["fail EndTxn 53"], ["fail EndTxn 90"],
    ["fail InitProducerId 14 2", "fail EndTxn 90"], ["fail InitProducerId 51 2", "fail EndTxn 90"],
    ["fail InitProducerId 16", "fail EndTxn 48"],
    ["fail OffsetFetch 14 2", "fail EndTxn 90"], ["fail OffsetFetch 88 2", "fail TxnOffsetCommit 25"],
    ["fail OffsetFetch 16", "fail Produce 29"],
    ["fail FindCoordinator 15 2", "fail EndTxn 16"],
    ["fail Fetch 6"], ["fail Fetch 3"], ["fail Fetch 5 3"], ["fail Metadata 5 2", "fail Produce 6"],
    ["fail Heartbeat 27"], ["fail Heartbeat 22"], ["fail Heartbeat 25"], ["fail Heartbeat 16"],
    ["fail JoinGroup 14", "fail Heartbeat 25"], ["fail JoinGroup 25", "fail Heartbeat 27"],
    ["fail SyncGroup 27", "fail Heartbeat 25"], ["fail SyncGroup 25", "fail Heartbeat 27"],
    ["fail SyncGroup 22", "fail Heartbeat 22"],
]
LOST = ["Produce", "AddPartitionsToTxn", "AddOffsetsToTxn", "TxnOffsetCommit", "EndTxn", "Fetch", "Heartbeat"]


def go_through(rig, size, faults, seed, seconds=60):
    """Sets one fault after the other while the daemon is at work, each until it was met and steps are committed again.
    The slowest faults come back."""
    rig.start_broker()
    stream = Stream(seed, 1200)
    rig.instance(batch=100).start()
    slowest = []
    for commands in faults:
        # kcat must not meet what is meant for the daemon: deliver first.
        if waiting(rig) < 300:
            rig.deliver(stream.lines(max(900, size // 30)))
        started, before = time.monotonic(), rig.broker.stats()
        for command in commands:
            rig.broker.control(command)
        wait_until(lambda: is_over(rig, commands, before), seconds, f"the daemon goes on after {' and '.join(commands)}", 0.01)
        rig.broker.control("clear")
        slowest.append((time.monotonic() - started, commands[0]))
    rig.drain(90)
    checks.everything(rig)
    slowest.sort(reverse=True)
    return f"{len(rig.delivered)} records; longest: " + ", ".join(f"{name} {took:.1f} s" for took, name in slowest[:4])


def is_over(rig, commands, before):
    """Each request was asked more often than it fails, and every partition of the input went on or is at its end."""
    rig.look_after_instances()
    stats = rig.broker.stats()
    for command in commands:
        words = command.split()
        name = words[1][0].lower() + words[1][1:]
        times = 1 if words[0] == "delay" else int(words[2]) if words[0] == "lose" and len(words) > 2 else (
            int(words[3]) if len(words) > 3 else 1)
        if stats["requests"].get(name, 0) - before["requests"].get(name, 0) <= times:
            return False
    ends = stats["topics"][TOPICS["delivered"]]
    now, then = offsets(stats), offsets(before)
    places = [f"{TOPICS['delivered']}/{number}" for number in range(len(ends))]
    return all(now.get(place, 0) > then.get(place, 0) or now.get(place, 0) >= end["highWatermark"]
               for place, end in zip(places, ends))


def offsets(stats):
    return {place: offset for group in stats["groups"].values() for place, offset in group["offsets"].items()}


def waiting(rig):
    """The fewest delivered records that a partition still has to take in."""
    stats = rig.broker.stats()
    known = offsets(stats)
    return min(partition["highWatermark"] - known.get(f"{TOPICS['delivered']}/{number}", 0)
               for number, partition in enumerate(stats["topics"][TOPICS["delivered"]]))


def errors(rig, size):
    """Each request in turn is answered with an error: retriable, abortable and fatal ones."""
    return go_through(rig, size, ERRORS, 5)


def lost_answers(rig, size):
    """Requests are carried out and their answers lost, of EndTxn too: a commit in doubt is neither lost nor doubled."""
    faults = [[f"lose {api} {times}"] for times in (1, 3) for api in LOST]
    faults += [["lose InitProducerId", "fail EndTxn 90"], ["lose OffsetFetch", "fail EndTxn 48"],
               ["lose FindCoordinator", "fail EndTxn 16"], ["lose Metadata", "fail Produce 6"], ["lose JoinGroup", "fail Heartbeat 25"],
               ["lose SyncGroup", "fail Heartbeat 25"]]
    return go_through(rig, size, faults, 6)


def slow_answers(rig, size):
    """Each request takes a while, longer than a batch does."""
    faults = [[f"delay {api} 400"] for api in ("Produce", "AddPartitionsToTxn", "AddOffsetsToTxn", "TxnOffsetCommit",
                                               "EndTxn", "Fetch", "Heartbeat")]
    return go_through(rig, size, faults, 7)


def errors_at_start(rig, size):
    """Each request that only a start makes fails, gets lost or takes long: every start goes through in the end."""
    rig.start_broker()
    stream = Stream(15, 600)
    daemon = rig.instance()
    for command in ("fail ListOffsets 6 2", "lose ListOffsets 2", "fail OffsetFetch 14 2", "lose OffsetFetch 2",
                    "fail InitProducerId 14 2", "fail InitProducerId 51 2", "lose InitProducerId 2", "lose Metadata 3",
                    "fail DescribeConfigs 7", "lose DescribeConfigs", "fail JoinGroup 14", "lose SyncGroup",
                    "delay ListOffsets 700", "delay OffsetFetch 700", "lose Fetch 3"):
        rig.deliver(stream.lines(size // 200))
        rig.broker.control(command)
        daemon.start()
        wait_until(lambda: waiting_at_most(rig) == 0, 45, f"the daemon starts in spite of {command}", 0.02)
        rig.broker.control("clear")
        daemon.kill()
    daemon.start()
    rig.drain()
    checks.everything(rig)


def waiting_at_most(rig):
    rig.look_after_instances()
    stats = rig.broker.stats()
    known = offsets(stats)
    return max(partition["highWatermark"] - known.get(f"{TOPICS['delivered']}/{number}", 0)
               for number, partition in enumerate(stats["topics"][TOPICS["delivered"]]))


def cut_and_away(rig, size):
    """All connections are cut in the middle of steps; the broker goes away and comes back, and /readyz tells."""
    rig.start_broker()
    stream = Stream(8, 1500)
    daemon = rig.instance().start()
    wait_until(daemon.is_ready, 20, "the daemon is ready")
    for number in range(10):
        rig.deliver(stream.lines(size // 80))
        time.sleep(0.05 * number)
        rig.broker.control("cut")
    rig.deliver(stream.lines(size // 40))
    rig.broker.control("away")
    wait_until(lambda: daemon.ask("/readyz")[0] == 503, 30, "/readyz says that the broker is away")
    require("broker" in daemon.ask("/readyz?verbose")[1], "/readyz?verbose names the broker")
    rig.broker.control("back")
    wait_until(daemon.is_ready, 30, "the daemon is ready again")
    rig.drain(90)
    checks.everything(rig)


def broker_killed(rig, size):
    """SIGKILL of the broker five times in the middle of steps; it starts again with what was on its disk."""
    rig.start_broker()
    stream = Stream(9, 1500)
    rig.instance().start()
    for number in range(5):
        rig.deliver(stream.lines(size // 20))
        wait_until(lambda: rig.broker.stats()["openTransactions"], 20, "a transaction is open", 0.002)
        time.sleep(0.01 * number)
        rig.broker.kill()
        time.sleep(0.3)
        rig.broker.start()
    rig.drain(90)
    checks.everything(rig)


def away_at_start(rig, size):
    """The broker is away at the start: the daemon tries again, /readyz says so, SIGTERM ends it within 10 s; once the
    broker is there the work begins."""
    rig.start_broker()
    rig.broker.control("away")
    daemon = rig.instance().start()
    wait_until(lambda: daemon.ask("/readyz")[0] == 503, 10, "/readyz says that it is not ready")
    wait_until(lambda: "not reachable" in daemon.ask("/readyz?verbose")[1], 20, "/readyz?verbose says that the broker is away")
    took = daemon.stop()
    daemon.start()
    wait_until(lambda: "not reachable" in daemon.ask("/readyz?verbose")[1], 20, "/readyz?verbose says so again")
    rig.broker.control("back")
    wait_until(daemon.is_ready, 30, "the daemon is ready")
    rig.deliver(Stream(10, 400).lines(size // 20))
    rig.drain()
    rig.broker.control("away")
    wait_until(lambda: daemon.ask("/readyz")[0] == 503, 30, "/readyz says that the broker is away")
    later = daemon.stop()
    rig.broker.control("back")
    checks.everything(rig)
    return f"stopped in {took:.1f} s at the start and {later:.1f} s later without a broker"
