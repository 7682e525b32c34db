"""Nasty random streams over a tiny universe, as NDJSON on standard output. The same seed, the same bytes.

python3 streams.py SEED [--records N] [--pipeline P]
A seed first draws a temper (how often each thing happens, how fast time goes, with or without day records),
then the records. The reference fold runs along with the pipeline (default: pipelines/basis.yaml), so that C,
D and E aim at tasks that exist; give the pipeline under test for the most hits. All persons and addresses are
invented.
"""

import argparse
import json
import os
import random
import sys
from datetime import date, timedelta

from fold import Fold
from pipeline import Pipeline
from records import (
    CIRCUMSTANCES,
    CONTACTS,
    REASONS,
    RESULTS,
    TYPES,
    DeadLetter,
    canonical_address,
    decode,
    household_of,
    person_of,
)

KEY = b"seinpost-fixture-key"
TYPE_OF = {kind: name for name, kind in TYPES.items()}

# Several spellings of one address each; the third differs from the first by its suffix only.
ADDRESSES = [
    [("2525AB", 12, None), ("2525 ab", "12", ""), ("2525aB", "00012", None), ("2525AB", 12, " - ")],
    [("2525AB", 12, "a"), ("2525 AB", 12, "-A"), ("2525ab", "12", "A.")],
    [("1000ZZ", 99999, "bis 2"), ("1000 zz", "99999", "BIS2")],
    [("9999XX", 1, None), ("9999 xx", "1", None)],
    [("2533CD", 7, "III"), ("2533CD", "007", "iii")],
]
AREAS = ["BU05183312", "BU05183487", "BU05180101", "BU0518390A", "BU03630000", "bu05183312", "BU0518", "", 12]
PARTNERS = ["Huur", "Zorg", "Energie", "Water", "CAK Eigen bijdrage", "DUO", "Hypotheek"]
NAMES = [None, None, "", "Woonstichting Voorbeeld", 'Zorgpolis "Z" \\ één', "Tab\there\u0001\u007f", "Gas 💡"]
AMOUNTS = [
    "0",
    "9.99",
    "10",
    "12.49",
    "12.5",
    "24.99",
    "25",
    "49.99",
    "50",
    "60",
    "74.99",
    "75.00",
    "99.99",
    "1e2",
    "100",
    "180",
    "250.5",
    "333.33",
    "620",
    "620.00",
    "6.2e2",
    "900",
    "1500.01",
    "10000000",
    "-0",
]
STARTS = [
    date(2026, 2, 10),
    date(2026, 1, 29),
    date(2024, 1, 15),
    date(2027, 12, 10),
    date(2025, 3, 20),
    date(2026, 4, 1),
]


