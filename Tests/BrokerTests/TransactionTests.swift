// What transactions promise, each with the case in which it would show that they do not.

import TestSupport
import Testing

@Suite struct TransactionTests {
    let broker: BrokerProcess
    let client: WireClient

    init() throws {
        broker = try BrokerProcess.start()
        client = try WireClient(broker)
        try Kcat.produce(broker, "t", ["a:0"])
    }

    @Test("aborted records are hidden from who reads committed ones, and from nobody else") func aborted()
        throws
    {
        let producer = try client.begin("T", "t", "weg")
        #expect(try client.endTransaction("T", producer, commit: false) == 0)
        try Kcat.produce(broker, "t", ["a:later"])
        #expect(try Kcat.read(broker, "t") == ["0 a=0", "3 a=later"])
        #expect(try Kcat.read(broker, "t", committed: false) == ["0 a=0", "1 k=weg", "3 a=later"])
    }

    @Test("an open transaction holds back what comes after it, until it ends", arguments: [true, false])
    func open(commit: Bool) throws {
        let producer = try client.begin("T", "t", "open")
        try Kcat.produce(broker, "t", ["a:later"])
        #expect(try Kcat.read(broker, "t") == ["0 a=0"])
        #expect(try Kcat.read(broker, "t", committed: false).count == 3)
        #expect(try client.endTransaction("T", producer, commit: commit) == 0)
        #expect(try Kcat.read(broker, "t") == ["0 a=0"] + (commit ? ["1 k=open"] : []) + ["2 a=later"])
    }

    @Test("two transactions of one producer, the first aborted: the second is seen") func abortThenCommit()
        throws
    {
        let producer = try client.begin("T", "t", "weg")
        #expect(try client.endTransaction("T", producer, commit: false) == 0)
        #expect(try client.addPartition("T", producer, "t") == 0)
        #expect(try client.produce("t", ["blijft"], producer: producer, sequence: 1).error == 0)
        #expect(try client.endTransaction("T", producer, commit: true) == 0)
        #expect(try Kcat.read(broker, "t") == ["0 a=0", "3 k=blijft"])
    }

    @Test("a newer producer of the same name aborts what the older left open, and fences it") func zombie()
        throws
    {
        let old = try client.begin("T", "t", "weg")
        let new = try client.initProducer("T").producer
        #expect(new == Producer(id: old.id, epoch: old.epoch + 1))
        #expect(try broker.statistics().openTransactions == 0)
        #expect(try client.produce("t", ["zombie"], producer: old, sequence: 1).error == 47)
        #expect(try client.addPartition("T", old, "t") == 47)
        #expect(try client.addOffsets("T", old, group: "g") == 47)
        #expect(try client.endTransaction("T", old, commit: true) == 47)
        #expect(try client.initProducer("T", known: old).error == 90)
        #expect(try client.addPartition("T", new, "t") == 0)
        #expect(try client.produce("t", ["nieuw"], producer: new, sequence: 0).error == 0)
        #expect(try client.endTransaction("T", new, commit: true) == 0)
        #expect(try Kcat.read(broker, "t") == ["0 a=0", "3 k=nieuw"])
    }

    @Test("a producer that raises its own epoch may ask twice, as its first answer may have got lost")
    func raisesTwice() throws {
        let first = try client.initProducer("T").producer
        let second = try client.initProducer("T", known: first)
        #expect(second.producer.epoch == first.epoch + 1)
        #expect(try client.initProducer("T", known: first) == second)
    }

    @Test("offsets count when the transaction commits, and are forgotten when it does not") func offsets()
        throws
    {
        let member = try client.lead("g")
        let first = try client.begin("T", "t", "een")
        #expect(try client.commitInTransaction("T", first, member, "t", offset: 1) == 48, "not added yet")
        #expect(try client.addOffsets("T", first, group: "g") == 0)
        #expect(try client.commitInTransaction("T", first, member, "t", offset: 1) == 0)
        #expect(try client.committedOffset("g", "t", stable: true) == (88, -1))
        #expect(try client.committedOffset("g", "t", stable: false) == (0, -1))
        #expect(try client.endTransaction("T", first, commit: true) == 0)
        #expect(try client.committedOffset("g", "t", stable: true) == (0, 1))
        #expect(try client.addOffsets("T", first, group: "g") == 0)
        #expect(try client.commitInTransaction("T", first, member, "t", offset: 2) == 0)
        #expect(try client.endTransaction("T", first, commit: false) == 0)
        #expect(try client.committedOffset("g", "t", stable: true) == (0, 1))
        #expect(try broker.statistics().groups["g"]?.pendingOffsets == 0)
    }

