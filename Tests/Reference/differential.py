"""Compares a `seinpost` binary with this reference, byte for byte: random streams, all pipelines here.

python3 differential.py --binary PATH [--seeds A..B] [--records N] [--processes N] [--keep DIR]
For each seed and pipeline: task log, statuses and dead letters of `seinpost replay`; some seeds with --latest,
--class, --jobs 2, --until or the stream in two files. Of the first difference in an output the two lines are
shown field by field, and the stream is kept. Exit 1 when anything differs.
"""

import argparse
import itertools
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
from datetime import date

import streams
from pipeline import Pipeline
from reference import replay, task_lines

HERE = os.path.dirname(os.path.abspath(__file__))
PIPELINES = sorted(name for name in os.listdir(os.path.join(HERE, "pipelines")) if name.endswith(".yaml"))
OUTPUTS = ("tasks", "statuses", "dead-letters")


def case_options(seed, pipeline):
    """What a seed asks of the command besides the plain replay; each kind comes back every few seeds."""
    return {
        "jobs": 2 if seed % 2 == 0 else 1,
        "until": date(2028, 1, 1) if seed % 3 == 0 else None,
        "latest": seed % 4 == 3,
        "klass": pipeline.classes[seed // 5 % len(pipeline.classes)].id if seed % 5 == 4 else None,
        "files": 2 if seed % 7 == 5 else 1,
    }


def split(data, count):
    """The stream as `count` inputs, cut between lines."""
    lines = data.splitlines(keepends=True)
    size = len(lines) // count + 1
    return [b"".join(lines[start : start + size]) for start in range(0, len(lines), size)]


def at_least(lines, pipeline, klass):
    """The task lines that show this class or one more urgent."""
    if klass is None:
        return lines
    names = [c.id for c in pipeline.classes]
    wanted = names[: names.index(klass) + 1]
    return [line for line in lines if json.loads(line)["data"]["klasse"] in wanted]


def expected(pipeline, inputs, options):
    fold = replay(pipeline, inputs, options["until"])
    return {
        "tasks": at_least(task_lines(fold, options["latest"]), pipeline, options["klass"]),
        "statuses": fold.statuses,
        "dead-letters": fold.dead_letters,
    }


def actual(binary, name, paths, options, folder):
    command = [binary, "replay", "--pipeline", os.path.join(HERE, "pipelines", name)]
    command += ["--jobs", str(options["jobs"]), "--summary", "json"]
    if options["until"]:
        command += ["--until", options["until"].isoformat()]
    if options["latest"]:
        command += ["--latest"]
    if options["klass"]:
        command += ["--class", options["klass"]]
    for output in OUTPUTS:
        command += ["--" + output, os.path.join(folder, output)]
    run = subprocess.run(command + paths, stdin=subprocess.DEVNULL, capture_output=True)
    if run.returncode != 0:
        raise RuntimeError(f"exit {run.returncode}: {run.stderr.decode(errors='replace')[-2000:]}")
    found = {}
    for output in OUTPUTS:
        with open(os.path.join(folder, output), "rb") as file:
            found[output] = file.read()
    return found


def fields(value, path=""):
    """Every leaf of a JSON value with its path, in order."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from fields(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value:
        for index, inner in enumerate(value):
            yield from fields(inner, f"{path}[{index}]")
    else:
        yield path, json.dumps(value, ensure_ascii=False)


def line_difference(wanted, got):
    """The fields in which two lines differ, or the lines themselves when they are not both JSON."""
    try:
        pair = [dict(fields(json.loads(line))) for line in (wanted, got)]
    except (TypeError, ValueError):
        return [f"  reference: {wanted}", f"  binary:    {got}"]
    paths = list(dict.fromkeys(itertools.chain(*pair)))
    rows = [
        f"  {path}: reference {pair[0].get(path, 'absent')}, binary {pair[1].get(path, 'absent')}"
        for path in paths
        if pair[0].get(path) != pair[1].get(path)
    ]
    return rows or ["  the same fields in other bytes:", f"  reference: {wanted}", f"  binary:    {got}"]


def difference(output, wanted, got):
    """Text about the first difference in one output; None when there is none."""
    if "".join(line + "\n" for line in wanted).encode() == got:
        return None
    lines = got.decode(errors="replace").split("\n")[:-1]
    for number, (one, other) in enumerate(itertools.zip_longest(wanted, lines), 1):
        if one != other:
            head = f"{output}, line {number} (reference {len(wanted)} lines, binary {len(lines)}):"
            named = ["  " + str(json.loads(one).get("id"))] if one and other else []
            return "\n".join([head] + named + line_difference(one, other))
    return f"{output}: the last line has no end, or one too many"


def compare(case):
    """(what was compared, text about the difference or None, number of task lines) for one stream."""
    binary, seed, name, records, keep = case
    pipeline = Pipeline(os.path.join(HERE, "pipelines", name))
    options = case_options(seed, pipeline)
    title = f"seed {seed}, {name}, " + ", ".join(f"{key} {value}" for key, value in options.items())
    data = streams.stream(seed, records, pipeline)
    with tempfile.TemporaryDirectory() as folder:
        inputs, paths = [], []
        for number, part in enumerate(split(data, options["files"])):
            inputs.append((f"deel-{number}.ndjson", part))
            paths.append(os.path.join(folder, inputs[-1][0]))
            with open(paths[-1], "wb") as file:
                file.write(part)
        wanted = expected(pipeline, inputs, options)
        try:
            got = actual(binary, name, paths, options, folder)
        except RuntimeError as problem:
            texts = [str(problem)]
        else:
            texts = [difference(output, wanted[output], got[output]) for output in OUTPUTS]
    text = "\n".join(text for text in texts if text) or None
    if text:
        kept = os.path.join(keep, f"verschil-{name.removesuffix('.yaml')}-{seed}.ndjson")
        with open(kept, "wb") as file:
            file.write(data)
        text += f"\n  stream: {kept}"
    return title, text, len(wanted["tasks"])


def main():
    parser = argparse.ArgumentParser(description="Compares a seinpost binary with the reference.")
    parser.add_argument("--binary", required=True)
    parser.add_argument("--seeds", default="1..20", metavar="A..B")
    parser.add_argument("--records", type=int, default=250)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument(
        "--keep", default=tempfile.gettempdir(), metavar="DIR", help="where streams that differ go"
    )
    options = parser.parse_args()
    first, _, last = options.seeds.partition("..")
    seeds = range(int(first), int(last or first) + 1)
    cases = [(options.binary, s, n, options.records, options.keep) for s in seeds for n in PIPELINES]
    if not cases or not os.access(options.binary, os.X_OK):
        sys.exit(f"differential.py: nothing to compare: {len(cases)} streams, binary {options.binary}")
    differing, tasks = 0, 0
    with multiprocessing.Pool(options.processes) as pool:
        for title, text, count in pool.imap(compare, cases):
            tasks += count
            if text:
                differing += 1
                print(f"\n{title}\n{text}", flush=True)
    print(f"{len(cases)} streams, {tasks} task lines, {differing} streams differ")
    # Streams without tasks would compare nothing.
    sys.exit(1 if differing or not tasks else 0)


if __name__ == "__main__":
    main()
