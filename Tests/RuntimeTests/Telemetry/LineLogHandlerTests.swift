// Log lines: one line for each event, whatever stands in it.

import Foundation
import Logging
import Runtime
import Synchronization
import Testing

@Suite("Log lines")
struct LineLogHandlerTests {
    final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    struct Fault: Error, CustomStringConvertible {
        var description: String { "geheim" }
    }

    func logger(_ format: LogSettings.Format, _ lines: Lines) -> Logger {
        Logger(label: "seinpost.loop") { label in
            LineLogHandler(
                label: label, settings: LogSettings(format: format, level: .info),
                now: { Moment(milliseconds: 1_772_442_000_123) },
                write: { line in lines.all.withLock { $0.append(line) } })
        }
    }

    @Test("A JSON line has time, level, logger, message and metadata as members") func json() throws {
        let lines = Lines()
        var logger = logger(.json, lines)
        logger[metadataKey: "partition"] = "3"
        logger.debug("not wanted")
        logger.warning(
            "transaction \"aborted\"",
            metadata: [
                "records": .stringConvertible(12), "time": "own", "list": ["a", "b\n"],
                "map": ["k": .stringConvertible(true)],
            ])
        let line = try #require(lines.all.withLock { $0.first })
        #expect(lines.all.withLock { $0.count } == 1)
        #expect(
            line == #"{"time":"2026-03-02T09:00:00.123Z","level":"warning","logger":"seinpost.loop","#
                + #""message":"transaction \"aborted\"","list":["a","b\n"],"map":{"k":true},"partition":"3","#
                + #""records":12,"time_":"own"}"# + "\n")
        #expect(try JSONSerialization.jsonObject(with: Data(line.utf8)) is [String: Any])
    }

    @Test("An error gives its type, not its words") func error() throws {
        let lines = Lines()
        logger(.json, lines).error("batch failed", error: Fault())
        let line = try #require(lines.all.withLock { $0.first })
        #expect(line.contains(#""error":"Fault""#))
        #expect(!line.contains("geheim"))
    }

    @Test("A text line stays one line and cannot steer a terminal") func text() {
        let lines = Lines()
        logger(.text, lines).info("batch committed", metadata: ["a": "x\n\u{1B}[31my", "b": "2"])
        #expect(
            lines.all.withLock { $0 } == [
                "2026-03-02T09:00:00.123Z info batch committed a=x\u{FFFD}\u{FFFD}[31my b=2\n"
            ])
    }

    @Test("A moment reads back as it was written", arguments: [0, 1, 1_772_442_000_123, 951_782_399_999])
    func moments(_ milliseconds: Int64) {
        let moment = Moment(milliseconds: milliseconds)
        #expect(Moment(moment.description) == moment)
        #expect(Moment(moment.description.dropLast()) == nil)
        #expect(Moment("2026-03-02T24:00:00.000Z") == nil)
    }
}
