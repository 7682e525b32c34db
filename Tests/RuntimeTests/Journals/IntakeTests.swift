// What intake lets through says the same as what was delivered, and names nobody. Depends on: Stages, Intake.

import Foundation
import Rules
import Runtime
import Signals
import TestSupport
import Testing

@Suite struct IntakeTests {
    private static let house = InventedAddress.all[0]
    private static let client =
        #""client":{"postcode":"2525 ab","huisnummer":"00012","#
        + #""geboortedatum":"1955-07-01","buurtcode":"BU05183312","#
        + #""naam":"A. Proefpersoon"}"#
    private static var subject: String {
        #""huishouden":"\#(house.householdText)","#
            + #""persoon":"\#(house.personText(born: "1955-07-01"))","#
            + #""geboortedatum":"1955-07-01","buurtcode":"BU05183312""#
    }
    private static var task: String {
        #""huishouden":"\#(house.householdText)","taak":"\#(house.task(opened: "2026-03-01"))""#
    }

    /// Type, data as delivered, data in the log up to its `bron`.
    private static var types: [(kind: String, delivered: String, log: String)] {
        let partner = #""signaalpartner":{"type":"Zorg","naam":"Zorg \"V\" é"}"#
        return [
            (
                "vroegsignaal-ontvangen",
                #""ID":"S1",\#(partner),"bedrag":12.5,"signaaldatum":"2026-02-27","#
                    + #""ontstaansdatum":"2026-01-01","crisissignaal":true,"warmeOverdracht":false,"#
                    + #""kenmerk":"K1",\#(client),"contact":{"naam":"A. Proefpersoon","#
                    + #""telefoon":"+31970","email":"a@example.nl","taal":"nl"}"#,
                #""ID":"S1",\#(partner),"bedrag":12.50,"signaaldatum":"2026-02-27","#
                    + #""ontstaansdatum":"2026-01-01","crisissignaal":true,"warmeOverdracht":false,"#
                    + #""kenmerk":"K1",\#(subject)"#
            ),
            (
                "vroegsignaal-ingetrokken",
                #""ID":"S1",\#(partner),\#(client),"datum":"2026-02-28","reden":"betaald""#,
                #""ID":"S1",\#(partner),\#(subject),"datum":"2026-02-28","reden":"betaald""#
            ),
            (
                "outreachtaak-toegewezen",
                #"\#(task),"datum":"2026-03-01","medewerker":"m.jansen","team":"centrum","overname":true"#,
                #"\#(task),"datum":"2026-03-01","medewerker":"m.jansen","team":"centrum","overname":true"#
            ),
            (
                "outreachtaak-toegewezen", #"\#(task),"datum":"2026-03-01","medewerker":null"#,
                #"\#(task),"datum":"2026-03-01","medewerker":null"#
            ),
            (
                "contactpoging-geregistreerd",
                #"\#(task),"soort":"Telefoon","bereikt":true,"datum":"2026-03-01","#
                    + #""dagdeel":"Avond","medewerker":"m.jansen""#,
                #"\#(task),"soort":"Telefoon","bereikt":true,"datum":"2026-03-01","#
                    + #""dagdeel":"Avond","medewerker":"m.jansen""#
            ),
            (
                "outreachtaak-afgesloten",
                #"\#(task),"resultaat":"Inwoner is overleden","datum":"2026-03-01","medewerker":"m.jansen""#,
                #"\#(task),"resultaat":"Inwoner is overleden","datum":"2026-03-01","medewerker":"m.jansen""#
            ),
            (
                "omstandigheid-gewijzigd",
                #"\#(client),"soort":"schuldhulp","vanaf":"2026-03-01","tot":"2026-06-01""#,
                #"\#(subject),"soort":"schuldhulp","vanaf":"2026-03-01","tot":"2026-06-01""#
            ),
            ("dag-begonnen", #""datum":"2026-03-01""#, #""datum":"2026-03-01""#),
            ("gegevens-gewist", client, subject),
        ]
    }

    private static func event(_ kind: String, _ data: String) -> String {
        #"{"specversion":"1.0","id":"e \"1\"","source":"urn:proef:a","#
            + #""type":"nl.schulden.\#(kind).v1","time":"2026-03-01T08:00:00+01:00","#
            + #""datacontenttype":"application/json","data":{\#(data)}}"#
    }

    @Test("a record of each type keeps its fields, its client becomes pseudonyms", arguments: 0..<9)
    func fields(index: Int) throws {
        let pipeline = try Pipeline(reference: "basis.yaml")
        let (kind, delivered, log) = Self.types[index]
        let outbox = try JournalLines.takenIn([Self.event(kind, delivered)], pipeline)
        let line = try #require(outbox.lines(of: .log).first, "\(outbox.lines.map(\.text))")
        let isDay = kind == "dag-begonnen"
        let found = line.text.replacing(#""subject":"\#(Self.house.householdText)","#, with: "")
        #expect(found == Self.event(kind, log + #","bron":"delivered/0/0""#))
        #expect(line.key == (isDay ? nil : Self.house.householdText))
        #expect(line.text.contains("subject") == !isDay)
        for line in outbox.lines {
            for name in ["Proefpersoon", "2525", "+31970", "@example"] { #expect(!line.text.contains(name)) }
        }
    }

    @Test("a log record taken in again stays as it is, its first place too")
    func again() throws {
        let pipeline = try Pipeline(reference: "basis.yaml")
        let delivered = JournalLines.delivered(seed: 3, pipeline, 150)
        let log = try JournalLines.takenIn(delivered, pipeline).lines(of: .log)
        let twice = try JournalLines.takenIn(log.map(\.text), pipeline).lines(of: .log)
        #expect(twice == log)
    }

    @Test("folding what intake made gives the tasks of what was delivered", arguments: 1...6)
    func tasks(seed: Int) throws {
        let pipeline = try Pipeline(reference: seed % 2 == 0 ? "basis.yaml" : "jeugd.yaml")
        let delivered = JournalLines.delivered(seed: seed, pipeline, 250)
        let log = try JournalLines.takenIn(delivered, pipeline).lines(of: .log).map(\.text)
        let (one, other) = (Fold(pipeline).run(delivered), Fold(pipeline).run(log))
        #expect(one.tasks == other.tasks)
        #expect(one.statuses == other.statuses)
        #expect(one.tombstones == other.tombstones)
        #expect(!one.tasks.isEmpty)
    }

    @Test("contact details open with the key, under their own household only")
    func contact() throws {
        let pipeline = try Pipeline(reference: "basis.yaml")
        let outbox = try JournalLines.takenIn(
            [Self.event(Self.types[0].kind, Self.types[0].delivered)], pipeline)
        let line = try #require(outbox.lines(of: .contact).first)
        struct Sealed: Decodable {
            var sleutel: String
            var verzegeld: String
        }
        let sealed = try JSONDecoder().decode(Sealed.self, from: Data(line.text.utf8))
        let household = Array(Self.house.householdText.utf8)
        let plain = try JournalLines.seal().open(sealed.verzegeld, key: sealed.sleutel, context: household)
        let text = String(decoding: plain, as: UTF8.self)
        #expect(text.contains(#""postcode":"2525 ab""#) && text.contains(#""email":"a@example.nl""#))
        #expect(throws: ContactSeal.Failure.self) {
            let other = Array(InventedAddress.all[1].householdText.utf8)
            _ = try JournalLines.seal().open(sealed.verzegeld, key: sealed.sleutel, context: other)
        }
        let other = ContactSeal(keys: [try #require(JournalLines.otherKey)])
        #expect(throws: ContactSeal.Failure.self) {
            _ = try other.open(sealed.verzegeld, key: sealed.sleutel, context: household)
        }
    }

    @Test("an erasure leaves a tombstone for the household's contact details") func erasure() throws {
        let pipeline = try Pipeline(reference: "basis.yaml")
        let data = #""huishouden":"\#(Self.house.householdText)""#
        let outbox = try JournalLines.takenIn([Self.event("gegevens-gewist", data)], pipeline)
        let line = try #require(outbox.lines(of: .contact).first)
        #expect(line.key == Self.house.householdText && line.value == nil)
    }
}
