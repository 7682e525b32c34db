"""The fold: one record at a time, giving statuses, tasks and dead letters (semantics 3, 4, 6, 7, 8).

In: a Pipeline and decoded records, in log order. Out: lines in `tasks`, `statuses` and `dead_letters`.
Everything is worked out anew from plain lists; what a task shows is compared with what it showed before,
and a difference is a revision.
"""

import hashlib
from datetime import timedelta
from types import SimpleNamespace

import civil
from expressions import Subject
from household import Attempt, Circumstance, Household, Signal, Task
from json_strict import Money, write
from records import PERSONAL

TASK_TYPE = "nl.schulden.outreachtaak-gewijzigd.v1"
STATUS_TYPE = "nl.schulden.vroegsignaal-status.v1"
DEAD_TYPE = "nl.schulden.dode-letter.v1"

TAKEN_UP = "Opgepakt"
WAITING = "Nog niet opgepakt"
UNJUSTIFIED = "Niet opgepakt: onterecht signaal"
OTHER_REASON = "Niet opgepakt: andere reden"
REPEATED = "Niet opgepakt: herhaalde melding"
DECEASED = "Inwoner is overleden"
NO_RESIDENT = "Persoon is geen inwoner (meer) in de gemeente"
IN_HELP = "Inwoner al bekend bij schuldhulpverlening"
OPTED_OUT = "Inwoner regelt het zelf/hoeft geen hulp vanuit vroegsignalering"
PAID = "Inwoner heeft zelf al betaald/betalingsregeling getroffen"
NO_REACTION = "Geen reactie na eerder contact"
NO_CONTACT = "Definitief geen contact kunnen krijgen"

# Circumstance, status of a signal (4.3 b and c), result of a task (7); in the order of both lists.
STATUS_UNDER = [
    ("overleden", DECEASED),
    ("vertrokken", NO_RESIDENT),
    ("schuldhulp", IN_HELP),
    ("afgemeld", OTHER_REASON),
]
RESULT_UNDER = [
    ("overleden", DECEASED),
    ("vertrokken", NO_RESIDENT),
    ("schuldhulp", IN_HELP),
    ("afgemeld", OPTED_OUT),
]
NOT_FOR_CRISIS = ("schuldhulp", "afgemeld")


