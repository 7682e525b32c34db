// Invented addresses and the pseudonyms that belong to them under the key of the fixtures.
// In: nothing. Out: JSON of clients, texts of pseudonyms. Depends on: Signals.

package import Signals

/// An invented address with several ways of writing it.
package struct InventedAddress: Sendable {
    /// Postcode, house number and suffix as JSON values.
    package var spellings: [(postcode: String, number: String, suffix: String?)]
    /// `POSTCODE|huisnummer|TOEVOEGING`.
    package var canonical: String

    package var household: Pseudonym {
        InventedAddress.pseudonyms.household(ofCanonical: Array(canonical.utf8))
    }
    /// `h1_…`.
    package var householdText: String { household.text(as: .household) }

    /// `p1_…` of who was born on that day.
    package func personText(born date: String) -> String {
        guard let born = CivilDate(date) else { preconditionFailure("\(date) is no date") }
        return InventedAddress.pseudonyms.person(ofCanonical: Array(canonical.utf8), born: born)
            .text(as: .person)
    }

    /// `taak` of a task opened there on that day.
    package func task(opened date: String, number: Int = 1) -> String {
        let digits = date.filter { $0 != "-" }
        return "T\(householdText.dropFirst(3).prefix(12))-\(digits)" + (number > 1 ? "-\(number)" : "")
    }

    package static let pseudonyms = Pseudonyms(key: Pseudonyms.fixtureKey)

    /// The third differs from the first by its suffix only; the fourth has a suffix too long to be packed.
    package static let all: [InventedAddress] = [
        InventedAddress(
            spellings: [("2525AB", "12", nil), ("2525 ab", "\"12\"", ""), ("2525aB", "\"00012\"", nil)],
            canonical: "2525AB|12|"),
        InventedAddress(
            spellings: [("9999XX", "1", nil), ("9999 xx", "\"1\"", nil)], canonical: "9999XX|1|"),
        InventedAddress(
            spellings: [("2525AB", "12", "a"), ("2525 AB", "12", "-A"), ("2525ab", "\"12\"", "A.")],
            canonical: "2525AB|12|A"),
        InventedAddress(
            spellings: [
                ("1000ZZ", "99999", "bis achterhuis 2"), ("1000 zz", "\"99999\"", "BISACHTERHUIS-2"),
            ],
            canonical: "1000ZZ|99999|BISACHTERHUIS2"),
        InventedAddress(
            spellings: [("2533CD", "7", "III"), ("2533CD", "\"007\"", "iii")], canonical: "2533CD|7|III"),
    ]
}
