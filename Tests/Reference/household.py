"""What a household remembers: signals, attempts, circumstances, tasks (semantics 4 and 7). Plain objects.

In: decoded records. Out: the state that fold.py changes and shows. Depends on: civil.py.
"""

import civil


class Signal:
    """One entry of the history."""

    def __init__(self, record, arrival):
        self.event = (record.source, record.id)
        self.id, self.partner, self.name = record.signal_id, record.partner, record.name
        self.cents, self.date, self.since = record.cents, record.date, record.since
        self.crisis, self.reference = record.crisis, record.reference
        self.person, self.born, self.area = record.person, record.born, record.area
        self.arrival = arrival
        self.withdrawn = None  # the reason
        self.pending = False
        self.waiting = False  # its last status is `Nog niet opgepakt`
        self.task = None  # the task it was attached to

    def key(self):
        return (self.partner, self.name, self.id)


class Attempt:
    def __init__(self, record):
        self.event = (record.source, record.id)
        self.date, self.kind, self.reached, self.part = (
            record.date,
            record.contact,
            record.reached,
            record.part,
        )

    def counts(self):
        return self.kind != "Administratief"


class Circumstance:
    def __init__(self, kind, person, start, end):
        self.kind, self.person, self.start, self.end = kind, person, start, end

    def last_day(self):
        """`tot`, or the one it counts as having."""
        if self.end is None and self.person is None and self.kind in ("vertrokken", "overleden", "afgemeld"):
            return civil.add_months(self.start, 6)
        return self.end

    def in_force(self, today):
        last = self.last_day()
        return self.start <= today and (last is None or last >= today)

    def is_history(self, today, limit):
        last = self.last_day()
        if last is not None:
            return last > limit
        months = 18 * 12 if self.kind == "minderjarige-kinderen" else 36
        return today < civil.add_months(self.start, months)


class Task:
    def __init__(self, name, opened):
        self.name, self.opened = name, opened
        self.index = None  # of the class
        self.shown_evaluation = None
        self.signals = []  # attached
        self.attempts = []
        self.attempts_at_attach = 0  # how many attempts there were when a signal was last attached
        self.attached_on = None
        self.due = None
        self.late = False
        self.team = None
        self.team_is_chosen = False  # by C
        self.worker = None
        self.result = None
        self.closed = None
        self.closed_by_worker = False
        self.sampled = False
        self.revision = 0
        self.last_shown = None

    def counted(self):
        return [a for a in self.attempts if a.counts()]

    def since_attach(self):
        return [a for a in self.attempts[self.attempts_at_attach :] if a.counts()]

    def area(self):
        areas = [s.area for s in sorted(self.signals, key=lambda s: s.arrival) if s.area is not None]
        return areas[-1] if areas else None


class Household:
    def __init__(self, name):
        self.name = name
        self.own_today = None
        self.signals = []
        self.attempts = []
        self.withdrawals = {}  # (partner, name, ID) -> (reason, datum), of signals that were not there
        self.circumstances = []
        self.open = None
        self.closed = []  # in the history, in order of opening
        self.opened_on = {}  # day -> how many tasks were opened

    def is_empty(self):
        return not (
            self.signals
            or self.attempts
            or self.withdrawals
            or self.circumstances
            or self.open
            or self.closed
        )
