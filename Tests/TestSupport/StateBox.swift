// An engine in a box, to write its state and to read it.
// In: lines, bytes. Out: bytes. Depends on: Engine, RecordDecoder.

package import Engine
package import Rules
package import Signals

/// Holds an engine keyed by pseudonym that a test may ask for states.
package final class StateBox {
    private var engine: Engine

    package init(_ pipeline: Pipeline) {
        engine = Engine(
            pipeline: pipeline, pseudonyms: InventedAddress.pseudonyms, keying: .pseudonym,
            emission: .everything)
    }

    package func fold(_ lines: [String]) {
        guard let zone = CivilZone(name: engine.pipeline.zone) else {
            preconditionFailure("a checked pipeline has a known zone")
        }
        var decoder = RecordDecoder(zone: zone, keying: .pseudonym(InventedAddress.pseudonyms))
        var batch = RecordBatch()
        for line in lines { batch.bytes += Array(line.utf8) + [UInt8(ascii: "\n")] }
        decoder.decode(lines: 0..<batch.bytes.count, firstLine: 1, startsFile: true, into: &batch)
        for (index, item) in batch.items.enumerated() {
            guard case .record(let record) = item.decoded else { continue }
            engine.process(record, sequence: UInt64(index), line: item.line, in: batch)
        }
    }

    /// The lines of all revisions so far.
    package var tasks: [String] {
        let lines = engine.effects.tasks
        return lines.marks.indices.map { String(decoding: lines.bytes[lines.range(of: $0)], as: UTF8.self) }
    }

    package var households: [Pseudonym] { engine.households.sorted() }

    package func encoded(_ household: Pseudonym) -> [UInt8]? { engine.encodedState(of: household) }

    package func restore(_ bytes: [UInt8], of household: Pseudonym) throws(StateError) {
        try engine.restore(bytes, of: household)
    }
}
