"""The reports in a real browser, without a network: accessible, with their charts, and whole on paper.

usage: reports.py --binary SEINPOST [--keep FOLDER]    with the python of ops/browser-environment
Makes a comparison, a sweep, a month and a register page of a synthetic year and opens each in Debian's chromium.
With --keep the screenshots and the pages as PDF stay, for a person to look at.
"""
import argparse
import os
import subprocess
import sys
import tempfile

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "../../..")
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


def pages(binary, folder):
    """Paths of the pages by name."""
    signals = folder + "/signals.ndjson"
    with open(signals, "wb") as file:
        subprocess.run([binary, "generate", "--municipality", "0518", "--households", "8000", "--months", "6", "--seed",
                        "3"], check=True, stdout=file)
    den_haag = os.path.join(ROOT, "pipelines/den-haag.yaml")
    with open(os.path.join(ROOT, "pipelines/den-haag.yaml"), encoding="utf-8") as file:
        changed = file.read().replace("youth-threshold: €25", "youth-threshold: €75").replace(
            "extends: nederland.yaml", "extends: %s" % os.path.relpath(os.path.join(ROOT, "pipelines/nederland.yaml"), folder))
    with open(folder + "/anders.yaml", "w", encoding="utf-8") as file:
        file.write(changed)
    made = {name: "%s/%s.html" % (folder, name) for name in ("compare", "sweep", "report", "register")}

    def run(*arguments, output=os.devnull):
        with open(output, "wb") as file:
            subprocess.run([binary, *arguments], check=True, stdout=file, stderr=subprocess.PIPE)

    run("compare", "--pipeline", den_haag, "--with", folder + "/anders.yaml", "--report", made["compare"], signals)
    run("compare", "--pipeline", den_haag, "--sweep", "partners.Zorg.youth-threshold=€0..€100:50", "--report",
        made["sweep"], signals)
    run("report", "--pipeline", den_haag, "--period", "2026-03", "--report", made["report"], signals)
    run("algorithm-register", "--organisation", "Gemeente Voorbeeld", "--contact", "algoritmes@example.nl", "--format",
        "html", den_haag, output=made["register"])
    return made


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--keep")
    options = parser.parse_args()
    failures = []

    def check(name, holds, detail=""):
        print("%s  %s%s" % ("ok    " if holds else "FAILED", name, "" if holds else ": " + str(detail)))
        if not holds:
            failures.append(name)

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1100, "height": 900}, locale="nl-NL")
        context.set_offline(True)
        axe = Axe()

        def violations(page):
            return [found["id"] + ": " + found["help"] for found in axe.run(page).response["violations"]]

        page = context.new_page()
        page.set_content("<html><body><img src='x'><button></button></body></html>")
        check("the accessibility check sees what is wrong", len(violations(page)) >= 2)
        for name, path in pages(options.binary, folder).items():
            asked, complaints = [], []
            page = context.new_page()
            page.on("request", lambda request: asked.append(request.url))
            page.on("console", lambda message: complaints.append(message.text))
            page.goto("file://" + path)
            check(name + ": asks for nothing but itself", asked == ["file://" + path], asked)
            check(name + ": says nothing in the console", not complaints, complaints)
            check(name + ": is Dutch and has one heading", page.locator("html[lang=nl]").count() == 1
                  and page.locator("h1").count() == 1)
            found = violations(page)
            check(name + ": is accessible", not found, found)
            charts = page.locator("svg[role=img]").count()
            check(name + ": has its charts", charts > 0 or name == "register", charts)
            boxes = page.locator("svg[role=img]").evaluate_all("""charts => charts.flatMap(chart => {
                const frame = chart.getBoundingClientRect();
                return [...chart.querySelectorAll('text, rect, polyline, path')].filter(part => {
                    const box = part.getBoundingClientRect();
                    return box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1;
                }).map(part => part.outerHTML.slice(0, 120)); })""")
            check(name + ": draws nothing outside a chart", not boxes, boxes[:3])
            wide = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
            check(name + ": does not scroll sideways", wide)
            page.set_viewport_size({"width": 360, "height": 740})
            check(name + ": nor on a telephone", page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
            page.set_viewport_size({"width": 1100, "height": 900})
            if options.keep:
                os.makedirs(options.keep, exist_ok=True)
                page.screenshot(path="%s/%s.png" % (options.keep, name), full_page=True)
                page.pdf(path="%s/%s.pdf" % (options.keep, name), format="A4")
            page.close()
        browser.close()
    if failures:
        sys.exit("%d failed" % len(failures))


main()
