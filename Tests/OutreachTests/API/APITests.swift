// The API keeps to the NL API Design Rules, says everything that is wrong at once and knows who was first.
// Depends on: OutreachAPI, HummingbirdTesting.

import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Runtime
import TestSupport
import Testing

@testable import Outreach

@Suite struct APITests {
    @Test func `a list has a count, pages and tasks as scoring wrote them`() async throws {
        try await withAPI { rig, client in
            let task = try await rig.signal(1)
            try await rig.signal(2, house: 1)
            let answer = try await client.ask(.get, "/v1/taken?pageSize=1&team=centrum")
            #expect(answer.status == .ok && answer["API-Version"] == "1.0.0")
            let list = try answer.object()
            #expect(list["count"] as? Int == 2 && list["previous"] is NSNull)
            #expect(list["next"] as? String == "/v1/taken?team=centrum&pageSize=1&page=2")
            let results = try #require(list["results"] as? [[String: Any]])
            #expect(results.count == 1)
            let second = try await client.ask(.get, "/v1/taken?team=centrum&pageSize=1&page=2")
            #expect(second.text.contains(task.json) != answer.text.contains(task.json))
        }
    }

    @Test func `a plus in a query is a space, and one that is meant a plus`() async throws {
        try await withAPI { _, client in
            let spaced = try await client.ask(.get, "/v1/taken?actie=Afspraak+op+locatie")
            let meant = try await client.ask(.get, "/v1/taken?actie=Afspraak%2Bop%2Blocatie")
            #expect(spaced.status == .ok && meant.status == .badRequest)
        }
    }

    @Test func `a task comes with its history, its reasons and its entity tag`() async throws {
        try await withAPI { rig, client in
            let task = try await rig.signal(1)
            let answer = try await client.ask(.get, "/v1/taken/\(task.task)")
            let file = try answer.object()
            #expect(answer["ETag"] == task.entityTag && (file["geschiedenis"] as? [Any])?.count == 1)
            #expect((file["uitleg"] as? [String])?.count == 1)
        }
    }

    @Test func `everything that is wrong with a request is said at once`() async throws {
        try await withAPI { rig, client in
            let task = try await rig.signal(1)
            let answer = try await client.ask(
                .post, "/v1/taken/\(task.task)/contactpogingen", key: "kort",
                body: #"{"soort":"Duif","datum":"31-3-2026","naam":"x"}"#)
            #expect(answer.status == .badRequest && answer["Content-Type"] == "application/problem+json")
            let faults = try #require(try answer.object()["errors"] as? [[String: String]])
            #expect(
                Set(faults.compactMap { $0["field"] })
                    == ["Idempotency-Key", "soort", "bereikt", "datum", "naam"])
            #expect(!answer.text.contains("Duif"))
        }
    }

    static let refused: [(HTTPRequest.Method, String, Int)] = [
        (.get, "/v1/taken/", 404), (.get, "/v1//taken", 404), (.get, "/v1/niets", 404),
        (.get, "/v1/taken/T000000000000-20260302", 404), (.put, "/v1/taken", 405),
        (.get, "/v1/taken/_zoek/x/y", 404), (.get, "/v1/taken?paginas=2", 400),
        (.get, "/v1/taken?page=0", 400), (.get, "/v1/taken?page=1&page=2", 400),
        (.get, "/v1/taken?telaat=misschien", 400), (.get, "/v1/taken?wijk=BU%25", 400),
    ]

    @Test(arguments: refused.indices) func `what is not there or not right is a problem`(_ index: Int)
        async throws
    {
        let (method, path, status) = Self.refused[index]
        try await withAPI { _, client in
            let answer = try await client.ask(method, path)
            #expect(answer.status.code == status, "\(method) \(path)")
            #expect(answer["Content-Type"] == "application/problem+json" && answer["API-Version"] != nil)
            let problem = try answer.object()
            #expect(problem["status"] as? Int == status)
            #expect(problem["title"] is String && problem["detail"] is String && problem["type"] is String)
        }
    }

    @Test func `a wrong method is told which ones there are`() async throws {
        try await withAPI { _, client in
            for (path, allowed) in [("/v1/taken/_zoek", "POST"), ("/v1/taken/T1", "GET")] {
                let answer = try await client.ask(.delete, path)
                #expect(answer["Allow"] == allowed)
            }
        }
    }

