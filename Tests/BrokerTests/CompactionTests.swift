// What compaction keeps, and that readers still come to the end.

import TestSupport
import Testing

@Suite struct CompactionTests {
    @Test("the newest record of each key stays, at its offset") func newest() throws {
        let scratch = try Scratch()
        let broker = try BrokerProcess.start(data: scratch.path("data"))
        for round in 1...3 { try Kcat.produce(broker, "t", ["a:\(round)", "b:\(round)", "c\(round):x"]) }
        try Kcat.produce(broker, "t", ["a:"])
        try Kcat.produce(broker, "t", ["z:last"])
        #expect(try broker.control("compact t") == "ok 11 6")
        let kept = ["2 c1=x", "5 c2=x", "7 b=3", "8 c3=x", "9 a=", "10 z=last"]
        #expect(try Kcat.read(broker, "t") == kept)
        #expect(try broker.control("compact t tombstones") == "ok 6 5")
        let left = kept.filter { !$0.hasPrefix("9") }
        #expect(try Kcat.read(broker, "t") == left)
        broker.kill()
        let again = try BrokerProcess.start(data: scratch.path("data"))
        #expect(try Kcat.read(again, "t") == left)
        try Kcat.produce(again, "t", ["a:new"])
        #expect(try Kcat.read(again, "t") == left + ["11 a=new"])
    }

    @Test("aborted records go, committed ones stay, and open ones are left alone") func transactions() throws
    {
        let broker = try BrokerProcess.start()
        try Kcat.produce(broker, "t", ["k:oud"])
        let client = try WireClient(broker)
        let producer = try client.begin("T", "t", "weg")
        #expect(try client.endTransaction("T", producer, commit: false) == 0)
        #expect(try client.addPartition("T", producer, "t") == 0)
        #expect(try client.produce("t", ["a:1", "a:2"], producer: producer, sequence: 1).error == 0)
        #expect(try client.endTransaction("T", producer, commit: true) == 0)
        let open = try client.begin("U", "t", "open")
        try Kcat.produce(broker, "t", ["a:3"])
        #expect(try broker.control("compact t") == "ok 3 2")
        #expect(try Kcat.read(broker, "t") == ["0 k=oud", "4 a=2"])
        #expect(try Kcat.read(broker, "t", committed: false).count == 4)
        #expect(try client.endTransaction("U", open, commit: true) == 0)
        #expect(try Kcat.read(broker, "t") == ["0 k=oud", "4 a=2", "6 k=open", "7 a=3"])
        #expect(try broker.control("compact t") == "ok 4 2")
        #expect(try Kcat.read(broker, "t") == ["6 k=open", "7 a=3"])
        #expect(try broker.statistics().topics["t"]?.map(\.highWatermark) == [9])
    }
}
