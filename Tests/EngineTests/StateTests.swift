// State as bytes: written and read back it makes no difference, and what is not ours is refused.
// In: random streams. Out: failures with their seed. Depends on: TestSupport.

import Engine
import Rules
import Signals
import TestSupport
import Testing

@Suite("Encoded state")
struct StateTests {
    @Test("Encoded and decoded after every record, the log is the same", arguments: StreamCase.table(81...82))
    func everyRecord(_ stream: StreamCase) throws {
        var fold = Fold(try stream.load())
        fold.batches = [1]
        let lines = stream.lines(fold.pipeline)
        let straight = fold.run(lines)
        fold.restoresAfterBatches = true
        let restored = fold.run(lines)
        #expect(restored.tasks == straight.tasks)
        #expect(restored.statuses == straight.statuses)
        #expect(restored.deadLetters == straight.deadLetters)
        #expect(restored.tombstones == straight.tombstones)
    }

    /// One household with all that a stream left of it.
    static func state(_ stream: StreamCase) throws -> (engine: StateBox, bytes: [UInt8], household: Pseudonym)
    {
        let pipeline = try stream.load()
        let box = StateBox(pipeline)
        box.fold(stream.lines(pipeline, count: 60))
        let household = try #require(box.households.max { box.encoded($0)!.count < box.encoded($1)!.count })
        return (box, try #require(box.encoded(household)), household)
    }

    @Test("The same state gives the same bytes after a round", arguments: StreamCase.table(91...93))
    func sameBytes(_ stream: StreamCase) throws {
        let (_, bytes, household) = try StateTests.state(stream)
        let fresh = StateBox(try stream.load())
        try fresh.restore(bytes, of: household)
        #expect(fresh.encoded(household) == bytes)
    }

    @Test("Bytes cut off anywhere are refused, and the engine is as it was") func cutOff() throws {
        let stream = StreamCase(seed: 91, pipeline: "jeugd.yaml")
        let (engine, bytes, household) = try StateTests.state(stream)
        for count in 0..<bytes.count {
            #expect(throws: StateError.self) { try engine.restore(Array(bytes.prefix(count)), of: household) }
        }
        #expect(throws: StateError.self) { try engine.restore(bytes + [0], of: household) }
        #expect(engine.encoded(household) == bytes)
    }

    @Test(
        "A version that this release does not know is refused", arguments: [0, StateFormat.version + 1, 255])
    func unknownVersion(version: UInt8) throws {
        let (engine, bytes, household) = try StateTests.state(StreamCase(seed: 91, pipeline: "jeugd.yaml"))
        #expect(throws: StateError.self) { try engine.restore([version] + bytes.dropFirst(), of: household) }
        #expect(engine.encoded(household) == bytes)
    }

    @Test("A changed byte is refused or read, and never a trap", arguments: 1...4) func changedByte(seed: Int)
        throws
    {
        var dice = SeededGenerator(seed: seed)
        let stream = StreamCase(seed: 90 + seed, pipeline: "jeugd.yaml")
        let (_, bytes, household) = try StateTests.state(stream)
        let engine = StateBox(try stream.load())
        for _ in 0..<300 {
            var damaged = bytes
            damaged[dice.whole(0...bytes.count - 1)] = UInt8(dice.whole(0...255))
            try? engine.restore(damaged, of: household)
        }
    }
}
