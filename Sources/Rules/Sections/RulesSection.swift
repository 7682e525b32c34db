// `rules`: conditions, reasons, and what a holding rule does.
// In: the section, and the pipeline's other sections. Out: compiled rules. Depends on: Fields, Values, the
// language.

internal import Signals

/// Reads the rules; gathers every distinct measure on the way.
struct RuleReader {
    let findings: Findings
    /// With classes, partners, referrals and teams; no rules yet.
    let pipeline: Pipeline
    var table = MeasureTable()
    /// Whether every rule could be read.
    private(set) var isSound = true

    init(findings: Findings, pipeline: Pipeline) {
        self.findings = findings
        self.pipeline = pipeline
    }

    private var values: Values { Values(findings: findings) }

    mutating func rules(_ fields: Fields) -> [Rule] {
        guard let node = fields["rules"] else {
            findings.warning(fields.node.place, "there are no rules; every signal gets the last class")
            return []
        }
        guard let items = values.list(node, "rules") else {
            isSound = false
            return []
        }
        if items.isEmpty {
            findings.warning(fields.keyPlace("rules"), "there are no rules; every signal gets the last class")
        }
        var rules: [Rule] = []
        for item in items {
            if let rule = rule(item) { rules.append(rule) } else { isSound = false }
        }
        return rules
    }

    private mutating func rule(_ node: YAMLNode) -> Rule? {
        let id = node["id"]?.text
        let what = "rule\(id.map { " `\($0)`" } ?? "")"
        guard let fields = Fields(node, what, known: PipelineKeys.rule, findings) else { return nil }
        let values = values
        let slug = fields.required("id").flatMap { values.slug($0, "id") }
        let scope = fields.required("scope").flatMap(readScope)
        let isYouth = fields["youth"].flatMap { values.truth($0, "youth") } ?? false
        if isYouth { checkYouth(fields, scope) }
        let points = fields["points"].map { values.whole($0, "points", 0...100_000) } ?? 0
        let active =
            fields["active"].flatMap { values.validity($0, "active") } ?? Validity(from: nil, until: nil)
        let classIndex = fields["class"].flatMap {
            PipelineReader(findings: findings).classIndex($0, pipeline.classes)
        }
        let referrals = fields["refer"].map(readReferrals) ?? []
        let justification = fields["justification"].flatMap { values.text($0, "justification") }
        var condition: (tree: Checked?, used: [Use])?
        if let node = fields.required("when") { condition = readCondition(node, what) }
        let reason = fields.required("reason").flatMap(readReason)
        checkUses(fields, what, scope, (condition?.used ?? []) + (reason?.used ?? []), isYouth)
        guard let slug, let scope, let points, let condition, let tree = condition.tree, let reason else {
            return nil
        }
        var shown: [ShownMeasure] = []
        for use in condition.used where !shown.contains(where: { $0.text == use.text }) {
            shown.append(ShownMeasure(text: use.text, measure: table.index(of: use.measure)))
        }
        let parts = reason.parts.map { part -> Rule.ReasonPart in
            guard case .measure(let text, let measure) = part else { return part.asText }
            if let index = shown.firstIndex(where: { $0.text == text }) { return .value(index) }
            shown.append(ShownMeasure(text: text, measure: table.index(of: measure)))
            return .value(shown.count - 1)
        }
        return Rule(
            id: slug, scope: scope, isYouth: isYouth, when: tree.compiled,
            whenText: fields["when"]?.text ?? "",
            points: points, reason: parts, shown: shown, classIndex: classIndex, referrals: referrals,
            active: active,
            justification: justification)
    }

    private func readScope(_ node: YAMLNode) -> Rule.Scope? {
        guard let text = values.text(node, "scope") else { return nil }
        if let scope = Rule.Scope(rawValue: text) { return scope }
        values.wrong(node, "scope", "`household` or `person`")
        return nil
    }

    private func readReferrals(_ node: YAMLNode) -> [Int] {
        var result: [Int] = []
        for item in values.list(node, "refer") ?? [] {
            guard let id = values.text(item, "refer") else { continue }
            guard let index = pipeline.referrals.firstIndex(where: { $0.id == id }) else {
                let hint = Suggestion.hint(id, among: pipeline.referrals.map(\.id))
                findings.error(item.place, "unknown referral `\(id)`\(hint)")
                continue
            }
            if result.contains(index) {
                findings.warning(item.place, "`\(id)` stands in `refer` twice")
            } else {
                result.append(index)
            }
        }
        return result
    }

    // MARK: Expressions

    /// A measure as the rule writes it, and where.
    struct Use {
        var text: String
        var measure: Measure
        var place: Place
    }

    private mutating func readCondition(_ node: YAMLNode, _ what: String) -> (tree: Checked?, used: [Use])? {
        guard let written = values.text(node, "when") else { return nil }
        let text = Array(written.unicodeScalars)
        let map = ScalarMap(node, in: findings.files[node.place.file])
        let (syntax, parseIssues) = ExpressionParser.parse(text)
        let outcome = TypeChecker.condition(syntax, text: text, table: &table)
        for issue in parseIssues + outcome.issues {
            findings.add(issue.severity, map.place(issue.range), issue.message)
        }
        let used = outcome.used.map {
            Use(text: String(text[$0.range]), measure: $0.measure, place: map.place($0.range))
        }
        let tree = parseIssues.isEmpty && outcome.issues.isEmpty ? outcome.tree : nil
        if let tree { checkVerdict(tree, node, map, text, what) }
        return (tree, used)
    }

    private enum Part {
        case text(String)
        case measure(String, Measure)
        var asText: Rule.ReasonPart {
            if case .text(let text) = self { .text(text) } else { .text("") }
        }
    }

    private func readReason(_ node: YAMLNode) -> (parts: [Part], used: [Use])? {
        guard let written = values.text(node, "reason") else { return nil }
        let text = Array(written.unicodeScalars)
        let map = ScalarMap(node, in: findings.files[node.place.file])
        var parts: [Part] = []
        var used: [Use] = []
        var isSound = true
        var position = 0
        while position < text.count {
            guard text[position] == "{" else {
                let end = text[position...].firstIndex(of: "{") ?? text.count
                parts.append(.text(String(text[position..<end])))
                position = end
                continue
            }
            guard let close = text[position...].firstIndex(of: "}") else {
                findings.error(map.place(position..<position + 1), "this `{` is not closed; `}` is missing")
                return nil
            }
            let inner = trimmed(position + 1..<close, text)
            let (measure, issues) = ExpressionParser.parseMeasure(Array(text[inner]))
            for issue in issues {
                let start = inner.lowerBound + issue.range.lowerBound
                let end = inner.lowerBound + issue.range.upperBound
                findings.add(issue.severity, map.place(start..<max(end, start)), issue.message)
            }
            if let measure {
                let source = String(text[inner])
                parts.append(.measure(source, measure))
                used.append(Use(text: source, measure: measure, place: map.place(inner)))
            } else {
                isSound = false
            }
            position = close + 1
        }
        return isSound ? (parts, used) : nil
    }

    private func trimmed(_ range: Range<Int>, _ text: [Unicode.Scalar]) -> Range<Int> {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high, text[low].properties.isWhitespace { low += 1 }
        while high > low, text[high - 1].properties.isWhitespace { high -= 1 }
        return low..<high
    }
}

extension String {
    init(_ scalars: ArraySlice<Unicode.Scalar>) {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        self.init(view)
    }
}
