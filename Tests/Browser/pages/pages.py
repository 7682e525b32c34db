#!/usr/bin/env python3
"""The pages in a real browser: the daemon on an embedded journal, Debian's chromium, axe.

    python="$(ops/browser-environment)"
    "$python" Tests/Browser/pages/pages.py --binary .build/debug/seinpost [--pictures FOLDER] [journey ...]

Exit status 1 when a journey fails. Pictures of every page are for a person to look at.
"""

import argparse
import os
import sys
import tempfile
import time
import traceback

from playwright.sync_api import sync_playwright

import journeys
from daemon import Site

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))


class Run:
    def __init__(self, site, browser, pictures):
        self.site, self.browser, self.pictures = site, browser, pictures

    def picture(self, name):
        return os.path.join(self.pictures, f"{name}.png")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--pictures", default=os.path.join(ROOT, ".build", "pictures"))
    parser.add_argument("journeys", nargs="*")
    arguments = parser.parse_args()
    wanted = [one for one in journeys.ALL if not arguments.journeys or one.__name__ in arguments.journeys]
    if not wanted:
        parser.error(f"journeys are {', '.join(one.__name__ for one in journeys.ALL)}")
    os.makedirs(arguments.pictures, exist_ok=True)
    failed = 0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Site(os.path.abspath(arguments.binary), os.path.join(ROOT, "pipelines", "den-haag.yaml"), os.path.join(folder, "site"))
        try:
            site.fill()
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            run = Run(site, browser, arguments.pictures)
            for journey in wanted:
                started = time.monotonic()
                try:
                    journey(run)
                    print(f"ok    {time.monotonic() - started:5.1f} s  {journey.__doc__}", flush=True)
                except Exception:
                    failed += 1
                    print(f"FAIL  {time.monotonic() - started:5.1f} s  {journey.__doc__}", flush=True)
                    traceback.print_exc()
            browser.close()
        finally:
            site.stop()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
