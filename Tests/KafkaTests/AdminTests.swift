// Looking at topics. Making them and reading their settings needs a real broker; the test broker is one.

import Kafka
import Testing

@Suite("Admin")
struct AdminTests {
    @Test("A topic's layout is told, its replicas with it") func layout() throws {
        let cluster = try MockCluster()
        try cluster.create("log", partitions: 3)
        let admin = try Admin(cluster.properties())
        let layout = try admin.layout(of: "log", timeoutMilliseconds: 10_000)
        #expect(layout == TopicLayout(topic: "log", partitions: 3, replicationFactor: 1))
    }

    @Test("A topic that is not there has no layout, and cannot be read") func missing() throws {
        let cluster = try MockCluster()
        cluster.hide("nergens")
        let admin = try Admin(cluster.properties())
        #expect(try admin.layout(of: "nergens", timeoutMilliseconds: 10_000) == nil)
        var reader = try PartitionReader(cluster.properties())
        let error = try #require(throws: KafkaError.self) {
            try reader.start(TopicPartition("nergens", 0), at: .beginning, timeoutMilliseconds: 10_000)
        }
        #expect(error.failure.code == .unknownTopicOrPartition)
    }

    @Test("Watermarks are those of the partition asked for") func watermarks() throws {
        let cluster = try MockCluster()
        try cluster.create("log", partitions: 2)
        try cluster.fill("log", partition: 1, count: 7)
        let admin = try Admin(cluster.properties())
        for (partition, high) in [(0, 0), (1, 7)] as [(Int32, Int64)] {
            let marks = try admin.watermarks(TopicPartition("log", partition), timeoutMilliseconds: 10_000)
            #expect(marks == Watermarks(low: 0, high: high))
        }
    }

    @Test("A cluster that cannot make topics or tell settings is given up in time") func unsupported() throws
    {
        let cluster = try MockCluster()
        let admin = try Admin(cluster.properties())
        let topic = NewTopic(name: "log", partitions: 4, settings: ["cleanup.policy": "compact"])
        let making = try #require(throws: KafkaError.self) {
            try admin.create(topic, timeoutMilliseconds: 500)
        }
        // The mock tells of no controller, whom this is asked.
        #expect(making.failure.text.contains("controller"))
        let asking = try #require(throws: KafkaError.self) {
            try admin.settings(of: "log", timeoutMilliseconds: 500)
        }
        #expect(asking.isRetriable)
    }

    @Test("A broker that is away is retriable") func away() throws {
        let cluster = try MockCluster()
        cluster.setDown()
        let admin = try Admin(cluster.properties())
        let error = try #require(throws: KafkaError.self) {
            try admin.layout(of: "log", timeoutMilliseconds: 200)
        }
        #expect(error.isRetriable)
        let marks = try #require(throws: KafkaError.self) {
            try admin.watermarks(TopicPartition("log", 0), timeoutMilliseconds: 200)
        }
        #expect(marks.isRetriable)
        var told: ClientEvent?
        for _ in 0..<100 where told == nil { told = admin.nextEvent(waitMilliseconds: 50) }
        #expect(told != nil)
    }
}
