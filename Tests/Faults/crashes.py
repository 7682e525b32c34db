"""Scenarios on Kafka: instances that die, stand still, come and go."""

import random
import signal
import time

import checks
from rig import require, wait_until
from stream import Stream


def quiet(rig, size):
    """Nothing goes wrong: the checks hold of an undisturbed run, and SIGTERM ends it within 10 s leaving the group."""
    rig.start_broker()
    daemon = rig.instance(static=False).start()
    rig.deliver(Stream(1, 400).lines(size // 4))
    rig.drain()
    took = daemon.stop()
    wait_until(lambda: all(g["members"] == 0 for g in rig.broker.stats()["groups"].values()), 2, "the group is empty")
    checks.everything(rig)
    return f"stopped in {took:.1f} s"


def killed(rig, size):
    """SIGKILL at 20 random moments, with static membership: nothing is lost, doubled or changed by it."""
    dice = random.Random(2)
    rig.start_broker()
    stream = Stream(2, 2500)
    daemon = rig.instance()
    busy = 0
    for _ in range(20):
        rig.deliver(stream.lines(size // 20))
        daemon.start()
        time.sleep(dice.uniform(0.3, 1.8))
        stats = rig.broker.stats()
        busy += stats["openTransactions"] > 0
        daemon.kill()
    daemon.start()
    rig.drain(90)
    checks.everything(rig)
    return f"{busy} of 20 with a transaction open"


def frozen(rig, size):
    """SIGSTOP past the session time-out, a second instance takes over, SIGCONT: the zombie's step is not committed."""
    rig.start_broker()
    stream = Stream(3, 1500)
    first = rig.instance("a").start()
    rig.deliver(stream.lines(size // 8))
    second = rig.instance("b")
    # A zombie with a transaction open says more than one that slept: look for such a moment.
    def is_in_a_step():
        if rig.broker.stats()["openTransactions"]:
            first.signal(signal.SIGSTOP)
            if rig.broker.stats()["openTransactions"]:
                return True
            first.signal(signal.SIGCONT)
        return False
    wait_until(is_in_a_step, 20, "the first instance is in a step", 0.005)
    second.start()
    rig.deliver(stream.lines(size // 8))
    def has_taken_over():
        groups = rig.broker.stats()["groups"].values()
        return all(g["members"] == 2 for g in groups) and second.is_ready()
    wait_until(has_taken_over, 40, "the second instance has taken over")
    first.signal(signal.SIGCONT)
    rig.deliver(stream.lines(size // 8))
    rig.drain(90)
    checks.everything(rig)


def coming_and_going(rig, size):
    """A second and a third instance join and leave in the middle of the stream, politely and by SIGKILL."""
    rig.start_broker()
    stream = Stream(4, 2000)
    instances = [rig.instance(name, static=False, workers=1).start() for name in "a"]
    part = size // 16
    rig.deliver(stream.lines(part))
    for name in "bc":
        instances.append(rig.instance(name, static=False, workers=1).start())
        rig.deliver(stream.lines(part))
        wait_until(lambda: members(rig) == len(instances), 20, "the new instance is in the group")
        rig.deliver(stream.lines(part))
    instances[1].stop()
    rig.deliver(stream.lines(part))
    wait_until(lambda: members(rig) == 2, 20, "the instance has left the group")
    instances[1].start()
    rig.deliver(stream.lines(part))
    wait_until(lambda: members(rig) == 3, 20, "the instance is back")
    instances[2].kill()
    rig.deliver(stream.lines(part))
    instances[0].stop()
    rig.deliver(stream.lines(part))
    rig.drain(90)
    checks.everything(rig)


def members(rig):
    return sum(group["members"] for group in rig.broker.stats()["groups"].values())
