"""The expression language of rules: windows, measures, exact arithmetic (semantics 5).

In: the text of `when` or `reason`, and a Subject (what one rule may see). Out: values. A value is None
(absent) or a pair of a type and a number: money (cents), count, days, bool or ratio (Decimal, at most
6 places).
"""

import re
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Context, Decimal

from civil import Length, age_on

EXACT = Context(prec=200)
CENT, MILLIONTH = Decimal(1), Decimal("0.000001")

SIGNAL_MEASURES = [
    "count",
    "kinds",
    "partners",
    "outstanding",
    "sum",
    "max",
    "latest",
    "span",
    "overdue",
    "crisis",
]
HOUSEHOLD_MEASURES = ["attempts", "reached", "helped"]
BARE_MEASURES = ["age", "children", "monthOfYear"]


class Subject:
    """What a rule may see. `signals` are the entries it may count, in order of arrival, dated up to today."""

    def __init__(
        self, today, signals, born=None, attempts=(), closed=(), helped=(), circumstances=(), children=False
    ):
        self.today = today
        self.signals = list(signals)
        self.born = born
        self.attempts = list(attempts)  # (date, reached), Administratief left out
        self.closed = list(closed)  # (gesloten, result) of the tasks in the history
        self.helped = list(helped)  # the pipeline's list of results
        self.help_ends = list(circumstances)  # `tot` of the subject's schuldhulp circumstances
        self.children = children


# Windows


class Window:
    def __init__(self, text):
        text = text.strip()
        self.session = None
        self.length = None
        match = re.fullmatch(r"session\(\s*([^)]*?)\s*\)", text)
        if match:
            self.name, self.session = "session", Length(match.group(1))
        elif text in ("month", "quarter", "year", "all"):
            self.name = text
        else:
            self.name, self.length = "sliding", Length(text)

    def first_day(self, reference, signals):
        """The first day of the interval that ends at `reference`; None when a session is empty."""
        if self.name == "all":
            return date.min
        if self.name == "month":
            return reference.replace(day=1)
        if self.name == "quarter":
            return date(reference.year, (reference.month - 1) // 3 * 3 + 1, 1)
        if self.name == "year":
            return date(reference.year, 1, 1)
        if self.name == "sliding":
            return self.length.before(reference) + timedelta(days=1)
        dates = sorted(s.date for s in signals if s.date <= reference)
        if not dates or dates[-1] < self.session.before(reference):
            return None
        first = dates[-1]
        for day in reversed(dates):
            if day < self.session.before(first):
                break
            first = day
        return first


class Measure:
    """One measure as written, with its arguments."""

    def __init__(self, text, name, arguments):
        self.text = text
        self.name = name
        self.kinds = None
        self.ago = None
        self.within = None
        self.steps = []
        self.window = None
        for label, value in arguments:
            if label == "kind":
                self.kinds = [v.strip() for v in value.strip().strip("[]").split(",")]
            elif label == "ago":
                self.ago = Length(value)
            elif label == "within":
                self.within = Length(value)
            elif name == "sequence":
                self.steps.append(value.strip())
            else:
                self.window = Window(value)

    def over_signals(self):
        return self.name in SIGNAL_MEASURES or self.name == "sequence"

    def interval(self, subject):
        reference = self.ago.before(subject.today) if self.ago else subject.today
        return self.window.first_day(reference, subject.signals), reference

    def signals(self, subject):
        """The entries this measure looks at, by date, then arrival."""
        if self.name == "sequence":
            return self.matched(subject) or []
        first, reference = self.interval(subject)
        if first is None:
            return []
        held = [
            s
            for s in subject.signals
            if first <= s.date <= reference and (self.kinds is None or s.partner in self.kinds)
        ]
        return sorted(held, key=lambda s: (s.date, s.arrival))

    def matched(self, subject):
        """The entries of a sequence: the latest end that has a match and, going back, the latest steps."""
        ordered = sorted(subject.signals, key=lambda s: (s.date, s.arrival))
        ends = [
            s
            for s in ordered
            if s.partner == self.steps[-1] and self.within.before(subject.today) < s.date <= subject.today
        ]
        for end in reversed(ends):
            chain = [end]
            for step in reversed(self.steps[:-1]):
                before = [
                    s for s in ordered if s.partner == step and s not in chain and s.date <= chain[-1].date
                ]
                if not before:
                    break
                chain.append(before[-1])
            if len(chain) == len(self.steps) and chain[-1].date >= self.within.before(end.date):
                return sorted(chain, key=lambda s: (s.date, s.arrival))
        return None

    def value(self, subject):
        if self.name == "age":
            age = age_on(subject.born, subject.today)
            return None if age is None else ("count", age)
        if self.name == "children":
            return ("bool", subject.children)
        if self.name == "monthOfYear":
            return ("count", subject.today.month)
        if self.name == "sequence":
            return ("bool", self.matched(subject) is not None)
        if self.name in HOUSEHOLD_MEASURES:
            return self.household_value(subject)
        held = self.signals(subject)
        if self.name == "count":
            return ("count", len(held))
        if self.name == "kinds":
            return ("count", len({s.partner for s in held}))
        if self.name == "partners":
            return ("count", len({(s.partner, s.name) for s in held}))
        if self.name == "crisis":
            return ("bool", any(s.crisis for s in held))
        if self.name == "span":
            return ("days", (held[-1].date - held[0].date).days if held else 0)
        if self.name == "overdue":
            ages = [(s.date - s.since).days for s in held if s.since is not None]
            return ("days", max(ages)) if ages else None
        if not held:
            return None
        if self.name == "sum":
            return ("money", sum(s.cents for s in held))
        if self.name == "max":
            return ("money", max(s.cents for s in held))
        if self.name == "latest":
            return ("money", held[-1].cents)
        assert self.name == "outstanding"
        latest = {}
        for s in held:  # by date, then arrival: the last one stays
            latest[(s.partner, s.name, s.reference, s.person)] = s
        return ("money", sum(0 if s.withdrawn else s.cents for s in latest.values()))

    def household_value(self, subject):
        first, reference = self.interval(subject)
        inside = lambda day: first is not None and first <= day <= reference
        held = [reached for day, reached in subject.attempts if inside(day)]
        if self.name == "attempts":
            return ("count", len(held))
        if self.name == "reached":
            return ("bool", any(held))
        by_task = any(inside(day) and result in subject.helped for day, result in subject.closed)
        by_help = any(inside(day) and day < subject.today for day in subject.help_ends)
        return ("bool", by_task or by_help)


# Parsing

_TOKEN = re.compile(
    r"\s*(?:(?P<money>€\s?[0-9]+(?:,[0-9]{1,2})?)|(?P<days>[0-9]+d\b)"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<range>\.\.)"
    r"|(?P<word>[A-Za-z]+)|(?P<sign><=|>=|==|!=|[<>+\-*/()]))"
)


