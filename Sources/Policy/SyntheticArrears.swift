// One debt of one household at one creditor: how it starts, grows and ends, month after month.
// In: draws and figures. Out: the signals about it. Depends on: SyntheticPopulation, SyntheticPartners.

import Signals

/// A debt that is being reported.
struct SyntheticArrears {
    let household: UInt32
    /// Tells it from every other; its reference (kenmerk) is made of this.
    let key: UInt64
    /// Place in ``SyntheticPartner/all``, and place of its kind in ``SyntheticPartner/kinds``.
    let partner: UInt8
    let kind: UInt8
    /// Which resident's contract it is, or -1 when the creditor does not know the birth date.
    let person: Int8
    let isYoung: Bool
    /// What a month adds.
    let monthly: Int32
    var amount: Int32
    /// Days behind on the day of the first signal.
    let overdue: Int16
    var firstDay: Int32 = .min
    var sent: Int8 = 0
    /// Signals it gets in all, unless the creditor is asked to rest.
    let planned: Int8
    let ending: Ending
    var hasCosts = false

    enum Ending: UInt8 { case silent, paid, arrangement, unjustified }

    /// What the repeat rule of the engine tells debts apart by, beside the creditor and the person.
    var reference: UInt64 { SyntheticPartner.all[Int(partner)].givesReference ? key : 0 }
}

/// One signal as a creditor delivers it.
struct SyntheticSignal {
    var household: UInt32
    var partner: UInt8
    var person: Int8
    /// Its ID; a signal sent again has the same.
    var id: UInt64
    /// 0 for the first sending; each sending is an event of its own.
    var sending: UInt8
    /// 0 when the creditor gives no reference.
    var reference: UInt64
    var amount: Int32
    var day: Int32
    /// `.min` when not given.
    var origin: Int32
    var isCrisis: Bool
    var isWarm: Bool
    /// How its arrears end when this is the last signal about them.
    var ending: SyntheticArrears.Ending
}

extension SyntheticArrears {
    /// New arrears of a kind (place in ``SyntheticPartner/kinds``) in a household.
    init(
        household: Int, kind: Int, birth: (person: Int, isYoung: Bool), seed: UInt64,
        _ draw: inout SyntheticDraw
    ) {
        var contract = SyntheticDraw(
            seed, .contract, UInt64(household), UInt64(kind * 8 + (kind == 0 ? birth.person : 0)))
        self.household = UInt32(household)
        self.kind = UInt8(kind)
        key = draw.next() | 1
        partner = UInt8(SyntheticPartner.places[kind][contract.pick(SyntheticPartner.shares[kind])])
        let hasBirth = contract.below(1000) >= SyntheticFigures.withoutBirth.values[kind]
        person = hasBirth ? Int8(birth.person) : -1
        isYoung = birth.isYoung && kind == 0
        let overdue = SyntheticArrears.overdue(kind: kind, &draw)
        self.overdue = Int16(overdue)
        (monthly, amount) = SyntheticArrears.amounts(
            kind: kind, isYoung: isYoung, overdue: overdue, &contract, &draw)
        if draw.happens(SyntheticFigures.belowThreshold) { amount = Int32(draw.between(500, 2400)) }
        var count = 1
        let share = SyntheticFigures.repeatShares.values[kind]
        let longest = SyntheticFigures.longest.values[kind]
        while count < longest && draw.below(1000) < share { count += 1 }
        if kind == 0 { count = min(count, 1 + max(0, SyntheticFigures.termDays.values[1] - overdue) / 31) }
        planned = Int8(count)
        let chance = draw.below(1000)
        let ends = SyntheticFigures.withdrawn.values
        ending =
            chance < ends[0]
            ? .paid
            : chance < ends[0] + ends[1]
                ? .arrangement : chance < ends[0] + ends[1] + ends[2] ? .unjustified : .silent
    }

