"""The slow, obvious `seinpost replay`: NDJSON in, the task log, the statuses and the dead letters out.

python3 reference.py --pipeline P [--tasks F] [--statuses F] [--dead-letters F] [--until DATE] [--key-file F]
                     [--latest] [--class C] INPUT...
`-` is standard input, or standard output for --tasks (its default); outputs not asked for are not written.
"""

import argparse
import os
import sys

import civil
from fold import Fold
from pipeline import Pipeline
from records import DeadLetter, decode, split_lines

FIXTURE_KEY = b"seinpost-fixture-key"
LONGEST_STEP = 366  # days; a wild `time` must not move the clock


def replay(pipeline, inputs, until=None, key=FIXTURE_KEY):
    """The fold after all inputs: a list of (name without folders, bytes)."""
    decoded = []  # (place, record or None, reason)
    for name, data in inputs:
        for number, line in split_lines(data):
            place = f"{name}:{number}"
            try:
                decoded.append((place, decode(line, pipeline.zone, key), None))
            except DeadLetter as letter:
                decoded.append((place, None, letter.reason))
    given = any(record and record.kind == "G" for _, record, _ in decoded)
    fold = Fold(pipeline)
    clock = None
    for place, record, reason in decoded:
        if record is None:
            fold.dead_letter(reason, place)
            continue
        if not given and (clock is None or record.day > clock):
            if clock is None or (record.day - clock).days <= LONGEST_STEP:
                clock = record.day
                fold.day(clock, record.time)
        if record.kind == "G":
            fold.day(record.date, record.time)
        else:
            fold.record(record, place)
    if until is not None:
        fold.day(until, civil.midnight(until, pipeline.zone))
    return fold


def task_lines(fold, latest=False, klass=None):
    """The task log; with `latest` the last revision of each task, none of forgotten households."""
    kept = list(enumerate(fold.tasks))
    if latest:
        last = {task[:2]: at for at, task in kept}
        forgotten = {name: before for before, name in fold.forgotten}
        kept = [(at, task) for at, task in kept if last[task[:2]] == at and at >= forgotten.get(task[0], 0)]
    return [task[3] for _, task in kept if klass is None or task[2] == klass]


def write_lines(path, lines):
    data = "".join(line + "\n" for line in lines).encode("utf-8")
    if path == "-":
        sys.stdout.buffer.write(data)
    else:
        with open(path, "wb") as file:
            file.write(data)


def main():
    parser = argparse.ArgumentParser(description="Reference replay of a Seinpost pipeline.")
    parser.add_argument("--pipeline", required=True)
    parser.add_argument("--tasks", default="-")
    parser.add_argument("--statuses")
    parser.add_argument("--dead-letters")
    parser.add_argument("--until")
    parser.add_argument("--key-file")
    parser.add_argument("--latest", action="store_true")
    parser.add_argument("--class", dest="klass")
    parser.add_argument("inputs", nargs="+", metavar="INPUT")
    options = parser.parse_args()

    key = FIXTURE_KEY
    if options.key_file:
        with open(options.key_file, "rb") as file:
            key = file.read().rstrip(b"\r\n")
    inputs = []
    for path in options.inputs:
        if path == "-":
            inputs.append(("-", sys.stdin.buffer.read()))
        else:
            with open(path, "rb") as file:
                inputs.append((os.path.basename(path), file.read()))
    until = None
    if options.until:
        until = civil.read_date(options.until)
        if until is None:
            parser.error("--until wants YYYY-MM-DD")
    fold = replay(Pipeline(options.pipeline), inputs, until, key)
    write_lines(options.tasks, task_lines(fold, options.latest, options.klass))
    if options.statuses:
        write_lines(options.statuses, fold.statuses)
    if options.dead_letters:
        write_lines(options.dead_letters, fold.dead_letters)


if __name__ == "__main__":
    main()
