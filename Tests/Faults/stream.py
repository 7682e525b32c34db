"""Deliveries for fault runs: invented households with many signals each, the same for the same seed.

Every line is delivered once and has an id of its own. Names, streets, telephone numbers and e-mail addresses hold
marks that nothing else in a journal can hold by chance: see MARKS.
"""

import hashlib
import hmac
import json
import random
from datetime import date, timedelta

KEY = b"seinpost-fault-tests"
TODAY = date(2026, 3, 1)  # for `seinpost run --day`; what is delivered lies in the weeks before
MARKS = [b"Proefpersoon", b"Nergensstraat", b"+3197010", b"bewoner.proef", b'"postcode"', b'"huisnummer"']
PARTNERS = ["Huur", "Zorg", "Energie", "Water"]


def household(number):
    """A pseudonym and the client of a household that nobody is."""
    postcode, house = f"{1000 + number % 9000}ZZ", 1 + number // 9000
    text = f"adres:{postcode}|{house}|"
    pseudonym = "h1_" + hmac.new(KEY, text.encode(), hashlib.sha256).digest()[:16].hex()
    return pseudonym, {
        "postcode": postcode, "huisnummer": house, "geboortedatum": f"{1950 + number % 55}-0{1 + number % 9}-11",
        "buurtcode": f"BU05180{number % 30:03d}", "naam": f"A. Proefpersoon {number}",
        "straat": f"Nergensstraat {number}",
    }


class Stream:
    """Lines in order of time; `lines(count)` goes on where the last call ended."""

    def __init__(self, seed, households):
        self.random = random.Random(seed)
        self.households = households
        self.number = 0
        self.seed = seed
        self.sent = []

    def lines(self, count):
        return [self.line() for _ in range(count)]

    def line(self):
        draw = self.random.random()
        house = self.random.randrange(self.households)
        pseudonym, client = household(house)
        if draw < 0.90 or not self.sent:
            return self.signal(house, pseudonym, client)
        if draw < 0.93:
            house, data = self.random.choice(self.sent[-500:])
            return self.event("vroegsignaal-ingetrokken", {
                "ID": data["ID"], "signaalpartner": data["signaalpartner"], "client": household(house)[1],
                "datum": self.day(2), "reden": self.random.choice(["betaald", "regeling", "onterecht"])})
        if draw < 0.96:
            start = self.day(10)
            return self.event("omstandigheid-gewijzigd", {
                "client": client, "soort": "pauzeknop", "vanaf": start,
                "tot": str(date.fromisoformat(start) + timedelta(days=20))})
        if draw < 0.98:
            # Forgotten households leave tombstones in every stream that has one.
            return self.event("gegevens-gewist", {"client": client})
        house, _ = self.random.choice(self.sent[-500:])
        pseudonym, _ = household(house)
        return self.event("contactpoging-geregistreerd", {
            "huishouden": pseudonym, "taak": f"T{pseudonym[3:15]}-{TODAY:%Y%m%d}", "soort": "Telefoon",
            "bereikt": self.random.random() < 0.5, "datum": str(TODAY), "medewerker": "m.proef"})

    def signal(self, house, pseudonym, client):
        data = {
            "ID": f"S{self.seed}-{self.number}",
            "signaalpartner": {"type": self.random.choice(PARTNERS), "naam": "Voorbeeld"},
            "bedrag": self.random.choice([60, 75.5, 120, 250.25, 620]),
            "signaaldatum": self.day(14), "kenmerk": f"K{self.random.randrange(40)}", "client": client,
        }
        if self.random.random() < 0.05:
            data["crisissignaal"] = True
        if self.random.random() < 0.7:
            data["contact"] = {
                "naam": client["naam"], "telefoon": f"+3197010{house:06d}",
                "email": f"bewoner.proef{house}@example.nl", "taal": "nl"}
        self.sent.append((house, data))
        return self.event("vroegsignaal-ontvangen", data)

    def day(self, back):
        return str(TODAY - timedelta(days=self.random.randrange(back)))

    def event(self, kind, data):
        self.number += 1
        return json.dumps({
            "specversion": "1.0", "id": f"e{self.seed}-{self.number}", "source": "urn:proef:storingen",
            "type": f"nl.schulden.{kind}.v1", "time": f"{TODAY}T08:00:00Z",
            "datacontenttype": "application/json", "data": data}, separators=(",", ":"), ensure_ascii=False)
