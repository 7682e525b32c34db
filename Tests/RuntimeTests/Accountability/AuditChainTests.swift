// A chain of audit lines shows whatever was done to it.

import Foundation
import Runtime
import Testing

@Suite struct AuditChainTests {
    private static func entry(_ number: Int) -> AuditEntry {
        let trace = TraceContext(following: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
        let moment = Moment(milliseconds: 1_772_445_600_000 + Int64(number))
        guard number.isMultiple(of: 2) else {
            return .processing(
                ProcessingRecord(
                    trace: trace, status: .ok, name: "Contactgegevens openen", start: moment, end: moment,
                    activity: "https://register.example.nl/v/3",
                    subject: "h1_00000000000000000000000000000001"))
        }
        return .action(
            AuditedAction(
                time: moment, actor: "a.jansen", action: "taak-oppakken", object: "T000000000001-20260302",
                outcome: .done, origin: "203.0.113.9", trace: trace))
    }

    private static func lines(_ count: Int, writer: String = "seinpost-1") throws -> [[UInt8]] {
        var chain = try AuditChain(writer: writer)
        return (0..<count).map { chain.link(entry($0)) }
    }

    private static func check(_ lines: [[UInt8]]) -> AuditCheck {
        var check = AuditCheck()
        for (place, line) in lines.enumerated() { check.read(line, place: "\(place)") }
        return check
    }

    @Test func `a whole chain is whole, and says how it ends`() throws {
        let check = Self.check(try Self.lines(9))
        #expect(check.findingCount == 0 && check.lines == 9)
        #expect(check.ends.map { "\($0.writer) \($0.number)" } == ["seinpost-1 9"])
    }

    @Test("A line that was changed anywhere shows at the line after it", arguments: 0..<4)
    func changed(_ line: Int) throws {
        let whole = try Self.lines(5)
        for place in whole[line].indices {
            var lines = whole
            lines[line][place] ^= 1
            let check = Self.check(lines)
            let first = try #require(check.findings.first, "byte \(place)")
            #expect(first.place == "\(line)" || first.place == "\(line + 1)")
        }
    }

    @Test func `lines that were taken out, put in, doubled or swapped show`() throws {
        let whole = try Self.lines(6)
        for line in 0..<5 {
            var lines = whole
            lines.remove(at: line)
            #expect(Self.check(lines).findings.first?.place == "\(line)")
            lines = whole
            lines.insert(whole[line], at: line)
            #expect(Self.check(lines).findings.first?.place == "\(line + 1)")
            lines = whole
            lines.swapAt(line, line + 1)
            #expect(Self.check(lines).findings.first?.place == "\(line)")
        }
        var forged = try AuditChain(writer: "seinpost-1", after: whole[2])
        var lines = whole
        lines[3] = forged.link(Self.entry(40))
        #expect(
            Self.check(lines).findings.map(\.fault) == [.brokenLink],
            "a line that fits needs the next one too")
    }

    @Test func `a chain goes on after a restart, and a step that was not committed leaves no gap`() throws {
        var chain = try AuditChain(writer: "seinpost-1")
        var lines = [chain.link(Self.entry(0))]
        let before = chain
        _ = chain.link(Self.entry(1))
        chain = before
        lines.append(chain.link(Self.entry(2)))
        chain = try AuditChain(writer: "seinpost-1", after: lines[1])
        lines.append(chain.link(Self.entry(3)))
        #expect(Self.check(lines).findingCount == 0)
        #expect(throws: AuditFault.otherWriter("seinpost-1")) { try AuditChain(writer: "b", after: lines[1]) }
        #expect(throws: AuditFault.notALine) { try AuditChain(writer: "b", after: Array("{}".utf8)) }
    }

    @Test func `writers have chains of their own, however their lines lie together`() throws {
        let (one, other) = (try Self.lines(4), try Self.lines(4, writer: "seinpost-2"))
        var mixed: [[UInt8]] = []
        for (left, right) in zip(one, other) { mixed += [right, left] }
        #expect(Self.check(mixed).findingCount == 0)
        mixed.remove(at: 4)
        let check = Self.check(mixed + [Array("geen regel".utf8)])
        #expect(check.findings.map(\.writer) == ["seinpost-2", nil])
        #expect(check.findings.map(\.fault) == [.wrongNumber(expected: 3, found: 4), .notALine])
    }

    @Test func `lines hold the fields of BIO2 and of Logboek Dataverwerkingen`() throws {
        let lines = try Self.lines(2).map {
            try #require(try JSONSerialization.jsonObject(with: Data($0)) as? [String: Any])
        }
        let action = try #require(lines[0]["handeling"] as? [String: String])
        #expect(
            Set(action.keys)
                == ["tijd", "actor", "actie", "object", "resultaat", "herkomst", "trace_id", "span_id"])
        let record = try #require(lines[1]["verwerking"] as? [String: Any])
        #expect(record["trace_id"] as? String == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(record["parent_span_id"] as? String == "00f067aa0ba902b7")
        #expect((record["span_id"] as? String)?.count == 16)
        #expect(record["status"] as? String == "Ok")
        #expect(record["start_time"] as? Int == 1_772_445_600_001)
        let attributes = try #require(record["attributes"] as? [String: String])
        #expect(attributes["dpl.core.processing_activity_id"] == "https://register.example.nl/v/3")
        #expect(attributes["dpl.core.data_subject_id"] == "h1_00000000000000000000000000000001")
        #expect(attributes["dpl.core.data_subject_id_type"] == "urn:seinpost:pseudoniem")
        #expect(!String(describing: record).contains("a.jansen"), "who did it stands in the other line")
    }

    @Test(
        "A caller's trace goes on, and what is none begins a new one",
        arguments: [
            ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true),
            ("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more", true),
            ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more", false),
            ("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", false),
            ("00-00000000000000000000000000000000-00f067aa0ba902b7-01", false),
            ("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", false),
            ("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", false),
            ("00-4bf92f3577b34da6-00f067aa0ba902b7-01", false), ("", false), ("\"}\n", false),
        ])
    func traces(_ field: String, _ isFollowed: Bool) {
        let trace = TraceContext(following: field)
        #expect((trace.traceID == "4bf92f3577b34da6a3ce929d0e0e4736") == isFollowed)
        #expect((trace.parentID != nil) == isFollowed)
        #expect(trace.spanID != "00f067aa0ba902b7" && trace.child.traceID == trace.traceID)
    }
}
