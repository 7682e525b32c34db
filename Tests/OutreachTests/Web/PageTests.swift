// What pages say and offer: words, filters, reasons, next steps.
// In: tasks. Out: failures. Depends on: the pages.

import Engine
import Foundation
import Signals
import Testing

@testable import Outreach

@Suite("Pages say what a worker needs")
struct PageTests {
    @Test(
        "every text of a template is there in both languages, and every template can be filled with nothing")
    func templates() {
        var texts = 0
        for (name, template) in Pages.templates {
            for part in template.split(separator: "[[").dropFirst() {
                let pair = part.prefix { $0 != "]" }.split(separator: "|", omittingEmptySubsequences: false)
                #expect(
                    pair.count == 2 && pair.allSatisfy { !$0.allSatisfy(\.isWhitespace) }, "\(name): \(pair)")
                texts += 1
            }
            for language in Language.allCases {
                #expect(!Pages.shared.render(name, [:], in: language).contains("[["))
            }
        }
        #expect(texts > 100, "texts are found")
    }

    @Test("a page runs no script and has no style of its own", arguments: InjectionTests.places.dropLast())
    func strict(_ place: String) throws {
        let page = try InjectionTests.markup(place, "Proef", .dutch)
        #expect(!page.contains("style=") && !page.contains("<style") && !page.contains(" onclick"))
        #expect(
            page.ranges(of: "<script").count == page.ranges(of: "<script src=\"/stijl/live.js\" defer>").count
        )
    }

    @Test(
        "the day before which a task must be done is told in working days",
        arguments: [
            (0, "vandaag"), (1, "geen werkdag meer"), (2, "geen werkdag meer"), (3, "nog 1 werkdag"),
            (4, "nog 2 werkdagen"), (-1, "1 werkdag geleden"), (-4, "4 werkdagen geleden"),
            // Easter Monday 2026 is 6 April.
            (18, "nog 11 werkdagen"),
        ])
    func left(_ days: Int, _ words: String) {
        // A Friday.
        #expect(Wording(.dutch).left(until: PageSample.today + days, today: PageSample.today) == words)
    }

    @Test("amounts and lists are written as each language writes them") func words() {
        let (dutch, english) = (Wording(.dutch), Wording(.english))
        #expect(
            dutch.money(123_456_705) == "€ 1.234.567,05" && english.money(123_456_705) == "€ 1,234,567.05")
        #expect(dutch.money(-5) == "−€ 0,05" && dutch.money(0) == "€ 0,00")
        #expect(
            dutch.list(["a", "b", "c"]) == "a, b en c" && english.list(["a"]) == "a" && dutch.list([]) == "")
    }

    @Test(
        "the switch goes before the browser's wish, and Dutch before nothing",
        arguments: [
            (nil, nil, Language.dutch), (nil, "en-GB,nl;q=0.8", .english),
            (nil, "nl;q=0.3, en;q=0.2", .dutch),
            ("en", "nl", .english), ("x", "fr", .dutch), (nil, "fr, en;q=0.1", .english),
            (nil, "en;q=0", .dutch),
        ] as [(String?, String?, Language)])
    func language(_ cookie: String?, _ accepted: String?, _ language: Language) {
        #expect(Language.chosen(cookie: cookie, accepted: accepted) == language)
    }

    @Test("a worklist's address says its filters and comes back as the same") func query() {
        let asked = [
            "lijst": "team", "team": "escamp", "klasse": "bellen", "soort": "CAK Eigen bijdrage",
            "status": "gesloten", "telaat": "ja", "wijk": "bu0518", "pagina": "3",
        ]
        let query = WorklistQuery { asked[$0] }
        #expect(
            query.address() == "/?lijst=team&team=escamp&klasse=bellen&soort=CAK%20Eigen%20bijdrage"
                + "&status=gesloten&telaat=ja&wijk=BU0518&pagina=3")
        let pairs = PageRequest.pairs(String(query.address().dropFirst(2)))
        #expect(WorklistQuery { pairs[$0] } == query)
        #expect(query.filterCount == 6)
    }

    @Test(
        "what is no filter is no part of an address: a name or a place does not get there",
        arguments: ["Noor Verzonnen", "2512AB 14", "<b>", String(repeating: "a", count: 41), "é"])
    func personal(_ text: String) {
        let query = WorklistQuery { _ in text }
        #expect(query == WorklistQuery())
    }

    @Test("each reason says which class the task would have had without it") func withoutReason() throws {
        let pipeline = try PageSample.pipeline()
        func contribution(_ rule: String, _ points: Int) throws -> TaskData.Contribution {
            let json = #"{"regel":"\#(rule)","punten":\#(points),"reden":"r","waarden":{},"signalen":[]}"#
            return try JSONDecoder().decode(TaskData.Contribution.self, from: Data(json.utf8))
        }
        let all = [try contribution("veel", 40), try contribution("hoog", 30)]
        #expect(TaskWhy.taskClass(of: all, in: pipeline) == "huisbezoek")
        #expect(TaskWhy.taskClass(of: [all[0]], in: pipeline) == "bellen")
        #expect(TaskWhy.taskClass(of: [], in: pipeline) == "bericht")
    }

    @Test("all sixteen results of the national list can be chosen, each once") func results() {
        let offered = TaskNextStep.results.flatMap(\.results)
        #expect(offered.count == 16 && Set(offered) == Set(TaskResult.allCases))
    }

    @Test(
        "who may not act is offered no form; who has the task is asked how it went",
        arguments: [("m.lead", true), ("m.beleid", false)])
    func offers(_ id: String, _ acts: Bool) throws {
        let actor = try #require(Somebody.all.first { $0.id == id })
        let json = try Hostile.task("centrum", task: "T1")
        var task = json
        task.worker = actor.id
        task.next?.kind = "Telefoon"
        let html = TaskDetailPage(frame: try PageSample.frame(actor), revisions: [task]).html()
        // Lines may break anywhere between words.
        let page = html.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(page.contains("Ja, ik heb iemand gesproken") == acts)
        #expect(page.contains("/taken/T1/contact") == acts && page.contains("/taken/T1/afsluiten") == acts)
    }
}