class Stream:
    def __init__(self, seed, count, pipeline):
        self.random = random.Random(seed)
        r = self.random
        self.pipeline, self.fold = pipeline, Fold(pipeline)
        self.count = count
        self.today = r.choice(STARTS)
        self.days_given = r.random() < 0.5
        self.crlf = r.random() < 0.15
        self.bom = r.random() < 0.2
        self.noise = r.choice([0, 0.02, 0.08])  # malformed lines
        self.odd_dates = r.choice([0, 0.03, 0.12])  # late and future dates
        self.pseudonymised = r.choice([0, 0.3, 1])
        self.pause = r.choice([0, 0.1, 0.6])  # share of pauzeknop among circumstances
        self.quick = r.choice([0.15, 0.4, 0.8])  # how often time moves on
        self.gap = r.choice([0, 0.02, 0.06])  # long quiet gaps
        self.weights = {
            "A": r.choice([4, 8, 14]),
            "B": r.choice([0.5, 2]),
            "C": r.choice([0.3, 1.5]),
            "D": r.choice([1, 4]),
            "E": r.choice([0.5, 2]),
            "F": r.choice([0.3, 1.5, 4]),
            "H": r.choice([0, 0.2, 0.8]),
        }
        self.houses = r.sample(range(len(ADDRESSES)), r.randint(3, 5))
        self.births = {h: self.births_around() for h in self.houses}
        lawful = sorted(pipeline.partners)
        self.partners = r.sample(lawful, min(len(lawful), r.randint(1, 4))) * 4 + [r.choice(PARTNERS)]
        self.names = r.sample(NAMES, r.randint(1, 3))
        self.amounts = r.sample(AMOUNTS, r.randint(4, 10))
        self.sent = []  # (house, data) of earlier signals
        self.known = []  # whole earlier events, to send again
        self.number = 0

    def births_around(self):
        """Two or three birth dates: a leap day, and ages that change about now."""
        r, year = self.random, self.today.year
        near = self.today + timedelta(days=r.randint(-3, 40))
        near = near.replace(day=min(near.day, 28))
        choices = [
            date(2008, 2, 29),
            date(2000, 2, 29),
            near.replace(year=year - 18),
            near.replace(year=year - 28),
            near.replace(year=year - 27),
            date(1955, 7, 1),
            self.today + timedelta(days=5),
        ]
        return r.sample(choices, r.randint(2, 3))

    # Pieces

    def some_id(self):
        return f"S{self.random.randint(1, max(6, self.count // 6))}"

    def canonical(self, house):
        postcode, number, suffix = ADDRESSES[house][0]
        return canonical_address(postcode, number, suffix)

    def household(self, house):
        return household_of(KEY, self.canonical(house))

    def subject(self, house, born, area=None):
        """The client, or what intake makes of it."""
        r = self.random
        if r.random() < self.pseudonymised:
            data = {"huishouden": self.household(house)}
            if born:
                data["persoon"] = person_of(KEY, self.canonical(house), born.isoformat())
                data["geboortedatum"] = born.isoformat()
            if area is not None:
                data["buurtcode"] = area
            data["bron"] = f"levering.ndjson:{self.number}"
            return data
        postcode, number, suffix = r.choice(ADDRESSES[house])
        client = {"postcode": postcode, "huisnummer": number}
        if suffix is not None or r.random() < 0.1:
            client["huisnummertoevoeging"] = suffix
        if born:
            client["geboortedatum"] = born.isoformat()
        if area is not None:
            client["buurtcode"] = area
        if r.random() < 0.03:
            client["burgerservicenummer"] = "999999990"
        return {"client": client}

    def born(self, house):
        return self.random.choice(self.births[house] + [None])

    def near(self, back=6):
        """A date close to today; now and then late, old or in the future."""
        r = self.random
        if r.random() < self.odd_dates:
            return self.today + timedelta(
                days=r.choice([1, 2, 3, 30, -45, -59, -60, -61, -62, -90, -213, -396, -400])
            )
        return self.today - timedelta(days=r.choice([0, 0, 0, 1, 2, r.randint(0, back)]))

    def task(self, house):
        """The open task mostly, sometimes a closed one, one of long ago, or none at all."""
        r = self.random
        state = self.fold.households.get(self.household(house))
        roll = r.random()
        if roll < 0.75 and state and state.open:
            return state.open.name
        if roll < 0.9 and state and state.closed:
            return r.choice(state.closed).name
        past = [name for owner, name, _, _ in self.fold.tasks if owner == self.household(house)]
        if roll < 0.97 and past:
            return r.choice(past)
        return r.choice(["T000000000000-20260101", "onbekend"])

    def fold_along(self, line):
        """Keeps the reference fold in step; day records by the source as far as they can be known here."""
        try:
            record = decode(line.strip(b"\r\n"), self.pipeline.zone, KEY)
        except DeadLetter:
            return
        if not self.days_given:
            self.fold.day(record.day, record.time)
        if record.kind == "G":
            self.fold.day(record.date, record.time)
        else:
            self.fold.record(record, "-")

    # Records

    def signal(self, house):
        r = self.random
        identified = [data for _, data in self.sent if "ID" in data]
        if identified and r.random() < 0.12:  # the same ID of the same partner again
            earlier = r.choice(identified)
            partner, name = earlier["signaalpartner"], earlier["ID"]
            partner = dict(partner)
        else:
            partner, name = {"type": r.choice(self.partners)}, self.some_id()
            supplier = r.choice(self.names)
            if supplier is not None:
                partner["naam"] = supplier
        day = self.near(20)
        data = {
            "ID": name,
            "signaalpartner": partner,
            "bedrag": Raw(r.choice(self.amounts)),
            "signaaldatum": day.isoformat(),
        }
        if r.random() < 0.6:
            data["ontstaansdatum"] = (
                day - timedelta(days=r.choice([5, 29, 30, 45, 61, 100, 101, 201]))
            ).isoformat()
        if r.random() < 0.15:
            data["crisissignaal"] = r.random() < 0.8
        if r.random() < 0.1:
            data["warmeOverdracht"] = None
        if r.random() < 0.4:
            data["kenmerk"] = r.choice(["K1", "K2", ""])
        data.update(self.subject(house, self.born(house), r.choice(AREAS) if r.random() < 0.5 else None))
        if r.random() < 0.2 and "client" in data:
            data["contact"] = {"naam": "A. Verzonnen", "telefoon": "0700000000"}
        self.sent.append((house, data))
        return data

    def withdrawal(self, house):
        r = self.random
        if self.sent and r.random() < 0.8:
            house, earlier = r.choice(self.sent[-8:])
            partner, name = earlier["signaalpartner"], earlier["ID"]
        else:  # perhaps for a signal that is still to come
            partner, name = {"type": r.choice(self.partners)}, self.some_id()
            supplier = r.choice(self.names)
            if supplier is not None:
                partner["naam"] = supplier
        return {
            "ID": name,
            "signaalpartner": partner,
            **self.subject(house, self.born(house)),
            "datum": self.near().isoformat(),
            "reden": r.choice(REASONS),
        }

    def claim(self, house):
        r = self.random
        data = {
            "huishouden": self.household(house),
            "taak": self.task(house),
            "datum": self.near().isoformat(),
            "medewerker": r.choice(["m.jansen", "f.deboer", None]),
        }
        if r.random() < 0.3:
            data["team"] = r.choice(["centrum", "escamp", "elders"])
        if r.random() < 0.3:
            data["overname"] = r.random() < 0.7
        return data

    def attempt(self, house):
        r = self.random
        data = {
            "huishouden": self.household(house),
            "taak": self.task(house),
            "soort": r.choice(CONTACTS),
            "bereikt": r.random() < 0.3,
            "datum": self.near().isoformat(),
        }
        if r.random() < 0.5:
            data["dagdeel"] = r.choice(["Ochtend", "Middag", "Avond"])
        if r.random() < 0.5:
            data["medewerker"] = "m.jansen"
        return data

    def closing(self, house):
        result = self.random.choice(RESULTS + ["(Budget)advies en/of quick fix"] * 6)
        return {
            "huishouden": self.household(house),
            "taak": self.task(house),
            "resultaat": result,
            "datum": self.near(40).isoformat(),
        }

    def circumstance(self, house):
        r = self.random
        kind = "pauzeknop" if r.random() < self.pause else r.choice(CIRCUMSTANCES)
        start = r.choice(
            [
                self.today,
                self.today - timedelta(days=r.choice([1, 10, 183, 1100])),
                self.today + timedelta(days=r.randint(1, 20)),
                self.today.replace(day=1),
            ]
        )
        data = {**self.subject(house, self.born(house)), "soort": kind, "vanaf": start.isoformat()}
        roll = r.random()
        if roll < 0.55:
            data["tot"] = (start + timedelta(days=r.choice([0, 3, 10, 30, 60]))).isoformat()
        elif roll < 0.65:
            data["tot"] = (start - timedelta(days=1)).isoformat()  # removes it
        return data

    def event(self, kind, data):
        self.number += 1
        r = self.random
        moment = (
            f"{self.today.isoformat()}T{r.randint(2, 21):02d}:{r.randint(0, 59):02d}:{r.randint(0, 59):02d}"
        )
        moment += r.choice(["Z", "+02:00", "z", ".250Z"])
        if r.random() < 0.03:
            moment = f"{(self.today - timedelta(days=1)).isoformat()}t23:30:00Z"  # already today in the zone
        return {
            "specversion": "1.0",
            "id": f"e{self.number}",
            "source": r.choice(["urn:proef:a", "urn:proef:b"]),
            "type": TYPE_OF[kind],
            "time": moment,
            "data": data,
        }

    def malformed(self):
        """Bytes of a line that ends as a dead letter, or must be skipped."""
        r = self.random
        good = self.event("A", self.signal(r.choice(self.houses)))
        data = good["data"]
        choice = r.randrange(28)
        if choice == 0:
            return b'{"a":' + b"x" * r.choice([10, 65532, 70000]) + b"}"
        if choice == 1:
            return r.choice([b" ", b"\t \t", b"", b" " * 70000])
        if choice == 2:
            return r.choice(
                [
                    b"{",
                    b"nul",
                    b"[1,]",
                    b'{"a":01}',
                    b"NaN",
                    b"\xef\xbb\xbf{}",
                    b"{} x",
                    b'"\x01"',
                    b"{'a':1}",
                ]
            )
        if choice == 3:
            return b'{"specversion":"1.0","id":"x","naam":"\xff"}'
        if choice == 4:
            return b'{"specversion":"1.0","id":"\\ud800"}'
        if choice == 5:
            deep = r.choice([62, 63, 64, 70])
            good["extra"] = Raw("[" * deep + "]" * deep)
        elif choice == 6:
            return r.choice([b"[]", b"1", b'"x"', b"null", b"{}"])
        elif choice == 7:
            good[r.choice(["specversion", "id", "source", "type", "time"])] = r.choice(
                [None, "", 1, "2.0", []]
            )
        elif choice == 8:
            good["time"] = r.choice(
                [
                    "2026-03-01",
                    "2026-03-01T10:00:60Z",
                    "2026-02-30T10:00:00Z",
                    "2026-03-01 10:00:00Z",
                    "2026-03-01T10:00:00",
                    "1899-12-31T10:00:00Z",
                    "2199-12-31T23:30:00Z",
                    "2026-03-01T24:00:00Z",
                ]
            )
        elif choice == 9:
            good["type"] = "nl.schulden.iets-anders.v1"
        elif choice == 10:
            good["data"] = r.choice([None, [], "x", 3])
        elif choice == 11:
            data.pop(r.choice(list(data)), None)
        elif choice == 12:
            data[r.choice(["ID", "signaalpartner", "bedrag", "signaaldatum"])] = r.choice(
                [None, "", "x", [], {}]
            )
        elif choice == 13:
            data["bedrag"] = Raw(
                r.choice(["-1", "0.001", "10000000.01", "1e999999999999999999999", '"12"', "1e-3", "0e999"])
            )
        elif choice == 14:
            data["signaalpartner"] = r.choice(
                [{}, {"type": "huur"}, {"type": "Huur", "naam": 3}, {"naam": "x"}]
            )
        elif choice == 15:
            data.pop("huishouden", None)
            data["client"] = r.choice(
                [
                    {},
                    {"burgerservicenummer": "999999990"},
                    {"postcode": "0123AB", "huisnummer": 1},
                    {"postcode": "1234AB", "huisnummer": 0},
                    {"postcode": "1234AB", "huisnummer": "1a"},
                    {"postcode": "1234AB"},
                    {"postcode": "1234AB", "huisnummer": 1.5},
                    {"burgerservicenummer": "999999990", "geboortedatum": "x"},
                    {"postcode": "1234AB", "huisnummer": 1, "geboortedatum": "1899-12-31"},
                    "x",
                ]
            )
        elif choice == 16:
            data["huishouden"] = r.choice(["h1_x", self.household(self.houses[0]), "", 3])
        elif choice == 17:
            data[r.choice(["crisissignaal", "warmeOverdracht"])] = r.choice(["ja", 1, None, False])
        elif choice == 18:
            data[r.choice(["signaaldatum", "ontstaansdatum"])] = r.choice(
                ["2026-2-1", "2026-02-29", "1899-12-31", "2200-01-01"]
            )
        elif choice == 19:
            data["contact"] = r.choice([{}, {"naam": 1}, "x", None, {"taal": "nl", "email": ""}])
        elif choice == 20:
            data = self.claim(self.houses[0])
            data.pop(r.choice(list(data)))
            good = self.event("C", data)
        elif choice == 21:
            data = self.attempt(self.houses[0])
            data[r.choice(list(data))] = r.choice([None, "", "x", True])
            good = self.event("D", data)
        elif choice == 22:
            data = self.closing(self.houses[0])
            data[r.choice(list(data))] = r.choice([None, "", "x"])
            good = self.event("E", data)
        elif choice == 23:
            good = self.event(r.choice("FH"), {"soort": "pauzeknop", "vanaf": self.today.isoformat()})
        elif choice == 24:
            data["signaalpartner"] = {
                "type": r.choice(["Belastingdienst", "Overige", "Hypotheek"])
            }  # no legal basis
        elif choice == 25:  # just within the longest line, or just beyond it
            text = encode(good)
            return text + b" " * (r.choice([65536, 65537]) - len(text))
        elif choice == 26:
            good[r.choice(["subject", "datacontenttype", "extra"])] = r.choice(
                [None, 1, {"a": [1.5e3, "\u2028"]}]
            )
        else:  # a name that occurs twice: the last counts
            text = encode(good)
            return (
                text[:-1]
                + b', "specversion" : "1.0", "specversion":'
                + r.choice([b'"1.0"', b'"0.3"', b"null"])
                + b"}"
            )
        return encode(good)

    def lines(self):
        for line in self.raw_lines():
            self.fold_along(line)
            yield line

    def raw_lines(self):
        r = self.random
        makers = {
            "A": self.signal,
            "B": self.withdrawal,
            "C": self.claim,
            "D": self.attempt,
            "E": self.closing,
            "F": self.circumstance,
        }
        kinds, weights = list(self.weights), list(self.weights.values())
        if self.days_given and r.random() < 0.8:
            yield encode(self.event("G", {"datum": self.today.isoformat()}))
        for _ in range(self.count):
            if r.random() < self.quick:
                step = r.choice([1, 1, 1, 2, 3, 7, 14])
                if r.random() < self.gap:
                    step = r.choice([28, 31, 59, 60, 61, 62, 90, 183, 214, 400])
                self.today += timedelta(days=step)
                if self.days_given and r.random() < 0.9:
                    day = self.today - timedelta(days=r.choice([0, 0, 0, 0, 1]))
                    yield encode(self.event("G", {"datum": day.isoformat()}))
            if r.random() < self.noise:
                yield self.malformed()
                continue
            if self.known and r.random() < 0.06:  # delivered again, as it was
                yield r.choice(self.known[-25:])
                continue
            kind = r.choices(kinds, weights)[0]
            house = r.choice(self.houses)
            if kind == "H":
                data = self.subject(house, self.born(house) if r.random() < 0.7 else None)
            else:
                data = makers[kind](house)
            line = encode(self.event(kind, data))
            self.known.append(line)
            yield line


