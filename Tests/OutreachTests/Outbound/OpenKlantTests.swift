// Hand-over to OpenKlant: one internal task for each task, within the published rules, and none twice.
// Depends on: OpenKlantStub, OutboundRig.

import Foundation
import Runtime
import Synchronization
import TestSupport
import Testing

@testable import Outreach

@Suite(.timeLimit(.minutes(2))) struct OpenKlantTests {
    private static func plan(_ address: String) -> OutboundPlan {
        OutboundPlan(
            openKlant: .init(
                settings: OpenKlantSettings(address: address + OpenKlantStub.path, tokenFile: "x"),
                token: Secret(Array(OpenKlantStub.token.utf8))),
            address: "https://seinpost.example.nl", origin: "seinpost.example.nl")
    }

    /// Runs until every revision was taken, with a restart between the sittings.
    private func handedOver(
        _ stub: OpenKlantStub, _ sittings: [FeedRecord]...,
        isBoardLost: Bool = false, pauses: @Sendable ([Duration]) -> Void = { _ in }
    ) async throws {
        let program = Program { try stub.answer($0) }
        let asked = Mutex<[Duration]>([])
        try await program.run { address in
            var scratch = try Scratch()
            var first: Int64 = 0
            for records in sittings {
                if isBoardLost { scratch = try Scratch() }
                let rig = try OutboundRig(in: scratch)
                try rig.put(records, from: first)
                first += Int64(records.count)
                try await rig.telling(Self.plan(address)) { _ = await rig.taken(records.count) }
                asked.withLock { $0 += rig.pauses.all }
                rig.desk.board.close()
            }
        }
        pauses(asked.withLock { $0 })
        #expect(stub.state.withLock(\.refused) == [])
    }

    @Test func `a task becomes an internal task for the actor of its team`() async throws {
        let stub = OpenKlantStub()
        try await handedOver(stub, [.task("T1", 1, taskClass: "dringend"), .task("T2", 1, house: 1)])
        #expect(stub.made("actoren").count == 1, "the team is known by the second task")
        let actor = try #require(stub.made("actoren").first)
        #expect(actor.fields["soortActor"] as? String == "organisatorische_eenheid")
        let identity = actor.fields["actoridentificator"] as? [String: String]
        #expect(
            identity == [
                "objectId": "centrum", "codeObjecttype": "grp", "codeRegister": "obj",
                "codeSoortObjectId": "idf",
            ])
        let contact = try #require(stub.made("klantcontacten").first)
        #expect(contact.fields["onderwerp"] as? String == "Vroegsignalering: 1 signaal")
        #expect(
            contact.fields["metadata"] as? [String: String] == [
                "taak": "T1", "deadline": "2026-03-30", "urgentie": "dringend", "regelset": "proef 1",
            ])
        let task = try #require(stub.made("internetaken").first)
        #expect(task.fields["status"] as? String == "te_verwerken")
        #expect((task.fields["toelichting"] as? String)?.contains("/taken/T1") == true)
        #expect(stub.made("internetaken").count == 2)
    }

    @Test func `no amount, name or household goes along`() async throws {
        let stub = OpenKlantStub()
        try await handedOver(stub, [.task("T1", 1, worker: "m.fatima", area: "BU05183287")])
        let fields = stub.state.withLock { $0.made.map(\.fields) }
        #expect(fields.count == 3)
        for record in fields {
            let text = String(
                decoding: try JSONSerialization.data(withJSONObject: record), as: UTF8.self)
            for secret in ["412", "m.fatima", "BU05183287", InventedAddress.all[0].householdText] {
                #expect(!text.contains(secret))
            }
        }
    }

    @Test("A request that fails is sent again, and nothing is made twice", arguments: 1...5)
    func failure(_ number: Int) async throws {
        let stub = OpenKlantStub()
        stub.state.withLock { $0.fails = [number] }
        try await handedOver(stub, [.task("T1", 1)]) { pauses in
            #expect(pauses == [.seconds(5)], "as Retry-After asks")
        }
        // What was looked up before is looked up again; what was made is known.
        #expect(stub.state.withLock(\.requests) == [6, 7, 8, 7, 7][number - 1])
        for resource in ["actoren", "klantcontacten", "internetaken"] {
            #expect(stub.made(resource).count == 1, "\(resource)")
        }
    }

    @Test func `an internal task is found again when the board was lost`() async throws {
        let stub = OpenKlantStub()
        try await handedOver(stub, [.task("T1", 1)], [.task("T1", 1)], isBoardLost: true)
        #expect(stub.made("internetaken").count == 1 && stub.made("klantcontacten").count == 1)
    }

    @Test func `a number that another task has is left out`() async throws {
        let stub = OpenKlantStub()
        let number = OpenKlant.referenceNumber(of: "T1")
        #expect(number.count == 10 && number.allSatisfy(\.isNumber))
        stub.state.withLock { state in
            state.made.append(
                .init(
                    resource: "internetaken", uuid: "00000000-0000-4000-8000-000000000001",
                    fields: ["referentienummer": number, "toelichting": "Taak van een ander"]))
        }
        try await handedOver(stub, [.task("T1", 1)])
        #expect(stub.made("internetaken").map { $0.fields["referentienummer"] as? String } == [number, nil])
    }

    @Test func `a task that is closed here is done there, and one closed before is not handed over`()
        async throws
    {
        let stub = OpenKlantStub()
        try await handedOver(
            stub,
            [.task("T2", 1, house: 1), .task("T2", 2, house: 1, isOpen: false), .task("T1", 1)],
            [.task("T1", 2), .task("T1", 3, isOpen: false)])
        let tasks = stub.made("internetaken")
        #expect(tasks.map { ($0.fields["toelichting"] as? String)?.contains("Taak T1 ") } == [true])
        #expect(tasks.map { $0.fields["status"] as? String } == ["verwerkt"])
    }

    @Test func `an erasure forgets what a task was handed over as`() async throws {
        let scratch = try Scratch()
        let rig = try OutboundRig(in: scratch)
        try rig.put([.task("T1", 1), .task("T2", 1, house: 1)])
        let known = HandOver(contact: "a", internalTask: "b")
        for task in ["T1", "T2"] { try await rig.desk.board.keep(known, of: task) }
        try rig.put([.tombstone(at: 2)], from: 2)
        #expect(try await rig.desk.board.handOver(of: "T1") == HandOver())
        #expect(try await rig.desk.board.handOver(of: "T2") == known)
    }

    @Test(
        "The stub refuses what the published rules do not allow",
        arguments: [
            ("actoren", #"{"naam":"a"}"#, "soortActor is required"),
            ("actoren", #"{"naam":"a","soortActor":"robot"}"#, "soortActor"),
            (
                "klantcontacten", #"{"kanaal":"a","onderwerp":"b","taal":"nl","vertrouwelijk":true}"#,
                "taal"
            ),
            (
                "klantcontacten", #"{"kanaal":"a","onderwerp":"","taal":"nld","vertrouwelijk":true}"#,
                "onderwerp is a text of at most 200"
            ),
            (
                "internetaken",
                #"{"gevraagdeHandeling":"a","aanleidinggevendKlantcontact":{},"#
                    + #""toegewezenAanActoren":[],"status":"open"}"#,
                "status"
            ),
            ("internetaken", #"{"status":"verwerkt"}"#, "is required"),
        ])
    func rules(_ resource: String, _ json: String, _ fault: String) throws {
        let fields = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: any Sendable]
        #expect(try OpenKlantStub().fault(resource, try #require(fields))?.contains(fault) == true)
    }
}
