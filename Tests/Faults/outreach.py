"""Scenarios of the outreach side: killed between a worker's click and its answer, on SQLite and beside Kafka."""

import random
import signal
import subprocess
import threading
import time
from collections import Counter

import stream
from embedded import Partner, configure
from rig import Instance, free_port, require, wait_until
from workers import Provider, Worker

ACTS = {
    "toewijzen": lambda: {},
    "contactpogingen": lambda: {"soort": "Huisbezoek", "bereikt": False, "dagdeel": "Avond", "notitie": "Niemand thuis"},
    "afsluiten": lambda: {"resultaat": "Vervolghulp en/of verwijzing"},
}


def shows(task, act):
    """How often a task shows an act: it may be there once or not, and never twice."""
    if act == "toewijzen":
        return int(task.get("medewerker") == "m.proef")
    if act == "contactpogingen":
        # The stream holds attempts of others, by telephone.
        return sum(attempt["soort"] == "Huisbezoek" for attempt in task["pogingen"])
    return int(task["status"] == "gesloten")


def click_and_kill(worker, tasks, process, ready, dice, rounds):
    """One act on a fresh task in each round; SIGKILL while it is under way; afterwards the same request again."""
    met = Counter()
    for number in range(rounds):
        task = tasks[number]["taak"]
        act = dice.choice(list(ACTS))
        body, key = ACTS[act](), f"klik-{number:04d}-{dice.randrange(10**9)}"
        said = []
        click = threading.Thread(
            target=lambda: said.append(worker.ask("POST", f"/v1/taken/{task}/{act}", body, key)), daemon=True)
        click.start()
        time.sleep(dice.uniform(0.0, 0.12))
        process.kill()
        click.join(30)
        process.start()
        wait_until(ready, 30, "the outreach side is ready again", 0.02)
        before = read(worker, task)
        require(shows(before, act) <= 1, f"{act} was done {shows(before, act)} times before it was sent again")
        if said and said[0][0] == 200:
            require(shows(before, act) == 1, f"{act} was answered with 200 and is not there after the restart")
        met["answered" if said and said[0][0] == 200 else "there" if shows(before, act) else "not there"] += 1

        def again():
            status, _ = worker.ask("POST", f"/v1/taken/{task}/{act}", body, key)
            require(status in (0, 200, 409, 503), f"{act} sent again is answered with {status}")
            return status == 200 or status == 409 and shows(read(worker, task), act) == 1
        wait_until(again, 40, f"{act} sent again is answered", 0.1)
        after = read(worker, task)
        require(shows(after, act) == 1, f"{act} is there {shows(after, act)} times after the same key came twice")
    return met


def read(worker, task):
    return wait_until(lambda: worker.ask("GET", f"/v1/taken/{task}")[1], 20, "the task can be read")["taak"]


def audit_is_whole(rig, config):
    rig.run("audit", "verify", "--config", config)


def sqlite_clicks(rig, size):
    """SIGKILL between a worker's click and its answer, on SQLite: the action is there or not, and the same key does not do it twice."""
    dice, rounds = random.Random(31), 40 if size > 20_000 else 15
    daemon, provider = configure(rig), Provider(rig)
    port = free_port()
    with open(rig.path("a.yaml"), "a") as file:
        file.write(provider.configuration(port, rig.path("board.sqlite")))
    daemon.start()
    wait_until(daemon.is_ready, 30, "the daemon is ready", 0.02)
    partner = Partner(rig, stream.Stream(31, 400).lines(600))
    partner.start()
    partner.finish(60)
    worker = Worker(port, provider.token("m.proef"))
    tasks = wait_until(lambda: len(found := worker.tasks(pageSize=200)) >= rounds + 5 and found, 30, "there are tasks")
    met = click_and_kill(worker, tasks, daemon, daemon.is_ready, dice, rounds)
    # A board that is lost is made again: the same tasks.
    shown = worker.tasks(pageSize=200)
    daemon.kill()
    for suffix in ("", "-wal", "-shm"):
        subprocess.run(["rm", "-f", rig.path("board.sqlite") + suffix], check=True)
    daemon.start()
    wait_until(daemon.is_ready, 30, "the daemon is ready with a new board", 0.02)
    require(worker.tasks(pageSize=200) == shown, "a board that was made again shows other tasks")
    daemon.stop()
    audit_is_whole(rig, daemon.config)
    return f"{rounds} clicks: {dict(met)}"


class Outreach(Instance):
    """`seinpost outreach`: one copy of the outreach side."""

    def start(self, *more):
        self.runs += 1
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [self.rig.seinpost, "outreach", "--config", self.config, "--day", str(stream.TODAY), *more],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        return self


def kafka_clicks(rig, size):
    """SIGKILL of an outreach process between a worker's click and its answer, beside Kafka; another copy shows the same."""
    dice, rounds = random.Random(32), 20 if size > 20_000 else 8
    rig.start_broker()
    provider = Provider(rig)
    ports = [free_port(), free_port()]
    copies = []
    for number, port in enumerate(ports, 1):
        copy = Outreach(rig, f"outreach-{number}", extra=provider.configuration(port, rig.path(f"board-{number}.sqlite")))
        copies.append(copy)
    rig.instances += copies
    daemon = rig.instance("a")
    rig.instances.insert(0, rig.instances.pop())
    daemon.start()
    rig.deliver(stream.Stream(32, 300).lines(600))
    rig.drain()
    for copy in copies:
        copy.start()
    for copy in copies:
        wait_until(copy.is_ready, 30, f"{copy.name} is ready", 0.05)
    worker, other = (Worker(port, provider.token("m.proef")) for port in ports)
    tasks = wait_until(lambda: len(found := worker.tasks(pageSize=200)) >= rounds and found, 30, "there are tasks")
    met = click_and_kill(worker, tasks, copies[0], copies[0].is_ready, dice, rounds)
    wait_until(lambda: other.tasks(pageSize=200, status="alle") == worker.tasks(pageSize=200, status="alle"), 20,
               "both copies show the same")
    copies[0].signal(signal.SIGTERM)
    require(copies[0].process.wait(15) == 0, "an outreach process does not end well")
    audit_is_whole(rig, copies[1].config)
    return f"{rounds} clicks: {dict(met)}"
