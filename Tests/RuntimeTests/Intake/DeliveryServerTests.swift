// The port for deliveries over real connections, with a real journal behind it.

import Foundation
import Signals
import Testing

@testable import Runtime

@Suite("Deliveries over HTTP")
struct DeliveryServerTests {
    static let batchType = "application/cloudevents-batch+json"

    @Test("What is answered with 202 is on disk: one event, a batch, and the binary form")
    func forms() async throws {
        try await withIntake { rig throws in
            try rig.withPort { port throws in
                let single = try RawHTTP.post(InventedEvent.signal(1), port: port)
                #expect(single.status == 202)
                #expect(single.fields["content-type"] == "application/json")
                #expect(try single.json()["records"] as? Int == 1)
                #expect(try rig.deliveredCount() == 1)
                let batch = InventedEvent.batch((2...4).map { InventedEvent.signal($0) })
                #expect(try RawHTTP.post(batch, type: Self.batchType, port: port).status == 202)
                #expect(try rig.deliveredCount() == 4)
                let fields = [
                    "ce-specversion": "1.0", "ce-id": "%C3%A9%22n", "ce-source": "urn:proef:b",
                    "ce-type": "nl.schulden.dag-begonnen.v1", "ce-time": "2026-03-02T09:00:00Z",
                ].merging(["ce-type": "nl.schulden.vroegsignaal-ontvangen.v1"]) { $1 }
                let event = try JSONSerialization.jsonObject(with: Data(InventedEvent.signal(5).utf8))
                let data = try JSONSerialization.data(
                    withJSONObject: try #require((event as? [String: Any])?["data"]))
                let binary = try RawHTTP.post(
                    String(decoding: data, as: UTF8.self), type: "application/json; charset=utf-8",
                    fields: fields, port: port)
                #expect(binary.status == 202)
                #expect(try rig.deliveredCount() == 5)
                #expect(try rig.count(#"log WHERE value LIKE '%"id":"é\"n","source":"urn:proef:b"%'"#) == 1)
                #expect(try rig.count("contact") == 5)
                #expect(try rig.count("dead_letters") == 0)
            }
        }
    }

    @Test("The place of a record is its request, which the answer names") func origin() async throws {
        try await withIntake { rig throws in
            try rig.withPort { port throws in
                let batch = InventedEvent.batch((1...2).map { InventedEvent.signal($0) })
                let answer = try RawHTTP.post(batch, type: Self.batchType, port: port)
                let delivery = try #require(try answer.json()["levering"] as? String)
                #expect(delivery.contains(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z-[0-9a-f]{8}$/))
                let places = try rig.texts(
                    "SELECT value ->> '$.data.bron' FROM log WHERE key IS NOT NULL ORDER BY position")
                #expect(places == ["http/\(delivery)/0", "http/\(delivery)/1"])
            }
        }
    }

    @Test("The same event again is answered with 202 and kept once, in one batch and over several requests")
    func again() async throws {
        try await withIntake { rig throws in
            try rig.withPort { port throws in
                for _ in 0..<3 {
                    #expect(try RawHTTP.post(InventedEvent.signal(1), port: port).status == 202)
                }
                let twice = InventedEvent.batch([1, 2, 2].map { InventedEvent.signal($0) })
                #expect(try RawHTTP.post(twice, type: Self.batchType, port: port).status == 202)
                #expect(try rig.deliveredCount() == 2)
                #expect(try RawHTTP.post("[]", type: Self.batchType, port: port).status == 202)
            }
        }
    }

    @Test("Many at once, over connections that stay open, are all kept") func many() async throws {
        try await withIntake { rig throws in
            try rig.withPort { port throws in
                let connections = try (0..<16).map { _ in try RawHTTP(port: port) }
                for round in 0..<5 {
                    for (index, connection) in connections.enumerated() {
                        try connection.post(InventedEvent.signal(round * 16 + index))
                    }
                    for connection in connections { #expect(try connection.answer().status == 202) }
                }
                #expect(try rig.deliveredCount() == 80)
            }
        }
    }

    // MARK: Refusals

    struct Refusal: Sendable, CustomTestStringConvertible {
        var status: Int
        var testDescription: String
        var body = InventedEvent.signal(1)
        var type: String? = "application/cloudevents+json"
        var fields: [String: String] = [:]
        var method = "POST"
        var path = "/v1/signalen"
        /// A field of the answer, besides those of all.
        var says: [String: String] = [:]
    }

    static let refusals = [
        Refusal(status: 400, testDescription: "no JSON", body: "{"),
        Refusal(status: 400, testDescription: "nothing at all", body: ""),
        Refusal(status: 400, testDescription: "a batch that is no array", type: batchType),
        Refusal(status: 400, testDescription: "an array cut off", body: "[{},", type: batchType),
        Refusal(status: 400, testDescription: "an array sent as one", body: "[\(InventedEvent.signal(1))]"),
        Refusal(status: 400, testDescription: "binary without its fields", type: "application/json"),
        Refusal(
            status: 400, testDescription: "a day record",
            body: InventedEvent.signal(1).replacing("vroegsignaal-ontvangen", with: "dag-begonnen").replacing(
                "\"data\":{", with: "\"data\":{\"datum\":\"2026-03-03\",")),
        Refusal(
            status: 400, testDescription: "an event over the limit in a batch",
            body: "["
                + InventedEvent.signal(1, extra: ",\"kenmerk\":\"\(String(repeating: "k", count: 65_536))\"")
                + "]", type: batchType),
        Refusal(status: 404, testDescription: "the root", path: "/"),
        Refusal(status: 404, testDescription: "a slash at the end", path: "/v1/signalen/"),
        Refusal(status: 404, testDescription: "another method elsewhere", method: "GET", path: "/v1"),
        Refusal(status: 405, testDescription: "GET", method: "GET", says: ["allow": "POST"]),
        Refusal(
            status: 405, testDescription: "DELETE with a query", method: "DELETE", path: "/v1/signalen?a=b"),
        Refusal(status: 413, testDescription: "over the limit", body: String(repeating: " ", count: 65_537)),
        Refusal(
            status: 413, testDescription: "more events than a batch may hold",
            body: InventedEvent.batch(repeatElement("1", count: 10_001)), type: batchType),
        Refusal(
            status: 413, testDescription: "a batch over the limit",
            body: String(repeating: " ", count: 10 << 20 | 1), type: batchType),
        Refusal(status: 415, testDescription: "no type", type: nil),
        Refusal(status: 415, testDescription: "text", type: "text/plain"),
        Refusal(
            status: 415, testDescription: "another encoding of text",
            type: "application/cloudevents+json; charset=iso-8859-1"),
        Refusal(status: 415, testDescription: "packed", fields: ["Content-Encoding": "gzip"]),
    ]

    @Test("A refusal says so as a problem and leaves nothing behind", arguments: refusals)
    func refused(_ refusal: Refusal) async throws {
        try await withIntake { rig throws in
            try rig.withPort { port throws in
                let answer = try RawHTTP.post(
                    refusal.body, type: refusal.type, fields: refusal.fields, method: refusal.method,
                    path: refusal.path, port: port)
                #expect(answer.status == refusal.status)
                #expect(answer.fields["content-type"] == "application/problem+json")
                let problem = try answer.json()
                #expect(problem["status"] as? Int == refusal.status)
                for member in ["type", "title", "detail"] { #expect(problem[member] is String) }
                for (name, value) in refusal.says { #expect(answer.fields[name] == value) }
                for secret in InventedEvent.secrets { #expect(!answer.body.contains(secret)) }
                #expect(try rig.deliveredCount() == 0)
                #expect(try rig.count("dead_letters") == 0)
            }
        }
    }

    @Test("Every answer names the version and forbids what browsers need not do") func fields() async throws {
        try await withIntake { rig throws in
            try rig.withPort { port throws in
                for answer in [
                    try RawHTTP.post(InventedEvent.signal(1), port: port),
                    try RawHTTP.post("", method: "GET", path: "/x", port: port),
                ] {
                    #expect(answer.fields["api-version"] == "1.0.0")
                    #expect(answer.fields["cache-control"] == "no-store")
                    #expect(answer.fields["x-content-type-options"] == "nosniff")
                    #expect(answer.fields["x-frame-options"] == "DENY")
                    #expect(
                        answer.fields["content-security-policy"]?.contains("frame-ancestors 'none'") == true)
                    #expect(answer.fields["strict-transport-security"] != nil)
                }
            }
        }
    }

    @Test("A batch is kept whole or not at all, and every fault of every record is named with its index")
    func allOrNothing() async throws {
        try await withIntake { rig throws in
            try rig.withPort { port throws in
                let body = InventedEvent.batch([
                    InventedEvent.signal(1),
                    InventedEvent.signal(2).replacing("412.50", with: "-1").replacing(
                        "9999 XZ", with: "0000 XZ"
                    )
                    .replacing("2026-03-02T09", with: "2026-03-02 09"),
                    InventedEvent.signal(3), "7",
                    InventedEvent.signal(4).replacing("\"ID\":\"S4\",", with: ""),
                ])
                let answer = try RawHTTP.post(body, type: Self.batchType, port: port)
                #expect(answer.status == 400)
                let errors = try #require(try answer.json()["errors"] as? [[String: Any]])
                let found = errors.map { "\($0["index"] ?? "") \($0["field"] ?? "") \($0["reason"] ?? "")" }
                #expect(
                    found == [
                        "1 time geen-cloudevent", "1 data.bedrag ongeldig-veld:bedrag",
                        "1 data.client.postcode ongeldig-veld:client.postcode", "3  geen-cloudevent",
                        "4 data.ID ontbrekend-veld:ID",
                    ])
                #expect(errors.allSatisfy { ($0["title"] as? String)?.hasSuffix(".") == true })
                for secret in InventedEvent.secrets { #expect(!answer.body.contains(secret)) }
                #expect(try rig.deliveredCount() == 0)
                #expect(try rig.count("dead_letters") == 0)
                #expect(try rig.count("delivered") == 0)
            }
        }
    }

    // MARK: Not now

    @Test("A full queue, a queue that is closed and a journal that does not answer are 503 with Retry-After")
    func notNow() async throws {
        try await withIntake(limit: 0, loop: false) { rig throws in
            try rig.withPort { port throws in try Self.expectNotNow(port) }
        }
        try await withIntake(loop: false) { rig throws in
            try rig.withPort({ $0.diskWait = .milliseconds(1) }) { port throws in
                try Self.expectNotNow(port)
            }
            rig.queue.close()
            try rig.withPort { port throws in try Self.expectNotNow(port) }
        }
    }

    static func expectNotNow(_ port: Int) throws {
        let answer = try RawHTTP.post(InventedEvent.signal(1), port: port)
        #expect(answer.status == 503)
        #expect(answer.fields["retry-after"] == "5")
    }

    @Test("A body without a length is read up to the limit") func chunked() async throws {
        try await withIntake { rig throws in
            try rig.withPort { port throws in
                let head =
                    "POST /v1/signalen HTTP/1.1\r\nHost: a\r\nContent-Type: application/cloudevents+json\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n"
                let event = InventedEvent.signal(1)
                let good = try RawHTTP(port: port)
                try good.send(head + "\(String(event.utf8.count, radix: 16))\r\n\(event)\r\n0\r\n\r\n")
                #expect(try good.answer().status == 202)
                let large = try RawHTTP(port: port)
                try large.send(head)
                for _ in 0..<5 { try large.send("4000\r\n\(String(repeating: " ", count: 0x4000))\r\n") }
                try large.send("0\r\n\r\n")
                let answer = try large.answer()
                #expect(answer.status == 413 && answer.fields["connection"] == "close")
            }
        }
    }

    @Test("A body that comes too slowly is 408 and the connection is closed") func slow() async throws {
        try await withIntake { rig throws in
            try rig.withPort({
                $0.bodyWait = .zero
                $0.lingerSeconds = 1
            }) { port throws in
                let slow = try RawHTTP(port: port)
                try slow.send(
                    "POST /v1/signalen HTTP/1.1\r\nHost: a\r\nContent-Type: application/cloudevents+json\r\n"
                        + "Content-Length: 1000\r\n\r\n{")
                #expect(try slow.answer().status == 408)
                try? slow.send("\"")
                #expect(slow.isClosed())
                #expect(try rig.deliveredCount() == 0)
            }
        }
    }

    @Test("What is left of a connection that breaks within a body is nothing") func broken() async throws {
        try await withIntake { rig throws in
            try rig.withPort { port throws in
                do {
                    let broken = try RawHTTP(port: port)
                    try broken.post(InventedEvent.signal(1) + " ", fields: [:])
                    _ = try broken.answer()
                    try broken.send(
                        "POST /v1/signalen HTTP/1.1\r\nHost: a\r\nContent-Length: 90\r\n"
                            + "Content-Type: application/cloudevents+json\r\n\r\n{\"a")
                }
                #expect(try RawHTTP.post(InventedEvent.signal(2), port: port).status == 202)
                #expect(try rig.deliveredCount() == 2)
            }
        }
    }

    @Test("Nothing personal stands in the bytes of the journal, but sealed") func secrets() async throws {
        try await withIntake { rig throws in
            try rig.withPort { port throws in
                let batch = InventedEvent.batch((0..<200).map { InventedEvent.signal($0) })
                #expect(try RawHTTP.post(batch, type: Self.batchType, port: port).status == 202)
                let bytes = try rig.journalBytes()
                #expect(bytes.range(of: Data("verzegeld".utf8)) != nil, "the look would see what is there")
                for secret in InventedEvent.secrets {
                    #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(secret)")
                }
            }
        }
    }
}
