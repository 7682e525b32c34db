// An event of ours in its binary form says the same; both ways through a broker: JournalConformanceTests.
// Depends on: BinaryEvent.

import Kafka
import Rules
import TestSupport
import Testing

@testable import Runtime

@Suite struct BinaryEventTests {
    @Test("headers and payload put together again are the event, to the byte", arguments: 1...5)
    func roundTrip(seed: Int) throws {
        let pipeline = try Pipeline(reference: "basis.yaml")
        let outbox = try JournalLines.takenIn(JournalLines.delivered(seed: seed, pipeline, 80), pipeline)
        let events = outbox.lines.filter { $0.stream == .log || $0.stream == .deadLetters }.map(\.text)
        #expect(events.count > 40)
        for event in events { #expect(together(event) == event) }
    }

    @Test("escapes in the envelope are resolved in headers")
    func escapes() {
        let event =
            #"{"specversion":"1.0","id":"a\"\\\b\t\n\f\r\u001fé","source":"s","type":"t","#
            + #""datacontenttype":"application/json","data":{"x":[{}]}}"#
        Array(event.utf8).withUnsafeBytes { bytes in
            let binary = BinaryEvent(structured: bytes)
            #expect(
                binary.headers.map(\.name) == [
                    "ce_specversion", "ce_id", "ce_source", "ce_type", "content-type",
                ])
            #expect(binary.headers[1].value == Array("a\"\\\u{8}\t\n\u{c}\r\u{1f}é".utf8))
            #expect(String(decoding: bytes[binary.data], as: UTF8.self) == #"{"x":[{}]}"#)
        }
    }

    /// As ``Message/appendEvent(to:)`` does with a record.
    private func together(_ event: String) -> String {
        Array(event.utf8).withUnsafeBytes { bytes in
            let binary = BinaryEvent(structured: bytes)
            var line: [UInt8] = Array("{".utf8)
            for header in binary.headers {
                let name =
                    header.name == "content-type" ? "datacontenttype" : String(header.name.dropFirst(3))
                line.append(quoted: name)
                line.append(UInt8(ascii: ":"))
                line.append(quoted: header.value ?? [])
                line.append(UInt8(ascii: ","))
            }
            line.append(contentsOf: Array("\"data\":".utf8))
            line.append(contentsOf: bytes[binary.data])
            return String(decoding: line, as: UTF8.self) + "}"
        }
    }
}
