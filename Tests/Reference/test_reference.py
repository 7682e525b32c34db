"""Expectations worked out by hand from the semantics, and what must always hold over random streams."""

import json
import os
import tempfile
import unittest
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import civil
from expressions import Expression, Subject, Template
from json_strict import NotJSON, parse, write
from pipeline import Pipeline
from records import DeadLetter, canonical_address, decode, household_of, split_lines
from reference import FIXTURE_KEY, replay, task_lines
from streams import TYPE_OF, encode, stream

HERE = os.path.dirname(os.path.abspath(__file__))
ZONE = ZoneInfo("Europe/Amsterdam")
PIPELINES = sorted(os.listdir(os.path.join(HERE, "pipelines")))


def pipeline(name):
    return Pipeline(os.path.join(HERE, "pipelines", name + ".yaml"))


def from_text(text):
    """A pipeline from the text of its file."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "proef.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return Pipeline(path)


SMALL = """
pipeline: proef
version: "1"
municipality: "0518"
areas-edition: 2025
source: urn:proef
{extra}
partners:
  Huur: {{from: 30d, threshold: €50, basis: proef}}
  Zorg: {{threshold: €75, youth-threshold: €25, basis: proef, justification: proef}}
rules:
  - id: twee
    scope: household
    when: kinds(month) >= 2
    points: 40
    reason: "{{kinds(month)}} soorten, {{sum(month)}}"
  - id: jong
    scope: person
    when: age in 18..27
    points: 5
    reason: "{{age}} jaar"
    justification: proef
classes:
  - {{id: hoog, score: 40, due: 3wd, ladder: [Telefoon, Huisbezoek], retry: 1d}}
  - {{id: laag, score: 0, due: 28d, ladder: [Brief], retry: 14d}}
teams:
  - {{id: centrum, default: true}}
