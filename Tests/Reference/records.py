"""From the bytes of one line to a typed record, or to the reason of a dead letter (semantics 1 and 2).

In: one line, the pipeline's zone, the pseudonym key. Out: a Record, or DeadLetter(reason). The engine's own
dead letters (geen-grondslag, datum-in-toekomst, te-laat, onbekende-taak) come from fold.py.
"""

import hashlib
import hmac
import re
from types import SimpleNamespace

import civil
from json_strict import NULL, NotJSON, Number, parse

MAX_LINE = 65536

PARTNERS = [
    "Belastingdienst",
    "CAK Eigen bijdrage",
    "CAK Zorgverzekeringen",
    "Dienst Toeslagen",
    "DUO",
    "Energie",
    "Huur",
    "Hypotheek",
    "Overige",
    "Water",
    "Zorg",
]
CONTACTS = [
    "Administratief",
    "Afspraak op locatie",
    "Brief",
    "Huisbezoek",
    "Kaartje",
    "Mail",
    "Onbekend",
    "Overige",
    "SMS/Whatsapp",
    "Telefoon",
]
DAY_PARTS = ["Ochtend", "Middag", "Avond"]
RESULTS = [
    "(Budget)advies en/of quick fix",
    "Definitief geen contact kunnen krijgen",
    "Geen reactie na eerder contact",
    "Inwoner al bekend bij schuldhulpverlening",
    "Inwoner heeft al een ander lopend traject",
    "Inwoner heeft zelf al betaald/betalingsregeling getroffen",
    "Inwoner is overleden",
    "Inwoner regelt het zelf/hoeft geen hulp vanuit vroegsignalering",
    "Niet opgepakt: andere reden",
    "Niet opgepakt: herhaalde melding",
    "Niet opgepakt: onterecht signaal",
    "Persoon is geen inwoner (meer) in de gemeente",
    "Vervolghulp en/of verwijzing",
    "Vervolghulp en/of verwijzing financieel",
    "Vervolghulp en/of verwijzing niet financieel",
    "Verwijzing zonder tussenkomst inwoner",
]
REASONS = ["betaald", "regeling", "onterecht"]
CIRCUMSTANCES = ["schuldhulp", "pauzeknop", "afgemeld", "overleden", "vertrokken", "minderjarige-kinderen"]
PERSONAL = ["schuldhulp", "afgemeld", "overleden", "vertrokken"]  # these may hold for one person

TYPES = {
    "nl.schulden.vroegsignaal-ontvangen.v1": "A",
    "nl.schulden.vroegsignaal-ingetrokken.v1": "B",
    "nl.schulden.outreachtaak-toegewezen.v1": "C",
    "nl.schulden.contactpoging-geregistreerd.v1": "D",
    "nl.schulden.outreachtaak-afgesloten.v1": "E",
    "nl.schulden.omstandigheid-gewijzigd.v1": "F",
    "nl.schulden.dag-begonnen.v1": "G",
    "nl.schulden.gegevens-gewist.v1": "H",
}


class DeadLetter(Exception):
    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


# Checks of one value: True when valid.


def _text(value):
    return isinstance(value, str)


def _filled(value):
    return isinstance(value, str) and value != ""


def _bool(value):
    return value is True or value is False


def _object(value):
    return isinstance(value, dict)


def _date(value):
    return civil.read_date(value) is not None


def _amount(value):
    return isinstance(value, Number) and value.scaled(2, 10_000_000_00) is not None


def _postcode(value):
    return _text(value) and re.fullmatch(r"[1-9][0-9]{3} ?[A-Za-z]{2}", value) is not None


def _house_number(value):
    return house_number(value) is not None


def house_number(value):
    if isinstance(value, Number):
        number = value.scaled(0, 99999)
    elif _text(value) and re.fullmatch(r"[0-9]{1,5}", value):
        number = int(value)
    else:
        return None
    return number if number else None


def _household(value):
    return _text(value) and re.fullmatch(r"h1_[0-9a-f]{32}", value) is not None


def _person(value):
    return _text(value) and re.fullmatch(r"p1_[0-9a-f]{32}", value) is not None


def _one_of(values):
    return lambda value: _text(value) and value in values


