"""Requests made from the API's own description, against a daemon that runs: see README.md beside this file.

PYTHON contract.py --binary SEINPOST [--examples N] [--keep DIR]
PYTHON is that of ops/browser-environment, which has schemathesis. Exit 1 when an answer is not as the description promises.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Faults"))

import stream
from embedded import Partner, configure
from rig import Rig, free_port, wait_until
from workers import Provider, Worker

# What each answer must be. That what fits the schema is accepted cannot be asked: a date may lie in the future, a task may
# have changed since.
CHECKS = ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
          "response_schema_conformance", "negative_data_rejection", "missing_required_header",
          "unsupported_method", "ignored_auth"]


def start(rig):
    """A daemon with tasks; the port and somebody who may do all that workers do."""
    daemon, provider, port = configure(rig), Provider(rig), free_port()
    with open(rig.path("a.yaml"), "a") as file:
        file.write(provider.configuration(port, rig.path("board.sqlite")))
    daemon.start()
    wait_until(daemon.is_ready, 30, "the daemon is ready")
    partner = Partner(rig, stream.Stream(7, 200).lines(300))
    partner.start()
    partner.finish(60)
    worker = Worker(port, provider.token("m.proef", roles=("teamleider",)))
    tasks = wait_until(lambda: len(found := worker.tasks(pageSize=100)) >= 50 and found, 30, "there are tasks")
    return port, worker, [task["taak"] for task in tasks]


def fuzz(rig, port, token, tasks, examples):
    # A task that is there: with made up ones nothing but 404 would be tried.
    rig.write("schemathesis.toml", f'''
[parameters]
"path.taak" = "{tasks[0]}"
''')
    command = [
        sys.executable, "-m", "schemathesis.cli", "run", f"http://127.0.0.1:{port}/v1/openapi.json",
        "--header", f"Authorization: Bearer {token}", "--checks", ",".join(CHECKS), "--max-examples", str(examples),
        "--seed", "1", "--no-color", "--request-timeout", "20",
        # It never ends; its own tests read it.
        "--exclude-path", "/v1/taken/stroom",
    ]
    return subprocess.run(command, cwd=rig.folder, stdin=subprocess.DEVNULL).returncode


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--examples", type=int, default=25)
    parser.add_argument("--keep", metavar="DIR")
    options = parser.parse_args()
    folder = options.keep or tempfile.mkdtemp(prefix="seinpost-contract-")
    rig = Rig(os.path.abspath(options.binary), "", os.path.join(folder, "rig"))
    try:
        port, worker, tasks = start(rig)
        code = fuzz(rig, port, worker.token, tasks, options.examples)
    finally:
        rig.close()
    if code == 0 and not options.keep:
        shutil.rmtree(folder)
    sys.exit(1 if code else 0)


if __name__ == "__main__":
    main()
