// Numbers by chance that are the same on every machine.
// In: a seed and what the number is for. Out: draws. Depends on: SyntheticFigures.

/// What a draw is for; each purpose has numbers of its own, so that a new draw in one changes no other.
enum SyntheticPurpose: UInt64 {
    case proneness, persons, birth, address, contract, start, arrears, signal, batch, delivery, circumstance
    case plan, step, closing, malformed, contact, area
}

/// A sequence of draws that depends on nothing but what it was made with: whole numbers only, no library, no
/// clock.
struct SyntheticDraw {
    private var state: UInt64

    init(_ seed: UInt64, _ purpose: SyntheticPurpose, _ first: UInt64, _ second: UInt64 = 0) {
        state = SyntheticDraw.key(seed, purpose, first, second)
    }

    /// One number from a seed, a purpose and two numbers; the start of a sequence, or a draw by itself.
    static func key(
        _ seed: UInt64, _ purpose: SyntheticPurpose, _ first: UInt64, _ second: UInt64 = 0
    ) -> UInt64 {
        mix(
            mix(seed &+ purpose.rawValue &* 0xd1b5_4a32_d192_ed03)
                ^ mix(first &+ second &* 0x8cb9_2ba7_2f3d_8dd7))
    }

    /// The finaliser of splitmix64 (Steele, Lea and Flood, 2014).
    static func mix(_ value: UInt64) -> UInt64 {
        var z = value &+ 0x9e37_79b9_7f4a_7c15
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        return SyntheticDraw.mix(state)
    }

    /// 0 up to but not `bound`, which is at least 1; the bias is below `bound` / 2^64.
    mutating func below(_ bound: Int) -> Int {
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    mutating func between(_ lowest: Int, _ highest: Int) -> Int { lowest + below(highest - lowest + 1) }

    /// From `lowest` to `highest`, the low end far more often: half of the draws fall in the lowest quarter.
    mutating func skewed(_ lowest: Int, _ highest: Int) -> Int {
        let place = below(4096)
        return lowest + (highest - lowest) * (place * place / 4096) / 4096
    }

    /// Whether something with this rate happens.
    mutating func happens(_ rate: SyntheticFigure) -> Bool { below(rate.unit.whole) < rate.value }

    /// The place in a list of weights, each drawn as often as it weighs; the weights are not all 0.
    mutating func pick(_ weights: [Int]) -> Int {
        var rest = below(weights.reduce(0, +))
        for (place, weight) in weights.enumerated() {
            rest -= weight
            if rest < 0 { return place }
        }
        return weights.count - 1
    }
}
