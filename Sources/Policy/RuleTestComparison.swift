// What a test expected against what came.
// In: expectations, revisions, statuses. Out: findings, and both side by side. Depends on: RuleTestRunner.

import Engine
import Rules
import Signals

/// Pairs expectations with what came, in order, for each day and address; what stays over is a finding.
struct RuleTestComparison {
    private let test: RuleTest
    private(set) var findings: [RuleTestFinding] = []
    private(set) var difference: [DifferenceLine] = []

    init(_ test: RuleTest) { self.test = test }

    mutating func compareTasks(_ revisions: [SeenRevision]) {
        var open = Array(revisions.indices)
        for expected in test.expectations {
            let place = open.firstIndex {
                let seen = revisions[$0]
                return seen.on == expected.on && (expected.address ?? seen.address) == seen.address
            }
            let fields = Self.fields(expected)
            let line = Self.line(
                Self.head(expected.on, expected.address), fields.map { ($0.name, $0.expected) })
            guard let place else {
                let message = "no task revision came that belongs to this"
                findings.append(RuleTestFinding(place: expected.place, message: message))
                difference.append(DifferenceLine(side: .expected, text: line))
                continue
            }
            let seen = revisions[open.remove(at: place)]
            let got = fields.map { (field: $0, got: $0.got(seen.task)) }
            let wrong = got.filter { $0.field.expected != $0.got }
            guard !wrong.isEmpty else {
                difference.append(DifferenceLine(side: .both, text: line))
                continue
            }
            findings.append(
                RuleTestFinding(
                    place: expected.place, message: "the task revision differs",
                    fields: wrong.map { .init(name: $0.field.name, expected: $0.field.expected, got: $0.got) }
                ))
            let gotLine = Self.line(Self.head(seen.on, expected.address), got.map { ($0.field.name, $0.got) })
            difference.append(DifferenceLine(side: .expected, text: line))
            difference.append(DifferenceLine(side: .got, text: gotLine))
        }
        for index in open {
            let seen = revisions[index]
            let line = Self.line(
                Self.head(seen.on, seen.address), Self.known.map { ($0.name, $0.got(seen.task)) })
            findings.append(
                RuleTestFinding(place: test.place, message: "a task revision came unexpectedly: \(line)"))
            difference.append(DifferenceLine(side: .got, text: line))
        }
    }

    mutating func compareStatuses(_ statuses: [SeenStatus]) {
        guard let expectations = test.statuses else { return }
        var open = Array(statuses.indices)
        for expected in expectations {
            let place = open.firstIndex {
                let seen = statuses[$0]
                return seen.on == expected.on && seen.partner == expected.partner.wireName
                    && (expected.address ?? seen.address) == seen.address
            }
            var head = Self.head(expected.on, expected.address)
            head.append(("signal", expected.partner.wireName))
            let line = Self.line(head, [("status", Self.quoted(expected.status.wireName))])
            guard let place else {
                findings.append(
                    RuleTestFinding(place: expected.place, message: "no status came that belongs to this"))
                difference.append(DifferenceLine(side: .expected, text: line))
                continue
            }
            let seen = statuses[open.remove(at: place)]
            guard seen.status != expected.status.wireName else {
                difference.append(DifferenceLine(side: .both, text: line))
                continue
            }
            findings.append(
                RuleTestFinding(
                    place: expected.place, message: "the status differs",
                    fields: [.init(name: "status", expected: expected.status.wireName, got: seen.status)]))
            difference.append(DifferenceLine(side: .expected, text: line))
            difference.append(
                DifferenceLine(side: .got, text: Self.line(head, [("status", Self.quoted(seen.status))])))
        }
        for index in open {
            let seen = statuses[index]
            let line = Self.line(
                Self.head(seen.on, seen.address),
                [("signal", seen.partner), ("status", Self.quoted(seen.status))])
            findings.append(
                RuleTestFinding(place: test.place, message: "a status came unexpectedly: \(line)"))
            difference.append(DifferenceLine(side: .got, text: line))
        }
    }

    // MARK: Lines of a test file

    private static func head(_ on: CivilDate, _ address: String?) -> [(String, String)] {
        [("on", "\(on)")] + (address.map { [("address", $0)] } ?? [])
    }

    private static func line(_ head: [(String, String)], _ fields: [(String, String)]) -> String {
        "- {" + (head + fields).map { "\($0.0): \($0.1)" }.joined(separator: ", ") + "}"
    }

    /// A text as YAML takes it: in quotes when it would mean something else.
    private static func quoted(_ text: String) -> String {
        text.contains(": ") || text.contains(",") || text.hasPrefix("(") ? JSONText.quoted(text) : text
    }
}

// MARK: - Fields of a task

extension RuleTestComparison {
    /// A field that a test may name: as expected, and how to read it from a task, both as text of a test file.
    private struct Field {
        var name: String
        var expected: String
        var got: (TaskData) -> String
    }

    private typealias Reader = (name: String, got: (TaskData) -> String)

    private static let none = "null"

    /// In the order in which a line shows them.
    private static var known: [Reader] {
        [
            ("class", { $0.taskClass }), ("score", { "\($0.score.total)" }),
            ("revision", { "\($0.revision)" }),
            ("due", { "\($0.due)" }), ("rules", { list($0.contributions.map(\.rule)) }),
            ("next", { $0.next?.kind ?? none }), ("status", { $0.status.rawValue }), ("team", { $0.team }),
            ("refer", { list($0.referrals) }), ("late", { "\($0.isLate)" }),
            ("result", { $0.result.map(quoted) ?? none }), ("worker", { $0.worker ?? none }),
            ("sample", { "\($0.isSample)" }), ("attempts", { "\($0.attempts.count)" }),
        ]
    }

    /// The fields that an expectation names.
    private static func fields(_ expected: TaskExpectation) -> [Field] {
        let texts: [String: String?] = [
            "class": expected.taskClass, "score": expected.score.map { "\($0)" },
            "revision": expected.revision.map { "\($0)" }, "due": expected.due.map { "\($0)" },
            "rules": expected.rules.map(list), "next": text(expected.next) { $0.wireName },
            "status": expected.status?.rawValue, "team": expected.team, "refer": expected.refer.map(list),
            "late": expected.isLate.map { "\($0)" }, "result": text(expected.result) { quoted($0.wireName) },
            "worker": text(expected.worker) { $0 }, "sample": expected.isSample.map { "\($0)" },
            "attempts": expected.attempts.map { "\($0)" },
        ]
        return known.compactMap { reader in
            guard let text = texts[reader.name], let text else { return nil }
            return Field(name: reader.name, expected: text, got: reader.got)
        }
    }

    private static func text<Value>(_ expected: Expected<Value>, _ write: (Value) -> String) -> String? {
        switch expected {
        case .anything: nil
        case .nothing: none
        case .value(let value): write(value)
        }
    }

    /// In order of name, as a test may write them in any order.
    private static func list(_ ids: [String]) -> String { "[" + ids.sorted().joined(separator: ", ") + "]" }
}