# The fields of each type in the order of the table: (path, presence, check). Presence: R required, O
# optional, N required but may be null, S the subject (missing when both forms are), X address part of
# a client (not missing when the client has a BSN and neither part), P read only when `client` is absent.

_PARTNER = [
    ("signaalpartner", "R", _object),
    ("signaalpartner.type", "R", _one_of(PARTNERS)),
    ("signaalpartner.naam", "O", _text),
]
_SUBJECT = [
    ("client", "S", _object),
    ("client.postcode", "X", _postcode),
    ("client.huisnummer", "X", _house_number),
    ("client.huisnummertoevoeging", "O", _text),
    ("client.geboortedatum", "O", _date),
    ("huishouden", "O", _household),
    ("persoon", "P", _person),
    ("geboortedatum", "P", _date),
]
_CONTACT = [
    ("contact", "O", _object),
    ("contact.naam", "O", _text),
    ("contact.telefoon", "O", _text),
    ("contact.email", "O", _text),
    ("contact.taal", "O", _text),
]
_TASK = [("huishouden", "R", _household), ("taak", "R", _filled)]
_SOURCE = [("bron", "O", _text)]

FIELDS = {
    "A": [("ID", "R", _filled)]
    + _PARTNER
    + [
        ("bedrag", "R", _amount),
        ("signaaldatum", "R", _date),
        ("ontstaansdatum", "O", _date),
        ("crisissignaal", "O", _bool),
        ("warmeOverdracht", "O", _bool),
        ("kenmerk", "O", _text),
    ]
    + _SUBJECT
    + _CONTACT
    + _SOURCE,
    "B": [("ID", "R", _filled)]
    + _PARTNER
    + _SUBJECT
    + [("datum", "R", _date), ("reden", "R", _one_of(REASONS))]
    + _SOURCE,
    "C": _TASK
    + [("datum", "R", _date), ("medewerker", "N", _filled), ("team", "O", _filled), ("overname", "O", _bool)]
    + _SOURCE,
    "D": _TASK
    + [
        ("soort", "R", _one_of(CONTACTS)),
        ("bereikt", "R", _bool),
        ("datum", "R", _date),
        ("dagdeel", "O", _one_of(DAY_PARTS)),
        ("medewerker", "O", _filled),
    ]
    + _SOURCE,
    "E": _TASK
    + [("resultaat", "R", _one_of(RESULTS)), ("datum", "R", _date), ("medewerker", "O", _filled)]
    + _SOURCE,
    "F": _SUBJECT
    + [("soort", "R", _one_of(CIRCUMSTANCES)), ("vanaf", "R", _date), ("tot", "O", _date)]
    + _SOURCE,
    "G": [("datum", "R", _date)] + _SOURCE,
    "H": _SUBJECT + _SOURCE,
}


def split_lines(data):
    """(number, bytes) of each line that is not empty; the line end and a BOM at the start are taken off."""
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    lines = data.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    for number, line in enumerate(lines, 1):
        if line.endswith(b"\r"):
            line = line[:-1]
        if line.strip(b" \t"):
            yield number, line


def decode(line, zone, key):
    """The record in one line, or DeadLetter."""
    if len(line) > MAX_LINE:
        raise DeadLetter("te-groot")
    try:
        event = parse(line)
    except NotJSON:
        raise DeadLetter("niet-json")
    if not isinstance(event, dict) or event.get("specversion") != "1.0":
        raise DeadLetter("geen-cloudevent")
    if not all(_filled(event.get(name)) for name in ("id", "source", "type")) or not _text(event.get("time")):
        raise DeadLetter("geen-cloudevent")
    day = civil.civil_date_of_time(event["time"], zone)
    if day is None:
        raise DeadLetter("geen-cloudevent")
    kind = TYPES.get(event["type"])
    if kind is None:
        raise DeadLetter("onbekend-type")
    data = event.get("data", NULL)
    if data is NULL:
        raise DeadLetter("ontbrekend-veld:data")
    if not isinstance(data, dict):
        raise DeadLetter("ongeldig-veld:data")
    _check(kind, data)
    record = SimpleNamespace(kind=kind, source=event["source"], id=event["id"], time=event["time"], day=day)
    _fill(record, data, key)
    return record


