// Partitions come, are fetched when their state is there, and go again.

import CRdKafka
import Kafka
import Testing

@Suite("Group member")
struct GroupTests {
    let quick = BatchSize(maxRecords: 100, waitMilliseconds: 200)

    @Test("An assigned partition gives nothing until it is started, and then from its offset") func start()
        throws
    {
        let cluster = try MockCluster()
        try cluster.create("other")
        try cluster.create("log", partitions: 2)
        try cluster.fill("log", partition: 1, count: 30)
        var member = try cluster.member(topics: ["other", "log"], ["statistics.interval.ms": "100"])
        let assigned = try member.awaitAssigned()
        #expect(assigned == [TopicPartition("log", 0), TopicPartition("log", 1), TopicPartition("other", 0)])
        #expect(try member.committed(assigned, timeoutMilliseconds: 5_000) == [:])
        #expect(member.withBatch(quick) { $0.copies() }.isEmpty)
        #expect(member.started == [])

        let partition = TopicPartition("log", 1)
        try member.start([partition: .at(10)])
        let records = member.read(20)
        #expect(records.map(\.offset) == Array(10..<30))
        #expect(records.allSatisfy { $0.topic == 1 && $0.partition == 1 })
        #expect(try member.positions([partition]) == [partition: 30])
        let statistics: String = try member.awaitEvent {
            if case .statistics(let json) = $0 { json } else { nil }
        }
        #expect(statistics.contains("\"cgrp\""))
        #expect(member.lastWatermarks(partition) == Watermarks(low: 0, high: 30))
        try member.close(timeoutMilliseconds: 10_000)
    }

    @Test("A second member gets its share while the first has started nothing") func share() throws {
        let cluster = try MockCluster()
        try cluster.create("log", partitions: 4)
        for partition in 0..<4 as Range<Int32> { try cluster.fill("log", partition: partition, count: 5) }
        var first = try cluster.member()
        let all = try first.awaitAssigned()
        #expect(all.count == 4)

        var second = try cluster.member()
        let revoked = try first.awaitRevoked()
        #expect(revoked.partitions.count == 2)
        #expect(!revoked.isLost)
        try first.release(revoked.partitions)
        // The mock's coordinator answers each when both have called: neither may wait for the other's event.
        var given: [TopicPartition] = []
        for _ in 0..<400 where given.isEmpty {
            _ = try first.nextEvent(waitMilliseconds: 50)
            if case .assigned(let list) = try second.nextEvent(waitMilliseconds: 50) { given = list }
        }
        #expect(given.sorted() == revoked.partitions)
        try second.start(.init(given, at: .beginning))
        try first.start(.init(Set(all).subtracting(given), at: .at(2)))
        #expect(second.read(10).count == 10)
        #expect(Set(first.read(6).map(\.offset)) == [2, 3, 4])
        try second.close(timeoutMilliseconds: 10_000)
        try first.close(timeoutMilliseconds: 10_000)
    }

    @Test("A seek back is exact, with records fetched and waiting, again and again") func seek() throws {
        let cluster = try MockCluster()
        try cluster.create("log", partitions: 2)
        for partition in 0..<2 as Range<Int32> { try cluster.fill("log", partition: partition, count: 500) }
        var member = try cluster.member()
        let partitions = try member.awaitAssigned()
        try member.start(.init(partitions, at: .beginning))
        for round in 0..<20 {
            let place = Int64(round * 7)
            try member.seek(.init(partitions, at: .at(place)), timeoutMilliseconds: 5_000)
            let records = member.read(40 + round)
            for partition in 0..<2 as Range<Int32> {
                let offsets = records.filter { $0.partition == partition }.map(\.offset)
                #expect(offsets == (0..<offsets.count).map { place + Int64($0) })
            }
        }
        try member.close(timeoutMilliseconds: 10_000)
    }

