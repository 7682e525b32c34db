// Texts that come back often, as small integers: names of partners, area codes, workers, teams, classes.
// In: bytes. Out: numbers from 1, and the bytes back. Depends on: Fingerprint.

/// An append-only table of texts; 0 stands for an absent one.
///
/// Grows with the number of different texts, never with that of records. Look-ups cost one fingerprint and a compare.
struct Vocabulary {
    private var bytes: [UInt8] = []
    private var ends: [UInt32] = [0]
    private var slots = [UInt32](repeating: 0, count: 64)

    /// The number of `text`, taking it in when it is new. An empty text is 0, absent.
    mutating func number(of text: UnsafeRawBufferPointer) -> UInt32 {
        if text.isEmpty { return 0 }
        var print = Fingerprint()
        print.add(text)
        var slot = Int(truncatingIfNeeded: print.value) & (slots.count - 1)
        while slots[slot] != 0 {
            if equals(slots[slot], text) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        bytes.append(contentsOf: text)
        ends.append(UInt32(bytes.count))
        let number = UInt32(ends.count - 1)
        slots[slot] = number
        if ends.count * 2 > slots.count { grow() }
        return number
    }

    mutating func number(of text: String) -> UInt32 {
        var copy = text
        return copy.withUTF8 { number(of: UnsafeRawBufferPointer($0)) }
    }

    /// The place of a text in the table's bytes, for writers.
    func range(_ number: UInt32) -> Range<Int> { Int(ends[Int(number) - 1])..<Int(ends[Int(number)]) }

    func withBytes<Result>(_ number: UInt32, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        guard number != 0 else { return body(UnsafeRawBufferPointer(start: nil, count: 0)) }
        let range = range(number)
        return bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    func string(_ number: UInt32) -> String { withBytes(number) { String(decoding: $0, as: UTF8.self) } }

    private func equals(_ number: UInt32, _ text: UnsafeRawBufferPointer) -> Bool {
        withBytes(number) { $0.elementsEqual(text) }
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for number in 1..<UInt32(ends.count) {
            var print = Fingerprint()
            withBytes(number) { print.add($0) }
            var slot = Int(truncatingIfNeeded: print.value) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = number
        }
    }
}
