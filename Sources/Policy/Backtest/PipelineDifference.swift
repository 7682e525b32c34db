// In what two pipeline files differ, as far as a task can tell.
// In: two pipelines. Out: their changed parts by name, and ids for the places in either. Depends on: Rules.

internal import Engine
package import Rules
internal import Signals

/// Two pipelines side by side.
package struct PipelineDifference: Sendable {
    package let left: Pipeline
    package let right: Pipeline
    /// By place on the left: the place of the same id on the right; -1 when it has none.
    private let rulePlaces: [Int]
    private let classPlaces: [Int]
    private let teamPlaces: [Int]
    /// Ids of rules that are on one side only, or say another thing.
    package let changedRules: Set<String>
    package let changedClasses: Set<String>
    package let hasOtherTeams: Bool
    /// By raw value of ``PartnerType``: names of the keys on which the terms differ.
    private let changedTerms: [[String]]
    /// What decides on every signal, by its key.
    private let changedAdmission: [String]

    package init(_ left: Pipeline, _ right: Pipeline) {
        self.left = left
        self.right = right
        rulePlaces = PipelineDifference.places(left.rules.map(\.id), right.rules.map(\.id))
        classPlaces = PipelineDifference.places(left.classes.map(\.id), right.classes.map(\.id))
        teamPlaces = PipelineDifference.places(left.teams.map(\.id), right.teams.map(\.id))
        changedRules = PipelineDifference.changed(
            left.rules.map { ($0.id, RuleText($0, in: left)) },
            right.rules.map { ($0.id, RuleText($0, in: right)) })
        changedClasses = PipelineDifference.changed(
            left.classes.map { ($0.id, $0) }, right.classes.map { ($0.id, $0) })
        hasOtherTeams = left.teams != right.teams
        changedTerms = PartnerType.allCases.map { kind in
            PipelineDifference.keys(of: left.partners[Int(kind.rawValue)], right.partners[Int(kind.rawValue)])
                .map { "partners.\(kind.wireName)" + ($0.isEmpty ? "" : ".\($0)") }
        }
        var admission: [String] = []
        if left.repeatWindow != right.repeatWindow { admission.append("repeat-window") }
        if left.retention != right.retention { admission.append("retention") }
        if left.liveFrom != right.liveFrom { admission.append("live-from") }
        if left.youth != right.youth { admission.append("youth") }
        changedAdmission = admission
    }

    private static func places(_ left: [String], _ right: [String]) -> [Int] {
        left.map { right.firstIndex(of: $0) ?? -1 }
    }

    /// Whether two tasks are alike, as far as a difference tells; without making any text.
    func isAlike(_ left: TaskFacts, _ right: TaskFacts) -> Bool {
        guard left.due == right.due, left.opened == right.opened, left.score == right.score,
            classPlaces.indices.contains(Int(left.classIndex)),
            classPlaces[Int(left.classIndex)] == Int(right.classIndex),
            left.team == right.team && left.team == TaskFacts.none
                || teamPlaces.indices.contains(Int(left.team))
                    && teamPlaces[Int(left.team)] == Int(right.team)
        else { return false }
        var rest = left.rules
        var moved: UInt128 = 0
        while rest != 0 {
            let place = rulePlaces[rest.trailingZeroBitCount]
            if place < 0 { return false }
            moved |= 1 << UInt128(place)
            rest &= rest - 1
        }
        return moved == right.rules
    }

    /// What a rule says, apart from its texts for people.
    private struct RuleText: Equatable {
        let when: String
        let scope: Rule.Scope
        let isYouth: Bool
        let points: Int
        let classID: String?
        let active: Validity

        init(_ rule: Rule, in pipeline: Pipeline) {
            when = rule.whenText
            scope = rule.scope
            isYouth = rule.isYouth
            points = rule.points
            classID = rule.classIndex.map { pipeline.classes[$0].id }
            active = rule.active
        }
    }

    private static func changed<Value: Equatable>(
        _ left: [(String, Value)], _ right: [(String, Value)]
    ) -> Set<String> {
        let mine = Dictionary(left) { first, _ in first }
        let theirs = Dictionary(right) { first, _ in first }
        return Set(mine.keys).union(theirs.keys).filter { mine[$0] != theirs[$0] }
    }

    /// The keys on which terms differ; an empty name when the intervals themselves do.
    private static func keys(of left: [PartnerTerm], _ right: [PartnerTerm]) -> [String] {
        guard left.count == right.count, left.map(\.validity) == right.map(\.validity) else { return [""] }
        var keys: [String] = []
        func look<Value: Equatable>(_ name: String, _ value: (PartnerTerm) -> Value) {
            if left.map(value) != right.map(value) { keys.append(name) }
        }
        look("from") { $0.fromDays }
        look("until") { $0.untilDays }
        look("threshold") { $0.thresholdCents }
        look("youth-threshold") { $0.youthThresholdCents }
        return keys
    }

    /// What can have let a signal of these kinds in on one side only.
    func admissionCauses(_ kinds: PartnerSet) -> [String] {
        let terms = PartnerType.allCases.filter { kinds.contains(PartnerSet($0)) }
            .flatMap { changedTerms[Int($0.rawValue)] }
        // A signal of another kind may have been let in or kept out of the same household.
        return (terms.isEmpty ? changedTerms.flatMap { $0 } : terms) + changedAdmission
    }

    // MARK: Ids

    func ids(ofLeft rules: UInt128) -> [String] { PipelineDifference.ids(rules, left) }
    func ids(ofRight rules: UInt128) -> [String] { PipelineDifference.ids(rules, right) }

    private static func ids(_ rules: UInt128, _ pipeline: Pipeline) -> [String] {
        var rest = rules
        var ids: [String] = []
        while rest != 0 {
            let place = rest.trailingZeroBitCount
            if place < pipeline.rules.count { ids.append(pipeline.rules[place].id) }
            rest &= rest - 1
        }
        return ids
    }

    package func classID(ofLeft index: UInt8) -> String { PipelineDifference.classID(index, left) }
    package func classID(ofRight index: UInt8) -> String { PipelineDifference.classID(index, right) }
    package func teamID(ofLeft index: UInt8) -> String { PipelineDifference.teamID(index, left) }
    package func teamID(ofRight index: UInt8) -> String { PipelineDifference.teamID(index, right) }

    static func classID(_ index: UInt8, _ pipeline: Pipeline) -> String {
        Int(index) < pipeline.classes.count ? pipeline.classes[Int(index)].id : "?"
    }

    static func teamID(_ index: UInt8, _ pipeline: Pipeline) -> String {
        Int(index) < pipeline.teams.count ? pipeline.teams[Int(index)].id : WeeklyHours.otherTeam
    }
}
