// What an independent client sees: records, headers, null values, groups, compressed batches.

import TestSupport
import Testing

@Suite struct KcatTests {
    @Test("records come back with their keys, headers and null values, in order") func records() throws {
        let broker = try BrokerProcess.start()
        try Kcat.produce(broker, "t", ["a:1", "b:2", "c:"], ["-H", "bron=x"])
        let read = try Kcat.run(broker, ["-C", "-q", "-t", "t", "-e", "-f", "%o %k=%s %S %h\n"])
        #expect(read.lines == ["0 a=1 1 bron=x", "1 b=2 1 bron=x", "2 c= -1 bron=x"])
    }

    @Test("compressed batches pass through as they came", arguments: ["gzip", "snappy", "lz4", "zstd"])
    func compressed(_ codec: String) throws {
        let broker = try BrokerProcess.start()
        let lines = (0..<500).map { "k\($0):\(String(repeating: "v", count: 100))\($0)" }
        try Kcat.produce(broker, "t", lines, ["-z", codec])
        #expect(try Kcat.read(broker, "t", ["-f", "%k:%s\n"]).suffix(500).map { $0 } == lines)
        #expect(throws: BrokerProcessError.self) { try broker.control("compact t") }
    }

    @Test("a topic has the partitions that were asked for, and keys spread over them") func partitions()
        throws
    {
        let broker = try BrokerProcess.start(arguments: ["--partitions", "3"])
        try Kcat.produce(broker, "t", (0..<200).map { "k\($0):v" })
        let topic = try #require(try broker.statistics().topics["t"])
        #expect(topic.count == 3)
        #expect(topic.reduce(0) { $0 + $1.highWatermark } == 200)
        #expect(topic.allSatisfy { $0.highWatermark > 0 })
        let metadata = try Kcat.run(broker, ["-L", "-t", "t"])
        #expect(metadata.lines.contains { $0.contains("topic \"t\" with 3 partitions") })
    }

    @Test("without --no-auto-create asking makes a topic, with it there is none") func autoCreate() throws {
        let broker = try BrokerProcess.start(arguments: ["--no-auto-create"])
        #expect(try Kcat.produce(broker, "t", ["a:1"], ["-X", "message.timeout.ms=2000"]).status != 0)
        #expect(try broker.statistics().topics.isEmpty)
    }

    @Test("a group goes on where it committed") func group() throws {
        let broker = try BrokerProcess.start()
        let consume = ["-X", "auto.offset.reset=earliest", "-q", "-f", "%s\n", "-G", "g", "t"]
        try Kcat.produce(broker, "t", ["a:1", "a:2"])
        #expect(try Kcat.run(broker, ["-c", "2"] + consume).lines == ["1", "2"])
        try Kcat.produce(broker, "t", ["a:3"])
        #expect(try Kcat.run(broker, ["-c", "1"] + consume).lines == ["3"])
        let group = try #require(try broker.statistics().groups["g"])
        #expect(group.offsets == ["t/0": 3])
        #expect(group.state == "empty")
    }

    @Test("a transaction of kcat is seen when it committed") func transaction() throws {
        let broker = try BrokerProcess.start()
        let produced = try Kcat.produce(broker, "t", ["a:1", "b:2"], ["-X", "transactional.id=T"])
        #expect(produced.status == 0)
        #expect(try Kcat.read(broker, "t") == ["0 a=1", "1 b=2"])
        // The marker has an offset of its own.
        #expect(try broker.statistics().topics["t"]?.map(\.lastStableOffset) == [3])
    }
}
