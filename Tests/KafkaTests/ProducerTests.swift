// What is written is what is read: keys, payloads, headers, partitions.

import CRdKafka
import Kafka
import Testing

@Suite("Producer and reader")
struct ProducerTests {
    @Test("Nothing, no bytes and bytes stay apart, as key, payload and header") func nothing() throws {
        let cluster = try MockCluster()
        try cluster.create("log")
        var producer = try Producer(cluster.properties())
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

    @Test("A full queue makes the producer wait, and loses nothing") func full() throws {
        let cluster = try MockCluster()
        try cluster.create("log")
        var producer = try Producer(cluster.properties(["queue.buffering.max.messages": "10"]))
        let topic = try producer.topic("log")
        for index in 0..<200 { try producer.send("\(index)", to: topic, partition: 0) }
        try producer.flush(timeoutMilliseconds: 20_000)
        #expect(try cluster.readAll(TopicPartition("log", 0)).map(\.text) == (0..<200).map { "\($0)" })
        let left = producer.queued
        #expect(left == 0)
    }

    @Test("A record that is too large is refused by itself; the next one goes") func tooLarge() throws {
        let cluster = try MockCluster()
        try cluster.create("log")
        var producer = try Producer(cluster.properties(["message.max.bytes": "1000"]))
        let topic = try producer.topic("log")
        let error = try #require(throws: KafkaError.self) {
            try producer.send(String(repeating: "x", count: 2_000), to: topic)
        }
        #expect(error.failure.code == .messageTooLarge)
        #expect(!error.isRetriable)
        try producer.send("small", to: topic)
        try producer.flush(timeoutMilliseconds: 10_000)
        #expect(try cluster.readAll(TopicPartition("log", 0)).map(\.text) == ["small"])
    }

    @Test("A record that the broker refuses is told by the flush, once") func refused() throws {
        let cluster = try MockCluster()
        try cluster.create("log")
        var producer = try Producer(cluster.properties())
        let topic = try producer.topic("log")
        cluster.fail(.produce, with: [RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED])
        try producer.send("refused", to: topic)
        let error = try #require(throws: KafkaError.self) { try producer.flush(timeoutMilliseconds: 10_000) }
        #expect(error.failure.name == "TOPIC_AUTHORIZATION_FAILED")
        try producer.flush(timeoutMilliseconds: 10_000)
    }

    @Test("A flush that cannot reach a broker is retriable, and later delivers") func away() throws {
        let cluster = try MockCluster()
        try cluster.create("log")
        var producer = try Producer(
            cluster.properties(["reconnect.backoff.ms": "10", "reconnect.backoff.max.ms": "50"]))
        let topic = try producer.topic("log")
        cluster.setDown()
        try producer.send("kept", to: topic)
        let error = try #require(throws: KafkaError.self) { try producer.flush(timeoutMilliseconds: 200) }
        #expect(error.isRetriable)
        #expect(error.failure.code == .timedOut)
        var told: [ClientEvent] = []
        for _ in 0..<100 where told.isEmpty {
            _ = try? producer.flush(timeoutMilliseconds: 50)
            while let event = producer.nextEvent() { told.append(event) }
        }
        #expect(!told.isEmpty)
        cluster.setUp()
        try producer.flush(timeoutMilliseconds: 20_000)
        #expect(try cluster.readAll(TopicPartition("log", 0)).map(\.text) == ["kept"])
    }

    @Test("Statistics come as often as they are asked for, through flushes too") func statistics() throws {
        let cluster = try MockCluster()
        try cluster.create("log")
        var producer = try Producer(cluster.properties(["statistics.interval.ms": "50"]))
        let topic = try producer.topic("log")
        var found = false
        for _ in 0..<200 where !found {
            try producer.send("x", to: topic)
            try producer.flush(timeoutMilliseconds: 10_000)
            while let event = producer.nextEvent() {
                if case .statistics(let json) = event { found = json.contains("\"txmsgs\"") }
            }
        }
        #expect(found)
    }
}
