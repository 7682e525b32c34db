// What the workers do: take a task, seek contact, close it.
// In: a task that opened. Out: lines C, D and E, and what comes of accepted help.
// Depends on: SyntheticStream.

import Crypto
import Signals

/// A task as the lines name it.
struct SyntheticTask {
    let household: String
    let name: String
}

/// How far a worker is with a task.
struct SyntheticPlan {
    let household: UInt32
    let task: UInt32
    let worker: UInt16
    let ladder: Ladder
    var attempts: UInt8 = 0

    enum Ladder: UInt8 {
        case letters, calls, visits, messages, crisis

        /// What is tried, in order.
        var kinds: [ContactKind] {
            switch self {
            case .letters: [.brief, .mail, .brief]
            case .calls: [.telefoon, .smsWhatsapp, .telefoon, .telefoon, .kaartje]
            case .visits: [.huisbezoek, .telefoon, .huisbezoek, .telefoon, .kaartje]
            case .messages: [.smsWhatsapp, .telefoon, .smsWhatsapp, .telefoon, .kaartje]
            case .crisis: [.telefoon, .huisbezoek, .huisbezoek, .kaartje]
            }
        }
    }
}

extension SyntheticStream {
    /// A task opened: plans its first attempt, and who takes it.
    mutating func followUp(_ household: UInt32) {
        guard let opened = cases[household], !opened.isLost else { return }
        var draw = SyntheticDraw(seed, .plan, UInt64(household), UInt64(opened.task))
        if draw.happens(SyntheticFigures.unhandled) {
            cases[household]?.isLost = true
            return
        }
        let attached = opened.entries.filter { $0.isAttached }
        let isCrisis = attached.contains { $0.isCrisis }
        let ladder: SyntheticPlan.Ladder = isCrisis ? .crisis : ladder(household, opened, attached, &draw)
        let plan = SyntheticPlan(
            household: household, task: opened.task, worker: UInt16(1 + draw.below(40)), ladder: ladder)
        var wait = isCrisis ? draw.between(1, 2) : draw.skewed(1, SyntheticFigures.firstDays.value)
        if !isCrisis && draw.happens(SyntheticFigures.tooLate) { wait = draw.between(29, 50) }
        let first = workday(today + Int32(wait))
        self.plan(.attempt(plan), on: first, at: second(&draw))
        if draw.happens(SyntheticFigures.administrative) {
            self.plan(.administrative(plan), on: first, at: second(&draw))
        }
        guard draw.happens(SyntheticFigures.assigned) else { return }
        let taken = workday(today + 1 + Int32(draw.below(max(1, wait))))
        self.plan(
            .assignment(plan, worker: plan.worker, isTakeover: false), on: min(taken, first), at: 25_000)
        let handed = SyntheticFigures.handedOn.values
        let chance = draw.below(1000)
        if chance < handed[0] {
            self.plan(.assignment(plan, worker: nil, isTakeover: false), on: first + 1, at: second(&draw))
        } else if chance < handed[0] + handed[1] {
            self.plan(
                .assignment(plan, worker: plan.worker + 40, isTakeover: true), on: first + 1,
                at: second(&draw))
        }
    }

    /// Heavier means for what looks heavier, as municipalities do (Divosa 2023 warns that reach is therefore
    /// not causal).
    private func ladder(
        _ household: UInt32, _ opened: SyntheticCase, _ attached: [SyntheticEntry],
        _ draw: inout SyntheticDraw
    ) -> SyntheticPlan.Ladder {
        let births = population.births(of: Int(household))
        let day = CivilDate(dayNumber: today)
        let isYoung = attached.contains {
            $0.person >= 0 && (18...27).contains(day.completedYears(since: births[Int($0.person)]) ?? 0)
        }
        let isMultiple = Set(attached.map { $0.partner }).count > 1
        let weight = isMultiple ? 3 : isYoung ? 2 : opened.entries.count > 1 ? 1 : 0
        guard draw.below(1000) < SyntheticFigures.heavy.values[weight] else { return .letters }
        if isMultiple || draw.below(3) == 0 { return .visits }
        return isYoung && draw.below(2) == 0 ? .messages : .calls
    }

