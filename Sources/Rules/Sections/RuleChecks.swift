// What can be wrong with a rule beyond its grammar: windows too long, conditions that are settled, age
// without a reason.
// In: a rule's parts. Out: findings. Depends on: RulesSection, Bounds.

internal import Signals

extension RuleReader {
    /// Kinds of partner that may signal at some time.
    private var legalPartners: PartnerSet {
        var set = PartnerSet()
        for type in PartnerType.allCases where !pipeline.partners[Int(type.rawValue)].isEmpty {
            set.insert(PartnerSet(type))
        }
        return set
    }

    func checkYouth(_ fields: Fields, _ scope: Rule.Scope?) {
        let place = fields["youth"]?.place ?? fields.node.place
        if scope == .household {
            findings.error(
                place, "`youth: true` only fits a rule with `scope: person`: a household has no age")
        } else if !pipeline.teams.contains(where: \.isYouth) {
            findings.warning(
                place, "no team has `youth: true`, so this rule's tasks go to the team of the area")
        }
    }

    func checkUses(_ fields: Fields, _ what: String, _ scope: Rule.Scope?, _ used: [Use], _ isYouth: Bool) {
        for use in used {
            if use.measure.kind == .age, scope == .household {
                findings.error(
                    use.place, "`age` only fits a rule with `scope: person`: a household has no age")
            }
            checkLength(use)
            checkPartners(use)
        }
        if findings.advises, fields["justification"] == nil { adviseOnProxies(what, used) }
        let ageUse = used.first { $0.measure.kind == .age }
        guard ageUse != nil || isYouth, fields["justification"] == nil else { return }
        let key = ageUse == nil ? "youth" : "age"
        findings.error(
            ageUse?.place ?? fields["youth"]?.place ?? fields.node.place,
            "\(what) uses `\(key)`, so it needs a `justification`: unequal treatment by age must be justified"
        )
    }

    /// Kinds of partner whose signals tell of something that may not decide: who pays an own contribution needs care,
    /// who has a study debt is young, who gets allowances has a low income, who has a mortgage owns a home.
    /// Source: Algoritmekader, "toetsen geschiktheid variabelen".
    private static let proxies: [(partner: PartnerType, of: String)] = [
        (.cakEigenBijdrage, "illness or handicap"), (.duo, "age"), (.dienstToeslagen, "income"),
        (.hypotheek, "assets"),
    ]

    /// Warns about inputs that are known to stand in for something else, when no justification was written.
    private func adviseOnProxies(_ what: String, _ used: [Use]) {
        for use in used {
            if use.measure.kind == .children {
                findings.warning(
                    use.place,
                    "\(what) looks at `children`, a known proxy of family and origin; write a `justification`"
                )
            }
            for proxy in Self.proxies where use.measure.partners.contains(PartnerSet(proxy.partner)) {
                findings.warning(
                    use.place,
                    "\(what) looks at `\(proxy.partner.wireName)`, a known proxy of \(proxy.of); "
                        + "write a `justification`"
                )
            }
        }
    }

    /// A window that looks further back than the history goes would silently see less, and one over all of the
    /// history that ended before it began sees nothing.
    private func checkLength(_ use: Use) {
        let retention = pipeline.retention
        guard isLonger(use.measure, than: retention) else {
            if case .sequence(_, let within) = use.measure.kind, 2 * within - 1 > retention.leastDays {
                findings.warning(
                    use.place,
                    "a sequence may begin \(2 * within - 1) days back, and the history is kept for "
                        + retention.written
                )
            }
            return
        }
        let what = use.measure.ago == nil ? "looks" : "with its `ago:` looks"
        findings.error(
            use.place,
            "`\(use.text)` \(what) further back than the history is kept (`retention: \(retention.written)`)")
    }