    @Test func `nobody is let in without being known`() async throws {
        try await withAPI { _, client in
            let nobody = try await client.ask(.get, "/v1/taken", as: nil)
            let administrator = try await client.ask(.get, "/v1/taken", as: Somebody.administrator)
            let document = try await client.ask(.get, "/v1/openapi.json", as: nil)
            #expect(nobody.status == .unauthorized && administrator.status == .forbidden)
            #expect(document.status == .ok)
        }
    }

    @Test func `claim, attempt and close, each with what the task became`() async throws {
        try await withAPI { rig, client in
            let path = "/v1/taken/\(try await rig.signal(1).task)"
            let claimed = try await client.ask(.post, path + "/toewijzen", key: "sleutel-1", body: "{}")
            #expect(try claimed.object()["medewerker"] as? String == "m.fatima")
            let tag = try #require(claimed["ETag"])
            let tried = try await client.ask(
                .post, path + "/contactpogingen", key: "sleutel-2", tag: tag,
                body: #"{"soort":"Huisbezoek","bereikt":false,"datum":"2026-03-01","dagdeel":"Avond"}"#)
            #expect(try (tried.object()["pogingen"] as? [Any])?.count == 1)
            let late = try await client.ask(
                .post, path + "/afsluiten", key: "sleutel-3", tag: tag,
                body: #"{"resultaat":"Inwoner is overleden"}"#)
            #expect(late.status == .preconditionFailed && late["ETag"] == tried["ETag"])
            let closed = try await client.ask(
                .post, path + "/afsluiten", key: "sleutel-4", body: #"{"resultaat":"Inwoner is overleden"}"#)
            #expect(try closed.object()["status"] as? String == "gesloten")
            let given = try await client.ask(.post, path + "/teruggeven", key: "sleutel-5", body: "{}")
            #expect(try given.status == .conflict && given.object()["taak"] != nil)
        }
    }

    @Test func `an address is searched by what stands in the body`() async throws {
        try await withAPI { rig, client in
            let task = try await rig.signal(1, house: 2)
            let found = try await client.ask(
                .post, "/v1/taken/_zoek", key: nil,
                body: #"{"postcode":"2525 ab","huisnummer":12,"huisnummertoevoeging":"a"}"#)
            #expect(found.text.contains(task.json))
            let wrong = try await client.ask(
                .post, "/v1/taken/_zoek", key: nil, body: #"{"postcode":"geen12","huisnummer":12}"#)
            #expect(wrong.status == .badRequest && !wrong.text.contains("geen12"))
        }
    }

    @Test func `contact details come with what was delivered`() async throws {
        try await withAPI { rig, client in
            let task = try await rig.signal(1)
            let answer = try await client.ask(.get, "/v1/taken/\(task.task)/contactgegevens")
            #expect(answer.text.contains("Verzonnen Achternaam"))
            let policy = try await client.ask(
                .get, "/v1/taken/\(task.task)/contactgegevens", as: Somebody.policy)
            #expect(policy.status == .forbidden)
        }
    }

    @Test func `a body that is too large, of another type or no JSON is refused`() async throws {
        try await withAPI { rig, client in
            let path = "/v1/taken/\(try await rig.signal(1).task)/toewijzen"
            let large = "{\"medewerker\":\"" + String(repeating: "a", count: 70_000) + "\"}"
            for (body, type, status) in [
                (large, "application/json", 413), ("{}", "text/plain", 415), ("{", "application/json", 400),
                ("[]", "application/json", 400),
            ] {
                let answer = try await client.ask(.post, path, key: "sleutel-1", body: body, type: type)
                #expect(answer.status.code == status)
            }
        }
    }

    @Test func `pages of sites on the list may call, others may not`() async throws {
        try await withAPI { _, client in
            let known = try await client.ask(.get, "/v1/taken", origin: "https://elders.example.nl")
            #expect(known["Access-Control-Allow-Origin"] == "https://elders.example.nl")
            let other = try await client.ask(.get, "/v1/taken", origin: "https://kwaad.example.nl")
            #expect(other["Access-Control-Allow-Origin"] == nil)
            let document = try await client.ask(.get, "/v1/openapi.json", origin: "https://kwaad.example.nl")
            #expect(document["Access-Control-Allow-Origin"] == "*")
        }
    }
}
