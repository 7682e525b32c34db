// Topics that are made, looked at, made larger and thrown away.

import TestSupport
import Testing

@Suite struct AdminTests {
    let broker: BrokerProcess
    let client: WireClient

    init() throws {
        broker = try BrokerProcess.start(arguments: ["--no-auto-create"])
        client = try WireClient(broker)
    }

    private func create(
        _ name: String, partitions: Int32, replicas: Int16 = 1, _ configuration: [(String, String)] = [],
        trial: Bool = false
    ) throws -> Int16 {
        var answer = try client.call(19, 4) { body in
            body.int(Int32(1))
            body.text(name)
            body.int(partitions)
            body.int(replicas)
            body.int(Int32(0))
            body.int(Int32(configuration.count))
            for (key, value) in configuration {
                body.text(key)
                body.text(value)
            }
            body.int(Int32(1000))
            body.int(Int8(trial ? 1 : 0))
        }
        _ = try answer.take(8)
        _ = try answer.text()
        return try answer.int()
    }

    /// The values by name, and which of them were set and not left alone.
    private func describe(
        _ name: String
    ) throws -> (error: Int16, values: [String: String], own: Set<String>) {
        var answer = try client.call(32, 1) { body in
            body.int(Int32(1))
            body.int(Int8(2))
            body.text(name)
            body.int(Int32(-1))
            body.int(Int8(0))
        }
        _ = try answer.take(8)
        let error: Int16 = try answer.int()
        _ = try answer.take(3)
        _ = try answer.text()
        var values: [String: String] = [:]
        var own: Set<String> = []
        for _ in 0..<(try answer.int(Int32.self)) {
            let key = try answer.text()
            values[key] = try answer.text()
            _ = try answer.take(1)
            if try answer.int(Int8.self) == 1 { own.insert(key) }
            _ = try answer.take(5)
        }
        return (error, values, own)
    }

    @Test("a topic has what it was created with, and defaults for the rest") func configuration() throws {
        let wanted = [("cleanup.policy", "compact"), ("min.insync.replicas", "2"), ("retention.ms", "-1")]
        #expect(try create("t", partitions: 4, replicas: 3, wanted) == 0)
        let (error, values, own) = try describe("t")
        #expect(error == 0)
        #expect(own == Set(wanted.map(\.0)))
        for (key, value) in wanted { #expect(values[key] == value) }
        #expect(values["max.message.bytes"] == "1048588")
        #expect(try broker.statistics().topics["t"]?.count == 4)
        let metadata = try Kcat.run(broker, ["-L", "-t", "t"])
        #expect(
            metadata.lines.contains { $0.contains("partition 0, leader 1, replicas: 1,2,3, isrs: 1,2,3") })
        #expect(try describe("weg").error == 3)
    }

    @Test("a topic that is there, or cannot be, is refused") func refused() throws {
        #expect(try create("t", partitions: 1, trial: true) == 0)
        #expect(try broker.statistics().topics.isEmpty, "a trial makes nothing")
        #expect(try create("t", partitions: 1) == 0)
        #expect(try create("t", partitions: 1) == 36)
        #expect(try create("a b", partitions: 1) == 17)
        #expect(try create("u", partitions: 0) == 37)
        #expect(try create("u", partitions: 1, replicas: 0) == 38)
    }

    @Test("a record larger than the topic allows is refused") func tooLarge() throws {
        #expect(try create("t", partitions: 1, [("max.message.bytes", "200")]) == 0)
        #expect(try client.produce("t", ["klein"], transactional: false).error == 0)
        let large = String(repeating: "x", count: 200)
        #expect(try client.produce("t", [large], transactional: false).error == 10)
    }

    @Test("partitions can be added, and not taken away") func morePartitions() throws {
        #expect(try create("t", partitions: 2) == 0)
        for (count, error) in [(1, 37), (2, 37), (3, 0)] {
            var answer = try client.call(37, 0) { body in
                body.int(Int32(1))
                body.text("t")
                body.int(Int32(count))
                body.int(Int32(-1))
                body.int(Int32(1000))
                body.int(Int8(0))
            }
            _ = try answer.take(8)
            _ = try answer.text()
            #expect(try answer.int(Int16.self) == Int16(error))
        }
        #expect(try broker.statistics().topics["t"]?.count == 3)
    }

    @Test("a topic that is thrown away is gone with its records, also after a restart") func delete() throws {
        let scratch = try Scratch()
        let first = try BrokerProcess.start(data: scratch.path("data"))
        for topic in ["t", "u"] { try Kcat.produce(first, topic, ["a:1"]) }
        var answer = try WireClient(first).call(20, 1) { body in
            body.int(Int32(2))
            body.text("t")
            body.text("weg")
            body.int(Int32(1000))
        }
        _ = try answer.take(8)
        #expect(try answer.text() == "t")
        #expect(try answer.int(Int16.self) == 0)
        #expect(try answer.text() == "weg")
        #expect(try answer.int(Int16.self) == 3)
        first.kill()
        let second = try BrokerProcess.start(data: scratch.path("data"))
        #expect(try second.statistics().topics.keys.sorted() == ["u"])
        try Kcat.produce(second, "t", ["a:2"])
        #expect(try Kcat.read(second, "t") == ["0 a=2"])
    }
}