class Raw(str):
    """Text that goes into the JSON as it is."""


def encode(value):
    """JSON in the order of the dict, with some free choice of spelling left to Raw."""
    if isinstance(value, Raw):
        return value.encode()
    if isinstance(value, dict):
        return b"{" + b", ".join(json.dumps(k).encode() + b":" + encode(v) for k, v in value.items()) + b"}"
    if isinstance(value, list):
        return b"[" + b",".join(encode(v) for v in value) + b"]"
    return json.dumps(value, ensure_ascii=isinstance(value, str) and len(value) % 2 == 0).encode("utf-8")


def stream(seed, count, pipeline):
    """The bytes of one stream."""
    source = Stream(seed, count, pipeline)
    end = b"\r\n" if source.crlf else b"\n"
    return (b"\xef\xbb\xbf" if source.bom else b"") + b"".join(line + end for line in source.lines())


def main():
    parser = argparse.ArgumentParser(description="A random stream for differential tests.")
    parser.add_argument("seed", type=int)
    parser.add_argument("--records", type=int, default=200)
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("--pipeline", default=os.path.join(here, "pipelines", "basis.yaml"))
    options = parser.parse_args()
    sys.stdout.buffer.write(stream(options.seed, options.records, Pipeline(options.pipeline)))


if __name__ == "__main__":
    main()
