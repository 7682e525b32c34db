// Measures inside expressions: names, windows and arguments.
// In: tokens. Out: a measure, or issues. Depends on: ExpressionParser.

internal import Signals

extension ExpressionParser {
    /// A word where a value is wanted.
    mutating func parseMeasure(_ word: String) -> Syntax {
        let name = current.range
        let start = name.lowerBound
        advance()
        guard let known = MeasureName.named(word) else {
            fail(name, MeasureName.unknown(word))
            skipArguments()
            return .broken(start..<previousEnd)
        }
        let hasBrackets = current.kind == .sign(.open)
        if case .bare = known.form {
            guard hasBrackets else { return .measure(measure(known, .all, Arguments()), at: name) }
            let open = current.range.lowerBound
            skipArguments()
            fail(open..<previousEnd, "`\(word)` takes no brackets")
            return .broken(start..<previousEnd)
        }
        guard hasBrackets else {
            if case .sequence = known.form {
                fail(name, "`sequence` needs its kinds, such as `sequence(Energie, Huur, within: 60d)`")
            } else {
                fail(name, "`\(word)` needs a window, such as `\(word)(60d)`")
            }
            return .broken(name)
        }
        advance()
        let before = issues.count
        var result: Measure?
        if case .sequence = known.form {
            result = parseSequence(name)
        } else {
            result = parseWindowed(known)
        }
        if !take(.close) {
            if current.kind == .end {
                if issues.count == before {
                    fail(name, "the bracket after `\(word)` is not closed; `)` is missing")
                }
            } else if issues.count == before {
                unexpected("`,` or `)` is wanted")
            }
            result = nil
            closeArguments()
        }
        guard let result, issues.count == before else { return .broken(start..<previousEnd) }
        return .measure(result, at: start..<previousEnd)
    }

    /// The named arguments of a measure.
    struct Arguments {
        var partners = PartnerSet()
        var ago: Period?
        var within: Int?
        var seen: Set<String> = []
    }

    private func measure(_ name: MeasureName, _ window: Window, _ arguments: Arguments) -> Measure {
        Measure(kind: name.kind, window: window, partners: arguments.partners, ago: arguments.ago)
    }

    /// Skips a whole bracket behind an unknown name.
    private mutating func skipArguments() {
        guard take(.open) else { return }
        closeArguments()
    }

    private mutating func closeArguments() {
        repeat { skip() } while takeWord("and") || takeWord("or") || take(.closeList)
        _ = take(.close)
    }

    private mutating func parseWindowed(_ name: MeasureName) -> Measure? {
        var window: Window?
        if isNamedArgument {
            fail(current.range, "the window comes first, such as `\(name.name)(60d, …)`")
        } else {
            window = parseWindow(name.name)
        }
        var arguments = Arguments()
        var isSound = window != nil
        while window == nil ? isNamedArgument || take(.comma) : take(.comma) {
            isSound = parseArgument(name, &arguments) && isSound
            if !isSound, current.kind != .sign(.comma) { break }
        }
        guard isSound, let window else { return nil }
        return measure(name, window, arguments)
    }

    private var isNamedArgument: Bool {
        guard case .word = current.kind else { return false }
        var copy = self
        copy.advance()
        return copy.current.kind == .sign(.colon)
    }

    private static let windowHint =
        "a window is `60d`, `6w`, `6mo`, `month`, `quarter`, `year`, `session(45d)` or `all`"

    private mutating func parseWindow(_ measure: String) -> Window? {
        let token = current
        switch token.kind {
        case .length:
            return takePeriod().map { .sliding($0) }
        case .word("month"), .word("quarter"), .word("year"), .word("all"):
            advance()
            return [.word("month"): .month, .word("quarter"): .quarter, .word("year"): .year][token.kind]
                ?? .all
        case .word("session"):
            advance()
            guard take(.open) else {
                fail(token.range, "`session` needs the longest gap, such as `session(45d)`")
                return nil
            }
            guard let days = takeDays("a session's gap") else {
                skip()
                _ = take(.close)
                return nil
            }
            guard take(.close) else {
                unexpected("`)` is wanted")
                return nil
            }
            return .session(days: days)
        case .word(let word):
            let known = ["month", "quarter", "year", "session", "all"]
            advance()
            if PartnerType(wireName: word) != nil {
                fail(token.range, "`\(word)` is not a window; write `\(measure)(60d, kind: \(word))`")
            } else {
                let near = Suggestion.nearest(word, among: known)
                let hint = near.map { "did you mean `\($0)`?" } ?? ExpressionParser.windowHint
                fail(token.range, "unknown window `\(word)`; \(hint)")
            }
            return nil
        case .whole(let value):
            advance()
            fail(token.range, "a window has a unit; write `\(value)d` for days")
            return nil
        case .sign(.close):
            fail(token.range, "a window is missing; \(ExpressionParser.windowHint)")
            return nil
        default:
            unexpected(ExpressionParser.windowHint)
            if token.kind == .broken { advance() }
            return nil
        }
    }