class Expression:
    """A parsed expression: `value(subject)` and `measures`, in order of writing."""

    def __init__(self, text):
        self.text = text
        self.at = 0
        self.measures = []
        self.tree = self.alternatives()
        if self.text[self.at :].strip():
            raise ValueError(f"{text!r}: rest {self.text[self.at:]!r}")

    def value(self, subject):
        return self.tree(subject)

    # One token ahead: peek gives (kind, text, end).
    def peek(self):
        match = _TOKEN.match(self.text, self.at)
        if not match:
            return None, "", self.at
        return match.lastgroup, match.group(match.lastgroup), match.end()

    def take(self, *texts):
        _, text, end = self.peek()
        if text in texts:
            self.at = end
            return text
        return None

    def alternatives(self):
        left = self.conjunction()
        while self.take("or"):
            left = _either(left, self.conjunction())
        return left

    def conjunction(self):
        left = self.negation()
        while self.take("and"):
            left = _both(left, self.negation())
        return left

    def negation(self):
        if self.take("not"):
            inner = self.negation()
            return lambda subject: ("bool", not inner(subject)[1])
        return self.comparison()

    def comparison(self):
        left = self.additive()
        operator = self.take("<=", ">=", "==", "!=", "<", ">")
        if operator:
            return _comparison(operator, left, self.additive())
        if self.take("in"):
            low = self.additive()
            if not self.take(".."):
                raise ValueError(f"{self.text!r}: a range wants ..")
            high = self.additive()
            return _both(_comparison(">=", left, low), _comparison("<=", left, high))
        return left

    def additive(self):
        left = self.multiplicative()
        while True:
            operator = self.take("+", "-")
            if not operator:
                return left
            left = _arithmetic(operator, left, self.multiplicative())

    def multiplicative(self):
        left = self.atom()
        while True:
            operator = self.take("*", "/")
            if not operator:
                return left
            left = _arithmetic(operator, left, self.atom())

    def atom(self):
        kind, text, end = self.peek()
        start = end - len(text)
        if kind == "money":
            self.at = end
            euros, _, cents = text[1:].strip().partition(",")
            return _constant(("money", int(euros) * 100 + int((cents + "00")[:2])))
        if kind == "days":
            self.at = end
            return _constant(("days", int(text[:-1])))
        if kind == "number":
            self.at = end
            return _constant(("ratio", Decimal(text)) if "." in text else ("count", int(text)))
        if kind == "word" and text in ("true", "false"):
            self.at = end
            return _constant(("bool", text == "true"))
        if text == "(":
            self.at = end
            inner = self.alternatives()
            if not self.take(")"):
                raise ValueError(f"{self.text!r}: bracket")
            return inner
        if kind == "word":
            return self.measure(text, start, end)
        raise ValueError(f"{self.text!r}: at {self.at}")

    def measure(self, name, start, end):
        self.at = end
        arguments = []
        if name not in BARE_MEASURES:
            if not self.take("("):
                raise ValueError(f"{self.text!r}: {name} wants arguments")
            depth, piece, pieces = 0, "", []
            while True:  # up to the bracket that closes, commas at depth 0 part the arguments
                sign = self.text[self.at]
                self.at += 1
                if sign == ")" and depth == 0:
                    break
                depth += (sign in "([") - (sign in ")]")
                if sign == "," and depth == 0:
                    pieces.append(piece)
                    piece = ""
                else:
                    piece += sign
            pieces.append(piece)
            for piece in pieces:
                label, colon, value = piece.partition(":")
                arguments.append((label.strip(), value) if colon else (None, piece))
        measure = Measure(self.text[start : self.at], name, arguments)
        self.measures.append(measure)
        return measure.value


