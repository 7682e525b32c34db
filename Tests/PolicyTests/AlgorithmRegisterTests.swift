// What is published about a pipeline is what runs.

import Foundation
import Policy
import Rules
import TestSupport
import Testing

@Suite struct AlgorithmRegisterTests {
    static let publication = RegisterPublication(
        organisation: "Gemeente Voorbeeld", contact: "algoritmes@example.nl", status: "In gebruik",
        assessmentLink: nil)
    static let pipelines = ["nederland", "den-haag", "zoetermeer", "zaanstad"].map { "pipelines/\($0).yaml" }

    /// A rule as the page tells it, read back.
    struct ToldRule: Equatable {
        var isPerson: Bool
        var when: String
        var points: Int
        var classID: String?
        var isYouth: Bool
        var referrals: [String]

        init(_ sentence: String) throws {
            isPerson = sentence.hasPrefix("Voor een persoon")
            let start = try #require(sentence.firstIndex(of: "["))
            let end = try #require(sentence.firstRange(of: "], dan "))
            when = String(sentence[sentence.index(after: start)..<end.lowerBound])
            let stop = sentence.range(of: ". Geldt")?.lowerBound ?? sentence.index(before: sentence.endIndex)
            let effects = sentence[end.upperBound..<stop].split(separator: "; ").map(String.init)
            points = try #require(Int(effects[0].prefix { $0.isNumber }))
            classID = effects.first { $0.hasPrefix("minstens klasse ") }.map { String($0.dropFirst(16)) }
            isYouth = effects.contains("het jongerenteam")
            referrals =
                effects.first { $0.hasPrefix("verwijzing naar ") }?.dropFirst(16).split(separator: ", ")
                .map(String.init) ?? []
        }
    }

    @Test("each rule on the page, read back, is the rule that runs", arguments: pipelines)
    func roundTrip(_ path: String) throws {
        let pipeline = try Fixture.pipeline(path)
        let words = RuleWords(pipeline)
        let page = AlgorithmRegister(pipeline, Self.publication).document
        let table = try #require(page.sections.first { $0.title == "Regels" }?.tables.first)
        #expect(table.rows.count == pipeline.rules.count && !pipeline.rules.isEmpty)
        for (row, rule) in zip(table.rows, pipeline.rules) {
            #expect(row[0] == rule.id)
            let told = try ToldRule(row[1])
            #expect(told.isPerson == (rule.scope == .person))
            #expect(told.when == rule.whenText.split(whereSeparator: \.isWhitespace).joined(separator: " "))
            #expect(told.points == rule.points)
            #expect(told.classID == rule.classIndex.map { pipeline.classes[$0].id })
            #expect(told.isYouth == rule.isYouth)
            #expect(told.referrals == rule.referrals.map { pipeline.referrals[$0].name })
            #expect(row[2] == words.reason(rule) && row[3] == rule.justification ?? "")
        }
    }

    @Test("the published pipelines have every text, within its length", arguments: pipelines)
    func complete(_ path: String) throws {
        let record = AlgorithmRegister(try Fixture.pipeline(path), Self.publication)
        #expect(record.problems == [])
        let json = try JSONSerialization.jsonObject(with: Data(record.json.compact.utf8)) as? [String: String]
        #expect(json?["publiccategory"] == "Impactvolle algoritmes")
        #expect(json?["standard_version"] == "1.0.0")
        #expect(record.document.markdown.contains("## Regels"))
    }

    @Test("a text that is missing or too long keeps the record from being published") func problems() throws {
        var pipeline = try Fixture.pipeline(Self.pipelines[1])
        pipeline.accountability["goal"] = nil
        pipeline.accountability["risks"] = String(repeating: "a", count: 2501)
        pipeline.id = String(repeating: "b", count: 90)
        let problems = AlgorithmRegister(pipeline, Self.publication).problems
        #expect(problems.count == 3)
        #expect(problems.contains { $0.contains("`Naam` has 121 characters") })
        #expect(problems.contains { $0.contains("write `goal` under `accountability`") })
        #expect(problems.contains { $0.contains("2501 characters; the register takes at most 2500") })
    }
}
