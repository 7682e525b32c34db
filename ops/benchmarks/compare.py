"""Interleaved rounds of seinpost and its peers on one input: medians, ratios, and the targets with what was measured.

usage: compare.py SEINPOST HOME INPUT ROUNDS PEERS [LARGE]    called by ops/bench, which makes the inputs
A round runs every contestant once, in the same order; ratios are taken within a round, so that a slow minute of the
machine hits both sides. One warm-up round goes first and its outputs are compared household by household.
"""
import os
import statistics
import subprocess
import sys

from measure import measure

HERE = os.path.dirname(os.path.abspath(__file__))
# Households a to d and the hash of their pseudonyms and classes: README.md.
EXPECTED = {
    "100000-1-1": "17849 bc93c93f021dc8c4",
    "1000000-1-1": "177321 b15b9bf5abb81a41",
}


class Contestant:
    def __init__(self, name, command, direct):
        self.name, self.command, self.direct, self.costs = name, command, direct, []

    def run(self, home):
        """`direct`: the result is on standard output; else the command writes the file itself."""
        output = os.path.join(home, "out-" + self.name)
        messages = output + ".messages"
        if self.direct:
            return measure(self.command, output, messages)
        return measure([*self.command, output], os.devnull, messages)

    def median(self, field):
        return statistics.median(getattr(cost, field) for cost in self.costs)


def rounds(contestants, count, home, after_warm_up=None):
    print("warm-up", end="", flush=True)
    for contestant in contestants:
        contestant.run(home)
        print(" " + contestant.name, end="", flush=True)
    print()
    if after_warm_up:
        after_warm_up()
    for number in range(1, count + 1):
        print("round %d of %d" % (number, count), end="", flush=True)
        for contestant in contestants:
            cost = contestant.run(home)
            contestant.costs.append(cost)
            print("  %s %.2f" % (contestant.name, cost.wall), end="", flush=True)
        print()


def same_households(home, names, expected=None):
    arguments = ["%s=%s" % (name, os.path.join(home, "out-" + name)) for name in names]
    checker = [sys.executable, os.path.join(HERE, "households.py")]
    sys.stdout.flush()
    if subprocess.run([*checker, *([expected] if expected else []), *arguments]).returncode != 0:
        sys.exit("\nbench: NOT the same households; figures of wrong answers mean nothing")


def counts(path):
    """What the generator said of this input: lines, signals, duplicates, households."""
    with open(path + ".counts", encoding="utf-8") as file:
        words = file.read().split()
    return {name: int(value) for name, value in zip(words[::2], words[1::2])}


class Report:
    def __init__(self, contestants):
        self.by_name = {contestant.name: contestant for contestant in contestants}

    def ratio(self, numerator, denominator, field):
        """Smallest, median, largest of the ratios round by round; None when one did not run."""
        above, below = self.by_name.get(numerator), self.by_name.get(denominator)
        if not above or not below:
            return None
        ratios = sorted(getattr(a, field) / getattr(b, field) for a, b in zip(above.costs, below.costs))
        return ratios[0], statistics.median(ratios), ratios[-1]

    def medians(self, lines):
        print("\n%-14s %9s %9s %10s %12s" % ("medians", "wall s", "CPU s", "peak MiB", "records/s"))
        for contestant in self.by_name.values():
            wall = contestant.median("wall")
            print("%-14s %9.2f %9.2f %10.0f %12.0f" % (
                contestant.name, wall, contestant.median("cpu"), contestant.median("peak") / 2**20,
                lines[contestant.name] / wall))

    def ratios(self, pairs):
        print("\n%-40s %8s %8s %8s" % ("ratios, round by round", "min", "median", "max"))
        for above, below, field in pairs:
            ratio = self.ratio(above, below, field)
            if ratio:
                word = {"wall": "wall time", "cpu": "CPU time", "peak": "peak memory"}[field]
                print("%-40s %8.2f %8.2f %8.2f" % ("%s, %s / %s" % (word, above, below), *ratio))


