// The live feed tells ids of what changes, goes on where a listener was, and cuts off who does not keep up.
// Depends on: Live, the live operation.

import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Runtime
import TestSupport
import Testing

@testable import Outreach

@Suite struct LiveTests {
    private func event(_ number: Int64) -> LiveEvent {
        LiveEvent(
            id: "\(number + 1)",
            change: BoardChange(
                partition: 0, position: number, task: "T\(number)", revision: 1, teams: ["centrum"]))
    }

    @Test func `a listener hears what changes after it came`() async {
        let live = Live()
        live.tell([event(0)])
        let listener = live.listen()
        live.tell([event(1), event(2)])
        live.beat()
        live.close()
        let heard = await listener.messages.reduce(into: []) { $0.append($1) }
        #expect(heard == [.change(event(1)), .change(event(2)), .beat])
    }

    @Test func `a listener that does not keep up is cut off, others are not`() async {
        let live = Live()
        let slow = live.listen()
        let quick = live.listen()
        var heard = quick.messages.makeAsyncIterator()
        for number in 0..<Int64(Live.bufferLimit + 5) {
            live.tell([event(number)])
            #expect(await heard.next() == .change(event(number)))
        }
        #expect(live.listenerCount == 1)
        let left = await slow.messages.reduce(0) { count, _ in count + 1 }
        #expect(left == Live.bufferLimit, "what waited is bounded, and then it ends")
    }

    @Test func `who leaves is forgotten`() {
        let live = Live()
        let listener = live.listen()
        #expect(live.listenerCount == 1)
        listener.leave()
        #expect(live.listenerCount == 0)
    }

    static let places: [(String, [Int32: Int64]?)] = [
        ("0", [0: 0]), ("12-0-7", [0: 12, 1: 0, 2: 7]), ("", nil), ("1--2", nil), ("-1", nil), ("a", nil),
        ("1;2", nil),
    ]

    @Test(arguments: places.indices) func `a place is read as it was written`(_ index: Int) {
        let (text, next) = Self.places[index]
        #expect(LivePlace(text)?.next == next)
        if let next { #expect(LivePlace(next).text == text) }
    }

    @Test func `the feed begins with a place, tells ids, and what was missed`() async throws {
        try await withOutreach { rig in
            let task = try await rig.signal(1)
            try await rig.application().test(.live) { client in
                let place = rig.desk.follower.place.text
                let reading = Task { try await Self.read(client, from: nil) }
                try await Self.waitForListeners(1, of: rig)
                try await rig.signal(2)
                rig.desk.follower.live.close()
                let text = try await reading.value
                #expect(text.hasPrefix("retry: 3000\nid: \(place)\n\n"))
                let after = rig.desk.follower.place.text
                let data = "{\"taak\":\"\(task.task)\",\"revisie\":2}"
                #expect(text.contains("event: taak\nid: \(after)\ndata: \(data)\n\n"))
            }
        }
    }

    @Test(arguments: [("0", "data: {\"taak\""), ("onzin", "400"), ("99-1-1", "retry")])
    func `who comes back is told what was missed`(_ place: String, _ wanted: String) async throws {
        try await withOutreach { rig in
            try await rig.signal(1)
            // Nobody tells any more: the feed ends after what was missed.
            rig.desk.follower.live.close()
            try await rig.application().test(.router) { client in
                let text = try await Self.read(client, from: place)
                #expect(text.contains(wanted), "\(text)")
            }
        }
    }

    @Test func `after an erasure whoever was away reads all again`() async throws {
        try await withOutreach { rig in
            try await rig.signal(1)
            var data = JSONFields()
            data.text("huishouden", InventedAddress.all[0].householdText)
            try await rig.deliver(
                eventLine(.erasure, id: "wis", time: "2026-03-02T09:00:00Z", data: data), id: "wis")
            rig.desk.follower.live.close()
            try await rig.application().test(.router) { client in
                let text = try await Self.read(client, from: "0")
                #expect(text.contains("event: opnieuw"))
            }
        }
    }

    @Test func `nobody hears of tasks of other teams`() async throws {
        try await withOutreach { rig in
            try await rig.signal(1)
            rig.desk.follower.live.close()
            try await rig.application().test(.router) { client in
                let own = try await Self.read(client, from: "0", as: Somebody.fatima)
                let other = try await Self.read(client, from: "0", as: Somebody.elsewhere)
                #expect(own.contains("event: taak") && !other.contains("event: taak"))
            }
        }
    }

    private static func read(
        _ client: any TestClientProtocol, from place: String?, as actor: Actor = Somebody.fatima
    ) async throws -> String {
        var headers: HTTPFields = [:]
        if let name = HTTPField.Name("X-Proef") { headers[name] = actor.id }
        if let place, let name = HTTPField.Name("Last-Event-ID") { headers[name] = place }
        return try await client.execute(uri: "/v1/taken/stroom", method: .get, headers: headers) {
            $0.status == .ok ? String(buffer: $0.body) : "\($0.status.code)"
        }
    }

    private static func waitForListeners(_ count: Int, of rig: OutreachRig) async throws {
        let end = ContinuousClock.now + .seconds(120)
        while rig.desk.follower.live.listenerCount < count {
            try #require(ContinuousClock.now < end)
            await Task.yield()
        }
    }
}
