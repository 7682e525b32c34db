// A stream read for its records alone, without an engine.
// In: InputFiles. Out: what a reader made of the records. Depends on: BlockFeed.

package import Engine
package import Rules
import Signals

/// Reads every record as it was delivered, with what intake would seal or pass on (``RecordBatch/details``).
package enum RecordPass {
    /// - Parameters:
    ///   - pipeline: for its time zone.
    ///   - key: of the pseudonyms by which households are named.
    /// - Throws: what reading an input throws.
    package static func run<Reader: RecordReader>(
        _ inputs: InputFiles, pipeline: Pipeline, key: [UInt8], into reader: inout Reader
    ) throws {
        let options = ReplayOptions(
            pipeline: pipeline, key: key, jobs: 1, emission: Emission(tasks: .none, statuses: false))
        let decoder = ReplayShard(options, namesPseudonyms: true, keepsDetails: true)
        var feed = BlockFeed(inputs, kind: StreamKind(namesPseudonyms: true))
        while let blocks = try feed.next(decodingWith: [decoder], among: 1) {
            for block in blocks { reader.take(block.batch) }
            feed.giveBack(blocks)
        }
    }
}
