"""A daemon with workers and invented deliveries, for the tests in a browser: one process on a folder of its own."""

import base64
import hashlib
import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request

PASSWORD = "correct-paard-batterij"
EARLIER, TODAY = "2026-02-09", "2026-03-16"
TEAMS = ["vroegsignalering", "jongerenteam", "escamp", "centrum", "laak", "haagse-hout"]
USERS = [
    ("m.jansen", "Mila Jansen", "medewerker", TEAMS),
    ("a.devries", "Adil de Vries", "medewerker", TEAMS),
    ("t.bakker", "Tess Bakker", "teamleider", TEAMS),
    ("b.beleid", "Bo Smit", "beleid", []),
]

# What a careless or hostile partner may put into any text. `window.hacked` is what a test looks for.
SCRIPT = "\"'><script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
ACCENT = "\"\u0301 autofocus onfocus=window.hacked=1 x=\u0301\""
FORMULA = "=HYPERLINK(\"https://example.nl/?\"&A1;\"klik\")"


def free_port():
    with socket.socket() as socket_:
        socket_.bind(("127.0.0.1", 0))
        return socket_.getsockname()[1]


def wait_until(check, seconds, what):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = check()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {seconds} s")


def scrypt(password):
    """As `seinpost user hash` writes it; cheaper, for tests."""
    salt = hashlib.sha256(password.encode()).digest()[:16]
    key = hashlib.scrypt(password.encode(), salt=salt, n=1 << 14, r=8, p=1, maxmem=1 << 28, dklen=32)
    text = [base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (salt, key)]
    return f"scrypt$14$8$1${text[0]}${text[1]}"


class Site:
    """`seinpost run` on an embedded journal, with the outreach side."""

    def __init__(self, binary, pipeline, folder):
        self.binary, self.folder, self.number = binary, folder, 0
        self.port, self.deliveries, self.admin = free_port(), free_port(), free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        os.makedirs(folder)
        self.write("pseudonym.key", "seinpost-browser-tests\n")
        self.write("contact.key", "0123456789abcdef" * 4)
        users = [{"id": name, "name": shown, "roles": [role], "teams": teams, "password": scrypt(PASSWORD)}
                 for name, shown, role, teams in USERS]
        self.write("users.yaml", json.dumps({"users": users}))
        self.config = self.write("site.yaml", (
            f"pipeline: {pipeline}\ninstance: proef\nkeys: {{pseudonyms: pseudonym.key, contact: [contact.key]}}\n"
            f"sqlite: {{file: journal.sqlite, listen: '127.0.0.1:{self.deliveries}'}}\nadmin: 127.0.0.1:{self.admin}\n"
            f"outreach: {{listen: '127.0.0.1:{self.port}', board: board.sqlite, activity: 'urn:proef:verwerking:1',\n"
            f"  access: {{users: users.yaml}}}}\nlog: {{format: text, level: info}}\n"))

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, 0o600)
        return path

    def start(self, day):
        with open(os.path.join(self.folder, "log"), "ab") as log:
            self.process = subprocess.Popen([self.binary, "run", "--config", self.config, "--day", day],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wait_until(self.is_ready, 40, "the site is ready")

    def is_ready(self):
        if self.process.poll() is not None:
            with open(os.path.join(self.folder, "log"), encoding="utf-8") as log:
                raise AssertionError(f"the daemon ended with {self.process.returncode}: {log.read()[-2000:]}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.admin}/readyz", timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def signal(self, household, kind, cents, day, **more):
        """One signal of an invented household, `household` from 1."""
        self.number += 1
        client = {"postcode": f"{1000 + household}ZZ", "huisnummer": 10 + household}
        client |= {key: more[key] for key in ("geboortedatum", "buurtcode", "huisnummertoevoeging") if key in more}
        data = {"ID": more.get("id", f"S-{self.number}"),
                "signaalpartner": {"type": kind, "naam": more.get("partner", f"{kind} Voorbeeld")},
                "bedrag": cents / 100, "signaaldatum": day, "client": client}
        if "crisis" in more:
            data["crisissignaal"] = True
        if "contact" in more:
            data["contact"] = more["contact"]
        return {"specversion": "1.0", "id": f"e-{self.number}", "source": "urn:proef:partner", "time": f"{day}T09:00:00Z",
                "type": "nl.schulden.vroegsignaal-ontvangen.v1", "data": data}

    def deliver(self, *signals):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.deliveries}/v1/signalen", data=json.dumps(signals).encode(),
            headers={"Content-Type": "application/cloudevents-batch+json"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            assert answer.status == 202, f"deliveries are answered with {answer.status}"

    def fill(self):
        """Two days' worth of deliveries: what is late, what is urgent, what is hostile."""
        def person(number):
            return {"naam": f"Noor Verzonnen {number}", "telefoon": f"06-12 34 56 {number:02d}", "email": f"noor{number}@example.nl"}
        self.start(EARLIER)
        self.deliver(*[self.signal(n, "Huur", 42000 + n * 100, EARLIER, buurtcode="BU05183396", contact=person(n)) for n in range(1, 4)])
        self.stop()
        self.start(TODAY)
        new = []
        for n in range(4, 12):
            area = "BU05183396" if n % 2 else "BU05182811"
            new.append(self.signal(n, "Huur", 130000, TODAY, buurtcode=area, contact=person(n)))
            new.append(self.signal(n, "Energie", 35000, TODAY, buurtcode=area))
        for n in range(12, 30):
            new.append(self.signal(n, "Zorg", 9000 + n, TODAY, geboortedatum="2004-05-06", contact=person(n)))
        new.append(self.signal(30, "Energie", 50000, TODAY, crisis=True, buurtcode="BU05183396", contact=person(30)))
        hostile = {"naam": SCRIPT, "telefoon": "javascript:window.hacked=1", "email": ACCENT, "taal": SCRIPT}
        new.append(self.signal(31, "Huur", 160000, TODAY, id=SCRIPT, partner=SCRIPT, huisnummertoevoeging="X1", contact=hostile))
        new.append(self.signal(31, "Water", 16000, TODAY, partner=ACCENT, huisnummertoevoeging="X1", contact={"naam": FORMULA}))
        new.append(self.signal(31, "Energie", 36000, TODAY, partner=FORMULA, huisnummertoevoeging="X1"))
        self.deliver(*new)
