// Numbers for households, in order of first mention.
// In: pseudonyms. Out: 0, 1, 2… and back. Depends on: Signals.

package import Signals

/// An open-addressing index. A pseudonym is random already, so its own bits are the hash.
package struct PseudonymIndex: Sendable {
    /// A number plus 1; 0 is free. A power of two of them.
    private var slots = [UInt32](repeating: 0, count: 1024)
    package private(set) var pseudonyms: [Pseudonym] = []

    /// No households.
    package init() {}

    /// The number of a household, a new one when it was never mentioned.
    package mutating func number(of pseudonym: Pseudonym) -> Int {
        if (pseudonyms.count + 1) * 2 > slots.count { grow() }
        let slot = slot(of: pseudonym)
        if slots[slot] == 0 {
            pseudonyms.append(pseudonym)
            slots[slot] = UInt32(pseudonyms.count)
        }
        return Int(slots[slot]) - 1
    }

    /// The number of a household; nil when it was never mentioned.
    package func find(_ pseudonym: Pseudonym) -> Int? {
        let entry = slots[slot(of: pseudonym)]
        return entry == 0 ? nil : Int(entry) - 1
    }

    /// Where the pseudonym stands, or would stand.
    private func slot(of pseudonym: Pseudonym) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: pseudonym.low) & mask
        while slots[slot] != 0, pseudonyms[Int(slots[slot]) - 1] != pseudonym { slot = (slot + 1) & mask }
        return slot
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for (number, pseudonym) in pseudonyms.enumerated() {
            slots[slot(of: pseudonym)] = UInt32(number + 1)
        }
    }
}
