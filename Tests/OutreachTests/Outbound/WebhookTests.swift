// Webhooks: who is told what, how it is signed, when it is told again, and where it goes on.
// Depends on: OutboundRig.

import Crypto
import Foundation
import Runtime
import Signals
import Synchronization
import TestSupport
import Testing

@testable import Outreach

@Suite(.timeLimit(.minutes(2))) struct WebhookTests {
    private static let allowed = Reply(headers: [("WebHook-Allowed-Origin", "seinpost.example.nl")])
    private static let secret = Secret(Array("sixteen bytes or more".utf8))

    private static func plan(
        _ address: String, teams: Set<String>? = nil, secret: Secret = secret
    ) -> OutboundPlan {
        OutboundPlan(
            webhooks: [
                .init(
                    settings: WebhookSettings(
                        id: "regie", address: address + "/in", teams: teams, secretFile: "x"),
                    secret: secret)
            ], address: "https://seinpost.example.nl", origin: "seinpost.example.nl")
    }

    /// Runs a program and a worker that tells it, and hands over what it heard.
    private func told(
        _ records: [FeedRecord], count: Int, teams: Set<String>? = nil, secret: Secret = secret,
        _ answer: @escaping @Sendable (Heard) throws -> Reply = { _ in WebhookTests.allowed },
        _ look: @escaping @Sendable ([Heard], OutboundRig) async throws -> Void
    ) async throws {
        let scratch = try Scratch()
        let rig = try OutboundRig(in: scratch)
        let program = Program(answer)
        try await program.run { address in
            try rig.put(records)
            try await rig.telling(Self.plan(address, teams: teams, secret: secret)) {
                try await look(await program.next(count), rig)
            }
        }
    }

    @Test func `each revision is one event with ids only, in the order of the board`() async throws {
        try await told(
            [.task("T1", 1, worker: "m.fatima"), .task("T2", 1, house: 1), .task("T1", 2, isOpen: false)],
            count: 3
        ) { heard, _ in
            #expect(heard.map { $0["webhook-id"] } == ["T1.1", "T2.1", "T1.2"])
            let last = try heard[2].json()
            #expect(last["id"] as? String == "T1.2" && last["specversion"] as? String == "1.0")
            #expect(last["type"] as? String == "nl.schulden.outreachtaak-bijgewerkt.v1")
            #expect(last["source"] as? String == "urn:proef:webhooks" && last["subject"] as? String == "T1")
            #expect(last["dataref"] as? String == "https://seinpost.example.nl/v1/taken/T1")
            let data = try #require(last["data"] as? [String: any Sendable])
            #expect(Set(data.keys) == ["taak", "revisie", "team", "status"])
            #expect(data["revisie"] as? Int == 2 && data["status"] as? String == "gesloten")
            for event in heard {
                let text = String(decoding: event.body, as: UTF8.self)
                #expect(event["content-type"] == "application/cloudevents+json; charset=UTF-8")
                for secret in ["412", "m.fatima", InventedAddress.all[0].householdText] {
                    #expect(!text.contains(secret), "only ids go out")
                }
            }
        }
    }

    @Test(
        "The signature is over id, time and body, with the secret as it is or behind whsec_",
        arguments: ["sixteen bytes or more", "whsec_c2l4dGVlbiBieXRlcyBvciBtb3Jl"])
    func signature(_ text: String) async throws {
        try await told([.task("T1", 1)], count: 1, secret: Secret(Array(text.utf8))) { heard, _ in
            let event = try #require(heard.first)
            let time = try #require(event["webhook-timestamp"])
            #expect(time == "1772443800", "the clock's, in seconds")
            let signed = Array("T1.1.\(time).".utf8) + event.body
            let key = SymmetricKey(data: Array("sixteen bytes or more".utf8))
            let code = Data(HMAC<SHA256>.authenticationCode(for: signed, using: key)).base64EncodedString()
            #expect(event["webhook-signature"] == "v1,\(code)")
        }
    }

    @Test func `a subscription hears of its teams, and of a task that leaves them`() async throws {
        try await told(
            [
                .task("T1", 1, team: "escamp"), .task("T2", 1, house: 1, team: "centrum"),
                .task("T1", 2, team: "centrum"), .task("T1", 3, team: "centrum"),
                .task("T3", 1, team: "escamp"),
            ], count: 3, teams: ["escamp"]
        ) { heard, _ in
            #expect(heard.map { $0["webhook-id"] } == ["T1.1", "T1.2", "T3.1"])
        }
    }

    @Test func `nothing is sent to who does not allow it, and it is asked again`() async throws {
        let asked = Mutex(0)
        try await told([.task("T1", 1)], count: 1) { heard in
            guard heard.method == .options else { return Reply() }
            #expect(heard["WebHook-Request-Origin"] == "seinpost.example.nl")
            let number = asked.withLock { asked in
                asked += 1
                return asked
            }
            let origins = ["https://elders.example.nl", nil, "*"]
            return Reply(headers: origins[min(number, 3) - 1].map { [("WebHook-Allowed-Origin", $0)] } ?? [])
        } _: { heard, rig in
            #expect(heard.map(\.method) == [.post])
            #expect(asked.withLock { $0 } == 3)
            #expect(rig.pauses.all == [.seconds(1), .seconds(2)])
        }
    }

    @Test func `what was not taken is told again as the same event, not before Retry-After`() async throws {
        let tries = Mutex(0)
        try await told([.task("T1", 1), .task("T2", 1, house: 1)], count: 4) { heard in
            guard heard.method == .post else { return Self.allowed }
            let number = tries.withLock { tries in
                tries += 1
                return tries
            }
            switch number {
            case 1: return Reply(status: .internalServerError)
            case 2: return Reply(status: .tooManyRequests, headers: [("Retry-After", "90")])
            default: return Reply(status: .accepted)
            }
        } _: { heard, rig in
            #expect(heard.map { $0["webhook-id"] } == ["T1.1", "T1.1", "T1.1", "T2.1"])
            #expect(Set(heard.prefix(3).map(\.body)).count == 1)
            #expect(rig.pauses.all == [.seconds(1), .seconds(90)])
        }
    }

    @Test func `pauses grow to ten minutes, and are never shorter than was asked for`() {
        var pauses = RetryPauses()
        let growing = (0..<12).map { _ in pauses.next(after: nil) }
        #expect(growing.prefix(4) == [.seconds(1), .seconds(2), .seconds(4), .seconds(8)])
        #expect(growing.last == .seconds(600))
        #expect(pauses.next(after: .seconds(3_600)) == .seconds(3_600))
        #expect(pauses.next(after: .seconds(1)) == .seconds(600))
    }

    @Test func `a rate that the receiver allows is kept to`() async throws {
        try await told([.task("T1", 1), .task("T2", 1, house: 1)], count: 2) { _ in
            Reply(headers: [("WebHook-Allowed-Origin", "*"), ("WebHook-Allowed-Rate", "120")])
        } _: { _, rig in
            #expect(rig.pauses.all.first == .milliseconds(500))
        }
    }

    @Test func `after a restart it goes on where it was, and a new revision is told at once`() async throws {
        let scratch = try Scratch()
        let program = Program { _ in Self.allowed }
        try await program.run { address in
            let rig = try OutboundRig(in: scratch)
            try rig.put([.task("T1", 1), .task("T2", 1, house: 1)])
            try await rig.telling(Self.plan(address)) {
                #expect(await rig.taken(2) == ["T1.1", "T2.1"])
                try rig.put([.task("T1", 2)], from: 2)
                #expect(await rig.taken(1) == ["T1.2"])
            }
            rig.desk.board.close()
            let again = try OutboundRig(in: scratch)
            try again.put([.task("T2", 2, house: 1)], from: 3)
            try await again.telling(Self.plan(address)) { #expect(await again.taken(1) == ["T2.2"]) }
            #expect(await program.next(4).map { $0["webhook-id"] } == ["T1.1", "T2.1", "T1.2", "T2.2"])
        }
    }

    @Test func `who is gone for good is sent nothing more, and its place stays`() async throws {
        let scratch = try Scratch()
        let rig = try OutboundRig(in: scratch)
        let posts = Mutex(0)
        let program = Program { heard in
            guard heard.method == .post else { return Self.allowed }
            posts.withLock { $0 += 1 }
            return Reply(status: .gone)
        }
        try await program.run { address in
            try rig.put([.task("T1", 1), .task("T2", 1, house: 1)])
            // It ends by itself, as nobody is left to be told.
            await OutboundWorker(Self.plan(address), rig.desk).run()
        }
        #expect(posts.withLock { $0 } == 1)
        #expect(try await rig.desk.board.revisions(after: "webhook/regie", limit: 9).count == 2)
    }

    @Test func `an answer that leads elsewhere is not followed`() async throws {
        let tries = Mutex(0)
        try await told([.task("T1", 1)], count: 2) { heard in
            guard heard.method == .post else { return Self.allowed }
            let isFirst = tries.withLock { tries in
                tries += 1
                return tries == 1
            }
            return isFirst ? Reply(status: .temporaryRedirect, headers: [("Location", "/elders")]) : Reply()
        } _: { heard, rig in
            #expect(heard.map(\.path) == ["/in", "/in"])
            #expect(rig.pauses.all == [.seconds(1)])
        }
    }
}
