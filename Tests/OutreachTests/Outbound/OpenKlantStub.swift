// A stand-in for OpenKlant 2 that holds what it gets to the published rules of the Klantinteracties API 0.9.
// In: requests. Out: answers as OpenKlant gives them. Depends on: OutboundRig.

import Foundation
import HTTPTypes
import Synchronization
import Testing

@testable import Outreach

/// Keeps what was made, and refuses with 400 what the published schema does not allow.
final class OpenKlantStub: Sendable {
    struct Made: Sendable {
        var resource: String
        var uuid: String
        var fields: [String: any Sendable]
    }
    struct State: Sendable {
        var made: [Made] = []
        /// Requests to be answered 503 before they do anything, by their number from 1.
        var fails: Set<Int> = []
        var requests = 0
        var refused: [String] = []
    }
    let state = Mutex(State())
    static let token = "0123456789abcdef0123456789abcdef01234567"
    static let path = "/klantinteracties/api/v1"

    func made(_ resource: String) -> [Made] {
        state.withLock { $0.made.filter { $0.resource == resource } }
    }

    /// Answers one request.
    func answer(_ heard: Heard) throws -> Reply {
        let fails = state.withLock { state in
            state.requests += 1
            return state.fails.contains(state.requests)
        }
        if fails { return Reply(status: .serviceUnavailable, headers: [("Retry-After", "5")]) }
        guard heard["Authorization"] == "Token \(Self.token)" else { return Reply(status: .unauthorized) }
        guard heard.path.hasPrefix(Self.path + "/") else { return Reply(status: .notFound) }
        let parts = heard.path.dropFirst(Self.path.count + 1).split(separator: "/").map(String.init)
        switch (heard.method, parts.count) {
        case (.get, 1): return try list(parts[0], heard.query)
        case (.post, 1): return try make(parts[0], heard)
        case (.patch, 2): return try change(parts[0], parts[1], heard)
        default: return Reply(status: .notFound)
        }
    }

