// The invented households: address, residents and proneness, all worked out from a household's number.
// In: a municipality, a seed, a household's number. Out: values. Depends on: SyntheticDraw, SyntheticFigures.

import Signals

/// What the generator knows of a municipality.
package struct SyntheticMunicipality: Sendable {
    package let code: String
    /// Inhabitants of 100 households, and where that is from.
    package let inhabitants: Int
    package let source: String
    /// First and last four digits of its postcodes (general knowledge; assumption).
    let postcodes: ClosedRange<Int>
    /// CBS neighbourhood codes, edition 2025; the only one a municipality has when none are known ends on
    /// 0000.
    let areas: [String]
    /// The threshold of Zorg for who is 18 to 27, when its pipeline has one; cents.
    let youthThreshold: Int?

    /// - Parameter code: four digits; a municipality that is not known has one neighbourhood.
    package init(code: String) {
        self.code = code
        switch code {
        case "0518":
            (inhabitants, source) = (205, "assumption: about 570 thousand inhabitants")
            postcodes = 2491...2597
            areas = SyntheticMunicipality.denHaag
            youthThreshold = 2500
        case "0637":
            (inhabitants, source) = (224, "[ALLEC] 130 836 inhabitants, 58 350 households")
            postcodes = 2711...2729
            areas = (0...14).flatMap { district in
                (0...8).map { "BU0637\(district < 10 ? "0" : "")\(district)0\($0)" }
            }
            youthThreshold = nil
        case "0479":
            (inhabitants, source) = (215, "assumption: 155 to 160 thousand inhabitants")
            postcodes = 1501...1567
            areas = [11, 12, 21, 22, 23, 31, 41, 42, 51, 61].flatMap { district in
                [10, 20, 30].map { "BU0479\(district)\($0)" }
            }
            youthThreshold = nil
        default:
            (inhabitants, source) = (205, "assumption")
            postcodes = 1011...9999
            areas = ["BU\(code)0000"]
            youthThreshold = nil
        }
    }

    /// [STAED], as far as they were seen; CBS edition 2025.
    private static let denHaag = [
        "BU05180546", "BU05182561", "BU05182567", "BU05182569", "BU05182718", "BU05182762", "BU05182763",
        "BU05182811",
        "BU05182814", "BU05183032", "BU05183033", "BU05183034", "BU05183284", "BU05183387", "BU05183396",
        "BU05183398",
        "BU05183480", "BU05183488", "BU05183489", "BU05183536", "BU05183620", "BU05183637", "BU05183638",
        "BU05183639",
        "BU05183819", "BU05183822", "BU05183826",
    ]
}

/// Where a household lives, in the parts that creditors spell in their own ways.
struct SyntheticAddress: Hashable {
    /// The four digits and the two letters, as in "2511AB".
    var postcode: String
    var number: Int
    /// In canonical form: letters and digits, upper case; empty for most.
    var suffix: String

    /// What the pseudonym is made of.
    var canonical: String { "\(postcode)|\(number)|\(suffix)" }
}

/// The people of a municipality. Nothing is stored: each answer is worked out anew from the household's
/// number.
struct SyntheticPopulation {
    let municipality: SyntheticMunicipality
    let seed: UInt64
    /// Ages are those on this day.
    let start: CivilDate

    private static let letters = Array("ABCDEGHJKLMNPRTVWXZ".utf8)  // no S: SA, SD and SS are not handed out
    private static let otherSuffixes = ["B", "BIS", "2", "II", "3HOOG"]
    private static let perPostcode = 24

    /// No two households have the same: 24 share a postcode, three of them a house number, told apart by the
    /// suffix.
    func address(of household: Int) -> SyntheticAddress {
        let block = household / SyntheticPopulation.perPostcode
        let place = household % SyntheticPopulation.perPostcode
        let letters = SyntheticPopulation.letters
        let letterPairs = letters.count * letters.count
        let codes = municipality.postcodes.count * letterPairs
        let round = block / codes
        // 999 983 is a prime larger than any number of codes has as a factor, so each block gets a code of
        // its own.
        let code = block % codes * 999_983 % codes
        let pair = code % letterPairs
        let digits = municipality.postcodes.lowerBound + code / letterPairs
        let postcode =
            "\(digits)" + String(UnicodeScalar(letters[pair / letters.count]))
            + String(UnicodeScalar(letters[pair % letters.count]))
        var draw = SyntheticDraw(seed, .address, UInt64(block))
        let first = 1 + draw.below(80)
        let suffix =
            switch place % 3 {
            case 0: ""
            case 1: "A"
            default: SyntheticPopulation.otherSuffixes[(Int(draw.next() >> 60) + place) % 5]
            }
        return SyntheticAddress(
            postcode: postcode, number: first + place / 3 * 2 + round * 120, suffix: suffix)
    }

    /// The CBS code of the neighbourhood: about 1 200 households next to each other share one.
    func area(of household: Int) -> String {
        var draw = SyntheticDraw(seed, .area, UInt64(household / 1200))
        return municipality.areas[draw.below(municipality.areas.count)]
    }

    /// How readily the household falls behind: one of the weights of the table.
    func weight(of household: Int, shares: [Int], weights: [Int]) -> Int {
        var draw = SyntheticDraw(seed, .proneness, UInt64(household))
        return weights[draw.pick(shares)]
    }

    /// The birth dates of the one to four residents: an adult first, then mostly a partner, then mostly
    /// children.
    func births(of household: Int) -> [CivilDate] {
        var draw = SyntheticDraw(seed, .persons, UInt64(household))
        let band = draw.pick(SyntheticFigures.ages.values)
        let age =
            band == 0 ? draw.between(18, 27) : [28, 28, 41, 66][band] + draw.below([0, 13, 25, 25][band])
        var size = 1 + draw.pick(SyntheticFigures.sizes.values)
        if band == 0 { size = min(size, 1 + draw.below(3) / 2) }
        var births = [birth(age: age, &draw)]
        for place in 1..<max(size, 1) where place < size {
            let isAdult = place == 1 ? draw.below(10) < 7 : draw.below(10) < 2
            let other =
                isAdult
                ? (place == 1 ? max(18, age - 4 + draw.below(9)) : 18 + draw.below(8))
                : draw.below(min(18, max(1, age - 17)))
            births.append(birth(age: other, &draw))
        }
        return births
    }

    private func birth(age: Int, _ draw: inout SyntheticDraw) -> CivilDate {
        start.adding(months: -12 * age) - draw.below(364) - 1
    }
}
