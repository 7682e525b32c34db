// Who gets what, and who is told to join again.

import TestSupport
import Testing

@Suite struct GroupTests {
    let broker: BrokerProcess
    let one: WireClient
    let two: WireClient

    init() throws {
        broker = try BrokerProcess.start(arguments: ["--join-delay", "0"])
        one = try WireClient(broker)
        two = try WireClient(broker)
    }

    @Test("a second member makes the first join again, and each gets what the leader says") func rebalance()
        throws
    {
        let alone = try one.lead("g")
        try two.postJoin(Membership(group: "g"))
        let named = try two.joinAnswer(Membership(group: "g"))
        #expect(named.error == 79, "first it gets a name")
        try two.postJoin(named.membership)
        // It is told when it asks; the second's request may come a moment later.
        while try one.heartbeat(alone) == 0 {}
        #expect(try one.heartbeat(alone) == 27)
        let first = try one.join(alone).membership
        let second = try two.joinAnswer(named.membership).membership
        #expect(first.generation == alone.generation + 1)
        #expect(second.generation == first.generation)
        #expect(first.leader == first.id)
        #expect(try one.sync(first, assignments: [(first.id, "a"), (second.id, "b")]) == (0, "a"))
        #expect(try two.sync(second) == (0, "b"))
        #expect(try one.heartbeat(alone) == 22, "the old generation is over")
    }

    @Test("a static member that comes back gets its assignment, and the others notice nothing")
    func staticRestart() throws {
        let other = try one.lead("g")
        try two.postJoin(Membership(group: "g", instance: "i"))
        while try one.heartbeat(other) == 0 {}
        let first = try one.join(other).membership
        let before = try two.joinAnswer(Membership(group: "g", instance: "i")).membership
        _ = try one.sync(first, assignments: [(first.id, "a"), (before.id, "b")])
        #expect(try two.sync(before).assignment == "b")

        let again = try WireClient(broker)
        let (error, after) = try again.join(Membership(group: "g", instance: "i"))
        #expect(error == 0)
        #expect(after.generation == before.generation)
        #expect(after.id != before.id)
        #expect(try again.sync(after) == (0, "b"))
        #expect(try one.heartbeat(first) == 0)
        #expect(try two.heartbeat(before) == 82, "its predecessor is fenced")
        #expect(try two.join(before).error == 82)
    }

    @Test("a static leader that comes back does not assign again") func staticLeader() throws {
        let before = try one.lead("g", instance: "i")
        let (error, after) = try two.join(Membership(group: "g", instance: "i"))
        #expect(error == 0)
        #expect(after.leader == before.id)
        #expect(after.leader != after.id)
        #expect(try two.sync(after) == (0, "all"))
    }

    @Test("a member that is silent for longer than its session is out") func sessionTimeout() throws {
        let silent = try one.lead("g", sessionMilliseconds: 200)
        let started = ContinuousClock.now
        let next = try two.join(Membership(group: "g"))
        #expect(next.error == 0)
        #expect(ContinuousClock.now - started > .milliseconds(100))
        #expect(next.membership.leader == next.membership.id)
        #expect(try one.heartbeat(silent) == 25)
    }

    @Test("members with nothing in common do not meet") func inconsistent() throws {
        _ = try one.lead("g")
        var answer = try two.call(11, 5) { body in
            body.text("g")
            body.int(Int32(30_000))
            body.int(Int32(30_000))
            body.text("")
            body.text(nil)
            body.text("consumer")
            body.int(Int32(1))
            body.text("roundrobin")
            body.data([])
        }
        _ = try answer.int(Int32.self)
        #expect(try answer.int(Int16.self) == 23)
    }
}
