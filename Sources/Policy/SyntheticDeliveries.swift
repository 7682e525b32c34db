// The months: which arrears are reported, in which batch, and when it arrives.
// In: a calendar month. Out: signals in the agenda. Depends on: SyntheticStream, SyntheticArrears.

import Signals

extension SyntheticStream {
    /// When a creditor's batch of a month arrives, and whether it comes a second time.
    private struct Batch {
        var arrival: Int32
        var isRedelivered: Bool
        /// Seconds that its lines take.
        var span: Int
    }

    /// Makes the deliveries of a calendar month: repeats first, then as many new arrears as the volume asks
    /// for.
    mutating func deliver(month: Int) {
        let first = SyntheticStream.firstDay(ofMonth: month)
        let expected = addTarget(month: month)
        let batches = SyntheticPartner.all.indices.map { batch(of: $0, month: month, first: first, expected) }
        var continuing: [SyntheticArrears] = []
        swap(&continuing, &running)
        for place in continuing.indices {
            let household = continuing[place].household
            if let rest = cases[household]?.restsUntil, rest > first.dayNumber { continue }
            report(&continuing[place], first: first, batches)
        }
        continuing.removeAll { $0.sent >= $0.planned }
        running = continuing
        let wanted = max(owed.reduce(0) { $0 + max($1, 0) }, expected / 5)
        let shares = SyntheticFigures.proneShares.values
        let weights = SyntheticFigures.proneWeights.values
        let mean = zip(shares, weights).reduce(0) { $0 + $1.0 * $1.1 }
        // In 2^32 parts per household of weight 1; `wanted` and `mean` are both in thousandths.
        let rate = UInt64(
            (wanted << 32) / (households * mean) * 1000 / (1000 + SyntheticFigures.companion.value))
        let highest = rate * UInt64(weights.max() ?? 0)
        for household in 0..<households {
            let chance = SyntheticDraw.key(seed, .start, UInt64(household), UInt64(month)) >> 32
            if chance >= highest { continue }
            let weight = population.weight(of: household, shares: shares, weights: weights)
            if chance < rate * UInt64(weight) { startArrears(household, month: month, first: first, batches) }
        }
    }

    /// Adds what the month should bring to what is owed; returns its sum in thousandths of signals.
    private mutating func addTarget(month: Int) -> Int {
        let factor =
            month % 12 == 2 ? SyntheticFigures.march.value : (12_000 - SyntheticFigures.march.value) / 11
        let inhabitants = households * population.municipality.inhabitants
        var sum = 0
        for (place, share) in SyntheticFigures.kinds.values.enumerated() {
            let target = inhabitants * SyntheticFigures.signals.value / 1000 * factor / 1000 * share / 10_000
            owed[place] += target
            sum += target
        }
        return sum
    }

    private func batch(of partner: Int, month: Int, first: CivilDate, _ expected: Int) -> Batch {
        var draw = SyntheticDraw(seed, .batch, UInt64(partner), UInt64(month))
        let described = SyntheticPartner.all[partner]
        var arrival = first + (described.day - 1 + draw.below(SyntheticFigures.batchDelay.value + 1))
        if arrival.weekday > 5 { arrival = arrival + (8 - arrival.weekday) }
        let lines = expected / 1000 * described.share / 300
        return Batch(
            arrival: arrival.dayNumber, isRedelivered: draw.happens(SyntheticFigures.redeliveredBatches),
            span: min(3600, 1 + lines / 20))
    }

    private mutating func startArrears(_ household: Int, month: Int, first: CivilDate, _ batches: [Batch]) {
        var draw = SyntheticDraw(seed, .arrears, UInt64(household), UInt64(month))
        let births = population.births(of: household)
        let ages = births.map { first.completedYears(since: $0) ?? 0 }
        var weights = owed.map { max($0, 0) }
        if weights.allSatisfy({ $0 == 0 }) { weights = SyntheticFigures.kinds.values }
        var kind = draw.pick(weights)
        if (18...27).contains(ages[0]) && draw.happens(SyntheticFigures.youngOnlyPremium) { kind = 0 }
        let adults = ages.indices.filter { ages[$0] >= 18 }
        let person = kind == 0 && !adults.isEmpty ? adults[draw.below(adults.count)] : 0
        let isYoung = (18...27).contains(ages[person])
        start(
            SyntheticArrears(
                household: household, kind: kind, birth: (person, isYoung), seed: seed, &draw), first, batches
        )
        if isYoung && kind == 0 || !draw.happens(SyntheticFigures.companion) { return }
        weights[kind] = 0
        if weights.allSatisfy({ $0 == 0 }) { weights[(kind + 1) % 4] = 1 }
        start(
            SyntheticArrears(
                household: household, kind: draw.pick(weights), birth: (0, (18...27).contains(ages[0])),
                seed: seed,
                &draw), first, batches)
    }

    private mutating func start(_ arrears: SyntheticArrears, _ first: CivilDate, _ batches: [Batch]) {
        var arrears = arrears
        report(&arrears, first: first, batches)
        if arrears.sent < arrears.planned { running.append(arrears) }
    }

    /// Puts this month's signal about the arrears on its way: with its batch, or some days or weeks later.
    private mutating func report(_ arrears: inout SyntheticArrears, first: CivilDate, _ batches: [Batch]) {
        var draw = SyntheticDraw(seed, .signal, arrears.key, UInt64(arrears.sent) + 100)
        let place = Int(arrears.partner)
        let partner = SyntheticPartner.all[place]
        let batch = batches[place]
        let dated = first + (partner.day - 1 - draw.below(SyntheticFigures.batchSpread.value + 1))
        var signal = arrears.signal(day: dated.dayNumber, seed: seed, &draw)
        owed[Int(arrears.kind)] -= 1000
        // What was sent before the first day is not part of the stream, even when it arrives later.
        if dated < start { return }
        var arrival = batch.arrival
        if draw.happens(SyntheticFigures.late) {
            arrival += Int32(draw.between(1, SyntheticFigures.lateDays.value))
        }
        let second = partner.hour * 3600 + draw.below(batch.span)
        plan(.signal(signal), on: arrival, at: second)
        if draw.happens(SyntheticFigures.redelivered) || batch.isRedelivered {
            signal.sending = 1
            plan(.signal(signal), on: arrival + 2, at: second)
        }
        if draw.happens(SyntheticFigures.withoutGround) {
            signal.partner = UInt8(SyntheticPartner.withoutGround)
            signal.id ^= 0x4859_5000
            signal.sending = 0
            signal.ending = .silent
            plan(.signal(signal), on: arrival, at: second)
        }
    }
}
