// Keys go where Java's clients send them.

import Kafka
import Testing

@Suite("Partitioner")
struct PartitionerTests {
    /// Java's own test values of its hash, signed as there.
    static let javas: [(key: String, hash: Int32)] = [
        ("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
        ("a-little-bit-longer-string", -1_486_304_829),
        ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971), ("abc", 479_470_107),
    ]

    @Test(
        "A key has the partition that Java's clients give it", arguments: javas,
        [1, 2, 3, 12, 1_000] as [Int32])
    func known(_ known: (key: String, hash: Int32), count: Int32) {
        let expected = (known.hash & Int32.max) % count
        #expect(Partitioner.partition(forKey: known.key.utf8, of: count) == expected)
        // Without storage in one piece.
        #expect(Partitioner.partition(forKey: known.key.utf8.reversed().reversed(), of: count) == expected)
    }

    @Test("A producer sends a key to that partition, an empty key too") func producer() throws {
        let cluster = try MockCluster()
        try cluster.create("log", partitions: 5)
        var producer = try Producer(cluster.properties())
        let topic = try producer.topic("log")
        let keys = PartitionerTests.javas.map(\.key) + [""]
        for key in keys { try producer.send("x", to: topic, key: key) }
        try producer.flush(timeoutMilliseconds: 10_000)
        for partition in 0..<5 as Range<Int32> {
            let there = try cluster.readAll(TopicPartition("log", partition)).map { $0.key ?? [] }
            let expected = keys.filter { Partitioner.partition(forKey: $0.utf8, of: 5) == partition }
            #expect(Set(there) == Set(expected.map { Array($0.utf8) }))
        }
    }
}