    @Test("A member that the group forgot loses all, and may not commit until it is one again") func lost()
        throws
    {
        let cluster = try MockCluster()
        try cluster.create("log")
        try cluster.fill("log", count: 10)
        var member = try cluster.member()
        let partitions = try member.awaitAssigned()
        try member.start(.init(partitions, at: .beginning))
        let before = try member.groupMetadata()
        #expect(before.generation > 0)
        #expect(!before.member.isEmpty)
        cluster.fail(.heartbeat, with: [RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID])
        let revoked = try member.awaitRevoked()
        #expect(revoked.partitions == partitions)
        #expect(revoked.isLost)
        #expect(member.isAssignmentLost == true)
        let error = try #require(throws: KafkaError.self) { _ = try member.groupMetadata() }
        guard case .abort = error else {
            Issue.record("\(error)")
            return
        }
        try member.release(revoked.partitions)
        #expect(member.started == [])
        #expect(try member.awaitAssigned() == partitions)
        #expect(member.isAssignmentLost == false)
        #expect(try member.groupMetadata().generation > 0)
        try member.start(.init(partitions, at: .at(4)))
        #expect(member.read(6).map(\.offset) == Array(4..<10))
        try member.close(timeoutMilliseconds: 10_000)
    }

    @Test("Closing tells what is taken back before it leaves; the next member need not wait") func close()
        throws
    {
        let cluster = try MockCluster()
        try cluster.create("log", partitions: 2)
        for _ in 0..<2 {
            var member = try cluster.member()
            let partitions = try member.awaitAssigned()
            try member.start(.init(partitions.prefix(1), at: .beginning))
            var told: [TopicPartition] = []
            try member.close(timeoutMilliseconds: 10_000) { event in
                if case .revoked(let list, isLost: false) = event { told = list.sorted() }
            }
            #expect(told == partitions)
        }
    }

    @Test("An offset that is gone is a notice, and never a jump") func gone() throws {
        let cluster = try MockCluster()
        try cluster.create("log")
        try cluster.fill("log", count: 3)
        var member = try cluster.member()
        let partitions = try member.awaitAssigned()
        try member.start(.init(partitions, at: .at(1_000)))
        var notices: [PartitionNotice] = []
        for _ in 0..<50 where notices.isEmpty {
            notices = member.withBatch(quick) { batch in
                #expect(batch.count == 0)
                return batch.notices
            }
        }
        guard case .failed(partitions[0], let error) = notices.first else {
            Issue.record("\(notices)")
            return
        }
        #expect(error.failure.code == .autoOffsetReset)
        try member.close(timeoutMilliseconds: 10_000)
    }

    @Test("Without a broker closing takes no longer than it was given", .timeLimit(.minutes(1)))
    func closeAlone() throws {
        let cluster = try MockCluster()
        try cluster.create("log")
        var member = try cluster.member()
        try member.start(.init(member.awaitAssigned(), at: .beginning))
        cluster.setDown()
        var told: [ClientEvent] = []
        try? member.close(timeoutMilliseconds: 1_000) { told.append($0) }
        #expect(told.contains { if case .revoked = $0 { true } else { false } })
    }

    @Test("A topic that is not there is told, and tried again") func missing() throws {
        let cluster = try MockCluster()
        cluster.hide("nergens")
        let member = try cluster.member(topics: ["nergens"])
        let error: KafkaError = try member.awaitEvent {
            if case .error(let error) = $0 { error } else { nil }
        }
        #expect(error.failure.code == .unknownTopicOrPartition)
        #expect(error.isRetriable)
        try member.close(timeoutMilliseconds: 10_000)
    }

    @Test("Clients are made and dropped fifty times without waiting for anything", .timeLimit(.minutes(1)))
    func fifty() throws {
        let cluster = try MockCluster()
        try cluster.create("log")
        try cluster.fill("log", count: 100)
        for round in 0..<50 {
            var reader = try PartitionReader(cluster.properties())
            try reader.start(TopicPartition("log", 0), at: .beginning, timeoutMilliseconds: 10_000)
            if round % 2 == 0 { reader.withBatch(quick) { _ in } }
            var producer = try Producer(cluster.properties())
            try producer.send("unsent", to: producer.topic("log"))
            var member = try cluster.member("group \(round)", ["statistics.interval.ms": "200"])
            if round % 25 == 0 {
                try member.start(.init(member.awaitAssigned(), at: .beginning))
                #expect(member.read(10).count == 10)
            }
            // One of them leaves, the others go as in a crash.
            if round == 0 { try member.close(timeoutMilliseconds: 10_000) }
        }
    }
}
