// Each fault is seen by a client, and ends when it is told to.

import TestSupport
import Testing

@Suite struct ControlTests {
    let broker: BrokerProcess

    init() throws { broker = try BrokerProcess.start() }

    @Test("an error comes as often as was asked, and nothing else happens") func fail() throws {
        try Kcat.produce(broker, "t", ["a:1"])
        let client = try WireClient(broker)
        try broker.control("fail Produce 7 2")
        for _ in 0..<2 { #expect(try client.produce("t", ["x"], transactional: false).error == 7) }
        #expect(try client.produce("t", ["x"], transactional: false) == (0, 1))
        try broker.control("fail InitProducerId 51")
        #expect(try client.initProducer("T").error == 51)
        #expect(try client.initProducer("T").error == 0)
        try broker.control("fail 0 7")
        try broker.control("clear")
        #expect(try client.produce("t", ["x"], transactional: false).error == 0)
    }

    @Test("librdkafka retries what is to be retried") func retried() throws {
        try broker.control("fail Produce 7 3")
        #expect(try Kcat.produce(broker, "t", ["a:1"], ["-X", "enable.idempotence=true"]).status == 0)
        #expect(try Kcat.read(broker, "t") == ["0 a=1"])
    }

    @Test("an answer that gets lost belongs to something that was done") func lose() throws {
        try Kcat.produce(broker, "t", ["a:1"])
        try broker.control("lose Produce")
        let client = try WireClient(broker)
        #expect(throws: WireClientError.closed) { try client.produce("t", ["x"], transactional: false) }
        #expect(try Kcat.read(broker, "t").count == 2)
        // Who sends it again with the same sequence learns where it stands.
        let other = try WireClient(broker)
        let producer = try other.initProducer(nil).producer
        func send(_ client: WireClient) throws -> (error: Int16, offset: Int64) {
            try client.produce("t", ["y"], producer: producer, sequence: 0, transactional: false)
        }
        try broker.control("lose Produce")
        #expect(throws: WireClientError.closed) { try send(other) }
        #expect(try send(WireClient(broker)) == (0, 2))
        #expect(try Kcat.read(broker, "t").count == 3)
    }

    @Test("a delay holds a request up, and other clients not") func delay() throws {
        let slow = try WireClient(broker)
        let other = try WireClient(broker)
        try broker.control("delay InitProducerId 300")
        let started = ContinuousClock.now
        try slow.post(22, 0) { body in
            body.text("T")
            body.int(Int32(1000))
        }
        try Kcat.produce(broker, "t", ["a:1"])
        #expect(try other.produce("t", ["x"], transactional: false).error == 0)
        _ = try slow.answer()
        #expect(ContinuousClock.now - started >= .milliseconds(300))
        try broker.control("delay InitProducerId 0")
        #expect(try slow.initProducer("T").error == 0)
    }

    @Test("connections are cut by the client's name, or all") func cut() throws {
        let one = try WireClient(broker, name: "one")
        let two = try WireClient(broker, name: "two")
        _ = try one.initProducer(nil)
        _ = try two.initProducer(nil)
        #expect(try broker.control("cut one") == "ok 1")
        #expect(throws: WireClientError.closed) { try one.initProducer(nil) }
        #expect(try two.initProducer(nil).error == 0)
        #expect(try broker.control("cut") == "ok 1")
        #expect(throws: WireClientError.closed) { try two.initProducer(nil) }
    }

    @Test("a broker that went away refuses, and comes back with what it had") func away() throws {
        try Kcat.produce(broker, "t", ["a:1"])
        let client = try WireClient(broker)
        try broker.control("away")
        #expect(throws: WireClientError.closed) { try client.initProducer(nil) }
        #expect(throws: WireClientError.cannotConnect) { try WireClient(broker) }
        try broker.control("back")
        #expect(try Kcat.read(broker, "t") == ["0 a=1"])
    }

    @Test("a fetch waits for records, and no longer than it said") func longPoll() throws {
        try Kcat.produce(broker, "t", ["a:1"])
        let reader = try WireClient(broker)
        let writer = try WireClient(broker)
        let started = ContinuousClock.now
        #expect(try reader.fetch("t", from: 1, waitMilliseconds: 200).highWatermark == 1)
        #expect(ContinuousClock.now - started >= .milliseconds(200))
        let fetched = try readWhileWriting(reader, writer)
        #expect(fetched.highWatermark == 2)
        #expect(try reader.fetch("t", from: 99).error == 1)
        #expect(try reader.fetch("nergens", from: 0).error == 3)
    }

    private func readWhileWriting(_ reader: WireClient, _ writer: WireClient) throws
        -> (error: Int16, highWatermark: Int64, lastStableOffset: Int64, aborted: Int32)
    {
        try reader.postFetch("t", from: 1, waitMilliseconds: 20_000)
        #expect(try writer.produce("t", ["x"], transactional: false).error == 0)
        return try reader.fetchAnswer()
    }

    @Test("figures count requests and connections") func statistics() throws {
        let client = try WireClient(broker)
        _ = try client.initProducer(nil)
        _ = try client.initProducer(nil)
        let statistics = try broker.statistics()
        #expect(statistics.requests == ["initProducerId": 2])
        #expect(statistics.connections == 1)
    }

    @Test(
        "a command that makes no sense is told, and nothing ends",
        arguments: [
            "", "fail", "fail Nothing 1", "fail Produce x", "delay Produce -1", "compact weg", "cut a b",
        ])
    func nonsense(_ command: String) throws {
        #expect(throws: BrokerProcessError.self) { try broker.control(command) }
        #expect(try broker.control("stats").hasPrefix("{"))
    }

    @Test("it ends when its standard input does, and when it is told to") func ends() throws {
        #expect(broker.stop() == 0)
        let other = try BrokerProcess.start()
        try other.control("quit")
        #expect(other.stop() == 0)
    }
}
