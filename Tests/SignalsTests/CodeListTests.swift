// The code lists against the national model, where a copy of it lies beside the repository.

import Foundation
import Testing

@testable import Signals

@Suite struct CodeListTests {
    private static let model: URL? = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let place = root.appendingPathComponent("../shared/reference/ddas-v1.2.schema.json")
        return FileManager.default.fileExists(atPath: place.path) ? place : nil
    }()

    @Test("the lists are those of DDAS vroegsignalering v1.2, in its order", .enabled(if: model != nil))
    func lists() throws {
        let data = try Data(contentsOf: try #require(Self.model))
        let schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
        func list(_ name: String) -> [String]? { definitions[name]?["enum"] as? [String] }
        #expect(list("EnumSignaalpartner") == PartnerType.wireNames)
        #expect(list("EnumSignaalstatus") == SignalStatus.wireNames)
        #expect(list("EnumContactsoort") == ContactKind.wireNames)
        #expect(list("EnumDagdeel") == DayPart.wireNames)
        #expect(list("EnumEindresultaat") == TaskResult.wireNames)
    }

    @Test("every value of a list has a name of its own that leads back to it")
    func names() {
        func check<List: CodeList>(_ list: List.Type) {
            #expect(List.allCases.count == List.wireNames.count)
            #expect(Set(List.wireNames).count == List.wireNames.count)
            for value in List.allCases { #expect(List(wireName: value.wireName) == value) }
            #expect(List(wireName: "geen van deze") == nil)
        }
        check(PartnerType.self)
        check(SignalStatus.self)
        check(ContactKind.self)
        check(DayPart.self)
        check(TaskResult.self)
        check(WithdrawalReason.self)
        check(CircumstanceKind.self)
    }
}
