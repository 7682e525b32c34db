// Feeds: what a calendar, a reader and a spreadsheet get.
// In: tasks. Out: failures. Depends on: Feeds.

import Engine
import Foundation
import Runtime
import Signals
import Testing

@testable import Outreach

@Suite("Feeds tell what is due and nothing about whom")
struct FeedTests {
    static func feedTask(_ text: String, _ id: String = "T000000000001-20260302") throws -> FeedTask {
        let data = try Hostile.task(text, task: id)
        let board = BoardTask(
            task: id, revision: 2, household: "h", team: "centrum", worker: nil, isOpen: true,
            time: "2026-03-20T09:15:00Z", partition: 0, position: 0, json: "{}")
        return FeedTask(task: board, data: data, site: "https://seinpost.example.nl", say: Wording(.dutch))
    }

    @Test(
        "a calendar has lines of at most 75 octets, whole letters, and no line of somebody else's",
        arguments: Hostile.all + [String(repeating: "é", count: 200), String(repeating: "👩‍👧", count: 40)])
    func calendar(_ text: String) throws {
        let calendar = Calendar(name: text, tasks: [try Self.feedTask(text)]).text()
        #expect(calendar.hasSuffix("END:VCALENDAR\r\n"))
        let lines = calendar.utf8.split(separator: UInt8(ascii: "\n"))
        #expect(lines.allSatisfy { $0.last == UInt8(ascii: "\r") && $0.count <= 76 })
        #expect(lines.allSatisfy { String(validating: $0, as: UTF8.self) != nil })
        let unfolded = calendar.replacing("\r\n ", with: "")
        #expect(unfolded.ranges(of: "\r\nBEGIN:VEVENT").count == 1, "one due date, and no event of a text")
        #expect(!unfolded.contains("1234") && !unfolded.contains("€"))
    }

    @Test("an event keeps its name through all revisions, and its sequence counts them") func sequence()
        throws
    {
        var task = try Self.feedTask("Telefoon")
        func line(_ start: String) -> Substring? {
            Calendar(name: "x", tasks: [task]).text().split(separator: "\r\n").first { $0.hasPrefix(start) }
        }
        #expect(line("UID") == "UID:T000000000001-20260302-uiterlijk@seinpost")
        #expect(line("SEQUENCE") == "SEQUENCE:2" && line("DTSTAMP") == "DTSTAMP:20260320T091500Z")
        #expect(
            line("DTSTART") == "DTSTART;VALUE=DATE:20260330" && line("DTEND") == "DTEND;VALUE=DATE:20260331")
        task.data.revision = 3
        #expect(
            line("UID") == "UID:T000000000001-20260302-uiterlijk@seinpost" && line("SEQUENCE") == "SEQUENCE:3"
        )
    }

    @Test("a visit stands in the calendar from the day on which it may be made") func visit() throws {
        var task = try Self.feedTask("Huisbezoek")
        #expect(Calendar(name: "x", tasks: [task]).text().contains("DTSTART;VALUE=DATE:20260305\r\n"))
        task.data.next?.kind = "Brief"
        #expect(!Calendar(name: "x", tasks: [task]).text().contains("20260305"))
    }

    @Test("a JSON Feed says its version, and of each task no household, name or amount") func jsonFeed()
        throws
    {
        let feed = JSONFeed(
            title: "t", home: "h", itself: "i", next: nil, language: .dutch,
            tasks: [try Self.feedTask("Geheim")])
        let text = String(decoding: try feed.json(), as: UTF8.self)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(object["version"] as? String == "https://jsonfeed.org/version/1.1")
        let items = try #require(object["items"] as? [[String: Any]])
        #expect(
            Set(items[0].keys) == [
                "id", "url", "title", "content_text", "date_published", "date_modified", "tags", "_seinpost",
            ])
        #expect(items[0]["url"] as? String == "https://seinpost.example.nl/taken/T000000000001-20260302")
        #expect(!text.contains("1234"))
    }

    static func secret(_ byte: UInt8) -> Secret { Secret([UInt8](repeating: byte, count: 32)) }

    @Test("a calendar's address stays the same, tells nothing, and cannot be changed") func address() throws {
        let addresses = CalendarAddress(secrets: [Self.secret(1)])
        let secret = addresses.secret(of: "m.jansen")
        #expect(secret == addresses.secret(of: "m.jansen") && secret != addresses.secret(of: "m.janssen"))
        #expect(!secret.contains("jansen") && addresses.actor(of: secret) == "m.jansen")
        var changed = Array(secret.utf8)
        for place in changed.indices {
            let was = changed[place]
            changed[place] = was == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            let actor = addresses.actor(of: String(decoding: changed, as: UTF8.self))
            // The last letter holds bits that stand for nothing.
            #expect(actor == nil || place == changed.count - 1 && actor == "m.jansen")
            changed[place] = was
        }
        for other in ["", "x", String(repeating: "A", count: 1_001)] {
            #expect(addresses.actor(of: other) == nil)
        }
    }

    @Test("an old key still opens an address, and one that was taken away does not") func rotation() {
        let secret = CalendarAddress(secrets: [Self.secret(1)]).secret(of: "m")
        #expect(CalendarAddress(secrets: [Self.secret(2), Self.secret(1)]).actor(of: secret) == "m")
        #expect(CalendarAddress(secrets: [Self.secret(2)]).actor(of: secret) == nil)
    }
}
