"""What workers do on the pages, in a real browser. Each function is one behaviour, said in its docstring."""

import http.client
import re
import threading
import urllib.parse

from axe_playwright_python.sync_playwright import Axe

from daemon import PASSWORD

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


class Visit:
    """One worker at one browser."""

    def __init__(self, run, user="m.jansen", **options):
        self.run, self.site = run, run.site
        options.setdefault("viewport", DESKTOP)
        options.setdefault("locale", "nl-NL")
        self.context = run.browser.new_context(base_url=run.site.address, **options)
        self.context.set_default_timeout(20_000)
        self.page = self.context.new_page()
        self.faults = []
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("console", lambda line: self.faults.append(f"console: {line.text}") if line.type == "error" else None)
        if user:
            self.log_in(user)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind:
            self.page.screenshot(path=self.run.picture(f"failed-{kind.__name__}"), full_page=True)
        self.context.close()

    def log_in(self, user, password=PASSWORD):
        self.page.goto("/inloggen")
        self.page.get_by_label(re.compile("Gebruikersnaam|User name")).fill(user)
        self.page.get_by_label(re.compile("Wachtwoord|Password")).fill(password)
        self.page.get_by_role("button", name=re.compile("^(Log in)$")).click()

    def open_task(self, **filters):
        """The first free task of the team; its address."""
        query = "&".join(f"{name}={value}" for name, value in {"lijst": "vrij", **filters}.items())
        self.page.goto(f"/?{query}")
        self.page.locator(".task h3 a").first.click()
        self.page.wait_for_url("**/taken/*")
        return self.page.url.split("?")[0]

    def notice(self):
        return self.page.locator(".notice:not(.notice--live)").inner_text()

    def click(self, name):
        self.page.get_by_role("button", name=name).click()

    def must_be_clean(self):
        assert not self.faults, self.faults


def logs_in_and_out(run):
    """A wrong password is told and lets nobody in; the right one leads to the page that was asked for."""
    with Visit(run, user=None) as visit:
        visit.page.goto("/route")
        assert "/inloggen" in visit.page.url, visit.page.url
        visit.page.get_by_label("Gebruikersnaam").fill("m.jansen")
        visit.page.get_by_label("Wachtwoord").fill("fout-wachtwoord-hoor")
        visit.click("Log in")
        assert "horen niet bij elkaar" in visit.page.get_by_role("alert").inner_text()
        visit.page.get_by_label("Gebruikersnaam").fill("m.jansen")
        visit.page.get_by_label("Wachtwoord").fill(PASSWORD)
        visit.click("Log in")
        assert visit.page.url.endswith("/route"), visit.page.url
        visit.click("Uitloggen")
        visit.page.goto("/")
        assert "/inloggen" in visit.page.url


def does_a_task_from_start_to_end(run):
    """A worker takes up a task, registers an attempt with one tap, another in three, and closes it; the history tells all."""
    with Visit(run) as visit:
        visit.open_task(klasse="bellen")
        visit.click("Ik pak deze taak op")
        assert "opgepakt" in visit.notice()
        visit.click("Nee, niemand bereikt")
        assert "opgeschreven" in visit.notice()
        visit.page.get_by_text("Iets anders gedaan").click()
        visit.page.get_by_label("Huisbezoek", exact=True).check()
        visit.click("Ja, bereikt")
        history = visit.page.locator(".timeline").inner_text()
        assert "Telefoon op" in history and "niet bereikt" in history, history
        assert re.search(r"Huisbezoek op .*: bereikt", history), history
        visit.page.get_by_text("Taak afsluiten").click()
        assert visit.page.locator("#resultaat option").count() == 17, "16 results and an empty choice"
        visit.page.get_by_label("Hoe is het afgelopen?").select_option("(Budget)advies en/of quick fix")
        visit.click("Sluit de taak")
        assert "afgesloten" in visit.notice()
        assert "(Budget)advies en/of quick fix" in visit.page.locator(".card--next").inner_text()
        visit.must_be_clean()


def opens_contact_and_notes(run):
    """Contact details stay sealed until they are asked for; a note is there the next time they are opened."""
    with Visit(run) as visit:
        address = visit.open_task(klasse="huisbezoek")
        assert "Verzonnen" not in visit.page.content()
        visit.click("Open de contactgegevens")
        assert "Verzonnen" in visit.page.locator("#contact").inner_text()
        assert "Verzonnen" not in visit.page.url
        visit.page.get_by_label("Nieuwe notitie").fill("Belt liever na vijf uur.\n<b>Bel kapot</b>")
        visit.click("Bewaar de notitie")
        assert "notitie is bewaard" in visit.notice()
        visit.page.goto(address)
        assert "Belt liever" not in visit.page.content()
        visit.click("Open de contactgegevens")
        assert "<b>Bel kapot</b>" in visit.page.locator(".notes").inner_text()
        visit.must_be_clean()


