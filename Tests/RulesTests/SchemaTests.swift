// The JSON Schema for editors says what the loader says.
// In: pipelines/pipeline.schema.json. Out: failures. Depends on: Rules.

import Foundation
import Signals
import Testing

@testable import Rules

@Suite("Schema")
struct SchemaTests {
    static func schema() throws -> [String: Any] {
        let root = Load.folder.deletingLastPathComponent().deletingLastPathComponent()
        let data = try Data(contentsOf: root.appendingPathComponent("pipelines/pipeline.schema.json"))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    static func properties(_ schema: [String: Any]?) throws -> [String: Any] {
        try #require(schema?["properties"] as? [String: Any])
    }

    @Test("It names exactly the keys that the loader knows, and closes every mapping")
    func keys() throws {
        let schema = try SchemaTests.schema()
        let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
        let top = try SchemaTests.properties(schema)
        for (object, known) in [
            (schema, PipelineKeys.pipeline), (definitions["partner"], PipelineKeys.partner),
            (definitions["rule"], PipelineKeys.rule), (definitions["class"], PipelineKeys.taskClass),
            (definitions["team"], PipelineKeys.team), (definitions["referral"], PipelineKeys.referral),
            (definitions["columns"], PipelineKeys.columns),
            (top["sample"] as? [String: Any], PipelineKeys.sample),
            (top["capacity"] as? [String: Any], PipelineKeys.capacity),
            (top["accountability"] as? [String: Any], PipelineKeys.accountability),
        ] {
            let properties = try SchemaTests.properties(object)
            #expect(Set(properties.keys) == Set(known))
            #expect(object?["additionalProperties"] as? Bool == false)
        }
        for (key, value) in top {
            #expect((value as? [String: Any])?["description"] is String, "\(key) has a description")
        }
    }

    @Test("Its code lists are those of the national model")
    func lists() throws {
        let definitions = try #require(try SchemaTests.schema()["$defs"] as? [String: [String: Any]])
        #expect(definitions["partner-kind"]?["enum"] as? [String] == PartnerType.wireNames)
        #expect(definitions["contact-kind"]?["enum"] as? [String] == ContactKind.wireNames)
        #expect(definitions["result"]?["enum"] as? [String] == TaskResult.wireNames)
    }

    @Test("Every reference in it leads somewhere")
    func references() throws {
        let schema = try SchemaTests.schema()
        let definitions = try #require(schema["$defs"] as? [String: Any])
        var open: [Any] = [schema]
        while let next = open.popLast() {
            if let list = next as? [Any] { open += list }
            guard let object = next as? [String: Any] else { continue }
            open += object.values
            guard let reference = object["$ref"] as? String else { continue }
            #expect(definitions[String(reference.dropFirst("#/$defs/".count))] != nil, "\(reference)")
        }
    }
}