def target(text, value, holds, limit, unit="×", why="that peer did not run"):
    """One line: met, MISSED with by how much, or why there is no figure. `holds`: "<=" or ">="."""
    if value is None:
        print("  %-7s %-58s %s" % ("-", text, "not measured: " + why))
        return
    met = value <= limit if holds == "<=" else value >= limit
    miss = "" if met else "  (off by %.0f %%)" % (abs(value / limit - 1) * 100)
    print("  %-7s %-58s %.2f %s%s" % ("met" if met else "MISSED", text, value, unit, miss))


def middle(ratio, per=1.0):
    return ratio[1] * per if ratio else None


def main(seinpost, home, source, round_count, peers, large=None):
    def replay(name, pipeline, klass, path, *options):
        command = [seinpost, "replay", "--pipeline", pipeline, "--latest", "--class", klass, *options, path]
        return Contestant(name, command, direct=True)

    job = os.path.join(HERE, "bench.yaml")
    ours = [replay("seinpost", job, "d", source), replay("seinpost-1", job, "d", source, "--jobs", "1")]
    if os.cpu_count() > 1:
        ours.append(replay("seinpost-2", job, "d", source, "--jobs", "2"))
    theirs = [Contestant(peer, [os.path.join(HERE, "run.sh"), peer, source], direct=False) for peer in peers]
    variants = [replay("rules-%d" % n, os.path.join(home, "bench-%d.yaml" % n), "a", source) for n in (1, 30)]

    def verify():
        size = os.path.basename(source).removesuffix(".ndjson")
        same_households(home, [c.name for c in theirs + ours], EXPECTED.get(size))
        same_households(home, [c.name for c in variants])

    everyone = ours + theirs + variants
    rounds(everyone, round_count, home, after_warm_up=verify)
    if large:
        print("\nten times the records on the same households")
        long_run = [replay("flat-1y", job, "d", source), replay("flat-10y", job, "d", large)]
        rounds(long_run, round_count, home)
        everyone += long_run

    source_counts, report = counts(source), Report(everyone)
    lines = dict.fromkeys(report.by_name, source_counts["lines"])
    if large:
        lines["flat-10y"] = counts(large)["lines"]
    report.medians(lines)
    report.ratios([
        ("seinpost", "cpp", "cpu"), ("seinpost-1", "cpp", "cpu"), ("duckdb", "seinpost", "wall"),
        ("duckdb", "seinpost-1", "wall"), ("python", "seinpost", "wall"), ("python", "seinpost-1", "wall"),
        ("flink", "seinpost", "wall"), ("polars", "seinpost", "wall"), ("seinpost-1", "seinpost-2", "wall"),
        ("rules-30", "rules-1", "cpu"), ("rules-30", "rules-1", "wall"),
        ("flat-10y", "flat-1y", "cpu"), ("flat-10y", "flat-1y", "wall")])

    budget = 300 * source_counts["households"] + 60_000_000
    peak = report.by_name["seinpost"].median("peak")
    per_record = lines["seinpost"] / lines["flat-10y"] if large else 1
    print("\ntargets (medians; %d households)" % source_counts["households"])
    target("CPU time / C++ program's: at most 2.5 (1.5 is the aim)", middle(report.ratio("seinpost", "cpp", "cpu")), "<=", 2.5)
    target("DuckDB's wall time / ours: at least 2", middle(report.ratio("duckdb", "seinpost", "wall")), ">=", 2)
    target("Python's wall time / ours: at least 10", middle(report.ratio("python", "seinpost", "wall")), ">=", 10)
    target("peak memory: at most 300 B a household + 60 MB = %.0f MB" % (budget / 1e6), peak / 1e6, "<=", budget / 1e6, "MB")
    target("throughput, --jobs 2 / --jobs 1: at least 1.6", middle(report.ratio("seinpost-1", "seinpost-2", "wall")), ">=", 1.6,
           why="one core")
    target("CPU time per record, 10 years / 1 year: at most 1.15", middle(report.ratio("flat-10y", "flat-1y", "cpu"), per_record),
           "<=", 1.15, why="needs --large")
    target("CPU time, 30 rules / 1 rule: below 3", middle(report.ratio("rules-30", "rules-1", "cpu")), "<=", 3)


if __name__ == "__main__":
    binary, directory, file, count, names, *more = sys.argv[1:]
    main(binary, directory, file, int(count), [name for name in names.split(",") if name], *more)
