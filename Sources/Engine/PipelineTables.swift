// A pipeline as the fold reads it: flat rows of plain values, made once.
// In: a checked pipeline and the vocabulary's numbers. Out: tables. Depends on: RowList, Rules.

import Rules
import Signals

/// One rule.
struct RuleRow {
    /// Its condition in ``PipelineTables/instructions``.
    var code: RowSpan
    /// The measures that it shows in ``PipelineTables/shown``.
    var shown: RowSpan
    var points: Int32
    /// The class that it names; ``none`` when it names none.
    var classIndex: Int32
    var isPersonRule: Bool
    var isYouth: Bool
    var active: Validity
    static let none = Int32.max
}

/// One measure; the steps of a sequence stay in the pipeline.
struct MeasureRow {
    enum Kind: UInt8 {
        case count, kinds, partners, outstanding, sum, max, latest, span, overdue, crisis, sequence
        case attempts, reached, helped, age, children, monthOfYear
    }
    var kind: Kind
    /// Bits of the kinds of partner that count.
    var partners: UInt16
    var isOverSignals: Bool
    var window: Window
    var ago: Period?
}

/// One class of tasks.
struct ClassRow {
    /// Its id in the vocabulary.
    var number: UInt32
    var score: Int
    var due: Term
    var retry: Term
    /// Its contact kinds in ``PipelineTables/ladders``.
    var ladder: RowSpan
}

/// On what terms a kind of partner may signal during one interval; ``absent`` where there is no such check.
struct TermRow {
    var fromDays: Int
    var untilDays: Int
    var thresholdCents: Int64
    var youthThresholdCents: Int64
    var validity: Validity
    static let absent = Int64.min
}

/// Everything of a pipeline that folding a record asks for.
///
/// A pipeline holds texts and arrays: to reach into one copies and counts references. Its rows here cost neither.
struct PipelineTables {
    var rules = RowList<RuleRow>()
    var instructions = RowList<Instruction>()
    /// The measures that rules show, rule by rule.
    var shown = RowList<Int32>()
    var measures = RowList<MeasureRow>()
    /// The most values that any condition has on its stack at once.
    var stackDepth = 1
    var classes = RowList<ClassRow>()
    var ladders = RowList<UInt8>()
    var terms = RowList<TermRow>()
    /// By raw value of ``PartnerType``: its terms.
    var termSpans = RowList<RowSpan>()
    /// By place in the pipeline: the team's id in the vocabulary.
    var teams = RowList<UInt32>()
    let defaultTeam: Int
    let youthTeam: Int?
    /// Whether a team has areas.
    let hasAreas: Bool
    let youth: ClosedRange<Int>
    let retention: Period
    let repeatWindow: Period
    let liveFrom: CivilDate?
    let sample: Sample?
    /// Bits of the results after which a household counts as helped.
    let helped: UInt64

    init(_ pipeline: Pipeline, _ vocabulary: inout Vocabulary) {
        defaultTeam = pipeline.teams.firstIndex(where: \.isDefault) ?? 0
        youthTeam = pipeline.teams.firstIndex(where: \.isYouth)
        hasAreas = pipeline.teams.contains { !$0.areas.isEmpty }
        youth = pipeline.youth
        retention = pipeline.retention
        repeatWindow = pipeline.repeatWindow
        liveFrom = pipeline.liveFrom
        sample = pipeline.sample
        helped = pipeline.helped.reduce(0) { $0 | 1 << UInt64($1.rawValue) }
        for rule in pipeline.rules { add(rule) }
        for measure in pipeline.measures { measures.append(MeasureRow(measure)) }
        for taskClass in pipeline.classes {
            let ladder = ladders.append(rows: taskClass.ladder.map(\.rawValue))
            classes.append(
                ClassRow(
                    number: vocabulary.number(of: taskClass.id), score: taskClass.score, due: taskClass.due,
                    retry: taskClass.retry, ladder: ladder))
        }
        for partner in pipeline.partners { termSpans.append(terms.append(rows: partner.map(TermRow.init))) }
        for team in pipeline.teams { teams.append(vocabulary.number(of: team.id)) }
    }

    private mutating func add(_ rule: Rule) {
        stackDepth = max(stackDepth, rule.when.depth)
        rules.append(
            RuleRow(
                code: instructions.append(rows: rule.when.instructions),
                shown: shown.append(rows: rule.shown.map { Int32($0.measure) }),
                points: Int32(clamping: rule.points),
                classIndex: rule.classIndex.map { Int32($0) } ?? RuleRow.none,
                isPersonRule: rule.scope == .person, isYouth: rule.isYouth, active: rule.active))
    }

    func deallocate() {
        rules.deallocate()
        instructions.deallocate()
        shown.deallocate()
        measures.deallocate()
        classes.deallocate()
        ladders.deallocate()
        terms.deallocate()
        termSpans.deallocate()
        teams.deallocate()
    }
}

extension MeasureRow {
    init(_ measure: Measure) {
        switch measure.kind {
        case .count: kind = .count
        case .kinds: kind = .kinds
        case .partners: kind = .partners
        case .outstanding: kind = .outstanding
        case .sum: kind = .sum
        case .max: kind = .max
        case .latest: kind = .latest
        case .span: kind = .span
        case .overdue: kind = .overdue
        case .crisis: kind = .crisis
        case .sequence: kind = .sequence
        case .attempts: kind = .attempts
        case .reached: kind = .reached
        case .helped: kind = .helped
        case .age: kind = .age
        case .children: kind = .children
        case .monthOfYear: kind = .monthOfYear
        }
        partners = measure.partners.isEmpty ? .max : measure.partners.rawValue
        isOverSignals = measure.isOverSignals
        window = measure.window
        ago = measure.ago
    }
}

extension TermRow {
    init(_ term: PartnerTerm) {
        fromDays = term.fromDays ?? .min
        untilDays = term.untilDays ?? .max
        thresholdCents = term.thresholdCents ?? TermRow.absent
        youthThresholdCents = term.youthThresholdCents ?? TermRow.absent
        validity = term.validity
    }
}
