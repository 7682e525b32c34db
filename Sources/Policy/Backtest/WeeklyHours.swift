// The hours that tasks ask of each team, week by week, against what there is.
// In: a caseload, a pipeline with `capacity`, reach by kind of contact. Out: hours. Depends on: Caseload, Population.

internal import Engine
package import Rules
package import Signals

/// Hours by team and week.
///
/// Each task asks for the contacts of its ladder: the first on the day it was opened, or raised, the next each `retry`
/// later, until it is closed or the ladder ends. A contact weighs with the chance that it is still needed: that none
/// before it reached anybody, by the share of attempts of each kind that reached somebody in this same stream. So two
/// pipelines are weighed by one measure, also for tasks that nobody ever carried out.
package struct WeeklyHours: Sendable {
    /// A week, by its Monday.
    package static func week(of date: CivilDate) -> Int { (Int(date.dayNumber) + 3) / 7 }
    package static func monday(of week: Int) -> CivilDate { CivilDate(dayNumber: Int32(week * 7 - 3)) }

    /// Teams of the pipeline, then `overig` for teams that only workers named.
    package var teams: [String]
    package var firstWeek: Int
    /// By team, then week from the first.
    package var hours: [[Double]]
    /// By team; nil when the pipeline does not say.
    package var capacity: [Double?]
    /// How many households of the youth band the contacts are expected to reach.
    package var youthReached: Double = 0
    package var youthTasks = 0

    package static let otherTeam = "overig"

    /// - Parameters:
    ///   - reach: the share of attempts that reach somebody, by raw value of ``ContactKind``.
    ///   - isYoung: whether a household has a person in the youth band.
    package init(
        _ caseload: Caseload, of pipeline: Pipeline, reach: [Double], through end: CivilDate,
        isYoung: (Pseudonym) -> Bool
    ) {
        teams = pipeline.teams.map(\.id) + [WeeklyHours.otherTeam]
        capacity = teams.map { team in
            pipeline.capacity?.perWeek.first { $0.key == team }.map { Double($0.milliHours) / 1000 }
        }
        let opened = caseload.rows.map(\.last.opened)
        firstWeek = WeeklyHours.week(of: opened.min() ?? end)
        let weeks = max(1, WeeklyHours.week(of: max(end, opened.max() ?? end)) - firstWeek + 1)
        hours = teams.map { _ in [Double](repeating: 0, count: weeks) }
        var perContact = [Double](repeating: 0, count: ContactKind.allCases.count)
        for entry in pipeline.capacity?.perContact ?? [] {
            perContact[Int(entry.key.rawValue)] = Double(entry.milliHours) / 1000
        }
        let plan = ContactPlan(pipeline: pipeline, hours: perContact, reach: reach)
        for row in caseload.rows {
            let team = min(Int(row.last.team), teams.count - 1)
            var missed = 1.0
            plan.walk(row, through: end) { day, needed, hoursOfContact in
                let week = WeeklyHours.week(of: day) - firstWeek
                if hours[team].indices.contains(week) { hours[team][week] += needed * hoursOfContact }
            } missed: {
                missed = $0
            }
            if isYoung(row.last.household) {
                youthTasks += 1
                youthReached += 1 - missed
            }
        }
    }

    /// All hours of all teams.
    package var total: Double { hours.reduce(0) { $0 + $1.reduce(0, +) } }

    /// Weeks in which a team has less than its tasks ask, by team; nil without a capacity.
    package var weeksOver: [Int?] {
        hours.indices.map { team in
            capacity[team].map { limit in hours[team].count { $0 > limit + 1e-9 } }
        }
    }
}

/// The contacts that tasks are expected to take.
struct ContactPlan {
    let pipeline: Pipeline
    /// By raw value of ``ContactKind``.
    let hours: [Double]
    let reach: [Double]

    /// Calls `contact` for each contact with its day, the chance that it is needed and its hours, and `missed` with the
    /// chance that none of them reaches anybody.
    func walk(
        _ row: CaseRow, through end: CivilDate, contact: (CivilDate, Double, Double) -> Void,
        missed: (Double) -> Void
    ) {
        let last = row.closed.map { min($0, end) } ?? end
        let isRaised = row.raisedOn > row.last.opened && row.firstClass != row.last.classIndex
        var chance = 1.0
        if isRaised { walk(row.firstClass, row.last.opened, row.raisedOn - 1, &chance, contact) }
        walk(row.last.classIndex, isRaised ? row.raisedOn : row.last.opened, last, &chance, contact)
        missed(chance)
    }

    private func walk(
        _ classIndex: UInt8, _ start: CivilDate, _ end: CivilDate, _ chance: inout Double,
        _ contact: (CivilDate, Double, Double) -> Void
    ) {
        guard Int(classIndex) < pipeline.classes.count else { return }
        let taskClass = pipeline.classes[Int(classIndex)]
        var day = start
        for kind in taskClass.ladder {
            if day > end { return }
            contact(day, chance, hours[Int(kind.rawValue)])
            chance *= 1 - reach[Int(kind.rawValue)]
            day = taskClass.retry.after(day)
        }
    }
}