    /// A length of at least one day as a period.
    private mutating func takePeriod() -> Period? {
        let token = current
        guard case .length(let value, let unit) = token.kind else {
            unexpected("a length of time is wanted, such as `60d`")
            if token.kind == .broken { advance() }
            return nil
        }
        advance()
        guard value > 0 else {
            fail(token.range, "a length of time is at least `1d`")
            return nil
        }
        switch unit {
        case .days: return .days(value)
        case .weeks: return .days(value * 7)
        case .months: return .months(value)
        }
    }

    private mutating func takeDays(_ what: String) -> Int? {
        let range = current.range
        guard let period = takePeriod() else { return nil }
        if case .days(let days) = period { return days }
        fail(range, "\(what) is in days or weeks, such as `60d`")
        return nil
    }

    /// One of `kind: …`, `ago: …`, `within: …`; false when it was wrong.
    private mutating func parseArgument(_ name: MeasureName, _ arguments: inout Arguments) -> Bool {
        let token = current
        guard case .word(let word) = token.kind, isNamedArgument else {
            unexpected("after the window come `kind:` and `ago:`")
            return false
        }
        var allowed = ["ago"]
        if case .overSignals = name.form { allowed = ["kind", "ago"] }
        if case .sequence = name.form { allowed = ["within"] }
        advance()
        advance()
        let before = issues.count
        if !allowed.contains(word) {
            let near = Suggestion.nearest(word, among: allowed)
            let hint =
                near.map { "did you mean `\($0):`?" }
                ?? "it takes \(Suggestion.list(allowed.map { $0 + ":" }))"
            fail(token.range, "`\(name.name)` takes no `\(word):`; \(hint)")
        } else if !arguments.seen.insert(word).inserted {
            fail(token.range, "`\(word):` stands here twice")
        }
        switch word {
        case "kind": if let partners = parseKinds() { arguments.partners = partners }
        case "ago": arguments.ago = takePeriod()
        case "within": arguments.within = takeDays("`within:`")
        default: skipValue()
        }
        return issues.count == before
    }

    private mutating func skipValue() {
        while true {
            switch current.kind {
            case .end, .sign(.comma), .sign(.close): return
            default: advance()
            }
        }
    }

    private mutating func parseKinds() -> PartnerSet? {
        guard take(.openList) else { return parseKind().map { PartnerSet($0) } }
        var set = PartnerSet()
        var isSound = true
        repeat {
            if let kind = parseKind() { set.insert(PartnerSet(kind)) } else { isSound = false }
        } while take(.comma)
        guard take(.closeList) else {
            if isSound { unexpected("`,` or `]` is wanted") }
            return nil
        }
        return isSound ? set : nil
    }

    /// A kind of partner: one word or several, such as `CAK Eigen bijdrage`.
    private mutating func parseKind() -> PartnerType? {
        let start = current.range.lowerBound
        var words: [String] = []
        while case .word(let word) = current.kind {
            words.append(word)
            advance()
        }
        guard !words.isEmpty else {
            unexpected("a kind of partner is wanted, such as `Huur`")
            if current.kind == .broken { advance() }
            return nil
        }
        let name = words.joined(separator: " ")
        if let type = PartnerType(wireName: name) { return type }
        let known = PartnerType.wireNames
        let hint = Suggestion.hint(name, among: known)
        fail(
            start..<previousEnd,
            "unknown kind of partner `\(name)`"
                + (hint.isEmpty ? "; it is one of \(Suggestion.list(known, "or"))" : hint))
        return nil
    }

    private mutating func parseSequence(_ name: Range<Int>) -> Measure? {
        guard let known = MeasureName.named("sequence") else { return nil }
        var steps: [PartnerType] = []
        var arguments = Arguments()
        var isSound = true
        repeat {
            if isNamedArgument {
                isSound = parseArgument(known, &arguments) && isSound
            } else if arguments.within != nil {
                unexpected("`within:` comes last")
                return nil
            } else if let kind = parseKind() {
                steps.append(kind)
            } else {
                isSound = false
            }
        } while take(.comma)
        guard isSound else { return nil }
        guard steps.count >= 2 else {
            fail(name, "`sequence` needs at least two kinds, such as `sequence(Energie, Huur, within: 60d)`")
            return nil
        }
        guard let within = arguments.within else {
            fail(name, "`sequence` needs `within:`, such as `sequence(Energie, Huur, within: 60d)`")
            return nil
        }
        return Measure(kind: .sequence(steps: steps, within: within), window: .all, partners: [], ago: nil)
    }
}
