// The API's description keeps to the NL API Design Rules, and says what the routes do because it is made of them.
// Depends on: OutreachAPI.

import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Outreach

@Suite struct OpenAPITests {
    @Test func `the document has what the design rules ask`() async throws {
        try await withOutreach { rig in try Self.check(OutreachAPI(rig.desk).document) }
    }

    private static func check(_ json: [UInt8]) throws {
        let document = try object(json)
        #expect((document["openapi"] as? String)?.hasPrefix("3.1") == true)
        let info = try #require(document["info"] as? [String: Any])
        #expect(info["version"] as? String == "1.0.0")
        let contact = try #require(info["contact"] as? [String: String])
        #expect(contact["name"] != nil && contact["email"] != nil && contact["url"] != nil)
        for (path, operations) in try operations(of: document) {
            #expect(path.hasPrefix("/v1/") && !path.hasSuffix("/") && !path.contains("."), "\(path)")
            for (method, operation) in operations { try check(operation, "\(method) \(path)") }
        }
    }

    private static func check(_ operation: [String: Any], _ name: String) throws {
        let answers = try #require(operation["responses"] as? [String: [String: Any]])
        for (status, answer) in answers {
            let headers = try #require(answer["headers"] as? [String: Any])
            #expect(headers["API-Version"] != nil, "\(name) \(status)")
            let content = try #require(answer["content"] as? [String: Any])
            #expect(status.hasPrefix("2") == (content["application/problem+json"] == nil))
        }
        if operation["requestBody"] != nil || operation["parameters"] != nil {
            #expect(answers["400"] != nil, "\(name)")
        }
        for parameter in operation["parameters"] as? [[String: Any]] ?? []
        where parameter["in"] as? String == "query" {
            let query = try #require(parameter["name"] as? String)
            #expect(query.first?.isLowercase == true && !query.contains("_"), "\(query)")
        }
    }

    @Test func `every route of the API is in the document, with its method`() async throws {
        try await withOutreach { rig in
            var table = RouteTable()
            let api = OutreachAPI(rig.desk)
            api.add(to: &table)
            let described = try Self.described(by: api.document)
            #expect(Set(table.routes.map { "\($0.method) \($0.path)" }) == described)
        }
    }

    private static func described(by json: [UInt8]) throws -> Set<String> {
        var described: Set<String> = ["GET /v1/openapi.json"]
        for (path, operations) in try operations(of: try object(json)) {
            for method in operations.keys { described.insert("\(method.uppercased()) \(path)") }
        }
        return described
    }

    private static func object(_ json: [UInt8]) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any])
    }

    @Test func `every reference leads somewhere`() async throws {
        try await withOutreach { rig in
            let text = String(decoding: OutreachAPI(rig.desk).document, as: UTF8.self)
            let names = text.matches(of: /#\/components\/schemas\/([A-Za-z]+)/).map { String($0.1) }
            #expect(!names.isEmpty)
            #expect(Set(names).subtracting(APISchemas.all.map(\.name)).isEmpty)
        }
    }

    @Test func `a task as scoring writes it fits the schema that is promised`() async throws {
        try await withOutreach { rig in
            let task = try await rig.signal(1, area: "BU05183312")
            let claimed = try await rig.desk.perform(
                TaskWish(
                    task: task.task, deed: .assign(to: "m.lead", team: "centrum", isTakeover: false),
                    key: "sleutel-1"), OutreachRig.context(Somebody.lead(of: "escamp")))
            let tried = try await rig.desk.perform(
                TaskWish(
                    task: task.task, deed: .attempt(kind: .huisbezoek, wasReached: true, dayPart: .avond),
                    key: "sleutel-2"), OutreachRig.context(Somebody.lead))
            let closed = try await rig.desk.perform(
                TaskWish(task: task.task, deed: .close(.overleden), key: "sleutel-3"),
                OutreachRig.context(Somebody.lead))
            for revision in [task, claimed, tried, closed] {
                let value = try #require(JSONValue(revision.json.utf8))
                #expect(Self.faults(value, .named("Taak"), "taak") == [])
            }
            let wrong = task.json.replacing("\"telaat\":false", with: "\"telaat\":\"nee\"")
            #expect(
                Self.faults(try #require(JSONValue(wrong.utf8)), .named("Taak"), "taak") == ["taak.telaat"])
        }
    }

    // MARK: Reading

    private static func operations(
        of document: [String: Any]
    ) throws -> [(String, [String: [String: Any]])] {
        let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
        #expect(!paths.isEmpty)
        // The document's own path ends as the rules want it to.
        return paths.filter { $0.key != "/v1/openapi.json" }.map { ($0.key, $0.value) }
    }

    /// The paths of what does not fit, with lists and names that checks of requests never meet.
    private static func faults(_ value: JSONValue, _ schema: APISchema, _ path: String) -> [String] {
        switch (schema, value) {
        case (.named(let name), _):
            guard let known = APISchemas.all.first(where: { $0.name == name }) else { return [path] }
            return faults(value, known.schema, path)
        case (.list(let element), .list(let values)):
            return values.enumerated().flatMap { faults($0.element, element, "\(path)[\($0.offset)]") }
        case (.object(let fields), .object(let members)):
            let missing = fields.filter { $0.isRequired && members[$0.name] == nil }.map {
                "\(path).\($0.name)"
            }
            let unknown = members.keys.filter { key in !fields.contains { $0.name == key } }
            return missing + unknown.map { "\(path).\($0)" }
                + fields.flatMap { field in
                    members[field.name].map { faults($0, field.schema, "\(path).\(field.name)") } ?? []
                }
        case (.anything, _), (.amount, .fraction), (.amount, .whole), (.moment, .text): return []
        default:
            var problems: [FieldProblem] = []
            schema.check(value, path, &problems)
            return problems.map(\.field)
        }
    }
}

extension Somebody {
    /// A lead of that team and of centrum.
    static func lead(of team: String) -> Actor {
        Actor(id: "m.lead", name: "L. Proef", roles: [.lead], teams: [team, "centrum"])
    }
}
