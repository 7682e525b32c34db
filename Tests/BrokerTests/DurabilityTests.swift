// What is there after a SIGKILL, and after one in the middle of a write.

import Foundation
import TestSupport
import Testing

@Suite struct DurabilityTests {
    private func folder() throws -> Scratch { try Scratch() }

    @Test("records, offsets, epochs and open transactions survive a SIGKILL") func kill() throws {
        let scratch = try folder()
        let first = try BrokerProcess.start(data: scratch.path("data"))
        try Kcat.produce(first, "t", ["a:1", "b:2"], ["-X", "transactional.id=K"])
        let client = try WireClient(first)
        let member = try client.lead("g")
        let done = try client.begin("T", "t", "klaar")
        #expect(try client.addOffsets("T", done, group: "g") == 0)
        #expect(try client.commitInTransaction("T", done, member, "t", offset: 2) == 0)
        #expect(try client.endTransaction("T", done, commit: true) == 0)
        #expect(try client.addPartition("T", done, "t") == 0)
        #expect(try client.produce("t", ["open"], producer: done, sequence: 1).error == 0)
        first.kill()
        #expect(!first.isRunning)

        let second = try BrokerProcess.start(data: scratch.path("data"), port: first.port)
        let again = try WireClient(second)
        #expect(try Kcat.read(second, "t") == ["0 a=1", "1 b=2", "3 k=klaar"])
        #expect(try again.committedOffset("g", "t", stable: true) == (0, 2))
        #expect(try second.statistics().openTransactions == 1)
        // Sequences are known too.
        #expect(try again.produce("t", ["open"], producer: done, sequence: 1) == (0, 5))
        #expect(try again.produce("t", ["gat"], producer: done, sequence: 3).error == 45)
        #expect(try again.endTransaction("T", done, commit: true) == 0)
        #expect(try Kcat.read(second, "t").last == "5 k=open")
        let next = try again.initProducer("T").producer
        #expect(next == Producer(id: done.id, epoch: done.epoch + 1))
        #expect(try again.initProducer("U").producer.id > done.id)
    }

    @Test("a journal that ends anywhere gives a broker in which nothing is half done") func cutAnywhere()
        throws
    {
        let scratch = try folder()
        let broker = try BrokerProcess.start(data: scratch.path("data"))
        try Kcat.produce(broker, "t", ["a:0"])
        let client = try WireClient(broker)
        let member = try client.lead("g")
        let producer = try client.begin("T", "t", "uit")
        #expect(try client.addOffsets("T", producer, group: "g") == 0)
        #expect(try client.commitInTransaction("T", producer, member, "t", offset: 1) == 0)
        #expect(try client.endTransaction("T", producer, commit: true) == 0)
        broker.kill()
        let whole = try Data(contentsOf: URL(filePath: scratch.path("data/journal")))
        var outcomes: Set<String> = []
        for end in stride(from: whole.count, to: 0, by: -23) {
            let data = scratch.path("cut-\(end)")
            try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
            try whole.prefix(end).write(to: URL(filePath: "\(data)/journal"))
            let cut = try BrokerProcess.start(data: data)
            let statistics = try cut.statistics()
            let topic = statistics.topics["t"]?.first
            let group = statistics.groups["g"]
            let isCommitted = topic?.lastStableOffset == 3
            #expect((group?.offsets == ["t/0": 1]) == isCommitted, "output and offset agree at \(end)")
            if statistics.openTransactions == 0 { #expect(topic?.openTransactions ?? 0 == 0) }
            outcomes.insert("\(isCommitted) \(statistics.openTransactions)")
            cut.kill()
        }
        #expect(outcomes == ["true 0", "false 1", "false 0"])
    }

    @Test("without a folder nothing is kept") func memory() throws {
        let first = try BrokerProcess.start()
        try Kcat.produce(first, "t", ["a:1"])
        first.kill()
        #expect(try BrokerProcess.start().statistics().topics.isEmpty)
    }
}
