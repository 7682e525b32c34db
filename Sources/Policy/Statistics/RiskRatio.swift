// A share in one group against the share in all others, with a 95 % interval.
// In: four counts. Out: a ratio and its bounds. Depends on: Foundation's logarithm.

internal import FoundationEssentials

#if canImport(Glibc)
    internal import Glibc
#endif

/// The ratio of two shares.
///
/// Method: Katz's interval on the logarithm of the risk ratio (Katz et al., Biometrics 1978), z = 1.96; when one of the
/// four cells is zero, half is added to each (Walter 1975). Households of one group are taken to be independent.
package struct RiskRatio: Sendable, Equatable {
    package var ratio: Double
    package var low: Double
    package var high: Double

    package static let method =
        "verhouding van aandelen (groep / alle anderen), 95%-interval van Katz op de logaritme, z = 1,96; "
        + "bij een lege cel wordt aan elke cel een half toegevoegd"

    /// - Parameters:
    ///   - hits: how many of the group's `size` had the outcome.
    ///   - otherHits: the same of all others.
    /// - Returns: nil when either side has nobody.
    package init?(hits: Int, size: Int, otherHits: Int, otherSize: Int) {
        guard size > 0, otherSize > 0, (0...size).contains(hits), (0...otherSize).contains(otherHits) else {
            return nil
        }
        var cells = [hits, size - hits, otherHits, otherSize - otherHits].map(Double.init)
        if cells.contains(0) { cells = cells.map { $0 + 0.5 } }
        let mine = cells[0] + cells[1]
        let others = cells[2] + cells[3]
        let logarithm = log(cells[0] / mine / (cells[2] / others))
        let error = (1 / cells[0] - 1 / mine + 1 / cells[2] - 1 / others).squareRoot()
        ratio = exp(logarithm)
        low = exp(logarithm - 1.96 * error)
        high = exp(logarithm + 1.96 * error)
    }

    /// Whether the interval leaves out 1: the groups differ by more than chance explains at this level.
    package var isDistinct: Bool { low > 1 || high < 1 }
}
