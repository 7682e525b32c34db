// Texts that come back often, as small integers: names of partners, area codes, workers, teams, classes.
// In: bytes. Out: numbers from 1, and the bytes back. Depends on: Fingerprint.

import Glibc

/// An append-only table of texts; 0 stands for an absent one.
///
/// Grows with the number of different texts, never with that of records. Look-ups cost one fingerprint and a compare.
struct Vocabulary {
    private var bytes: [UInt8] = []
    private var ends = [0]
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
        ends.append(bytes.count)
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
    func range(_ number: UInt32) -> Range<Int> { ends[Int(number) - 1]..<ends[Int(number)] }

    func withBytes<Result>(_ number: UInt32, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        guard number != 0 else { return body(UnsafeRawBufferPointer(start: nil, count: 0)) }
        let range = range(number)
        return bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    func string(_ number: UInt32) -> String { withBytes(number) { String(decoding: $0, as: UTF8.self) } }

    private func equals(_ number: UInt32, _ text: UnsafeRawBufferPointer) -> Bool {
        let range = range(number)
        guard range.count == text.count, let other = text.baseAddress else { return false }
        return bytes.withUnsafeBytes { memcmp($0.baseAddress! + range.lowerBound, other, text.count) == 0 }
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

/// Area codes by their eight characters, as numbers of the vocabulary: spares the making of a text for each signal.
struct AreaTable {
    private struct Entry {
        /// 0 for a free place.
        var code: UInt64
        var number: UInt64
    }
    private var entries = [Entry](repeating: Entry(code: 0, number: 0), count: 256)
    private var count = 0

    func number(of code: UInt64) -> UInt32? {
        let entry = entries[place(of: code)]
        return entry.code == code ? UInt32(truncatingIfNeeded: entry.number) : nil
    }

    mutating func add(_ code: UInt64, _ number: UInt32) {
        if count * 2 >= entries.count { grow() }
        entries[place(of: code)] = Entry(code: code, number: UInt64(number))
        count += 1
    }

    /// Where a code stands, or would stand.
    private func place(of code: UInt64) -> Int {
        let mask = entries.count - 1
        var place = Int(truncatingIfNeeded: Fingerprint.fold(code, 0x9e37_79b9_7f4a_7c15)) & mask
        while entries[place].code != 0, entries[place].code != code { place = (place + 1) & mask }
        return place
    }

    private mutating func grow() {
        let old = entries
        entries = [Entry](repeating: Entry(code: 0, number: 0), count: old.count * 2)
        for entry in old where entry.code != 0 { entries[place(of: entry.code)] = entry }
    }
}