def _get(data, path):
    """The value at a path of one or two names; None when absent, null, or when the parent is no object."""
    for name in path.split("."):
        data = data.get(name, NULL) if isinstance(data, dict) else NULL
    return None if data is NULL else data


def _check(kind, data):
    client = _get(data, "client")
    bare_bsn = (
        isinstance(client, dict)
        and _get(data, "client.burgerservicenummer") is not None
        and _get(data, "client.postcode") is None
        and _get(data, "client.huisnummer") is None
    )
    for path, presence, _ in FIELDS[kind]:
        missing = _get(data, path) is None
        if "." in path and not isinstance(_get(data, path.split(".")[0]), dict):
            missing = False  # a missing child of an absent or invalid parent
        if not missing:
            continue
        if (
            presence == "R"
            or (presence == "N" and path not in data)
            or (presence == "S" and _get(data, "huishouden") is None)
            or (presence == "X" and not bare_bsn)
        ):
            raise DeadLetter("ontbrekend-veld:" + path)
    for path, presence, check in FIELDS[kind]:
        value = _get(data, path)
        if value is None or (presence == "P" and client is not None):
            continue
        if not check(value):
            raise DeadLetter("ongeldig-veld:" + path)
    if bare_bsn and any(path == "client" for path, _, _ in FIELDS[kind]):
        raise DeadLetter("geen-adres")


def canonical_address(postcode, number, suffix):
    """POSTCODE|huisnummer|TOEVOEGING; of the suffix only the letters A-Z and the digits stay."""
    upper = _upper(suffix or "")
    kept = "".join(c for c in upper if c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    return f"{_upper(postcode).replace(' ', '')}|{number}|{kept}"


def _upper(text):
    return "".join(chr(ord(c) - 32) if "a" <= c <= "z" else c for c in text)


def pseudonym(prefix, key, text):
    return prefix + hmac.new(key, text.encode("utf-8"), hashlib.sha256).digest()[:16].hex()


def household_of(key, canonical):
    return pseudonym("h1_", key, "adres:" + canonical)


def person_of(key, canonical, born_text):
    return pseudonym("p1_", key, f"persoon:{canonical}|{born_text}")


def _fill(record, data, key):
    def get(path):
        return _get(data, path)

    def day(path):
        return civil.read_date(get(path)) if get(path) is not None else None

    record.bron = get("bron") or None
    if record.kind in "ABFH":
        record.person = record.born = record.area = None
        area = None
        if get("client") is not None:
            canonical = canonical_address(
                get("client.postcode"),
                house_number(get("client.huisnummer")),
                get("client.huisnummertoevoeging"),
            )
            record.household = household_of(key, canonical)
            if get("client.geboortedatum") is not None:
                record.person = person_of(key, canonical, get("client.geboortedatum"))
                record.born = day("client.geboortedatum")
            area = get("client.buurtcode")
        else:
            record.household = get("huishouden")
            record.person = get("persoon")
            if record.person is not None:
                record.born = day("geboortedatum")
            area = get("buurtcode")
        if _text(area) and re.fullmatch(r"BU[0-9A-Z]{8}", area):
            record.area = area
    if record.kind in "AB":
        record.signal_id = get("ID")
        record.partner = get("signaalpartner.type")
        record.name = get("signaalpartner.naam") or None
    if record.kind == "A":
        record.cents = get("bedrag").scaled(2, 10_000_000_00)
        record.date = day("signaaldatum")
        record.since = day("ontstaansdatum")
        record.crisis = get("crisissignaal") is True
        record.reference = get("kenmerk") or None
    if record.kind in "BCDEG":
        record.date = day("datum")
    if record.kind == "B":
        record.reason = get("reden")
    if record.kind in "CDE":
        record.household, record.task = get("huishouden"), get("taak")
    if record.kind == "C":
        record.worker, record.team, record.takeover = get("medewerker"), get("team"), get("overname") is True
    if record.kind == "D":
        record.contact, record.reached, record.part = get("soort"), get("bereikt"), get("dagdeel")
    if record.kind == "E":
        record.result = get("resultaat")
    if record.kind == "F":
        record.circumstance, record.start, record.end = get("soort"), day("vanaf"), day("tot")