def _constant(value):
    return lambda subject: value


def _both(left, right):
    return lambda subject: ("bool", left(subject)[1] and right(subject)[1])


def _either(left, right):
    return lambda subject: ("bool", left(subject)[1] or right(subject)[1])


def _comparison(operator, left, right):
    def compare(subject):
        a, b = left(subject), right(subject)
        if a is None or b is None:
            return ("bool", False)
        x, y = a[1], b[1]
        return (
            "bool",
            {"<": x < y, "<=": x <= y, ">": x > y, ">=": x >= y, "==": x == y, "!=": x != y}[operator],
        )

    return compare


def _arithmetic(operator, left, right):
    return lambda subject: arithmetic(operator, left(subject), right(subject))


def arithmetic(operator, a, b):
    """Exact; money is rounded half up to the cent, a ratio half up to 6 places."""
    if a is None or b is None:
        return None
    (kind, x), (other, y) = a, b
    if operator in "+-":
        result = x + y if operator == "+" else x - y
        if kind == other and kind != "ratio":
            return (kind, result)
        return ("ratio", _round(Decimal(result), MILLIONTH))
    if operator == "*":
        if "money" in (kind, other):
            return ("money", int(_round(EXACT.multiply(Decimal(x), Decimal(y)), CENT)))
        if kind == other == "count":
            return ("count", x * y)
        return ("ratio", _round(EXACT.multiply(Decimal(x), Decimal(y)), MILLIONTH))
    if y == 0:
        return None
    return ("ratio", _quotient(Decimal(x), Decimal(y)))


def _round(value, step):
    """The nearest multiple of a step; of two that are equally near the larger, for negatives too."""
    steps = EXACT.add(EXACT.divide(value, step), Decimal("0.5")).to_integral_value(ROUND_FLOOR)
    return EXACT.multiply(steps, step)


def _quotient(x, y):
    """x / y rounded half up to 6 places, without an intermediate rounding."""
    # Both have at most 8 places: scale to whole numbers, then the floor of (2·x·10^6 + y) over 2·y.
    scale = Decimal(10) ** 12
    numerator, denominator = int(x * scale), int(y * scale)
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    return EXACT.multiply(Decimal((2 * numerator * 10**6 + denominator) // (2 * denominator)), MILLIONTH)


# Text of a value in `reden`


def show(value):
    if value is None:
        return "onbekend"
    kind, number = value
    if kind == "money":
        euros, cents = divmod(abs(number), 100)
        grouped = f"{euros:,}".replace(",", ".")
        return f"€ {'-' if number < 0 else ''}{grouped},{cents:02d}"
    if kind == "bool":
        return "ja" if number else "nee"
    if kind == "ratio":
        text = f"{number:f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        return text.replace(".", ",")
    return str(number)


class Template:
    """The `reason` of a rule: text with {measure} in it."""

    def __init__(self, text):
        pieces = re.split(r"\{([^}]*)\}", text)
        self.texts = pieces[0::2]
        self.expressions = [Expression(piece) for piece in pieces[1::2]]
        self.measures = [m for e in self.expressions for m in e.measures]

    def fill(self, subject):
        out = self.texts[0]
        for expression, text in zip(self.expressions, self.texts[1:]):
            out += show(expression.value(subject)) + text
        return out
