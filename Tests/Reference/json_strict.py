"""Strict JSON (RFC 8259) from bytes, and the one way Seinpost writes JSON.

In: the bytes of one line. Out: dict, list, str, bool, Number or NULL; or NotJSON. Nothing is lenient:
invalid UTF-8, half a surrogate pair, NaN, a trailing comma and nesting deeper than 64 are refused. Of a
repeated name the last counts.
"""

import re
import sys

sys.set_int_max_str_digits(0)  # exponents may be absurdly long; they are compared, never materialised

MAX_DEPTH = 64


class NotJSON(Exception):
    """The line is not one JSON text."""


class _Null:
    def __repr__(self):
        return "NULL"


NULL = _Null()

_NUMBER = re.compile(r"(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?")
_HEX4 = re.compile(r"[0-9a-fA-F]{4}")
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class Number:
    """A JSON number by value: sign, whole digits and a power of ten, without trailing zeros."""

    def __init__(self, sign, whole, fraction, exponent):
        digits = (whole + fraction).lstrip("0")
        power = int(exponent or "0") - len(fraction)
        stripped = digits.rstrip("0")
        power += len(digits) - len(stripped)
        self.digits = stripped  # "" is zero
        self.power = power if stripped else 0
        self.negative = bool(sign) and bool(stripped)

    def scaled(self, places, limit):
        """The value times 10**places when that is a whole number in 0...limit, else None."""
        if not self.digits:
            return 0
        if self.negative:
            return None
        power = self.power + places
        if power < 0 or len(self.digits) + power > len(str(limit)):
            return None
        value = int(self.digits) * 10**power
        return value if value <= limit else None


def parse(data):
    """The JSON value in `data` (bytes), or NotJSON."""
    try:
        text = data.decode("utf-8", "strict")
    except UnicodeDecodeError:
        raise NotJSON("utf-8")
    value, at = _value(text, _space(text, 0), 0)
    if _space(text, at) != len(text):
        raise NotJSON("text after the value")
    return value


def _space(text, at):
    while at < len(text) and text[at] in " \t\n\r":
        at += 1
    return at


def _value(text, at, depth):
    if at >= len(text):
        raise NotJSON("end")
    first = text[at]
    if first == "{":
        return _object(text, at + 1, depth + 1)
    if first == "[":
        return _array(text, at + 1, depth + 1)
    if first == '"':
        return _string(text, at + 1)
    for word, value in (("true", True), ("false", False), ("null", NULL)):
        if text.startswith(word, at):
            return value, at + len(word)
    match = _NUMBER.match(text, at)
    if not match:
        raise NotJSON("value")
    sign, whole, fraction, exponent = match.groups()
    return Number(sign, whole, fraction or "", exponent), match.end()


def _object(text, at, depth):
    if depth > MAX_DEPTH:
        raise NotJSON("depth")
    result = {}
    at = _space(text, at)
    if text[at : at + 1] == "}":
        return result, at + 1
    while True:
        if text[at : at + 1] != '"':
            raise NotJSON("name")
        name, at = _string(text, at + 1)
        at = _space(text, at)
        if text[at : at + 1] != ":":
            raise NotJSON("colon")
        value, at = _value(text, _space(text, at + 1), depth)
        result[name] = value  # the last of a repeated name counts
        at = _space(text, at)
        sign = text[at : at + 1]
        if sign == "}":
            return result, at + 1
        if sign != ",":
            raise NotJSON("comma")
        at = _space(text, at + 1)


def _array(text, at, depth):
    if depth > MAX_DEPTH:
        raise NotJSON("depth")
    result = []
    at = _space(text, at)
    if text[at : at + 1] == "]":
        return result, at + 1
    while True:
        value, at = _value(text, at, depth)
        result.append(value)
        at = _space(text, at)
        sign = text[at : at + 1]
        if sign == "]":
            return result, at + 1
        if sign != ",":
            raise NotJSON("comma")
        at = _space(text, at + 1)


def _string(text, at):
    out = []
    while True:
        if at >= len(text):
            raise NotJSON("string")
        sign = text[at]
        if sign == '"':
            return "".join(out), at + 1
        if ord(sign) < 0x20:
            raise NotJSON("control")
        if sign != "\\":
            out.append(sign)
            at += 1
            continue
        kind = text[at + 1 : at + 2]
        if kind in _ESCAPES and kind:
            out.append(_ESCAPES[kind])
            at += 2
            continue
        if kind != "u":
            raise NotJSON("escape")
        unit, at = _unit(text, at + 2)
        if 0xDC00 <= unit <= 0xDFFF:
            raise NotJSON("half a pair")
        if 0xD800 <= unit <= 0xDBFF:
            if text[at : at + 2] != "\\u":
                raise NotJSON("half a pair")
            low, at = _unit(text, at + 2)
            if not 0xDC00 <= low <= 0xDFFF:
                raise NotJSON("half a pair")
            unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)
        out.append(chr(unit))


def _unit(text, at):
    match = _HEX4.match(text, at)
    if not match:
        raise NotJSON("unicode escape")
    return int(match.group(), 16), at + 4


# Writing


class Money(int):
    """Whole cents, written as a JSON number with two decimals."""

    def text(self):
        sign = "-" if self < 0 else ""
        return f"{sign}{abs(self) // 100}.{abs(self) % 100:02d}"


_SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
_TO_ESCAPE = re.compile(r'["\\\x00-\x1f]')


def write(value):
    """JSON without insignificant white space, names in the order of the dict."""
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, Money):
        return value.text()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return '"' + _TO_ESCAPE.sub(lambda m: _SHORT.get(m[0]) or f"\\u{ord(m[0]):04x}", value) + '"'
    if isinstance(value, dict):
        return "{" + ",".join(write(k) + ":" + write(v) for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(write(v) for v in value) + "]"
    raise TypeError(type(value))
