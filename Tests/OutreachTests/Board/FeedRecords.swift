// Records of the feed as scoring and intake would write them. Depends on: Outreach.

import Runtime
import TestSupport

@testable import Outreach

extension FeedRecord {
    /// A task at a revision.
    static func task(
        _ task: String, _ revision: Int, house: Int = 0, team: String = "centrum", worker: String? = nil,
        taskClass: String = "gewoon", isOpen: Bool = true, isLate: Bool = false, kind: String = "Huur",
        action: String = "Brief", area: String? = nil, due: String = "2026-03-30", at position: Int64 = 0
    ) -> FeedRecord {
        let household = InventedAddress.all[house].householdText
        var data = JSONWriter()
        data.open()
        data.member("taak", task)
        data.member("revisie", revision)
        data.member("huishouden", household)
        data.member("status", isOpen ? "open" : "gesloten")
        data.member("klasse", taskClass)
        data.member("score", json: #"{"totaal":0,"huishouden":0,"persoon":0}"#.utf8)
        data.member("bijdragen", [])
        data.member(
            "signalen",
            json: #"[{"ID":"S1","soort":"\#(kind)","bedrag":412.50,"signaaldatum":"2026-03-02"}]"#.utf8)
        if let area { data.member("buurtcode", area) }
        data.member("geopend", "2026-03-02")
        data.member("uiterlijk", due)
        data.member("telaat", isLate)
        if isOpen {
            data.member("volgendeActie", json: #"{"soort":"\#(action)","vanaf":"2026-03-02"}"#.utf8)
        }
        data.member("team", team)
        if let worker { data.member("medewerker", worker) }
        data.member("verwijzingen", [])
        data.member("pogingen", [])
        if !isOpen {
            data.member("resultaat", "Inwoner is overleden")
            data.member("gesloten", "2026-03-02")
        }
        data.member("steekproef", false)
        data.member("pijplijn", json: #"{"id":"proef","versie":"1","hash":"0123456789ab"}"#.utf8)
        data.member("peildatum", "2026-03-02")
        data.close()
        let event =
            #"{"specversion":"1.0","id":"\#(task).\#(revision)","source":"urn:proef","#
            + #""type":"nl.schulden.outreachtaak-gewijzigd.v1","subject":"\#(household)","#
            + #""time":"2026-03-02T08:00:00Z","datacontenttype":"application/json","data":\#(data.text)}"#
        return FeedRecord(
            stream: .tasks, partition: 0, position: position, household: household, value: Array(event.utf8))
    }

    /// The tombstone of the first invented household.
    static func tombstone(at position: Int64) -> FeedRecord {
        FeedRecord(
            stream: .tasks, partition: 0, position: position,
            household: InventedAddress.all[0].householdText, value: nil)
    }

    /// Sealed contact data of one signal; the seal is not looked at.
    static func details(_ household: String, at position: Int64, person: String) -> FeedRecord {
        let json =
            #"{"ID":"S\#(position)","signaalpartner":"Huur","persoon":"\#(person)","#
            + #""signaaldatum":"2026-03-02","sleutel":"00000000","verzegeld":"AAAA"}"#
        return FeedRecord(
            stream: .contact, partition: 0, position: position, household: household, value: Array(json.utf8))
    }
}