    @Test("offsets of an old generation, and of who is no member, are refused") func generations() throws {
        let old = try client.lead("g")
        let producer = try client.begin("T", "t", "een")
        #expect(try client.addOffsets("T", producer, group: "g") == 0)
        // The leader joins again: a new generation of the same member.
        let (error, new) = try client.join(old)
        #expect(error == 0)
        #expect(try client.sync(new, assignments: [(new.id, "all")]).error == 0)
        #expect(new.generation == old.generation + 1)
        #expect(try client.commitInTransaction("T", producer, old, "t", offset: 1) == 22)
        var stranger = new
        stranger.id = "nobody"
        #expect(try client.commitInTransaction("T", producer, stranger, "t", offset: 1) == 25)
        #expect(try client.commitInTransaction("T", producer, new, "t", offset: 1) == 0)
    }

    @Test("a transaction that takes too long is aborted, and its producer fenced") func timeout() throws {
        let producer = try client.begin("T", "t", "te laat", timeoutMilliseconds: 300)
        // It waits for a committed record behind the open transaction, which only the time-out can let through.
        try Kcat.produce(broker, "t", ["a:later"])
        let fetched = try client.fetch("t", from: 2)
        #expect(fetched.lastStableOffset == 4)
        #expect(try client.endTransaction("T", producer, commit: true) == 47)
        #expect(try Kcat.read(broker, "t") == ["0 a=0", "2 a=later"])
    }

    @Test("a commit whose answer got lost may be asked again, and not turned around") func endTwice() throws {
        let producer = try client.begin("T", "t", "een")
        #expect(try client.endTransaction("T", producer, commit: true) == 0)
        #expect(try client.endTransaction("T", producer, commit: true) == 0)
        #expect(try client.endTransaction("T", producer, commit: false) == 48)
        #expect(try broker.statistics().topics["t"]?.map(\.highWatermark) == [3])
    }

    @Test("a batch that was sent twice is there once, and one out of order is refused") func sequences()
        throws
    {
        let producer = try client.initProducer(nil).producer
        func send(_ sequence: Int32, _ values: [String]) throws -> (error: Int16, offset: Int64) {
            try client.produce("t", values, producer: producer, sequence: sequence, transactional: false)
        }
        #expect(try send(0, ["1", "2"]) == (0, 1))
        #expect(try send(0, ["1", "2"]) == (0, 1))
        #expect(try send(3, ["gat"]).error == 45)
        #expect(try send(2, ["3"]) == (0, 3))
        for sequence in 3...8 { #expect(try send(Int32(sequence), ["x"]).error == 0) }
        #expect(try send(0, ["1", "2"]).error == 46, "too long ago to know where it stands")
        #expect(try Kcat.read(broker, "t").count == 10)
    }

    @Test("a record outside the transaction's partitions, or without one, is refused") func outside() throws {
        let producer = try client.initProducer("T").producer
        #expect(try client.produce("t", ["x"], producer: producer, sequence: 0).error == 48)
        let stranger = Producer(id: 77, epoch: 0)
        #expect(try client.produce("t", ["x"], producer: stranger, sequence: 0).error == 49)
        #expect(try client.addPartition("T", producer, "t", 5) == 3)
        #expect(try client.addPartition("T", stranger, "t") == 49)
    }

    @Test("a batch that is damaged, or too large, is refused") func unsound() throws {
        var batch = WireBytes.batch(
            [("k", "v")], producer: Producer(), sequence: -1, transactional: false)
        batch[batch.count - 2] ^= 1
        #expect(try client.produce("t", batch: batch).error == 2)
        let large = String(repeating: "x", count: 1_048_588)
        #expect(try client.produce("t", [large], transactional: false).error == 10)
    }
}