def only_one_of_two_gets_it(run):
    """Two workers take up the same task at once: exactly one has it, the other is told who."""
    with Visit(run) as one, Visit(run, "a.devries") as two:
        address = one.open_task(soort="Zorg")
        two.page.goto(address)
        # Both forms are on the screen before either is sent; the second click comes from a plain request, as one thread
        # drives both browsers.
        form = {name: two.page.locator(f".card--next form [name={name}]").first.input_value()
                for name in ("_token", "sleutel", "revisie")}
        two.cookies = two.context.cookies()
        answers = []
        click = threading.Thread(target=lambda: answers.append(post(two, address + "/oppakken", form)))
        click.start()
        one.click("Ik pak deze taak op")
        click.join(30)
        status, text = answers[0]
        mine = "U hebt deze taak opgepakt" in one.page.content()
        theirs = status == 303
        assert mine != theirs, f"one: {mine}, two: {status}"
        loser = text if mine else one.page.content()
        assert "Iemand anders was eerder" in loser
        assert ("m.jansen" if mine else "a.devries") in loser


def post(visit, address, form):
    cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in visit.cookies)
    place = urllib.parse.urlsplit(address)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=30)
    connection.request("POST", place.path, urllib.parse.urlencode(form), {
        "Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies, "Accept": "text/html"})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def sees_changes_as_they_happen(run):
    """What one worker takes up leaves the other's list without a click, and the open task page says that it changed."""
    with Visit(run) as one, Visit(run, "a.devries") as two, Visit(run, "t.bakker") as three:
        two.page.goto("/?lijst=vrij&soort=Zorg")
        before = two.page.locator(".lead").inner_text()
        address = one.open_task(soort="Zorg")
        three.page.goto(address)
        # Both follow the feed once their request for it is answered.
        one.click("Ik pak deze taak op")
        two.page.wait_for_function("words => document.querySelector('.lead').innerText !== words", arg=before)
        three.page.wait_for_selector("[data-live-notice]:not([hidden])")
        assert "net veranderd" in three.page.locator("[data-live-notice]").inner_text()
        two.must_be_clean()


def works_without_javascript(run):
    """Without JavaScript a worker filters, takes up, registers, opens details and gives back."""
    with Visit(run, java_script_enabled=False) as visit:
        visit.page.goto("/?lijst=vrij")
        visit.page.locator(".filters summary").click()
        visit.page.get_by_label("Soort achterstand").select_option("Zorg")
        visit.click("Laat zien")
        assert "soort=Zorg" in visit.page.url
        visit.page.get_by_role("button", name=re.compile("Oppakken")).first.click()
        assert "opgepakt" in visit.notice()
        visit.click("Nee, niemand bereikt")
        visit.click("Open de contactgegevens")
        assert "Verzonnen" in visit.page.locator("#contact").inner_text()
        visit.page.get_by_text("Teruggeven of overdragen").click()
        visit.click("Geef de taak terug")
        assert "teruggegeven" in visit.notice()


def works_by_keyboard(run):
    """With the keyboard alone: the skip link first, focus that is seen, a task taken up and an attempt registered."""
    with Visit(run) as visit:
        page = visit.page
        page.goto("/?lijst=vrij&soort=Zorg")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "inhoud"
        tab_to(page, "document.activeElement.closest('.task h3') !== null")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert outline == "3px", f"focus is seen: {outline}"
        page.keyboard.press("Enter")
        page.wait_for_url("**/taken/*")
        tab_to(page, "document.activeElement.innerText === 'Ik pak deze taak op'")
        page.keyboard.press("Enter")
        page.wait_for_url("**gedaan=opgepakt")
        tab_to(page, "document.activeElement.innerText === 'Nee, niemand bereikt'")
        page.keyboard.press("Space")
        page.wait_for_url("**gedaan=poging")
        visit.must_be_clean()


def tab_to(page, condition, limit=60):
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate(condition):
            return
    raise AssertionError(f"{limit} tabs do not lead to {condition}")


def fits_a_phone(run):
    """On a phone nothing runs off the side, every target has 24 pixels, and an attempt takes at most three taps."""
    with Visit(run, viewport=PHONE, has_touch=True) as visit:
        address = visit.open_task(soort="Zorg")
        visit.click("Ik pak deze taak op")
        for path in ["/", "/?lijst=team", address, "/route", "/team", "/toegankelijkheid"]:
            visit.page.goto(path)
            width = visit.page.evaluate("document.documentElement.scrollWidth")
            assert width <= PHONE["width"], f"{path} is {width} wide"
            small = visit.page.evaluate("""() => [...document.querySelectorAll('a, button, summary, input:not([type=hidden]), select')]
                .filter(part => part.checkVisibility() && getComputedStyle(part).display !== 'inline')
                .map(part => [part.outerHTML.slice(0, 80), part.getBoundingClientRect()])
                .filter(([_, box]) => box.height < 24 || box.width < 24).map(([text, box]) => `${box.width}x${box.height} ${text}`)""")
            small = [one for one in small if "skip" not in one]
            assert not small, f"{path}: {small}"
        visit.page.goto(address)
        taps = 0
        for tap in [lambda: visit.page.get_by_text("Iets anders gedaan").tap(),
                    lambda: visit.page.locator(".choice", has_text="Kaartje").tap(),
                    lambda: visit.page.get_by_role("button", name="Nee, niet bereikt").tap()]:
            tap()
            taps += 1
        assert taps <= 3 and "opgeschreven" in visit.notice()


def prints_a_route(run):
    """The route names addresses only when asked, and prints by neighbourhood without amounts and without the menu."""
    with Visit(run) as visit:
        page = visit.page
        page.goto("/route?lijst=team")
        assert "ZZ" not in page.locator("main").inner_text()
        visit.click("Toon de adressen")
        page.emulate_media(media="print")
        text = page.locator("main").inner_text()
        assert re.search(r"10\d\d ZZ \d+", text), text
        assert "Buurt BU05183396" in text and "€" not in text
        assert not page.locator(".masthead").is_visible() and not page.locator(".feeds").first.is_visible()
        page.pdf(path=run.picture("route-a4").replace(".png", ".pdf"), format="A4")
        page.screenshot(path=run.picture("route-print"), full_page=True)


def shows_hostile_text_as_text(run):
    """Scripts, accents after quotation marks and formulas in every field of a signal are shown as text, and run nowhere."""
    with Visit(run) as visit:
        page = visit.page
        page.goto("/?lijst=team&soort=Water")
        page.locator(".task h3 a").first.click()
        page.wait_for_url("**/taken/*")
        visit.click("Open de contactgegevens")
        text = page.locator("main").inner_text()
        assert "<script>window.hacked=1</script>" in text and "=HYPERLINK" in text
        assert page.evaluate("window.hacked") is None
        assert page.locator("main script, main img, [onfocus], [onerror], [autofocus]").count() == 0
        assert page.locator("a[href^=javascript]").count() == 0
        visit.must_be_clean()
        sheet = visit.context.request.get("/feeds/taken.csv?lijst=team").text()
        assert sheet.startswith("\ufeffTaak;")
        assert not [line for line in sheet.splitlines() for cell in line.split(";") if cell.startswith(("=", "+", "@"))]


def is_told_what_is_not_there(run):
    """An unknown address and a task of nobody's are pages with a way back; a policy officer sees no contact details."""
    with Visit(run) as visit:
        for path in ["/bestaat-niet", "/taken/T000000000000-20260101"]:
            answer = visit.page.goto(path)
            assert answer.status == 404 and "bestaat niet" in visit.page.locator("h1").inner_text()
    with Visit(run, "b.beleid") as visit:
        visit.page.goto("/")
        visit.page.locator(".task h3 a").first.click()
        visit.page.wait_for_url("**/taken/*")
        assert visit.page.locator("#contact, .card--next form").count() == 0
        assert visit.page.goto("/route").status == 403


def is_accessible(run):
    """axe finds nothing on any page, in light and dark, on desktop and phone, in Dutch and English."""
    worst = []
    for scheme, viewport, language in [("light", DESKTOP, "nl-NL"), ("dark", PHONE, "nl-NL"), ("dark", DESKTOP, "en-GB"),
                                       ("light", PHONE, "en-GB")]:
        with Visit(run, "t.bakker", viewport=viewport, locale=language, color_scheme=scheme) as visit:
            page = visit.page
            page.goto("/?lijst=team")
            task = page.locator(".task h3 a").first.get_attribute("href")
            place = f"{scheme}-{'phone' if viewport is PHONE else 'desktop'}-{language[:2]}"
            for name, path in [("list", "/?lijst=team"), ("filters", "/?lijst=team&klasse=bellen"), ("empty", "/?wijk=BU99"),
                               ("task", task), ("route", "/route?lijst=team"), ("overview", "/team"),
                               ("accessibility", "/toegankelijkheid"), ("missing", "/bestaat-niet")]:
                page.goto(path)
                if name == "task":
                    page.get_by_role("button", name=re.compile("Open (de|the) contact")).click()
                    for part in page.locator("details").all():
                        part.evaluate("part => part.open = true")
                worst += violations(page, f"{place} {name}")
                page.screenshot(path=run.picture(f"{name}-{place}"), full_page=True)
            visit.click(re.compile("Uitloggen|Log out"))
            worst += violations(page, f"{place} log-in")
            page.screenshot(path=run.picture(f"login-{place}"), full_page=True)
    assert not worst, "\n".join(worst)


def violations(page, where):
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
    return [f"{where}: {one['id']}: {node['html'][:120]} {node['failureSummary'][:160]}" for one in found for node in one["nodes"][:3]]


ALL = [logs_in_and_out, does_a_task_from_start_to_end, opens_contact_and_notes, only_one_of_two_gets_it, sees_changes_as_they_happen,
       works_without_javascript, works_by_keyboard, fits_a_phone, prints_a_route, shows_hostile_text_as_text,
       is_told_what_is_not_there, is_accessible]