    private func list(_ resource: String, _ query: String) throws -> Reply {
        let filters = try query.split(separator: "&").map { part in
            let pair = part.split(separator: "=", maxSplits: 1).map { $0.removingPercentEncoding ?? "" }
            return (pair[0], try #require(pair.last))
        }
        let known = [
            "actoren": [
                "actoridentificatorObjectId": "objectId",
                "actoridentificatorCodeObjecttype": "codeObjecttype",
                "actoridentificatorCodeRegister": "codeRegister",
                "actoridentificatorCodeSoortObjectId": "codeSoortObjectId",
            ],
            "internetaken": ["referentienummer": "referentienummer"],
        ]
        guard let names = known[resource], filters.allSatisfy({ names[$0.0] != nil }) else {
            return refuse("unknown filter of \(resource)")
        }
        let found = made(resource).filter { record in
            let fields = record.fields["actoridentificator"] as? [String: any Sendable] ?? record.fields
            return filters.allSatisfy { fields[names[$0.0] ?? ""] as? String == $0.1 }
        }
        let results = try found.map { try Self.json($0) }.joined(separator: ",")
        return Reply(body: #"{"count":\#(found.count),"next":null,"previous":null,"results":[\#(results)]}"#)
    }

    private func make(_ resource: String, _ heard: Heard) throws -> Reply {
        let fields = try heard.json()
        if let fault = try fault(resource, fields) { return refuse(fault) }
        let made = state.withLock { state in
            let made = Made(
                resource: resource, uuid: "00000000-0000-4000-8000-\(100_000_000_000 + state.made.count)",
                fields: fields)
            state.made.append(made)
            return made
        }
        return Reply(status: .created, body: try Self.json(made))
    }

    private func change(_ resource: String, _ uuid: String, _ heard: Heard) throws -> Reply {
        let fields = try heard.json()
        guard fields.keys.allSatisfy({ $0 == "status" }), Self.isStatus(fields["status"]) else {
            return refuse("a status is te_verwerken or verwerkt")
        }
        return state.withLock { state in
            guard let index = state.made.firstIndex(where: { $0.uuid == uuid && $0.resource == resource })
            else { return Reply(status: .notFound) }
            state.made[index].fields["status"] = fields["status"]
            return Reply(body: "{}")
        }
    }

    private func refuse(_ reason: String) -> Reply {
        state.withLock { $0.refused.append(reason) }
        return Reply(status: .badRequest, body: #"{"code":"invalid"}"#)
    }

    private static func json(_ made: Made) throws -> String {
        var fields = made.fields
        fields["uuid"] = made.uuid
        return String(decoding: try JSONSerialization.data(withJSONObject: fields), as: UTF8.self)
    }

    static func isStatus(_ value: (any Sendable)?) -> Bool {
        ["te_verwerken", "verwerkt"].contains(value as? String ?? "")
    }

    // MARK: The published rules

    /// Lengths of texts; what is not in the list of its resource is not known there.
    private static let lengths: [String: [String: Int]] = [
        "actoren": ["naam": 200, "soortActor": 24],
        "klantcontacten": [
            "kanaal": 50, "onderwerp": 200, "inhoud": 1_000, "taal": 3, "plaatsgevondenOp": 35,
        ],
        "internetaken": [
            "gevraagdeHandeling": 200, "toelichting": 1_000, "status": 12, "referentienummer": 10,
        ],
    ]
    private static let others: [String: Set<String>] = [
        "actoren": ["indicatieActief", "actoridentificator"],
        "klantcontacten": ["vertrouwelijk", "metadata"],
        "internetaken": ["aanleidinggevendKlantcontact", "toegewezenAanActoren"],
    ]
    private static let required: [String: Set<String>] = [
        "actoren": ["naam", "soortActor"],
        "klantcontacten": ["kanaal", "onderwerp", "taal", "vertrouwelijk"],
        "internetaken": [
            "gevraagdeHandeling", "aanleidinggevendKlantcontact", "toegewezenAanActoren", "status",
        ],
    ]

    /// What is wrong with a record, in words of the schema; nil when nothing is.
    func fault(_ resource: String, _ fields: [String: any Sendable]) throws -> String? {
        guard let lengths = Self.lengths[resource] else { return "no resource \(resource)" }
        for name in Self.required[resource] ?? [] where fields[name] == nil { return "\(name) is required" }
        for (name, value) in fields {
            if let length = lengths[name] {
                guard let text = value as? String, !text.isEmpty, text.count <= length else {
                    return "\(name) is a text of at most \(length)"
                }
            } else if Self.others[resource]?.contains(name) != true {
                return "\(name) is not known"
            }
        }
        switch resource {
        case "actoren": return actorFault(fields)
        case "klantcontacten": return contactFault(fields)
        default: return internalTaskFault(fields)
        }
    }

    private func actorFault(_ fields: [String: any Sendable]) -> String? {
        let kinds = ["medewerker", "geautomatiseerde_actor", "organisatorische_eenheid"]
        guard kinds.contains(fields["soortActor"] as? String ?? "") else { return "soortActor" }
        guard let identity = fields["actoridentificator"] as? [String: String] else { return nil }
        let names: Set = ["objectId", "codeObjecttype", "codeRegister", "codeSoortObjectId"]
        let isWhole = Set(identity.keys) == names && identity.values.allSatisfy { $0.count <= 200 }
        return isWhole ? nil : "actoridentificator"
    }

    private func contactFault(_ fields: [String: any Sendable]) -> String? {
        guard fields["vertrouwelijk"] is Bool, (fields["taal"] as? String)?.count == 3 else { return "taal" }
        guard let metadata = fields["metadata"] as? [String: String] else { return "metadata" }
        return metadata.values.allSatisfy { $0.count <= 255 } ? nil : "metadata"
    }

    private func internalTaskFault(_ fields: [String: any Sendable]) -> String? {
        guard Self.isStatus(fields["status"]) else { return "status" }
        let contact = (fields["aanleidinggevendKlantcontact"] as? [String: String])?["uuid"]
        guard made("klantcontacten").contains(where: { $0.uuid == contact }) else { return "klantcontact" }
        let actors = fields["toegewezenAanActoren"] as? [[String: String]] ?? []
        let known = made("actoren").map(\.uuid)
        guard !actors.isEmpty, actors.allSatisfy({ known.contains($0["uuid"] ?? "") }) else { return "actor" }
        guard let number = fields["referentienummer"] as? String else { return nil }
        let isFree = made("internetaken").allSatisfy { $0.fields["referentienummer"] as? String != number }
        return number.allSatisfy(\.isNumber) && isFree ? nil : "referentienummer is unique, of digits"
    }
}
