// What comes from a signal stays text, on every page and in every feed.
// In: hostile texts in every field. Out: failures. Depends on: the pages and feeds.

import Engine
import Signals
import Testing

@testable import Outreach

@Suite("What comes from outside stays text")
struct InjectionTests {
    /// Each page and feed in which texts of a task stand.
    static let places = ["lijst", "taak", "taak-open", "route", "atom"]

    static func markup(_ place: String, _ text: String, _ language: Language) throws -> String {
        let task = try Hostile.task(text)
        let actor = Actor(id: text, name: text, roles: [.lead], teams: [text])
        var frame = try PageSample.frame(actor, language, "/?lijst=team")
        frame.notice = Notice(.problem, text)
        frame.site.municipality = text
        let file = HouseholdFile(try Hostile.details(text))
        switch place {
        case "lijst":
            var query = WorklistQuery()
            (query.list, query.team, query.area) = (.team, text, text)
            return WorklistPage(frame: frame, query: query, tasks: [task], count: 90, counts: [:]).html()
        case "taak": return TaskDetailPage(frame: frame, revisions: [task, task]).html()
        case "taak-open": return TaskDetailPage(frame: frame, revisions: [task], file: file).html()
        case "route": return RoutePage(frame: frame, tasks: [task], files: [task.task: file]).html()
        default:
            return Pages.shared.render(
                "atom",
                [
                    "id": text, "title": text, "itself": text, "page": text, "updated": text,
                    "entries": [
                        [
                            "id": text, "title": text, "updated": text, "published": text, "url": text,
                            "tags": [text], "text": text,
                        ] as PageValues
                    ],
                ], in: language)
        }
    }

    @Test("no text opens an element, ends an attribute or fills a template", arguments: places, Hostile.all)
    func isText(_ place: String, _ text: String) throws {
        for language in Language.allCases {
            let page = try Self.markup(place, text, language)
            let scalars = Array(page.unicodeScalars)
            #expect(!page.contains("<script>gevaar"))
            // A quotation mark of ours is never followed by an accent.
            let isEnded = zip(scalars, scalars.dropFirst()).contains { $0 == "\"" && $1 == "\u{301}" }
            #expect(!isEnded, "an attribute was ended")
            #expect(!scalars.contains { ["\u{0}", "\u{8}", "\r", "\u{202E}", "\u{FFFE}"].contains($0) })
            #expect(text != Hostile.script || page.contains("{{task}}"), "a value is no template")
            #expect(text != Hostile.script || page.contains("&lt;script&gt;gevaar()"), "the text is shown")
        }
    }

    @Test(
        "only telephone numbers, mail addresses and the web become links",
        arguments: [
            ("06-12 34 56 78", "tel:0612345678"), ("+31 6 12345678", "tel:+31612345678"),
            ("javascript:gevaar()", nil), ("12", nil), ("0612345678;ext=1", nil), ("٠٦١٢٣٤٥٦٧٨", nil),
        ] as [(String, String?)])
    func telephone(_ text: String, _ link: String?) {
        #expect(ContactCard.telephoneLink(text) == link)
    }

    @Test(
        "a mail address with anything but an address in it is no link",
        arguments: [
            ("noor@example.nl", "mailto:noor@example.nl"), ("a+b@example.nl", "mailto:a%2Bb@example.nl"),
            ("noor@example.nl?bcc=x@example.nl", nil), ("a@b@example.nl", nil), ("@example.nl", nil),
            ("noor@localhost", nil), ("noor@example.nl\n", nil),
        ] as [(String, String?)])
    func mail(_ text: String, _ link: String?) {
        #expect(ContactCard.mailLink(text) == link)
    }

    @Test(
        "an address to return to is one of ours",
        arguments: [
            ("/taken/T1?gedaan=poging", true), ("/", true), ("//example.nl", false), ("/\\example.nl", false),
            ("https://example.nl", false), ("", false), ("/a b", false), ("/é", false),
            ("/\t/example.nl", false),
        ])
    func ownAddress(_ text: String, _ isOurs: Bool) {
        #expect((URLText.ownAddress(text) != nil) == isOurs)
    }

    @Test("a cell with a quotation mark and an accent after it is not ended by it") func cell() {
        let cell = TaskSheet.quoted(Hostile.accent)
        #expect(cell.unicodeScalars.count { $0 == "\"" } == 2 * 2 + 2)
    }
}