    /// The day itself or, in a weekend, the Monday after it.
    private func workday(_ day: Int32) -> Int32 {
        let weekday = CivilDate(dayNumber: day).weekday
        return weekday > 5 ? day + Int32(8 - weekday) : day
    }

    /// Whether the plan's task is still open and followed.
    func isCurrent(_ plan: SyntheticPlan) -> Bool {
        guard let household = cases[plan.household] else { return false }
        return household.task == plan.task && !household.isLost
    }

    mutating func assign(_ plan: SyntheticPlan, _ worker: UInt16?, _ isTakeover: Bool, on day: Int32) {
        begin(day)
        let event = SyntheticDraw.key(seed, .plan, UInt64(plan.task), isTakeover ? 2 : worker == nil ? 1 : 0)
        lines.assignment(
            task(of: plan.household), worker: worker.map { workerName($0) }, isTakeover: isTakeover,
            event: event, at: moment)
    }

    mutating func attempt(_ plan: SyntheticPlan, on day: Int32) {
        begin(day)
        var draw = SyntheticDraw(seed, .step, UInt64(plan.task), UInt64(plan.attempts))
        let kinds = plan.ladder.kinds
        let kind = kinds[Int(plan.attempts)]
        let wasReached = draw.below(1000) < SyntheticFigures.reach.values[reachPlace(kind)]
        var date = today
        if draw.happens(SyntheticFigures.registeredLater) {
            date = max(today - Int32(draw.between(1, 2)), cases[plan.household]?.openedDay ?? today)
        }
        let part: DayPart? =
            kind == .brief || kind == .mail
            ? nil : second < 39_600 ? .ochtend : second < 57_600 ? .middag : .avond
        let worker = workerName(plan.worker)
        var named = task(of: plan.household)
        if draw.happens(SyntheticFigures.wrongTask) {
            let wrong = SyntheticTask(household: named.household, name: "\(named.name)-9")
            lines.attempt(
                wrong, kind: kind, wasReached: wasReached, on: CivilDate(dayNumber: date), part: part,
                worker: worker,
                event: draw.next(), at: moment)
            named = task(of: plan.household)
        }
        lines.attempt(
            named, kind: kind, wasReached: wasReached, on: CivilDate(dayNumber: date), part: part,
            worker: worker,
            event: draw.next(), at: moment)
        cases[plan.household]?.attempts += 1
        var next = plan
        next.attempts += 1
        let goesOn = SyntheticFigures.goesOn.values[plan.ladder == .letters ? 0 : 1]
        if !wasReached && Int(next.attempts) < kinds.count && draw.below(1000) < goesOn {
            let wait =
                plan.ladder == .crisis
                ? 1 : plan.ladder == .letters ? draw.between(12, 18) : draw.between(2, 9)
            self.plan(.attempt(next), on: workday(day + Int32(wait)), at: second(&draw))
        } else {
            let wait = wasReached ? draw.skewed(1, 14) : draw.between(3, 16)
            self.plan(
                .closing(next, wasReached: wasReached), on: workday(day + Int32(wait)), at: second(&draw))
        }
    }

    mutating func note(_ plan: SyntheticPlan, on day: Int32) {
        begin(day)
        lines.attempt(
            task(of: plan.household), kind: .administratief, wasReached: false,
            on: CivilDate(dayNumber: today), part: nil,
            worker: workerName(plan.worker), event: SyntheticDraw.key(seed, .step, UInt64(plan.task), 99),
            at: moment)
    }

    private func reachPlace(_ kind: ContactKind) -> Int {
        switch kind {
        case .brief: 0
        case .mail: 1
        case .smsWhatsapp: 3
        case .telefoon: 4
        case .huisbezoek: 5
        default: 2
        }
    }

