"""Back-tests of a national year against one replay: medians, ratios, and the targets with what was measured.

usage: backtest.py SEINPOST HOME ROUNDS SIGNALS    called by ops/bench --compare
One compare of two pipelines of 30 rules and one sweep of 7 values, against `replay --jobs 1` of the first pipeline over the
same stream, one after the other in each round. SIGNALS below a million makes a tenth of the stream, to see that it works.
"""
import os
import subprocess
import sys

from compare import Contestant, Report, middle, rounds, target

HOUSEHOLDS = 8_000_000
KINDS = ["Huur", "Energie", "Water", "Zorg"]


def pipeline(path, name, threshold, points):
    """Thirty rules: for each kind a few over windows of several lengths, and some over all kinds."""
    rules = []

    def rule(when):
        number = len(rules) + 1
        rules.append("  - {id: regel-%d, scope: household, when: \"%s\", points: %d, reason: regel %d}" % (
            number, when, points + number % 5, number))

    for kind in KINDS:
        for days, amount in ((30, 100), (60, 250), (90, 500), (180, 1000)):
            rule("outstanding(%dd, kind: %s) >= €%d" % (days, kind, amount))
        rule("count(6mo, kind: %s) >= 2" % kind)
        rule("overdue(60d, kind: %s) >= 60d" % kind)
    for when in ("kinds(month) >= 2", "count(6mo) >= 3", "span(6mo) >= 28d", "partners(12mo) >= 3", "max(90d) >= €1500",
                 "outstanding(90d) >= 2 * outstanding(90d, ago: 30d)"):
        rule(when)
    assert len(rules) == 30
    partners = "\n".join("  %s: {threshold: €%d, basis: proef}" % (kind, threshold) for kind in KINDS)
    with open(path, "w", encoding="utf-8") as file:
        file.write("""pipeline: %s
version: "1"
municipality: "0518"
source: urn:proef
partners:
%s
rules:
%s
classes:
  - {id: a, score: 60, due: 3wd, ladder: [Huisbezoek, Telefoon], retry: 7d}
  - {id: b, score: 30, due: 28d, ladder: [Telefoon, Brief], retry: 7d}
  - {id: c, score: 0, due: 28d, ladder: [Brief], retry: 14d}
teams:
  - {id: centrum, default: true}
capacity: {hours-per-week: {centrum: 5000}, hours: {Telefoon: 0.5, Huisbezoek: 1.5, Brief: 0.2}}
accountability: {goal: proef, proportionality: proef, human-intervention: proef, risks: proef, lawful-basis: proef}
""" % (name, partners, "\n".join(rules)))


def main(seinpost, home, round_count, signals):
    households = HOUSEHOLDS if signals >= 1_000_000 else HOUSEHOLDS // 10
    source = os.path.join(home, "national-%d.ndjson" % households)
    if not os.path.exists(source):
        print("making %s" % source, flush=True)
        with open(source + ".part", "wb") as file:
            subprocess.run([seinpost, "generate", "--municipality", "0518", "--households", str(households), "--months",
                            "12", "--seed", "1"], check=True, stdout=file)
        os.rename(source + ".part", source)
    left, right = (os.path.join(home, name + ".yaml") for name in ("links", "rechts"))
    pipeline(left, "links", 50, 10)
    pipeline(right, "rechts", 75, 12)
    sweep = "partners.Zorg.threshold=€0..€150:25"
    common = ["--pipeline", left]
    contestants = [
        Contestant("replay", [seinpost, "replay", *common, "--jobs", "1", "--latest", source], direct=True),
        Contestant("compare", [seinpost, "compare", *common, "--with", right, "--jobs", "2", source], direct=True),
        Contestant("sweep", [seinpost, "compare", *common, "--sweep", sweep, "--jobs", "2", source], direct=True),
    ]
    print("\n== rounds (%d cores)" % os.cpu_count())
    rounds(contestants, round_count, home)
    with open(source, "rb") as file:
        lines = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
    report = Report(contestants)
    report.medians({contestant.name: lines for contestant in contestants})
    report.ratios([("compare", "replay", "wall"), ("sweep", "replay", "wall"), ("compare", "replay", "peak"),
                   ("sweep", "replay", "peak")])
    print("\ntargets")
    target("compare of two pipelines of 30 rules / replay --jobs 1", middle(report.ratio("compare", "replay", "wall")), "<=", 1.3)
    target("sweep of 7 values / replay --jobs 1", middle(report.ratio("sweep", "replay", "wall")), "<=", 4.0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
