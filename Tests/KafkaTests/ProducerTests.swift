// What is written is what is read: keys, payloads, headers, partitions.

import CRdKafka
import Kafka
import Testing

@Suite("Producer and reader")
struct ProducerTests {
    @Test("Nothing, no bytes and bytes stay apart, as key, payload and header") func nothing() throws {
        let cluster = try MockCluster()
        try cluster.create("log")
        var producer = try Producer(cluster.properties(["linger.ms": "0"]))
        let topic = try producer.topic("log")
        let forms: [[UInt8]?] = [nil, [], [0, 1, 255]]
        for key in forms {
            for payload in forms {
                let headers = forms.map { MessageHeader(name: "bron", value: $0) }
                try withBytes(key, payload) {
                    try producer.produce(
                        to: topic, partition: 0, key: $0, payload: $1, headers: headers,
                        timestampMilliseconds: 1_700_000_000_123)
                }
            }
        }
        try producer.flush(timeoutMilliseconds: 10_000)

        let records = try cluster.readAll(TopicPartition("log", 0))
        #expect(records.map(\.key) == forms.flatMap { [$0, $0, $0] })
        #expect(records.map(\.payload) == forms + forms + forms)
        #expect(records.map(\.offset) == Array(0..<9))
        #expect(records.allSatisfy { $0.headers.map(\.value) == forms })
        #expect(records.allSatisfy { $0.timestamp == 1_700_000_000_123 })
    }
}
