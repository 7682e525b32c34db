// The invented creditors: what they supply, how many contracts they have, when and how they write.
// In: nothing. Out: the list. Depends on: Signals.

package import Signals

/// How a creditor's software writes its lines; all of it is legal JSON and legal data.
struct SyntheticStyle: Sendable {
    /// Which of the three orders of members, 0 to 2.
    var order = 0
    /// A space after each comma and colon.
    var isSpaced = false
    /// `\u00e9` and `\/` where others write the characters themselves.
    var escapes = false
    var numberIsText = false
    /// "2511AB", "2511 AB" or "2511ab".
    var postcode = Postcode.joined
    /// The suffix as in the canonical form, in lower case, or after a hyphen.
    var suffix = Suffix.upper
    var amount = Amount.shortest
    /// The zone that `time` is written in: UTC, one hour ahead, or UTC with thousandths of a second.
    var zone = Zone.utc

    enum Postcode { case joined, spaced, lower }
    enum Suffix { case upper, lower, hyphen }
    /// 620.5, 620.50 or 62050e-2.
    enum Amount { case shortest, twoDecimals, exponent }
    enum Zone { case utc, ahead, thousandths }
}

/// A creditor that reports arrears once a month. All are invented.
package struct SyntheticPartner: Sendable {
    package let type: PartnerType
    package let name: String
    /// Of the contracts of its kind, per cent.
    package let share: Int
    /// The day of the month on which it closes its batch, and the hour (UTC) at which batches arrive.
    package let day: Int
    let hour: Int
    let givesReference: Bool
    let givesArea: Bool
    let style: SyntheticStyle

    init(
        _ type: PartnerType, _ name: String, share: Int, day: Int, hour: Int, reference: Bool = true,
        area: Bool = true,
        _ style: SyntheticStyle = SyntheticStyle()
    ) {
        self.type = type
        self.name = name
        self.share = share
        self.day = day
        self.hour = hour
        givesReference = reference
        givesArea = area
        self.style = style
    }

    /// The kinds in the order of the figures that have one value for each.
    static let kinds: [PartnerType] = [.zorg, .energie, .water, .huur]

    /// All of them; names, shares and days are assumptions. The last one has no legal ground to signal.
    package static let all: [SyntheticPartner] = [
        SyntheticPartner(.zorg, "Korenbloem Zorgverzekeringen", share: 40, day: 8, hour: 4),
        SyntheticPartner(
            .zorg, "Wilgenroos Zorg", share: 30, day: 12, hour: 5,
            SyntheticStyle(order: 1, isSpaced: true, amount: .twoDecimals)),
        SyntheticPartner(
            .zorg, "Café Zilvermeeuw U.A.", share: 20, day: 15, hour: 6,
            SyntheticStyle(order: 2, escapes: true, numberIsText: true, postcode: .lower, suffix: .lower)),
        SyntheticPartner(
            .zorg, "Kwikstaart Polis", share: 10, day: 21, hour: 4, reference: false,
            SyntheticStyle(order: 1, zone: .ahead)),
        SyntheticPartner(
            .energie, "Kievit Energie", share: 45, day: 10, hour: 5, SyntheticStyle(postcode: .spaced)),
        SyntheticPartner(
            .energie, "Lichtmast Stroom en Gas", share: 35, day: 17, hour: 6,
            SyntheticStyle(order: 2, suffix: .hyphen, zone: .thousandths)),
        SyntheticPartner(
            .energie, "Zonnedauw \"Thuis\" / Energie", share: 20, day: 24, hour: 4, area: false,
            SyntheticStyle(order: 1, isSpaced: true, escapes: true, amount: .exponent)),
        SyntheticPartner(
            .water, "Helderbron Drinkwater", share: 70, day: 14, hour: 6, SyntheticStyle(order: 1)),
        SyntheticPartner(
            .water, "Waterjuffer", share: 30, day: 20, hour: 5, reference: false,
            SyntheticStyle(numberIsText: true, suffix: .lower, amount: .twoDecimals)),
        SyntheticPartner(
            .huur, "Woonstichting De Populier", share: 50, day: 7, hour: 5,
            SyntheticStyle(order: 2, isSpaced: true, postcode: .spaced)),
        SyntheticPartner(
            .huur, "Wonen bij Egelantier", share: 35, day: 11, hour: 4, SyntheticStyle(suffix: .hyphen)),
        SyntheticPartner(
            .huur, "Verhuur Kastanjehof", share: 15, day: 26, hour: 6, area: false,
            SyntheticStyle(order: 1, escapes: true, postcode: .lower, zone: .ahead)),
        SyntheticPartner(.hypotheek, "Hypotheken De Eikel", share: 100, day: 18, hour: 5),
    ]

    /// The place in ``all`` of the one without legal ground.
    static let withoutGround = 12
    /// The places in ``all`` of those of each kind, in the order of ``kinds``, and their shares.
    static let places: [[Int]] = kinds.map { kind in all.indices.filter { all[$0].type == kind } }
    static let shares: [[Int]] = places.map { $0.map { all[$0].share } }
}

extension SyntheticFigures {
    /// The whole table as lines of text: the figures, the municipality, the creditors.
    package static func text(for municipality: SyntheticMunicipality) -> String {
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(1, width - text.count))
        }
        func row(_ name: String, _ value: String, _ unit: String, _ source: String) -> String {
            padded(name, 74) + padded(value, 26) + padded(unit, 13) + source + "\n"
        }
        var lines = row("figure", "value", "unit", "source")
        for figure in all {
            let values = figure.values.map { "\($0)" }.joined(separator: " ")
            lines += row(figure.name, values, figure.unit.rawValue, figure.source)
        }
        lines += row(
            "inhabitants of 100 households in \(municipality.code)", "\(municipality.inhabitants)", "number",
            municipality.source)
        lines += row(
            "neighbourhood codes in \(municipality.code)", "\(municipality.areas.count)", "number", "CBS 2025"
        )
        if let threshold = municipality.youthThreshold {
            lines += row(
                "threshold of Zorg for who is 18 to 27 in \(municipality.code)", "\(threshold)", "cents",
                "the pipeline of the municipality")
        }
        for partner in SyntheticPartner.all {
            lines += row(
                "share of \(partner.name) in \(partner.type.wireName), day of the month",
                "\(partner.share) \(partner.day)",
                "per cent", "assumption")
        }
        return lines
    }
}