    /// Months with months are compared as they are; else the longest that the window can be with the shortest that
    /// the history can be.
    private func isLonger(_ measure: Measure, than retention: Period) -> Bool {
        var days = measure.ago?.mostDays ?? 0
        var months: Int?
        if case .months(let count)? = measure.ago { months = count }
        if measure.ago == nil { months = 0 }
        var isOpen = false
        switch measure.window {
        case .sliding(let length):
            days += length.mostDays
            if case .months(let count) = length { months = months.map { $0 + count } } else { months = nil }
        case .session(let gap): (days, months) = (days + gap, nil)
        case .month: (days, months) = (days + 31, months.map { $0 + 1 })
        case .quarter: (days, months) = (days + 92, months.map { $0 + 3 })
        case .year: (days, months) = (days + 366, months.map { $0 + 12 })
        case .all: isOpen = true
        }
        if case .sequence(_, let within) = measure.kind { (days, months, isOpen) = (within, nil, false) }
        // Without a beginning of its own it begins with the history, and must end after that.
        let least = isOpen && measure.ago != nil ? 1 : 0
        if let months, case .months(let kept) = retention { return months + least > kept }
        return days + least > retention.leastDays
    }

    private func checkPartners(_ use: Use) {
        var named = use.measure.partners
        if case .sequence(let steps, _) = use.measure.kind {
            for step in steps { named.insert(PartnerSet(step)) }
        }
        let illegal = PartnerType.allCases.filter {
            named.contains(PartnerSet($0)) && !legalPartners.contains(PartnerSet($0))
        }
        guard !illegal.isEmpty, !legalPartners.isEmpty else { return }
        findings.warning(
            use.place,
            "\(Suggestion.list(illegal.map(\.wireName))) may not signal: not in `partners`")
    }

    /// Conditions that can never hold, or always do.
    func checkVerdict(
        _ tree: Checked, _ node: YAMLNode, _ map: ScalarMap, _ text: [Unicode.Scalar], _ what: String
    ) {
        let all = PartnerType.allCases.reduce(into: PartnerSet()) { $0.insert(PartnerSet($1)) }
        let reasoning = Reasoning(measures: table.measures, partnerTypes: all)
        let settled = reasoning.settled(tree)
        let whole = map.place(0..<text.count)
        switch reasoning.verdict(tree) {
        case .never:
            let culprit = settled.first { $0.verdict == .never }
            var why = "its conditions exclude each other"
            if let culprit { why = "`\(String(text[culprit.range]))` is never true" }
            if tree.isConstant { why = "`\(String(text[...]))` is `false`" }
            if case .literal = tree { why = "it says `false`" }
            findings.error(culprit.map { map.place($0.range) } ?? whole, "\(what) can never hold: \(why)")
            return
        case .always:
            findings.warning(whole, "\(what) always holds; it makes no difference between households")
            return
        case .perhaps: break
        }
        for part in settled {
            let verdict = part.verdict == .never ? "is never true" : "is always true"
            findings.warning(
                map.place(part.range), "`\(String(text[part.range]))` \(verdict); it can be left out")
        }
        guard !legalPartners.isEmpty else { return }
        let narrower = Reasoning(measures: table.measures, partnerTypes: legalPartners)
        if narrower.verdict(tree) == .never {
            let count = legalPartners.rawValue.nonzeroBitCount
            findings.warning(
                whole,
                "\(what) can never hold with the kinds of partner that may signal (\(count) in `partners`)")
        }
    }
}

extension Period {
    /// The longest and the shortest that this is, in days.
    var mostDays: Int { lengths.max() ?? 0 }
    var leastDays: Int { lengths.min() ?? 0 }

    /// In days; of months back from all days of four years with a leap day, and of four around a year without one
    /// that others would have.
    private var lengths: [Int] {
        guard case .months = self else { return [longestDays] }
        return [2000, 2100].flatMap { year in
            let first = CivilDate(year: year, month: 1, day: 1)
            return (0..<1461).map { (first + $0) - before(first + $0) }
        }
    }

    /// As it is written in a pipeline.
    var written: String {
        switch self {
        case .days(let days): "\(days)d"
        case .months(let months): "\(months)mo"
        }
    }
}