    mutating func close(_ plan: SyntheticPlan, _ wasReached: Bool, on day: Int32) {
        begin(day)
        var draw = SyntheticDraw(seed, .closing, UInt64(plan.task))
        let accepts = wasReached && draw.happens(SyntheticFigures.accepted)
        let result = result(wasReached: wasReached, accepts: accepts, &draw)
        let named = task(of: plan.household)
        lines.closing(named, result: result, worker: workerName(plan.worker), event: draw.next(), at: moment)
        cases[plan.household]?.closeByWorker()
        if draw.happens(SyntheticFigures.afterClosing) {
            self.plan(.lateAttempt(named, worker: plan.worker), on: workday(day + 1), at: second(&draw))
        }
        if accepts { cases[plan.household]?.restsUntil = today + Int32(SyntheticFigures.restDays.value) }
        let from = today + Int32(draw.between(3, 40))
        if result == .vervolghulpFinancieel {
            let rates = SyntheticFigures.afterHelp.values
            let chance = draw.below(1000)
            let until = CivilDate(dayNumber: from).adding(months: SyntheticFigures.pauseMonths.value)
                .dayNumber
            if chance < rates[0] {
                planCircumstance(plan.household, .schuldhulp, person: -1, from: from, until: .max, &draw)
            } else if chance < rates[0] + rates[1] {
                planCircumstance(plan.household, .pauzeknop, person: -1, from: from, until: until, &draw)
            }
        } else if result == .regeltHetZelf && draw.happens(SyntheticFigures.afgemeld) {
            planCircumstance(plan.household, .afgemeld, person: -1, from: from, until: .max, &draw)
        }
    }

    private func result(wasReached: Bool, accepts: Bool, _ draw: inout SyntheticDraw) -> TaskResult {
        let quick: [TaskResult] = [
            .adviesOfQuickFix, .vervolghulp, .vervolghulpFinancieel, .vervolghulpNietFinancieel,
        ]
        let declined: [TaskResult] = [
            .regeltHetZelf, .zelfBetaald, .anderLopendTraject, .alBekendBijSchuldhulp, .geenReactieNaContact,
        ]
        let silent: [TaskResult] = [
            .definitiefGeenContact, .zelfBetaald, .geenInwoner, .andereReden, .verwijzingZonderTussenkomst,
        ]
        if accepts { return quick[draw.pick(SyntheticFigures.acceptedResults.values)] }
        if wasReached { return declined[draw.pick(SyntheticFigures.declinedResults.values)] }
        return silent[draw.pick(SyntheticFigures.silentResults.values)]
    }

    mutating func attemptAfterClosing(_ task: SyntheticTask, _ worker: UInt16) {
        lines.attempt(
            task, kind: .brief, wasReached: false, on: CivilDate(dayNumber: today), part: nil,
            worker: workerName(worker),
            event: SyntheticDraw.key(seed, .step, UInt64(order), 98), at: moment)
    }

    private func workerName(_ number: UInt16) -> String { "mw-\(100 + number)" }

    /// The household's open task, or the one that is being closed.
    private mutating func task(of household: UInt32) -> SyntheticTask {
        let name = pseudonym(of: household)
        let known = cases[household] ?? SyntheticCase()
        let (year, month, day) = CivilDate(dayNumber: known.openedDay).components
        let date = year * 10_000 + month * 100 + day
        let suffix = known.openedCount > 1 ? "-\(known.openedCount)" : ""
        return SyntheticTask(household: name, name: "T\(name.dropFirst(3).prefix(12))-\(date)\(suffix)")
    }

    /// `h1_` and 32 hexadecimal digits (semantics §2); worked out once for a household with a case.
    mutating func pseudonym(of household: UInt32) -> String {
        let halves = cases[household]?.pseudonym ?? halves(of: household)
        cases[household]?.pseudonym = halves
        var text = SyntheticText()
        text.raw("h1_")
        text.hexadecimal(halves.high)
        text.hexadecimal(halves.low)
        return String(decoding: text.bytes, as: UTF8.self)
    }

    private func halves(of household: UInt32) -> (high: UInt64, low: UInt64) {
        let address = Array("adres:\(population.address(of: Int(household)).canonical)".utf8)
        let code = HMAC<SHA256>.authenticationCode(for: address, using: SymmetricKey(data: key))
        var halves: (high: UInt64, low: UInt64) = (0, 0)
        for (place, byte) in code.enumerated().prefix(16) {
            if place < 8 {
                halves.high = halves.high << 8 | UInt64(byte)
            } else {
                halves.low = halves.low << 8 | UInt64(byte)
            }
        }
        return halves
    }
}
