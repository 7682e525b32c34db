// A task in which every text is what a hostile or careless partner could put there.
// In: a text. Out: a task, opened details, a frame. Depends on: Outreach.

import Engine
import Foundation
import Rules
import Signals
import TestSupport

@testable import Outreach

enum Hostile {
    static let script = "\"'><script>gevaar()</script>&{{task}}"
    /// To a comparison by grapheme this is no quotation mark.
    static let accent = "x\"\u{301} onfocus=gevaar() autofocus y=\"\u{301}"
    static let breaks = "a\r\nBEGIN:VEVENT\u{0}\u{8}\u{202E}\u{FFFE};,\\"
    static let formula = "=HYPERLINK(\"https://example.nl\";\"klik\")"
    static let all = [script, accent, breaks, formula]

    /// Every text of the record that is not a date, a number or a member of our own code lists.
    static func task(_ text: String, task: String? = nil) throws -> TaskData {
        func quoted(_ text: String) throws -> String {
            String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
        }
        let t = try quoted(text)
        let json = """
            {"taak":\(try task.map(quoted) ?? t),"revisie":2,"huishouden":\(t),"persoon":\(t),
            "status":"open","klasse":\(t),
            "score":{"totaal":40,"huishouden":40,"persoon":0},
            "bijdragen":[{"regel":\(t),"punten":40,"reden":\(t),"waarden":{},"signalen":[\(t)]}],
            "signalen":[{"ID":\(t),"soort":\(t),"naam":\(t),"bedrag":1234.56,
            "signaaldatum":"2026-03-02","ingetrokken":\(t)}],
            "buurtcode":\(t),"geopend":"2026-03-02","uiterlijk":"2026-03-30","telaat":true,
            "volgendeActie":{"soort":\(t),"vanaf":"2026-03-05"},"team":\(t),"medewerker":\(t),"verwijzingen":[\(t)],
            "pogingen":[{"soort":\(t),"bereikt":false,"datum":"2026-03-03","dagdeel":\(t)}],"resultaat":\(t),
            "steekproef":true,"pijplijn":{"id":\(t),"versie":\(t),"hash":\(t)},"peildatum":"2026-03-20"}
            """
        return try JSONDecoder().decode(TaskData.self, from: Data(json.utf8))
    }

    static func details(_ text: String) throws -> [OpenedDetails] {
        let contact: [String: [String: String]] = [
            "client": [
                "postcode": text, "huisnummer": text, "huisnummertoevoeging": text, "geboortedatum": text,
            ], "contact": ["naam": text, "telefoon": text, "email": text, "taal": text],
        ]
        return [
            OpenedDetails(
                kind: .contact(signal: text, partner: text, date: PageSample.today), person: nil,
                plain: Array(try JSONEncoder().encode(contact))),
            OpenedDetails(
                kind: .note(id: text, task: text, worker: text, time: text), person: nil,
                plain: Array(try JSONEncoder().encode(["tekst": text]))),
        ]
    }
}

/// Pages of invented people.
enum PageSample {
    static let today = CivilDate(year: 2026, month: 3, day: 20)

    static func pipeline() throws -> Pipeline {
        try Pipeline(
            rules: """
                  - {id: veel, scope: household, when: "kinds(month) >= 2", points: 40, reason: veel}
                  - {id: hoog, scope: household, when: "outstanding(31d) >= €500", points: 30, reason: hoog}
                """,
            classes: """
                  - {id: huisbezoek, score: 60, due: 28d, ladder: [Huisbezoek, Brief], retry: 7d}
                  - {id: bellen, score: 30, due: 28d, ladder: [Telefoon, Brief], retry: 5d}
                  - {id: bericht, score: 0, due: 28d, ladder: [Brief], retry: 14d}
                """)
    }

    static func frame(_ actor: Actor? = Somebody.lead, _ language: Language = .dutch, _ address: String = "/")
        throws -> PageFrame
    {
        var frame = PageFrame(
            site: Site(try pipeline()), actor: actor, language: language, today: today, address: address)
        frame.formToken = "token"
        frame.makeKey = { "sleutel-van-de-proef" }
        return frame
    }
}
