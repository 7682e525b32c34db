"""Runs the daemon under faults and checks that nothing of it shows: see README.md beside this file.

python3 faults.py --binary SEINPOST --broker TESTBROKER [--long] [--keep DIR] [scenario ...]
Without names the short scenarios run, with --long all of them with longer streams. Exit 1 when one fails; its folder
is kept.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
import traceback

import answers
import crashes
import embedded
import outreach
import refusals
from rig import Failed, Rig, Skipped

# Together within five minutes on two cores of their own.
SHORT = [crashes.quiet, crashes.killed, crashes.frozen, answers.cut_and_away,
         answers.broker_killed, answers.away_at_start, refusals.poison, refusals.refusals, refusals.controls,
         embedded.sqlite_killed, embedded.sqlite_full, outreach.sqlite_clicks, outreach.kafka_clicks]
LONG = [answers.lost_answers, crashes.coming_and_going, answers.errors, answers.slow_answers, answers.errors_at_start, refusals.reloads]


def run(scenario, options):
    folder = os.path.join(options.folder, scenario.__name__)
    rig = Rig(os.path.abspath(options.binary), os.path.abspath(options.broker), folder)
    started = time.monotonic()
    try:
        said = scenario(rig, 80_000 if options.long else 20_000)
        verdict, passed = "ok  ", True
    except Skipped as reason:
        verdict, said, passed = "skip", str(reason), True
    except Failed as failure:
        verdict, said, passed = "FAIL", str(failure), False
    except Exception:
        verdict, said, passed = "FAIL", traceback.format_exc(), False
    finally:
        rig.close()
    took = time.monotonic() - started
    print(f"{verdict} {scenario.__name__:22} {took:5.1f} s  {said or ''}", flush=True)
    if not passed:
        print(f"     {' '.join(scenario.__doc__.split())}\n     its files: {folder}", flush=True)
    elif not options.keep:
        shutil.rmtree(folder)
    return passed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--broker", required=True)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--keep", metavar="DIR")
    parser.add_argument("scenario", nargs="*")
    options = parser.parse_args()
    known = {scenario.__name__: scenario for scenario in SHORT + LONG}
    unknown = [name for name in options.scenario if name not in known]
    if unknown:
        parser.error(f"no scenario {unknown[0]}; there are {', '.join(known)}")
    if not shutil.which("kcat"):
        parser.error("kcat is not installed; ops/install does that")
    options.folder = options.keep or tempfile.mkdtemp(prefix="seinpost-faults-")
    chosen = [known[name] for name in options.scenario] or SHORT + (LONG if options.long else [])
    results = [run(scenario, options) for scenario in chosen]
    if all(results) and not options.keep:
        shutil.rmtree(options.folder)
    print(f"{sum(results)} of {len(results)} scenarios hold")
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
