"""bench.yaml with 1 rule and with 30 rules. usage: variants.py DIRECTORY    writes bench-1.yaml and bench-30.yaml there

Class a is reached by the first rule alone, in both: the same tasks are written with `--class a`, so what differs is
the rules. All are monotone (more signals never make one fail), each has its own window, amount or kind.
"""
import os
import sys

FIRST = "kinds(60d) >= 2"
OTHERS = [
    *(f"sum({window}, kind: {kind}) >= €{euros}"
      for kind, euros in (("Huur", 1200), ("Energie", 400), ("Zorg", 550), ("Water", 150))
      for window in ("45d", "120d", "5mo")),
    *(f"count({window}, kind: {kind}) >= 2"
      for kind, window in (("Huur", "75d"), ("Energie", "100d"), ("Zorg", "4mo"), ("Water", "6mo"))),
    *(f"max({window}) >= €{euros}" for window, euros in (("30d", 1400), ("65d", 1600), ("135d", 1800))),
    *(f"partners({window}) >= {n}" for window, n in (("50d", 2), ("110d", 3), ("170d", 4))),
    *(f"sum({window}) >= €{euros}" for window, euros in (("20d", 900), ("70d", 1300), ("3mo", 1700), ("160d", 2500))),
    *(f"count({window}) >= {n}" for window, n in (("40d", 2), ("85d", 3), ("150d", 4))),
]


def rule(number, when, points):
    return (f'  - id: regel-{number:02}\n    scope: household\n    when: "{when}"\n    points: {points}\n'
            f'    reason: "Regel {number}"\n')


def pipeline(base, name, expressions):
    head, rest = base.split("rules:\n")
    tail = rest[rest.index("teams:\n"):]
    rules = "\n".join(rule(i + 1, when, 100 if i == 0 else 1) for i, when in enumerate(expressions))
    classes = ("classes:\n"
               "  - {id: a, score: 100, due: 400d, ladder: [Huisbezoek, Telefoon, Brief], retry: 7d}\n"
               "  - {id: e, score: 0,   due: 400d, ladder: [Brief],                       retry: 14d}\n")
    head = head.replace("pipeline: bench\n", f"pipeline: {name}\n")
    return f"{head}rules:\n{rules}\n{classes}\n{tail}"


def main(directory):
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "bench.yaml"), encoding="utf-8") as file:
        base = file.read()
    expressions = [FIRST, *OTHERS]
    assert len(set(expressions)) == 30, len(set(expressions))
    for name, some in (("bench-1", expressions[:1]), ("bench-30", expressions)):
        with open(os.path.join(directory, name + ".yaml"), "w", encoding="utf-8") as file:
            file.write(pipeline(base, name, some))


main(sys.argv[1])
