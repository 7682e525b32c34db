// Deliveries and logs for tests of stages and journals, and both stages with the keys of the tests.
// In: a seed. Out: lines, batches, Stages. Depends on: TestSupport, Runtime.

import Rules
import Runtime
import Signals
import TestSupport
import Testing

enum JournalLines {
    static let contactKey = ContactKey(bytes: Array(0..<32))
    static let otherKey = ContactKey(bytes: Array(1..<33))

    static func seal() throws -> ContactSeal {
        ContactSeal(keys: [try #require(contactKey)])
    }

    static func stages(_ pipeline: Pipeline) throws -> Stages {
        Stages(pipeline: pipeline, key: Pseudonyms.fixtureKey, seal: try seal())
    }

    /// A random stream as it is delivered, day records among it.
    static func delivered(seed: Int, _ pipeline: Pipeline, _ count: Int) -> [String] {
        var builder = StreamBuilder(seed: seed, pipeline: pipeline)
        builder.bringsDays = true
        return builder.lines(count).map(\.text)
    }

    /// What intake makes of a delivery: the outbox of one step.
    static func takenIn(_ lines: [String], _ pipeline: Pipeline) throws -> Outbox {
        var stages = try stages(pipeline)
        stages.process(JournalBatch(.delivered, lines[...], from: 0)) { stream, partition in
            "\(stream.rawValue)/\(partition)/"
        }
        return stages.outbox
    }
}

extension JournalBatch {
    /// Lines of partition 0 from a position on.
    init(_ stream: RecordStream, _ lines: ArraySlice<String>, from position: Int64) {
        self.init()
        for (index, line) in lines.enumerated() {
            let start = bytes.count
            bytes.append(contentsOf: line.utf8)
            entries.append(
                Entry(
                    stream: stream, partition: 0, position: position + Int64(index),
                    value: start..<bytes.count, origin: nil))
        }
        bytes.append(contentsOf: repeatElement(0, count: JournalBatch.slack))
    }
}

extension Outbox {
    /// One record of an outbox or a journal, to be compared.
    struct Line: Hashable {
        var stream: RecordStream
        var key: String?
        /// nil for a tombstone.
        var value: [UInt8]?
        var text: String { value.map { String(decoding: $0, as: UTF8.self) } ?? "" }
    }

    var lines: [Line] {
        entries.map { entry in
            Line(
                stream: entry.stream, key: entry.key.map { String(decoding: bytes[$0], as: UTF8.self) },
                value: entry.value.map { Array(bytes[$0]) })
        }
    }

    func lines(of stream: RecordStream) -> [Line] { lines.filter { $0.stream == stream } }
}
