// What each failure in a transaction asks of the caller. The mock enforces no transaction; the test broker does.

import CRdKafka
import Kafka
import Testing

@Suite("Transactional producer")
struct TransactionTests {
    /// A failing request, and what comes of it.
    struct Case: CustomStringConvertible {
        var request: MockCluster.Request
        var code: rd_kafka_resp_err_t
        var answer: Answer
        var description: String { "\(request) \(String(cString: rd_kafka_err2name(code)))" }
    }

    enum Answer: Equatable { case none, retriable, abort, fatal }

    static let cases = [
        Case(request: .endTransaction, code: RD_KAFKA_RESP_ERR_NOT_COORDINATOR, answer: .none),
        Case(
            request: .addPartitionsToTransaction, code: RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS,
            answer: .none),
        Case(request: .produce, code: RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, answer: .none),
        Case(request: .produce, code: RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, answer: .abort),
        Case(
            request: .addPartitionsToTransaction, code: RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
            answer: .abort),
        Case(request: .transactionOffsetCommit, code: RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, answer: .abort),
        Case(request: .transactionOffsetCommit, code: RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, answer: .abort),
        // librdkafka 2.0.2 says so; a broker then refuses the abort, which is fatal.
        Case(request: .addOffsetsToTransaction, code: RD_KAFKA_RESP_ERR_PRODUCER_FENCED, answer: .abort),
        Case(request: .endTransaction, code: RD_KAFKA_RESP_ERR_PRODUCER_FENCED, answer: .fatal),
        Case(request: .endTransaction, code: RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH, answer: .fatal),
    ]

    @Test("A refused request is passed over, aborts the transaction or ends the producer")
    func refused() throws {
        let cluster = try MockCluster()
        try cluster.create("log")
        try cluster.create("tasks")
        // One for all, for the mock keeps a new group waiting.
        let member = try cluster.member()
        _ = try member.awaitAssigned()
        for refused in TransactionTests.cases {
            var producer = try TransactionalProducer(
                cluster.properties(), id: "seinpost-0", transactionTimeoutMilliseconds: 10_000)
            let topic = try producer.topic("tasks")
            try producer.initialize(timeoutMilliseconds: 10_000)
            cluster.fail(refused.request, with: [refused.code])
            let answer = TransactionTests.transaction(producer, topic, member)
            #expect(answer == refused.answer, "\(refused)")
            if answer == .abort { try producer.abort() }
            var next = TransactionTests.transaction(producer, topic, member)
            // The number of a record that the broker refused is missed once more, and then counted anew.
            if refused.request == .produce, next == .abort {
                try producer.abort()
                next = TransactionTests.transaction(producer, topic, member)
            }
            // After an abort the producer is sound; a fatal error stays.
            #expect(next == (answer == .fatal ? .fatal : .none), "after \(refused)")
            cluster.forgetFailures(refused.request)
        }
        try member.close(timeoutMilliseconds: 10_000)
    }

    /// One transaction with a record and an offset; what the caller has to do.
    static func transaction(
        _ producer: borrowing TransactionalProducer, _ topic: ProducerTopic, _ member: borrowing Consumer
    ) -> Answer {
        do {
            try producer.begin()
            try producer.send("taak", to: topic)
            try producer.sendOffsets(
                [TopicPartition("log", 0): 1], of: member.groupMetadata(), timeoutMilliseconds: 10_000)
            try producer.commit()
            return .none
        } catch let error as KafkaError {
            switch error {
            case .retriable: return .retriable
            case .abort: return .abort
            case .fatal: return .fatal
            }
        } catch {
            Issue.record(error)
            return .fatal
        }
    }

    @Test("A commit that times out is retriable, and the same call then commits") func timeOut() throws {
        let cluster = try MockCluster()
        try cluster.create("tasks")
        var producer = try TransactionalProducer(
            cluster.properties(), id: "seinpost-0", transactionTimeoutMilliseconds: 20_000)
        let topic = try producer.topic("tasks")
        try producer.initialize(timeoutMilliseconds: 10_000)
        try producer.begin()
        try producer.send("taak", to: topic)
        cluster.setRoundTrip(milliseconds: 500)
        let error = try #require(throws: KafkaError.self) { try producer.commit(timeoutMilliseconds: 50) }
        #expect(error.isRetriable)
        cluster.setRoundTrip(milliseconds: 0)
        try producer.commit()
        #expect(try cluster.readAll(TopicPartition("tasks", 0)).map(\.text) == ["taak"])
    }

    @Test("A record that failed is counted, and its reason is there to tell") func failed() throws {
        let cluster = try MockCluster()
        try cluster.create("tasks")
        var producer = try TransactionalProducer(
            cluster.properties(), id: "seinpost-0", transactionTimeoutMilliseconds: 10_000)
        let topic = try producer.topic("tasks")
        try producer.initialize(timeoutMilliseconds: 10_000)
        try producer.begin()
        cluster.fail(.produce, with: [RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED])
        try producer.send("taak", to: topic)
        #expect(throws: KafkaError.self) { try producer.commit() }
        let (count, reason) = (producer.failedDeliveries, producer.firstFailedDelivery)
        #expect(count == 1)
        #expect(reason?.failure.name == "TOPIC_AUTHORIZATION_FAILED")
        try producer.abort()
        try producer.begin()
        let after = producer.failedDeliveries
        #expect(after == 0)
    }

    @Test("When a record failed the next ones are refused, and ask for the same: to abort") func refusesMore()
        throws
    {
        let cluster = try MockCluster()
        try cluster.create("tasks")
        var producer = try TransactionalProducer(
            cluster.properties(), id: "seinpost-0", transactionTimeoutMilliseconds: 10_000)
        let topic = try producer.topic("tasks")
        try producer.initialize(timeoutMilliseconds: 10_000)
        try producer.begin()
        cluster.fail(.produce, with: [RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE])
        let error = try #require(throws: KafkaError.self) {
            // The refusal comes from the broker, some records later.
            for _ in 0..<100_000 {
                try producer.send("taak", to: topic)
                _ = producer.nextEvent()
            }
        }
        guard case .abort = error else {
            Issue.record("\(error)")
            return
        }
        try producer.abort()
        try producer.begin()
        try producer.abort()
    }

    @Test("Without a coordinator initialising is retriable, and a call out of turn is fatal") func turns()
        throws
    {
        let cluster = try MockCluster()
        cluster.setDown()
        let producer = try TransactionalProducer(
            cluster.properties(["reconnect.backoff.ms": "10", "reconnect.backoff.max.ms": "50"]),
            id: "seinpost-0",
            transactionTimeoutMilliseconds: 10_000)
        let early = try #require(throws: KafkaError.self) { try producer.begin() }
        #expect(early.failure.code == .state)
        #expect(!early.isRetriable)
        let away = try #require(throws: KafkaError.self) { try producer.initialize(timeoutMilliseconds: 300) }
        #expect(away.isRetriable)
        cluster.setUp()
        try producer.initialize(timeoutMilliseconds: 20_000)
        try producer.begin()
        try producer.abort()
    }
}
