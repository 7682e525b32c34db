"""The national exchange file of a synthetic year: valid, and its figures those of an independent count with SQL.

usage: ddas.py --binary SEINPOST [--households N] [--schema FILE]...    with the python of ops/browser-environment
The count goes over the signals as generated and over the status and task logs of a replay, by DuckDB, which knows
nothing of the export. Every check is first shown a file with a mistake in it, which it must find.
"""
import argparse
import copy
import json
import os
import subprocess
import sys
import tempfile

import duckdb
import jsonschema

HERE = os.path.dirname(os.path.abspath(__file__))
FROM, TO = "2026-02-01", "2026-10-31"


def run(*command, output=None):
    with (open(output, "wb") if output else open(os.devnull, "wb")) as file:
        subprocess.run(command, check=True, stdout=file, stderr=subprocess.PIPE)


def errors(document, schema):
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    return [error.json_path + ": " + error.message for error in validator.iter_errors(document)]


def counted(database, folder):
    """By status, by partner, by result; number of attempts: from the logs.

    Some generated lines are cut off, as in real deliveries: dead letters here, errors to ignore there.
    """
    database.execute("""
        create table signals as select distinct on (source, id) source, id, data.ID as own, data.signaalpartner.type as kind
        from read_json(?, columns = {source: 'VARCHAR', id: 'VARCHAR', type: 'VARCHAR',
          data: 'STRUCT(ID VARCHAR, signaalpartner STRUCT("type" VARCHAR), signaaldatum VARCHAR)'}, format = 'newline_delimited',
          ignore_errors = true)
        where type = 'nl.schulden.vroegsignaal-ontvangen.v1' and data.signaaldatum between ? and ?
        """, [folder + "/signals.ndjson", FROM, TO])
    database.execute("""
        create table statuses as select id, data.status as status, row_number() over () as place
        from read_json(?, columns = {id: 'VARCHAR', data: 'STRUCT(status VARCHAR)'}, format = 'newline_delimited')
        """, [folder + "/statuses.ndjson"])
    database.execute("""
        create table found as select s.source, s.id, s.own, s.kind, arg_max(t.status, t.place) as status
        from signals s join statuses t
          on t.id = 's1_' || left(sha256(s.source || ' ' || s.id || ' ' || t.status), 32) group by all
        """)
    database.execute("""
        create table tasks as select data from read_json(?, columns = {data: 'STRUCT(taak VARCHAR, resultaat VARCHAR,
          signalen STRUCT(ID VARCHAR, soort VARCHAR)[], pogingen STRUCT(soort VARCHAR)[])'}, format = 'newline_delimited')
        """, [folder + "/tasks.ndjson"])
    database.execute("""
        create table cases as select data from tasks where exists (
          select 1 from (select unnest(data.signalen) as s) u join found f on f.own = u.s.ID and f.kind = u.s.soort)
        """)
    rows = lambda query: dict(database.execute(query).fetchall())
    return {
        "statuses": rows("select status, count(*) from found group by 1"),
        "partners": rows("select kind, count(*) from found group by 1"),
        "results": rows("select coalesce(data.resultaat, ''), count(*) from cases group by 1"),
        "attempts": rows("select p.soort, count(*) from (select unnest(data.pogingen) as p from cases) group by 1"),
    }


def delivered(document):
    def tally(values):
        counts = {}
        for value in values:
            counts[value] = counts.get(value, 0) + 1
        return counts

    delivery = document["leveringen"][0]
    cases = delivery["vroegsignaalzaken"]
    return {
        "statuses": tally(signal["status"] for signal in delivery["vroegsignalen"]),
        "partners": tally(signal["signaalpartner"]["type"] for signal in delivery["vroegsignalen"]),
        "results": tally(case.get("resultaat", "") for case in cases),
        "attempts": tally(attempt["soort"] for case in cases for attempt in case["contactpogingen"]),
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--households", type=int, default=12000)
    parser.add_argument("--schema", action="append", default=[])
    options = parser.parse_args()
    pipeline = os.path.join(HERE, "../../pipelines/den-haag.yaml")
    failures = []

    def check(name, holds, detail=""):
        print("%s  %s%s" % ("ok    " if holds else "FAILED", name, "" if holds else ": " + detail))
        if not holds:
            failures.append(name)

    with tempfile.TemporaryDirectory() as folder:
        run(options.binary, "generate", "--municipality", "0518", "--households", str(options.households), "--months",
            "12", "--seed", "5", output=folder + "/signals.ndjson")
        run(options.binary, "replay", "--pipeline", pipeline, "--latest", "--statuses", folder + "/statuses.ndjson",
            "--tasks", folder + "/tasks.ndjson", folder + "/signals.ndjson")
        run(options.binary, "ddas", "export", "--pipeline", pipeline, "--from", FROM, "--to", TO, "--organisation",
            "Gemeente Voorbeeld", "--kvk", "12345678", "--contact-name", "A. Voorbeeld", "--contact-role", "Beheerder",
            "--contact-mail", "ddas@example.nl", "--contact-phone", "0700000000", "--at", "2026-11-01T06:00:00Z",
            "--output", folder + "/ddas.json", folder + "/signals.ndjson")
        with open(folder + "/ddas.json", encoding="utf-8") as file:
            document = json.load(file)
        schemas = [os.path.join(HERE, "ddas-v1.2.schema.json"), *options.schema]
        for path in schemas:
            with open(path, encoding="utf-8") as file:
                schema = json.load(file)
            found = errors(document, schema)
            check("valid by " + os.path.basename(path), not found, "; ".join(found[:3]))
            for spoil in (lambda signal: signal.pop("client"), lambda signal: signal.update(status="Onbekend"),
                          lambda signal: signal.update(bedrag=1.5), lambda signal: signal.update(naam="x")):
                wrong = copy.deepcopy(document)
                spoil(wrong["leveringen"][0]["vroegsignalen"][0])
                check("a mistake is found by " + os.path.basename(path), bool(errors(wrong, schema)))
        with duckdb.connect() as database:
            expected = counted(database, folder)
        actual = delivered(document)
        for name, counts in expected.items():
            check("%s as counted with SQL (%d)" % (name, sum(counts.values())), counts == actual[name] and counts != {},
                  "%s, delivered %s" % (counts, actual[name]))
        wrong = copy.deepcopy(document)
        wrong["leveringen"][0]["vroegsignalen"].pop()
        check("a signal less is noticed", delivered(wrong)["statuses"] != expected["statuses"])
    if failures:
        sys.exit("%d failed" % len(failures))
    print("%d signals, %d cases" % (sum(actual["statuses"].values()), sum(actual["results"].values())))


main()
