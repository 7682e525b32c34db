// Whatever comes over a socket, the broker goes on.

import TestSupport
import Testing

@Suite struct HostileBytesTests {
    /// The same bytes in every run.
    private struct Draw: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    @Test("random bytes, alone or as the body of any request, never end it") func random() throws {
        let broker = try BrokerProcess.start()
        try Kcat.produce(broker, "t", ["a:1"])
        var draw = Draw(state: 1)
        let apis: [Int16] = Array(0...3) + Array(8...14) + [18, 19, 20, 22, 24, 25, 26, 28, 32, 37, 99]
        for round in 0..<1500 {
            let client = try WireClient(broker)
            let count = Int.random(in: 0..<200, using: &draw)
            // Small numbers are the ones that get far.
            let highest: UInt8 = [255, 3, 1].randomElement(using: &draw) ?? 0
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...highest, using: &draw) }
            if round % 10 == 0 {
                try? client.send(raw: bytes)
            } else if let api = apis.randomElement(using: &draw) {
                try? client.post(api, Int16.random(in: -1...12, using: &draw)) { $0.bytes += bytes }
            }
        }
        #expect(broker.isRunning)
        #expect(try Kcat.read(broker, "t").first == "0 a=1")
    }

    @Test("a sound request that is cut off or damaged at any byte never ends it") func mutated() throws {
        let broker = try BrokerProcess.start()
        try Kcat.produce(broker, "t", ["a:1"])
        let batch = WireBytes.batch([("k", "v")], producer: Producer(), sequence: -1, transactional: false)
        var draw = Draw(state: 2)
        for position in batch.indices {
            var damaged = batch
            damaged[position] = UInt8.random(in: 0...255, using: &draw)
            // Its base offset and leader's epoch are the broker's to write.
            let isFree = position < 8 || 12..<16 ~= position || damaged == batch
            let client = try WireClient(broker)
            let error = try? client.produce("t", batch: damaged).error
            if !isFree { #expect(error == nil || error == 2, "a change of byte \(position) was not seen") }
            let other = try WireClient(broker)
            #expect(try other.produce("t", batch: Array(batch[..<position])).error == 2)
        }
        #expect(broker.isRunning)
    }

    @Test("a length that nobody can mean closes the connection", arguments: [-1, Int32.min, Int32.max])
    func length(_ count: Int32) throws {
        let broker = try BrokerProcess.start()
        let client = try WireClient(broker)
        var bytes = WireBytes()
        bytes.int(count)
        try client.send(raw: bytes.bytes)
        #expect(throws: WireClientError.closed) { try client.answer() }
        #expect(broker.isRunning)
    }
}