class Fold:
    def __init__(self, pipeline):
        self.pipeline = pipeline
        self.households = {}
        self.last_day = None
        self.arrivals = 0
        self.tasks = []  # (household, taak, klasse, line)
        self.forgotten = []  # (number of task lines before it, household)
        self.statuses = []
        self.dead_letters = []

    # Entry points

    def dead_letter(self, reason, place):
        data = {"reden": reason, "bron": place}
        if self.last_day is not None:
            data["datum"] = self.last_day.isoformat()
        self.dead_letters.append(
            write(
                {
                    "specversion": "1.0",
                    "id": place,
                    "source": self.pipeline.source,
                    "type": DEAD_TYPE,
                    "datacontenttype": "application/json",
                    "data": data,
                }
            )
        )

    def day(self, day, time):
        """A day record, for every household in ascending order."""
        if self.last_day is not None and day <= self.last_day:
            return
        self.last_day = day
        for name in sorted(self.households):
            house = self.households[name]
            self.begin(house, time)
            self.pass_time(house)
            if not self.paused(house) and any(s.pending for s in house.signals):
                self.evaluate(house)
            task = house.open
            if task and day > task.due and not task.since_attach():
                task.late = True
            self.finish(house)

    def record(self, record, place):
        """A record of type A to F or H."""
        place = record.bron or place
        name = record.household
        house = self.households.get(name) or Household(name)
        reason = self.refusal(house, record)
        if reason == "":
            return  # a duplicate, or for a closed task: counted only
        if reason is not None:
            self.dead_letter(reason, place)
            return
        self.households[name] = house
        self.begin(house, record.time)
        if record.kind == "H":
            self.erase(house, record)
        elif record.kind == "F":
            self.circumstance(house, record)
        else:
            house.own_today = record.date if house.own_today is None else max(house.own_today, record.date)
            target = self.find_task(house, record.task) if record.kind in "CDE" else None
            self.pass_time(house)
            {
                "A": self.arrive,
                "B": self.withdraw,
                "C": self.claim,
                "D": self.attempt,
                "E": self.close_by_worker,
            }[record.kind](house, record, target)
        self.finish(house)

    # What a record meets before it is used

    def today(self, house):
        days = [d for d in (self.last_day, house.own_today) if d is not None]
        return max(days) if days else None

    def limit(self, house):
        return self.pipeline.retention.before(self.today(house))

    def find_task(self, house, name):
        for task in house.closed + ([house.open] if house.open else []):
            if task.name == name:
                return task
        return None

    def refusal(self, house, record):
        """None when the record is used, "" when it counts for nothing, else the reason of its dead letter."""
        kind = record.kind
        today = self.today(house)
        if kind == "A":
            if any(
                s.event == (record.source, record.id)
                or s.key() == (record.partner, record.name, record.signal_id)
                for s in house.signals
            ):
                return ""
            if self.pipeline.partner(record.partner, record.date) is None:
                return "geen-grondslag"
        task = self.find_task(house, record.task) if kind in "CDE" else None
        if kind == "D" and task and any(a.event == (record.source, record.id) for a in task.attempts):
            return ""
        if kind in "ABCDE" and self.last_day is not None and record.date > self.last_day + timedelta(days=1):
            return "datum-in-toekomst"
        if kind == "A" and today is not None and record.date <= self.limit(house):
            return "te-laat"
        if kind in "CDE":
            if task is None:
                return "onbekende-taak"
            if kind in "CE" and task.closed is not None:
                return ""
        return None

    # Effects of one record for one household

    def begin(self, house, time):
        self.time = time
        self.own = None  # the signal of this record
        self.status_effects = []
        self.touched = []  # closed tasks that show their change even when they leave the history with it
        self.open_before = house.open
        self.erased = False

    def status(self, signal, status):
        self.status_effects.append((signal, status))
        signal.waiting = status == WAITING

    def finish(self, house):
        """Writes what changed: statuses, then tasks; forgets an empty household."""
        today = self.today(house)
        if today is not None:
            self.drop_old_tasks(house)
        for signal, status in sorted(self.status_effects, key=lambda e: (e[0] is not self.own, e[0].arrival)):
            digest = hashlib.sha256(f"{signal.event[0]} {signal.event[1]} {status}".encode()).hexdigest()
            self.statuses.append(
                write(
                    self.envelope(
                        "s1_" + digest[:32],
                        STATUS_TYPE,
                        house,
                        {
                            "ID": signal.id,
                            "signaalpartner": {"type": signal.partner},
                            "status": status,
                            "datum": today.isoformat(),
                        },
                    )
                )
            )
        closed_now = [self.open_before] if self.open_before and self.open_before.closed is not None else []
        candidates = []
        for task in closed_now + house.closed + self.touched + ([house.open] if house.open else []):
            if task not in candidates:
                candidates.append(task)
        for task in candidates if not self.erased else []:
            shown = self.shown(house, task)
            if write(shown) == task.last_shown:
                continue
            task.revision += 1
            task.last_shown = write(shown)
            data = {
                "taak": task.name,
                "revisie": task.revision,
                **shown,
                "pijplijn": {
                    "id": self.pipeline.id,
                    "versie": self.pipeline.version,
                    "hash": self.pipeline.hash,
                },
                "peildatum": today.isoformat(),
            }
            line = write(self.envelope(f"{task.name}.{task.revision}", TASK_TYPE, house, data))
            self.tasks.append((house.name, task.name, shown["klasse"], line))
        if house.is_empty():
            self.forget(house)

    def forget(self, house):
        self.households.pop(house.name, None)
        self.forgotten.append((len(self.tasks), house.name))

    def envelope(self, name, kind, house, data):
        return {
            "specversion": "1.0",
            "id": name,
            "source": self.pipeline.source,
            "type": kind,
            "subject": house.name,
            "time": self.time,
            "datacontenttype": "application/json",
            "data": data,
        }

    # Time: retention, then circumstances that come into force

    def pass_time(self, house):
        if self.today(house) is None:
            return
        self.retain(house)
        self.close_by_itself(house)

    def retain(self, house):
        today, limit = self.today(house), self.limit(house)
        for signal in list(house.signals):
            if signal.date <= limit:
                house.signals.remove(signal)
                signal.pending = False
                if signal.waiting:
                    self.status(signal, OTHER_REASON)
        house.attempts = [a for a in house.attempts if a.date > limit]
        house.withdrawals = {k: v for k, v in house.withdrawals.items() if v[1] > limit}
        house.circumstances = [c for c in house.circumstances if c.is_history(today, limit)]
        self.drop_old_tasks(house)
        self.close_when_left(house)

    def drop_old_tasks(self, house):
        limit = self.limit(house)
        house.closed = [t for t in house.closed if t.closed > limit]
        house.attempts = [a for a in house.attempts if a.date > limit]
        house.withdrawals = {k: v for k, v in house.withdrawals.items() if v[1] > limit}

    def close_when_left(self, house):
        """An open task of which no attached signal is left in the history."""
        task = house.open
        if task and not any(s in house.signals for s in task.signals):
            self.close(house, NO_REACTION if any(a.reached for a in task.counted()) else NO_CONTACT)

    def close(self, house, result, day=None, by_worker=False):
        task = house.open
        task.result, task.closed, task.closed_by_worker = result, day or self.today(house), by_worker
        house.open = None
        house.closed.append(task)

    def covered(self, house, signal, kind):
        """Whether a circumstance of this kind holds today for the household or for the signal's person."""
        return any(
            c.kind == kind
            and c.in_force(self.today(house))
            and (c.person is None or c.person == signal.person)
            for c in house.circumstances
        )

    def paused(self, house):
        return any(c.kind == "pauzeknop" and c.in_force(self.today(house)) for c in house.circumstances)

    def close_by_itself(self, house):
        task = house.open
        if task and task.signals:
            if all(s.withdrawn for s in task.signals) and not task.counted():
                self.close(
                    house, UNJUSTIFIED if all(s.withdrawn == "onterecht" for s in task.signals) else PAID
                )
            else:
                for kind, result in RESULT_UNDER:
                    if kind in NOT_FOR_CRISIS and any(s.crisis for s in task.signals):
                        continue
                    if all(self.covered(house, s, kind) for s in task.signals):
                        self.close(house, result)
                        break
        for signal in [s for s in house.signals if s.pending]:
            for kind, status in STATUS_UNDER:
                if not (kind in NOT_FOR_CRISIS and signal.crisis) and self.covered(house, signal, kind):
                    signal.pending = False
                    self.status(signal, status)
                    break

    # A: a signal arrives

    def arrive(self, house, record, _):
        self.arrivals += 1
        signal = Signal(record, self.arrivals)
        self.own = signal
        if self.pipeline.live_from is not None and signal.date < self.pipeline.live_from:
            self.keep(house, signal)
        else:
            refused = self.refused_status(house, signal)
            if refused is not None:
                self.status(signal, refused)
            elif self.is_repeat(house, signal):
                self.status(signal, REPEATED)
                self.keep(house, signal)
            else:
                self.keep(house, signal)
                signal.pending = signal.withdrawn is None
                waits = signal.pending and not signal.crisis and house.open is None and self.paused(house)
                self.status(signal, WAITING if waits else TAKEN_UP)
        self.evaluate_when_needed(house)

    def keep(self, house, signal):
        house.signals.append(signal)
        if signal.key() in house.withdrawals:
            signal.withdrawn = house.withdrawals[signal.key()][0]

    def refused_status(self, house, signal):
        """4.3 a to c: a status for which the signal is not kept."""
        terms = self.pipeline.partner(signal.partner, signal.date)
        if not signal.crisis:
            if signal.since is not None:
                days = (signal.date - signal.since).days
                if (terms.low is not None and days < terms.low) or (
                    terms.high is not None and days > terms.high
                ):
                    return UNJUSTIFIED
            threshold = terms.threshold
            age = civil.age_on(signal.born, signal.date)
            if terms.youth_threshold is not None and age is not None:
                if self.pipeline.youth[0] <= age <= self.pipeline.youth[1]:
                    threshold = terms.youth_threshold
            if threshold is not None and signal.cents < threshold:
                return UNJUSTIFIED
        for kind, status in STATUS_UNDER:
            if not (signal.crisis and kind in NOT_FOR_CRISIS) and self.covered(house, signal, kind):
                return status
        return None

    def is_repeat(self, house, signal):
        if signal.crisis:
            return False
        after = self.pipeline.repeat_window.before(signal.date)
        return any(
            (e.partner, e.name, e.reference, e.person)
            == (signal.partner, signal.name, signal.reference, signal.person)
            and after < e.date <= signal.date
            and e.withdrawn is None
            and e.task is not None
            and (e.task.closed is None or e.task.closed_by_worker)
            and e.cents >= signal.cents
            for e in house.signals
        )

    # B, F, H

    def withdraw(self, house, record, _):
        key = (record.partner, record.name, record.signal_id)
        found = [s for s in house.signals if s.key() == key]
        if found:
            found[0].withdrawn = record.reason
            found[0].pending = False
        else:
            house.withdrawals[key] = (record.reason, record.date)
        self.close_by_itself(house)
        self.evaluate_when_needed(house)

    def circumstance(self, house, record):
        person = record.person if record.circumstance in PERSONAL else None
        same = [
            c
            for c in house.circumstances
            if (c.kind, c.person, c.start) == (record.circumstance, person, record.start)
        ]
        if record.end is not None and record.end < record.start:
            house.circumstances = [c for c in house.circumstances if c not in same]
        elif same:
            same[0].end = record.end
        else:
            house.circumstances.append(Circumstance(record.circumstance, person, record.start, record.end))
        if self.today(house) is None:
            return
        self.pass_time(house)
        self.evaluate_when_needed(house)

    def erase(self, house, record):
        if record.person is None:
            house.__init__(house.name)
            self.erased = True
            return
        person = record.person
        house.signals = [s for s in house.signals if s.person != person]
        house.circumstances = [c for c in house.circumstances if c.person != person]
        for task in house.closed + ([house.open] if house.open else []):
            task.signals = [s for s in task.signals if s.person != person]
            shown = task.shown_evaluation
            theirs = shown.person == person
            shown.contributions = [
                c
                for c in shown.contributions
                if not any(s.person == person for s in c.signals) and not (theirs and c.rule.personal)
            ]
            if theirs:
                shown.person = None
        if self.today(house) is not None:
            self.close_when_left(house)
            self.close_by_itself(house)

    # C, D, E

    def claim(self, house, record, task):
        if task.closed is not None:
            return  # it closed by itself on the way
        if (
            record.worker is not None
            and task.worker is not None
            and task.worker != record.worker
            and not record.takeover
        ):
            return
        task.worker = record.worker
        if record.team is not None:
            task.team, task.team_is_chosen = record.team, True

    def attempt(self, house, record, task):
        attempt = Attempt(record)
        task.attempts.append(attempt)
        house.attempts.append(attempt)
        self.touched.append(task)

    def close_by_worker(self, house, record, task):
        if task.closed is None:
            self.close(house, record.result, max(record.date, task.opened), by_worker=True)

    # Evaluation

    def evaluate_when_needed(self, house):
        if house.open or any(s.pending for s in house.signals):
            self.evaluate(house)

    def seen_by_rules(self, house):
        return [
            s
            for s in house.signals
            if s.withdrawn != "onterecht"
            and (s.crisis or not any(self.covered(house, s, kind) for kind in PERSONAL))
        ]

    def best_evaluation(self, house):
        seen = self.seen_by_rules(house)
        persons = sorted({s.person for s in seen if s.person is not None})
        evaluations = [self.evaluation_of(house, seen, person) for person in persons or [None]]
        return min(evaluations, key=lambda e: (e.index, -e.total, -e.personal_rules, e.candidate or ""))

    def evaluation_of(self, house, seen, person):
        today = self.today(house)
        attempts = [(a.date, a.reached) for a in house.attempts if a.counts()]
        closed = [(t.closed, t.result) for t in house.closed]
        children = any(c.kind == "minderjarige-kinderen" and c.in_force(today) for c in house.circumstances)

        def subject(personal):
            signals = [s for s in seen if not personal or s.person == person]
            births = [s.born for s in signals if s.born is not None]
            ends = [
                c.end
                for c in house.circumstances
                if c.kind == "schuldhulp"
                and c.end is not None
                and (not personal or c.person is None or c.person == person)
            ]
            return Subject(
                today,
                signals,
                births[-1] if personal and births else None,
                attempts,
                closed,
                self.pipeline.helped,
                ends,
                children,
            )

        contributions = []
        for rule in self.pipeline.rules:
            if not rule.active.holds(today) or (rule.personal and person is None):
                continue
            view = subject(rule.personal)
            if rule.when.value(view)[1]:
                contributions.append(self.contribution(rule, view))
        household = sum(c.rule.points for c in contributions if not c.rule.personal)
        personal = sum(c.rule.points for c in contributions if c.rule.personal)
        named = {c.rule.klass for c in contributions}
        index = next(
            i for i, k in enumerate(self.pipeline.classes) if household + personal >= k.score or k.id in named
        )
        personal_rules = sum(1 for c in contributions if c.rule.personal)
        return SimpleNamespace(
            index=index,
            total=household + personal,
            household=household,
            personal=personal,
            candidate=person,
            personal_rules=personal_rules,
            person=person if personal_rules else None,
            contributions=contributions,
            day=today,
        )

    def contribution(self, rule, view):
        values, signals = {}, []
        for measure in rule.when.measures + rule.reason.measures:
            if measure.text not in values:
                value = measure.value(view)
                values[measure.text] = (
                    None if value is None else Money(value[1]) if value[0] == "money" else value[1]
                )
            if measure.over_signals():
                signals += [s for s in measure.signals(view) if s not in signals]
        signals.sort(key=lambda s: (s.date, s.arrival))
        return SimpleNamespace(rule=rule, reason=rule.reason.fill(view), values=values, signals=signals)

    def evaluate(self, house):
        today = self.today(house)
        pending = [s for s in house.signals if s.pending]
        task = house.open
        opens = task is None and pending and (not self.paused(house) or any(s.crisis for s in pending))
        if task is None and not opens:
            return
        best = self.best_evaluation(house)
        raised = False
        if opens:
            task = self.open_task(house, best)
            raised = True
        elif best.index < task.index:
            task.index, task.shown_evaluation, raised = best.index, best, True
        elif best.index == task.index:
            task.shown_evaluation = best
        asked = self.pipeline.classes[task.index].due.after(today)
        if pending:
            self.attach(task, pending, asked, today)
        if raised:
            task.due = min(task.due, asked)
            if not task.team_is_chosen:
                task.team = self.choose_team(task, best)

    def open_task(self, house, best):
        today = self.today(house)
        number = house.opened_on.get(today, 0) + 1
        house.opened_on[today] = number
        name = f"T{house.name[3:15]}-{today:%Y%m%d}" + (f"-{number}" if number > 1 else "")
        task = Task(name, today)
        task.index, task.shown_evaluation = best.index, best
        sample = self.pipeline.sample
        if sample is not None and sample.index < task.index:
            drawn = int.from_bytes(hashlib.sha256(("steekproef:" + name).encode()).digest()[:8], "big")
            if drawn < sample.rate * 2**64:
                task.index, task.sampled = sample.index, True
        house.open = task
        return task

    def attach(self, task, pending, asked, today):
        if task.due is None:
            task.due = asked
        elif task.since_attach():
            if asked > task.due:
                task.late = False
            task.due = asked
        else:
            task.due = min(task.due, asked)
        for signal in pending:
            signal.pending = False
            signal.task = task
            task.signals.append(signal)
            if signal.waiting:
                self.status(signal, TAKEN_UP)
        task.attempts_at_attach = len(task.attempts)
        task.attached_on = today

    def choose_team(self, task, best):
        if any(c.rule.personal and c.rule.youth for c in best.contributions):
            for team in self.pipeline.teams:
                if team.youth:
                    return team.id
        area = task.area()
        for team in self.pipeline.teams:
            if area is not None and any(area.startswith(prefix) for prefix in team.areas):
                return team.id
        return next(t.id for t in self.pipeline.teams if t.default)

    # What a task shows

    def next_action(self, task):
        if task.closed is not None:
            return None
        since = task.since_attach()
        if any(a.reached for a in since):
            return None
        klass = self.pipeline.classes[task.index]
        kind = klass.ladder[len(since)] if len(since) < len(klass.ladder) else "Administratief"
        day = klass.retry.after(max(a.date for a in since)) if since else task.attached_on
        return {"soort": kind, "vanaf": day.isoformat()}

    def shown(self, house, task):
        """Everything of a revision but revisie, pijplijn and peildatum, in the order of section 8."""
        shown = task.shown_evaluation
        data = {"huishouden": house.name}
        if shown.person is not None:
            data["persoon"] = shown.person
        data["status"] = "open" if task.closed is None else "gesloten"
        data["klasse"] = self.pipeline.classes[task.index].id
        data["score"] = {"totaal": shown.total, "huishouden": shown.household, "persoon": shown.personal}
        data["bijdragen"] = [
            {
                "regel": c.rule.id,
                "punten": c.rule.points,
                "reden": c.reason,
                "waarden": c.values,
                "signalen": [s.id for s in c.signals],
            }
            for c in shown.contributions
        ]
        data["signalen"] = []
        for s in sorted(task.signals, key=lambda s: s.arrival):
            row = {"ID": s.id, "soort": s.partner}
            if s.name is not None:
                row["naam"] = s.name
            row["bedrag"] = Money(s.cents)
            row["signaaldatum"] = s.date.isoformat()
            if s.withdrawn:
                row["ingetrokken"] = s.withdrawn
            data["signalen"].append(row)
        if task.area() is not None:
            data["buurtcode"] = task.area()
        data["geopend"] = task.opened.isoformat()
        data["uiterlijk"] = task.due.isoformat()
        data["telaat"] = task.late
        action = self.next_action(task)
        if action is not None:
            data["volgendeActie"] = action
        data["team"] = task.team
        if task.worker is not None:
            data["medewerker"] = task.worker
        named = {name for c in shown.contributions for name in c.rule.refer}
        data["verwijzingen"] = [
            r.id for r in self.pipeline.referrals if r.id in named and r.valid.holds(shown.day)
        ]
        data["pogingen"] = []
        for a in task.attempts:
            row = {"soort": a.kind, "bereikt": a.reached, "datum": a.date.isoformat()}
            if a.part is not None:
                row["dagdeel"] = a.part
            data["pogingen"].append(row)
        if task.closed is not None:
            data["resultaat"] = task.result
            data["gesloten"] = task.closed.isoformat()
        data["steekproef"] = task.sampled
        return data
