// What `explain` tells of every signal: each status that it got, when and why.

import Foundation
import TestSupport
import Testing

@Suite struct ExplainTests {
    /// Recorded a month before the signals of the sample.
    private static func circumstance(_ kind: String, from: String, until: String? = nil) -> String {
        let end = until.map { #","tot":"\#($0)""# } ?? ""
        return #"{"specversion":"1.0","id":"\#(kind)","source":"urn:proef","#
            + #""type":"nl.schulden.omstandigheid-gewijzigd.v1","time":"2026-02-02T09:00:00Z","data":{"#
            + #""client":{"postcode":"1000 AA","huisnummer":1},"soort":"\#(kind)","vanaf":"\#(from)"\#(end)}}"#
            + "\n"
    }

    /// A record of another household, so that days begin.
    private static func later(_ day: String) -> String {
        Sample.signal(9, day: day, house: 9).replacing(#""id":"9""#, with: #""id":"\#(day)""#)
    }

    private func explain(_ stream: String, _ options: String...) throws -> String {
        let run = try Command.run(
            ["explain", "--pipeline", "proef.yaml", "--address", "1000 AA 1"] + options + ["-"],
            input: Data(stream.utf8), folder: try Sample.folder())
        #expect(run.status == 0)
        return run.output
    }

    @Test("a signal that waits is told when the pause ends, with its task, and so is the pause that ended")
    func pauseEnds() throws {
        let stream =
            ExplainTests.circumstance("pauzeknop", from: "2026-03-01", until: "2026-03-10")
            + Sample.signal(1) + ExplainTests.later("2026-03-11")
        let text = try explain(stream)
        #expect(text.contains("S-1  Nog niet opgepakt: kept; waits for the end of the pause"))
        #expect(text.contains("S-1  Opgepakt: attached to T"))
        #expect(text.contains("-20260311, today was 2026-03-11\n"))
        #expect(text.contains("pauzeknop since 2026-03-01 until 2026-03-10, household: ended\n"))
        let json = try explain(stream, "--format", "json")
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        let statuses = try #require(object["laterStatuses"] as? [[String: Any]])
        #expect(statuses.map { $0["status"] as? String } == ["Opgepakt"])
        #expect((object["deliveries"] as? [Any])?.count == 1)
        let circumstances = try #require(object["circumstances"] as? [[String: Any]])
        #expect(circumstances.map { $0["standing"] as? String } == ["ended"])
    }

    @Test("a signal that waits is told when a circumstance covers it") func covered() throws {
        let text = try explain(
            ExplainTests.circumstance("pauzeknop", from: "2026-03-01")
                + ExplainTests.circumstance("schuldhulp", from: "2026-03-05") + Sample.signal(1)
                + ExplainTests.later("2026-03-06"))
        #expect(text.contains("Inwoner al bekend bij schuldhulpverlening: schuldhulp came into force"))
        #expect(text.contains("schuldhulp since 2026-03-05, household: in force\n"))
    }

    @Test("a signal that waited until it left the history is told") func leaves() throws {
        let stream = ExplainTests.circumstance("pauzeknop", from: "2026-03-01") + Sample.signal(1)
        let text = try explain(stream, "--until", "2027-05-01")
        #expect(text.contains("Niet opgepakt: andere reden: it waited until it left the history"))
    }

    @Test("a circumstance that is yet to begin is listed as such") func notYet() throws {
        let stream = ExplainTests.circumstance("schuldhulp", from: "2026-12-01") + Sample.signal(1)
        #expect(try explain(stream).contains("schuldhulp since 2026-12-01, household: not yet in force\n"))
    }

    @Test("a day before the first record is named where nothing is known yet") func before() throws {
        let text = try explain(Sample.stream, "--on", "1950-01-01")
        #expect(text.hasSuffix(": no record in this stream up to 1950-01-01 is about it\n"))
    }

    @Test("what stands in the data cannot steer the terminal, in no part of the explanation") func escapes()
        throws
    {
        let odd = #"\u001b]0;titel\u0007\u009b31m\u007f\n"#
        let stream = Sample.signal(1).replacing(#""type":"Huur""#, with: #""type":"Huur","naam":"N\#(odd)""#)
            .replacing("S-1", with: "S\(odd)")
        let text = try explain(stream + Sample.signal(2, kind: "Zorg", day: "2026-03-20", amount: "180"))
        #expect(text.contains("N\u{FFFD}]0;titel\u{FFFD}\u{FFFD}31m\u{FFFD}\u{FFFD}"))
        let scalars = text.unicodeScalars.filter { $0 != "\n" }
        #expect(scalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
        #expect(text.split(separator: "\n").allSatisfy { !$0.hasPrefix("]") && !$0.hasPrefix("\"") })
    }
}
