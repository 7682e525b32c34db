// One value of a pipeline over a range: how tasks, hours and young people reached go with it.
// In: a range such as `partners.Zorg.youth-threshold=€0..€150:25`. Out: pipelines, and a table over them. Depends on:
// Rules.

internal import Engine
package import Rules
internal import Signals

/// What was written after `--sweep`.
package struct SweepRange: Sendable, Equatable {
    /// Why a range cannot be used, in a sentence.
    package struct Problem: Error, Equatable { package var message: String }

    /// What is changed.
    enum Target: Equatable {
        case threshold(PartnerType, isYouth: Bool)
        case days(PartnerType, isFrom: Bool)
        case points(rule: String)
        case score(taskClass: String)
    }

    package var key: String
    var target: Target
    /// Cents for money, else days or points.
    package var values: [Int]
    var isMoney: Bool

    /// Values that a sweep takes at most: each is an engine with its own state.
    static let most = 32

    /// Reads `KEY=FROM..TO:STEP`.
    package static func read(_ text: String) -> Result<SweepRange, Problem> {
        let parts = text.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, let target = target(String(parts[0])) else {
            return .failure(
                Problem(
                    message:
                        "`\(text)` names nothing that can be swept; it is partners.KIND.threshold, .youth-threshold, "
                        + ".from or .until, rules.ID.points or classes.ID.score, then =FROM..TO:STEP"))
        }
        let isMoney = if case .threshold = target { true } else { false }
        guard let span = parts[1].firstRange(of: ".."), let colon = parts[1].lastIndex(of: ":"),
            span.upperBound <= colon,
            let from = number(parts[1][..<span.lowerBound], isMoney),
            let to = number(parts[1][span.upperBound..<colon], isMoney),
            let step = number(parts[1][parts[1].index(after: colon)...], isMoney), step > 0, from <= to
        else {
            return .failure(
                Problem(message: "`\(parts[1])` is no range; write it as €0..€150:25 or 10..60:10"))
        }
        guard (to - from) / step < most else {
            return .failure(Problem(message: "the range has more than \(most) values; take a larger step"))
        }
        return .success(
            SweepRange(
                key: String(parts[0]), target: target,
                values: Array(stride(from: from, through: to, by: step)),
                isMoney: isMoney))
    }

    private static func target(_ key: String) -> Target? {
        // Kinds of partner have spaces but no points.
        let parts = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else { return nil }
        switch (parts[0], parts[2]) {
        case ("rules", "points"): return .points(rule: parts[1])
        case ("classes", "score"): return .score(taskClass: parts[1])
        case ("partners", let term):
            guard let kind = PartnerType(wireName: parts[1]) else { return nil }
            switch term {
            case "threshold": return .threshold(kind, isYouth: false)
            case "youth-threshold": return .threshold(kind, isYouth: true)
            case "from": return .days(kind, isFrom: true)
            case "until": return .days(kind, isFrom: false)
            default: return nil
            }
        default: return nil
        }
    }

    /// A whole number of euros as cents, or of points or days; `€` and `d` may be left out.
    private static func number(_ text: Substring, _ isMoney: Bool) -> Int? {
        var digits = text
        if isMoney, digits.first == "€" { digits.removeFirst() }
        if !isMoney, digits.last == "d" { digits.removeLast() }
        guard !digits.isEmpty, digits.utf8.count <= 7, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int(digits)
        else { return nil }
        return isMoney ? number * 100 : number
    }

    /// The value as it stands in a pipeline file.
    package func text(_ value: Int) -> String {
        if isMoney { return "€" + (value % 100 == 0 ? "\(value / 100)" : TaskSheet.money(Int64(value))) }
        if case .days = target { return "\(value)d" }
        return "\(value)"
    }

    /// The pipeline with this value.
    package func pipeline(_ pipeline: Pipeline, _ value: Int) -> Result<Pipeline, Problem> {
        var changed = pipeline
        switch target {
        case .threshold(let kind, let isYouth):
            if pipeline.partners[Int(kind.rawValue)].isEmpty { return missing(pipeline, kind.wireName) }
            for place in changed.partners[Int(kind.rawValue)].indices {
                if isYouth {
                    changed.partners[Int(kind.rawValue)][place].youthThresholdCents = Int64(value)
                } else {
                    changed.partners[Int(kind.rawValue)][place].thresholdCents = Int64(value)
                }
            }
        case .days(let kind, let isFrom):
            if pipeline.partners[Int(kind.rawValue)].isEmpty { return missing(pipeline, kind.wireName) }
            for place in changed.partners[Int(kind.rawValue)].indices {
                if isFrom {
                    changed.partners[Int(kind.rawValue)][place].fromDays = value
                } else {
                    changed.partners[Int(kind.rawValue)][place].untilDays = value
                }
            }
        case .points(let rule):
            guard let place = changed.rules.firstIndex(where: { $0.id == rule }) else {
                return missing(pipeline, rule)
            }
            changed.rules[place].points = value
        case .score(let taskClass):
            guard let place = changed.classes.firstIndex(where: { $0.id == taskClass }) else {
                return missing(pipeline, taskClass)
            }
            changed.classes[place].score = value
            let scores = changed.classes.map(\.score)
            guard place < scores.count - 1, zip(scores, scores.dropFirst()).allSatisfy({ $0 > $1 }) else {
                return .failure(
                    Problem(
                        message: "with \(key) at \(value) the scores of the classes no longer fall, down to 0"
                    ))
            }
        }
        return .success(changed)
    }

    private func missing(_ pipeline: Pipeline, _ name: String) -> Result<Pipeline, Problem> {
        .failure(Problem(message: "pipeline `\(pipeline.id)` has no `\(name)`, which `\(key)` names"))
    }
}