    /// Days behind at the first signal: within the terms, but for a few.
    private static func overdue(kind: Int, _ draw: inout SyntheticDraw) -> Int {
        let terms = SyntheticFigures.termDays.values
        if draw.happens(SyntheticFigures.tooYoung) { return draw.between(12, terms[0] - 1) }
        if kind == 0 {
            if draw.happens(SyntheticFigures.tooOld) { return draw.between(terms[1] + 1, terms[1] + 60) }
            // Days 30, 61 or 92 and a few more: three monthly signals stay within the term.
            return 31 * draw.pick(SyntheticFigures.premiums.values) + draw.between(terms[0], terms[0] + 4)
        }
        return draw.skewed(terms[0], kind == 1 ? 120 : 150)
    }

    /// What a month costs under this contract, and the first amount.
    private static func amounts(
        kind: Int, isYoung: Bool, overdue: Int, _ contract: inout SyntheticDraw, _ draw: inout SyntheticDraw
    ) -> (monthly: Int32, first: Int32) {
        let months = max(1, overdue / 30)
        switch kind {
        case 0:
            let premium = SyntheticFigures.premium.value * contract.between(920, 1080) / 1000
            guard isYoung else { return (Int32(premium), Int32(premium * months)) }
            let range = SyntheticFigures.youngAmount.values
            return (Int32(premium * draw.between(300, 1000) / 1000), Int32(draw.skewed(range[0], range[1])))
        case 1:
            let range = SyntheticFigures.energy.values
            let month = contract.skewed(range[0], range[1])
            return (Int32(month), Int32(month * months * draw.between(600, 1050) / 1000))
        case 2:
            let range = SyntheticFigures.water.values
            let month = contract.skewed(range[0], range[1])
            return (Int32(month), Int32(month * (months + draw.between(1, 3))))
        default:
            let rents = SyntheticFigures.rent.values
            let rent = contract.between(rents[0], rents[1])
            let behind = draw.pick(SyntheticFigures.rentMonths.values)
            return (Int32(rent), Int32(behind == 0 ? rent * draw.between(120, 800) / 1000 : rent * behind))
        }
    }

    /// What the next signal says is owed: the same, less, or more with the costs of collection once.
    mutating func grow(_ draw: inout SyntheticDraw) {
        guard sent > 0 else { return }
        let stays = isYoung ? 1000 - SyntheticFigures.youngGrowth.value : SyntheticFigures.unchanged.value
        let chance = draw.below(1000)
        if chance < stays { return }
        if chance < stays + SyntheticFigures.lowered.value {
            amount = amount * Int32(draw.between(400, 900)) / 1000
            return
        }
        if !hasCosts && (isYoung || draw.happens(SyntheticFigures.costs)) {
            hasCosts = true
            amount += SyntheticArrears.collectionCosts(of: amount)
            if draw.below(2) == 0 { return }
        }
        amount += monthly
    }

    /// Besluit vergoeding voor buitengerechtelijke incassokosten: 15 % of the first 2 500 euros, at least 40
    /// euros.
    static func collectionCosts(of cents: Int32) -> Int32 {
        let share = min(Int(cents), 250_000) * SyntheticFigures.costsShare.value / 1000
        return Int32(max(SyntheticFigures.costsMinimum.value, share))
    }

    /// The next signal about these arrears, dated `day`.
    mutating func signal(day: Int32, seed: UInt64, _ draw: inout SyntheticDraw) -> SyntheticSignal {
        grow(&draw)
        if sent == 0 { firstDay = day }
        sent += 1
        let crisis = draw.below(100_000) < SyntheticFigures.crisis.values[Int(kind)]
        return SyntheticSignal(
            household: household, partner: partner, person: person,
            id: SyntheticDraw.key(seed, .signal, key, UInt64(sent)), sending: 0, reference: reference,
            amount: amount,
            day: day,
            origin: draw.happens(SyntheticFigures.withoutOrigin) ? .min : firstDay - Int32(overdue),
            isCrisis: crisis, isWarm: draw.happens(SyntheticFigures.warm),
            ending: sent == planned ? ending : .silent)
    }
}