"""


class Story:
    """Builds an input of one household and replays it."""

    client = {"postcode": "2525AB", "huisnummer": 12}
    house = household_of(FIXTURE_KEY, "2525AB|12|")

    def __init__(self, extra=""):
        self.pipeline = from_text(SMALL.format(extra=extra))
        self.lines = []

    def add(self, kind, on, time=None, **data):
        number = len(self.lines) + 1
        self.lines.append(
            encode(
                {
                    "specversion": "1.0",
                    "id": f"e{number}",
                    "source": "urn:x",
                    "type": TYPE_OF[kind],
                    "time": time or f"{on}T10:00:00Z",
                    "data": data,
                }
            )
        )
        return self

    def day(self, on):
        return self.add("G", on, datum=on)

    def signal(self, name, on, amount=620, partner="Huur", born=None, **more):
        client = dict(self.client, geboortedatum=born) if born else self.client
        return self.add(
            "A",
            on,
            ID=name,
            signaalpartner={"type": partner},
            bedrag=amount,
            signaaldatum=on,
            client=client,
            **more,
        )

    def attempt(self, task, on, reached=False, kind="Telefoon"):
        return self.add("D", on, huishouden=self.house, taak=task, soort=kind, bereikt=reached, datum=on)

    def close(self, task, on, result="(Budget)advies en/of quick fix"):
        return self.add("E", on, huishouden=self.house, taak=task, resultaat=result, datum=on)

    def circumstance(self, kind, on, start, end=None, born=None):
        client = dict(self.client, geboortedatum=born) if born else self.client
        return self.add("F", on, client=client, soort=kind, vanaf=start, **({"tot": end} if end else {}))

    def withdraw(self, name, on, reason="betaald", partner="Huur"):
        return self.add(
            "B", on, ID=name, signaalpartner={"type": partner}, client=self.client, datum=on, reden=reason
        )

    def task(self, on):
        return f"T{self.house[3:15]}-{on.replace('-', '')}"

    def run(self, until=None):
        fold = replay(self.pipeline, [("s.ndjson", b"\n".join(self.lines) + b"\n")], until)
        self.tasks = [json.loads(line)["data"] for line in task_lines(fold)]
        self.statuses = [json.loads(line)["data"]["status"] for line in fold.statuses]
        self.dead = [json.loads(line)["data"] for line in fold.dead_letters]
        return self


class StrictJSON(unittest.TestCase):
    def test_refused(self):
        for text in (
            b"",
            b"{",
            b"[1,]",
            b"NaN",
            b"-Infinity",
            b"01",
            b"1.",
            b".5",
            b"+1",
            b"'a'",
            b'"\x1f"',
            b'"\\x"',
            b'"\\ud800"',
            b'"\\udc00"',
            b'"\\ud800\\u0041"',
            b'"\xff"',
            b'"\xed\xa0\x80"',
            b"{} {}",
            b"tru",
            b"[" * 65 + b"]" * 65,
            b"\xef\xbb\xbf{}",
        ):
            with self.assertRaises(NotJSON, msg=text):
                parse(text)

    def test_accepted(self):
        self.assertEqual(parse(b'{"a":1,"\\u0061":"\\ud83d\\ude00"}'), {"a": "😀"})
        parse(b"[" * 64 + b"]" * 64)

    def test_numbers_by_value(self):
        for text in (b"620", b"620.500e0", b"6.205e2", b"0.0620500E+4"):
            self.assertIn(parse(text).scaled(2, 10**9), (62000, 62050))
        self.assertEqual(parse(b"-0").scaled(2, 1), 0)
        self.assertEqual(parse(b"0e999999999999").scaled(2, 1), 0)
        for text in (b"-1", b"0.001", b"10000000.01", b"1e99999999999999999999", b"1e-99999999999999999999"):
            self.assertIsNone(parse(text).scaled(2, 10_000_000_00), text)

    def test_written(self):
        self.assertEqual(
            write({"a": ['"\\/\b\t\n\f\r\u0000\u001f\u007fé\u2028', None, True]}),
            '{"a":["\\"\\\\/\\b\\t\\n\\f\\r\\u0000\\u001f\u007fé\u2028",null,true]}',
        )


class Civil(unittest.TestCase):
    def test_months_are_clamped(self):
        self.assertEqual(civil.add_months(date(2026, 3, 31), -1), date(2026, 2, 28))
        self.assertEqual(civil.add_months(date(2024, 2, 29), 12), date(2025, 2, 28))

    def test_working_days(self):
        # Friday 3 April 2026 is Good Friday (worked), Monday 6 April Easter Monday.
        self.assertEqual(civil.Length("3wd").after(date(2026, 4, 2)), date(2026, 4, 8))
        self.assertEqual(civil.Length("1wd").after(date(2026, 12, 24)), date(2026, 12, 28))
        for day in (
            date(2026, 1, 1),
            date(2026, 4, 27),
            date(2031, 4, 26),
            date(2025, 5, 5),
            date(2026, 5, 14),
            date(2026, 5, 25),
            date(2026, 12, 25),
            date(2026, 12, 26),
        ):
            self.assertFalse(civil.is_working_day(day), day)
        for day in (date(2026, 5, 5), date(2026, 4, 3), date(2027, 4, 26), date(2026, 12, 24)):
            self.assertTrue(civil.is_working_day(day), day)

    def test_age(self):
        self.assertEqual(civil.age_on(date(2008, 2, 29), date(2026, 2, 28)), 17)
        self.assertEqual(civil.age_on(date(2008, 2, 29), date(2026, 3, 1)), 18)
        self.assertIsNone(civil.age_on(date(2026, 3, 2), date(2026, 3, 1)))

    def test_time(self):
        self.assertEqual(civil.civil_date_of_time("2026-03-01t23:30:00z", ZONE), date(2026, 3, 2))
        self.assertEqual(civil.civil_date_of_time("1899-12-31T23:59:00Z", ZONE), date(1900, 1, 1))
        for text in (
            "2026-03-01T10:00:60Z",
            "2026-03-01 10:00:00Z",
            "2026-03-01T10:00:00",
            "2199-12-31T23:00:00Z",
            "2026-02-29T10:00:00Z",
            "2026-03-01T10:00:00+24:00",
            "2026-03-01T10:00:00.Z",
        ):
            self.assertIsNone(civil.civil_date_of_time(text, ZONE), text)
        self.assertEqual(civil.midnight(date(2026, 7, 1), ZONE), "2026-07-01T00:00:00+02:00")


class Decoding(unittest.TestCase):
    def reason(self, data=None, kind="A", **envelope):
        event = {
            "specversion": "1.0",
            "id": "1",
            "source": "s",
            "type": TYPE_OF[kind],
            "time": "2026-03-01T10:00:00Z",
            "data": data,
            **envelope,
        }
        try:
            decode(encode(event), ZONE, FIXTURE_KEY)
        except DeadLetter as letter:
            return letter.reason
        return None

    def a(self, **changes):
        data = {
            "ID": "1",
            "signaalpartner": {"type": "Huur"},
            "bedrag": 1,
            "signaaldatum": "2026-03-01",
            "client": {"postcode": "2525 ab", "huisnummer": "12"},
        }
        data.update(changes)
        return data

    def test_first_reason_wins(self):
        self.assertIsNone(self.reason(self.a()))
        self.assertEqual(self.reason(), "ontbrekend-veld:data")
        self.assertEqual(self.reason([]), "ongeldig-veld:data")
        self.assertEqual(self.reason(self.a(), time="2026-03-01"), "geen-cloudevent")
        self.assertEqual(self.reason(None, type="x"), "onbekend-type")
        self.assertEqual(self.reason(self.a(ID="", client={})), "ontbrekend-veld:client.postcode")
        self.assertEqual(self.reason(self.a(signaalpartner="x", client=3)), "ongeldig-veld:signaalpartner")
        self.assertEqual(
            self.reason(self.a(signaalpartner=None, bedrag=None)), "ontbrekend-veld:signaalpartner"
        )
        self.assertEqual(
            self.reason(self.a(signaalpartner={}, bedrag=None)), "ontbrekend-veld:signaalpartner.type"
        )
        self.assertEqual(self.reason(self.a(huishouden="x")), "ongeldig-veld:huishouden")
        self.assertEqual(self.reason(self.a(client=None)), "ontbrekend-veld:client")
        self.assertIsNone(self.reason(self.a(client=None, huishouden=Story.house)))

    def test_no_address(self):
        only = {"burgerservicenummer": "999999990"}
        self.assertEqual(self.reason(self.a(client=only)), "geen-adres")
        self.assertEqual(self.reason(self.a(client=only, bedrag="x")), "ongeldig-veld:bedrag")
        self.assertEqual(
            self.reason(self.a(client=dict(only, postcode="2525AB"))), "ontbrekend-veld:client.huisnummer"
        )

    def test_worker_must_be_there(self):
        data = {"huishouden": Story.house, "taak": "T", "datum": "2026-03-01"}
        self.assertEqual(self.reason(data, "C"), "ontbrekend-veld:medewerker")
        self.assertIsNone(self.reason(dict(data, medewerker=None), "C"))
        self.assertEqual(self.reason(dict(data, medewerker=""), "C"), "ongeldig-veld:medewerker")

    def test_lines(self):
        self.assertEqual(
            list(split_lines(b"\xef\xbb\xbf \r\nx\r\n\n" + b"\t" * 70000 + b"\ny")), [(2, b"x"), (5, b"y")]
        )
        with self.assertRaises(DeadLetter) as caught:
            decode(b"x" * 65537, ZONE, FIXTURE_KEY)
        self.assertEqual(caught.exception.reason, "te-groot")

    def test_address(self):
        self.assertEqual(canonical_address("2525 ab", 12, "-a"), "2525AB|12|A")
        self.assertEqual(canonical_address("2525AB", 12, None), "2525AB|12|")


def signal(partner, day, cents=10000, arrival=1, **more):
    fields = dict(
        name=None, reference=None, person=None, crisis=False, since=None, withdrawn=None, id=str(arrival)
    )
    fields.update(more)
    return SimpleNamespace(partner=partner, date=day, cents=cents, arrival=arrival, **fields)


class Expressions(unittest.TestCase):
    def value(self, text, *signals, today=date(2026, 3, 31), **more):
        return Expression(text).value(Subject(today, signals, **more))

    def test_binding(self):
        self.assertEqual(self.value("1 + 2 * 3 == 7 and not 1 > 2 or false"), ("bool", True))
        self.assertEqual(self.value("not 1 > 2 and false"), ("bool", False))

    def test_money(self):
        self.assertEqual(self.value("€12,50 * 1.5"), ("money", 1875))
        self.assertEqual(self.value("€0,01 * 0.5"), ("money", 1))
        self.assertEqual(self.value("€10 / €3"), ("ratio", Decimal("3.333333")))
        self.assertEqual(self.value("2 / 3"), ("ratio", Decimal("0.666667")))
        self.assertIsNone(self.value("1 / 0"))

    def test_absent(self):
        for text in (
            "sum(60d) < €5",
            "sum(60d) != €5",
            "sum(60d) + €1 > €0",
            "age in 0..99",
            "overdue(60d) >= 0d",
        ):
            self.assertEqual(self.value(text), ("bool", False), text)
        self.assertEqual(self.value("count(60d) == 0 and span(60d) == 0d"), ("bool", True))

    def test_windows(self):
        days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 30)]
        signals = [signal("Huur", d, arrival=i) for i, d in enumerate(days)]
        for window, count in (
            ("31d", 2),
            ("30d", 1),
            ("1d", 0),
            ("2d", 1),
            ("1mo", 2),
            ("month", 2),
            ("quarter", 3),
            ("session(28d)", 1),
            ("session(29d)", 3),
            ("all", 3),
        ):
            self.assertEqual(self.value(f"count({window})", *signals), ("count", count), window)
        self.assertEqual(self.value("count(month, ago: 31d)", *signals), ("count", 1))

    def test_outstanding(self):
        day = date(2026, 3, 1)
        signals = [
            signal("Huur", day, 100, 1),
            signal("Huur", day, 300, 2),
            signal("Huur", day, 50, 3, reference="K"),
            signal("Zorg", day, 900, 4, withdrawn="betaald"),
        ]
        self.assertEqual(self.value("outstanding(60d)", *signals), ("money", 350))
        self.assertEqual(self.value("sum(60d, kind: [Zorg, Huur])", *signals), ("money", 1350))

    def test_sequence(self):
        signals = [
            signal("Zorg", date(2026, 1, 1), arrival=1),
            signal("Zorg", date(2026, 2, 1), arrival=2),
            signal("Huur", date(2026, 3, 1), arrival=3),
        ]
        measure = Expression("sequence(Zorg, Huur, within: 60d)").measures[0]
        self.assertEqual([s.arrival for s in measure.signals(Subject(date(2026, 3, 31), signals))], [2, 3])
        self.assertEqual(self.value("sequence(Zorg, Zorg, Huur, within: 60d)", *signals), ("bool", True))
        self.assertEqual(self.value("sequence(Zorg, Zorg, Huur, within: 58d)", *signals), ("bool", False))

    def test_reason(self):
        view = Subject(date(2026, 3, 31), [signal("Huur", date(2026, 3, 1), 123456)])
        self.assertEqual(
            Template("{sum(60d)} {crisis(60d)} {age} {span(60d)}").fill(view), "€ 1.234,56 nee onbekend 0"
        )


class Tasks(unittest.TestCase):
    def test_example_of_section_10(self):
        story = Story()
        story.signal("1", "2026-03-02").signal("2", "2026-03-20", 180, "Zorg").attempt(
            story.task("2026-03-02"), "2026-03-24"
        )
        story.run(date(2026, 5, 1))
        first, second, third = story.tasks
        self.assertEqual(
            (first["klasse"], first["uiterlijk"], first["volgendeActie"]["soort"]),
            ("laag", "2026-03-30", "Brief"),
        )
        self.assertEqual((second["klasse"], second["uiterlijk"]), ("hoog", "2026-03-25"))
        self.assertEqual(
            second["bijdragen"][0],
            {
                "regel": "twee",
                "punten": 40,
                "reden": "2 soorten, € 800,00",
                "waarden": {"kinds(month)": 2, "sum(month)": 800.0},
                "signalen": ["1", "2"],
            },
        )
        self.assertEqual(third["volgendeActie"], {"soort": "Huisbezoek", "vanaf": "2026-03-25"})
        self.assertEqual(story.statuses, ["Opgepakt", "Opgepakt"])

    def test_late_by_the_first_day_after(self):
        story = Story().signal("1", "2026-03-02").day("2026-03-30").day("2026-03-31").day("2026-04-01").run()
        self.assertEqual(
            [(t["telaat"], t["peildatum"]) for t in story.tasks],
            [(False, "2026-03-02"), (True, "2026-03-31")],
        )

    def test_reply_replaces_the_due_day_after_an_attempt(self):
        story = Story()
        story.signal("1", "2026-03-02").attempt(story.task("2026-03-02"), "2026-03-10")
        story.signal("2", "2026-03-20", 700).run()
        self.assertEqual([t["uiterlijk"] for t in story.tasks], ["2026-03-30", "2026-03-30", "2026-04-17"])

    def test_pause(self):
        story = Story().day("2026-03-01").circumstance("pauzeknop", "2026-03-01", "2026-03-01", "2026-03-10")
        story.signal("1", "2026-03-02").day("2026-03-02").day("2026-03-11").run()
        self.assertEqual(story.statuses, ["Nog niet opgepakt", "Opgepakt"])
        self.assertEqual([t["geopend"] for t in story.tasks], ["2026-03-11"])

    def test_repeat(self):
        story = (
            Story()
            .signal("1", "2026-03-02")
            .signal("2", "2026-03-20", 620)
            .signal("3", "2026-03-20", 621)
            .run()
        )
        self.assertEqual(story.statuses, ["Opgepakt", "Niet opgepakt: herhaalde melding", "Opgepakt"])

    def test_duplicate_moves_nothing(self):
        story = Story().signal("1", "2026-03-02").signal("1", "2026-03-03", 900).run()
        self.assertEqual(len(story.tasks), 1)
        self.assertEqual(story.dead, [])

    def test_youth_threshold(self):
        story = (
            Story()
            .signal("1", "2026-03-02", 30, "Zorg", born="2008-03-02")
            .signal("2", "2026-03-02", 30, "Zorg")
            .run()
        )
        self.assertEqual(story.statuses, ["Opgepakt", "Niet opgepakt: onterecht signaal"])
        self.assertEqual(story.tasks[0]["score"], {"totaal": 5, "huishouden": 0, "persoon": 5})
        self.assertIn("persoon", story.tasks[0])

    def test_withdrawn_before_any_attempt(self):
        story = Story().signal("1", "2026-03-02").withdraw("1", "2026-03-03", "onterecht").run()
        self.assertEqual(story.tasks[-1]["resultaat"], "Niet opgepakt: onterecht signaal")
        self.assertEqual(story.tasks[-1]["signalen"][0]["ingetrokken"], "onterecht")

    def test_withdrawn_before_it_came(self):
        story = Story().withdraw("1", "2026-03-01").signal("1", "2026-03-02").run()
        self.assertEqual((story.statuses, story.tasks), (["Opgepakt"], []))

    def test_circumstance_closes(self):
        story = Story().signal("1", "2026-03-02").circumstance("afgemeld", "2026-03-03", "2026-03-05")
        story.day("2026-03-04").day("2026-03-05").run()
        self.assertEqual([t.get("gesloten") for t in story.tasks], [None, "2026-03-05"])
        self.assertEqual(
            story.tasks[1]["resultaat"], "Inwoner regelt het zelf/hoeft geen hulp vanuit vroegsignalering"
        )

    def test_numbers_of_one_day(self):
        story = Story()
        first = story.task("2026-03-02")
        story.signal("1", "2026-03-02").close(first, "2026-03-02").signal("2", "2026-03-02", 700).run()
        self.assertEqual([t["taak"] for t in story.tasks], [first, first, first + "-2"])

    def test_retention_closes_and_forgets(self):
        story = Story("retention: 60d").signal("1", "2026-03-02").day("2026-04-30").day("2026-05-01").run()
        self.assertEqual(story.tasks[-1]["resultaat"], "Definitief geen contact kunnen krijgen")
        self.assertEqual(story.tasks[-1]["gesloten"], "2026-05-01")
        fold = replay(story.pipeline, [("s", b"\n".join(story.lines))], date(2026, 6, 29))
        self.assertEqual(len(task_lines(fold, latest=True)), 1)
        fold = replay(story.pipeline, [("s", b"\n".join(story.lines))], date(2026, 6, 30))
        self.assertEqual(task_lines(fold, latest=True), [])

    def test_claim(self):
        story = Story()
        task = story.task("2026-03-02")

        def claim(worker, **more):
            story.add(
                "C",
                "2026-03-03",
                huishouden=story.house,
                taak=task,
                datum="2026-03-03",
                medewerker=worker,
                **more,
            )

        story.signal("1", "2026-03-02")
        claim("m.jansen")
        claim("f.deboer")
        claim("f.deboer", overname=True)
        claim(None)
        story.run()
        self.assertEqual([t.get("medewerker") for t in story.tasks], [None, "m.jansen", "f.deboer", None])

    def test_engine_dead_letters(self):
        story = (
            Story("retention: 60d").day("2026-03-02").signal("1", "2026-03-04").signal("2", "2026-01-01", 500)
        )
        story.signal("3", "2026-03-02", partner="Water").attempt("onbekend", "2026-03-02").attempt(
            "x", "2026-03-04"
        ).run()
        self.assertEqual(
            [d["reden"] for d in story.dead],
            ["datum-in-toekomst", "te-laat", "geen-grondslag", "onbekende-taak", "datum-in-toekomst"],
        )
        self.assertEqual(
            story.dead[0], {"reden": "datum-in-toekomst", "bron": "s.ndjson:2", "datum": "2026-03-02"}
        )

    def test_erase_one_person(self):
        story = (
            Story()
            .signal("1", "2026-03-02", born="2000-01-01")
            .signal("2", "2026-03-02", 200, "Zorg", born="1960-01-01")
        )
        story.add("H", "2026-03-03", client=dict(Story.client, geboortedatum="2000-01-01")).run()
        last = story.tasks[-1]
        self.assertEqual([s["ID"] for s in last["signalen"]], ["2"])
        self.assertEqual((last["bijdragen"], last["score"]["totaal"], last["klasse"]), ([], 45, "hoog"))
        self.assertNotIn("persoon", last)

    def test_wild_time_moves_no_clock(self):
        story = Story().signal("1", "2026-03-02")
        story.add(
            "H", "2026-03-02", time="2062-03-02T10:00:00Z", client={"postcode": "1000ZZ", "huisnummer": 1}
        )
        story.signal("2", "2026-03-03", 900).run()
        self.assertEqual((story.dead, len(story.tasks)), ([], 2))


class Merging(unittest.TestCase):
    def test_extends(self):
        young = pipeline("jeugd")
        self.assertEqual([c.id for c in young.classes], ["crisis", "huisbezoek", "jong", "bellen", "bericht"])
        self.assertNotIn("CAK Eigen bijdrage", young.partners)
        self.assertIsNone(young.partners["Energie"][0].high)
        self.assertEqual(pipeline("livegang").youth, (18, 27))
        self.assertIsNone(pipeline("livegang").sample)


class RandomStreams(unittest.TestCase):
    def test_what_always_holds(self):
        for seed, name in enumerate(PIPELINES):
            rules = pipeline(name[:-5])
            data = stream(seed, 120, rules)
            self.assertEqual(data, stream(seed, 120, rules))
            fold = replay(rules, [("s.ndjson", data)])
            revisions, open_task = {}, {}
            for line in task_lines(fold):
                event = json.loads(line)
                task, house = event["data"], event["subject"]
                self.assertEqual(event["id"], f"{task['taak']}.{task['revisie']}")
                if task["revisie"] > 1:
                    self.assertEqual(task["revisie"], revisions[house, task["taak"]] + 1)
                revisions[house, task["taak"]] = task["revisie"]
                if task["status"] == "open":
                    if task["revisie"] > 1:
                        self.assertEqual(open_task[house], task["taak"])
                    open_task[house] = task["taak"]


if __name__ == "__main__":
    unittest.main()
