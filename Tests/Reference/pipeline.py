"""The pipeline file (semantics 9): YAML with `extends`, every key and scalar read as text. Assumed valid.

In: a path. Out: a Pipeline of plain values, with the hash over the bytes of the files.
"""

import hashlib
import os
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import yaml

from civil import Interval, Length, read_date
from expressions import Expression, Template


class _Out:
    """A null in the file: takes a thing out."""


OUT = _Out()


def load_text(data):
    """YAML as dict, list and str; a plain null is OUT."""

    def build(node):
        if isinstance(node, yaml.MappingNode):
            return {key.value: build(value) for key, value in node.value}
        if isinstance(node, yaml.SequenceNode):
            return [build(item) for item in node.value]
        if node.style is None and node.value in ("", "~", "null"):
            return OUT
        return node.value

    return build(yaml.compose(data, Loader=yaml.BaseLoader))


def _is_id_list(value):
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) and "id" in v for v in value)


def merge(base, own):
    """What `own` makes of `base`: mappings by key, lists with ids by id, null takes out, else replaces."""
    if isinstance(base, dict) and isinstance(own, dict):
        result = dict(base)
        for name, value in own.items():
            if value is OUT:
                result.pop(name, None)
            elif name in result:
                result[name] = merge(result[name], value)
            else:
                result[name] = value
        return result
    if _is_id_list(base) and _is_id_list(own):
        result = list(base)
        for thing in own:
            places = [i for i, b in enumerate(result) if b["id"] == thing["id"]]
            if places:
                result[places[0]] = merge(result[places[0]], thing)
            else:
                result.append(thing)
        return result
    return own


def _clean(value):
    """Without the nulls that took nothing out."""
    if isinstance(value, dict):
        return {k: _clean(v) for k, v in value.items() if v is not OUT}
    if isinstance(value, list):
        return [_clean(v) for v in value if v is not OUT]
    return value


def load_tree(path):
    """(the merged mapping, the bytes of all files, base first)."""
    with open(path, "rb") as file:
        data = file.read()
    own = load_text(data)
    name = own.pop("extends", OUT)
    if name is OUT:
        return own, data
    base, base_bytes = load_tree(os.path.join(os.path.dirname(path), name))
    merged = merge(base, own)
    if "classes" in merged:
        merged["classes"] = sorted(merged["classes"], key=lambda c: -int(c["score"]))
    return merged, base_bytes + data


def money(text):
    """Cents of €50 or €12,50."""
    euros, _, cents = text.strip().lstrip("€").strip().partition(",")
    return int(euros) * 100 + int((cents + "00")[:2])


def numbers(text):
    low, high = text.split("..")
    return int(low), int(high)


def days(text):
    return None if text is None else Length(text).number


def names(value):
    return [] if value is None else ([value] if isinstance(value, str) else list(value))


class Pipeline:
    def __init__(self, path):
        tree, data = load_tree(path)
        tree = _clean(tree)
        self.id = tree["pipeline"]
        self.version = tree["version"]
        self.hash = hashlib.sha256(data).hexdigest()[:12]
        self.zone = ZoneInfo(tree.get("zone", "Europe/Amsterdam"))
        self.source = tree["source"]
        self.youth = numbers(tree.get("youth", "18..27"))
        self.retention = Length(tree.get("retention", "13mo"))
        self.repeat_window = Length(tree.get("repeat-window", "62d"))
        self.live_from = read_date(tree["live-from"]) if "live-from" in tree else None
        self.helped = names(tree.get("helped"))
        self.partners = {}
        for kind, blocks in tree.get("partners", {}).items():
            blocks = blocks if isinstance(blocks, list) else [blocks]
            self.partners[kind] = [
                SimpleNamespace(
                    valid=Interval(b.get("valid")),
                    low=days(b.get("from")),
                    high=days(b.get("until")),
                    threshold=money(b["threshold"]) if "threshold" in b else None,
                    youth_threshold=money(b["youth-threshold"]) if "youth-threshold" in b else None,
                )
                for b in blocks
            ]
        self.rules = [
            SimpleNamespace(
                id=r["id"],
                personal=r["scope"] == "person",
                youth=r.get("youth") == "true",
                when=Expression(r["when"]),
                points=int(r.get("points", "0")),
                reason=Template(r["reason"]),
                klass=r.get("class"),
                refer=names(r.get("refer")),
                active=Interval(r.get("active")),
            )
            for r in tree.get("rules", [])
        ]
        self.classes = [
            SimpleNamespace(
                id=c["id"],
                score=int(c["score"]),
                due=Length(c["due"]),
                ladder=names(c.get("ladder")),
                retry=Length(c["retry"]),
            )
            for c in tree["classes"]
        ]
        self.class_index = {c.id: i for i, c in enumerate(self.classes)}
        sample = tree.get("sample")
        self.sample = (
            None
            if sample is None
            else SimpleNamespace(
                rate=Fraction(Decimal(sample["rate"])), index=self.class_index[sample["class"]]
            )
        )
        self.teams = [
            SimpleNamespace(
                id=t["id"],
                youth=t.get("youth") == "true",
                areas=names(t.get("areas")),
                default=t.get("default") == "true",
            )
            for t in tree.get("teams", [])
        ]
        self.referrals = [
            SimpleNamespace(id=r["id"], valid=Interval(r.get("valid"))) for r in tree.get("referrals", [])
        ]

    def partner(self, kind, day):
        """The block of a partner type whose validity holds the day, None without a legal basis."""
        for block in self.partners.get(kind, []):
            if block.valid.holds(day):
                return block
        return None
