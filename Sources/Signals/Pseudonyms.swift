// Pseudonyms of households and persons: keyed hashes of the address, and of the address with the birth date.
// In: a key, addresses, dates. Out: Pseudonym and its text `h1_…` or `p1_…`. Depends on: swift-crypto,
// Record.

internal import Crypto

/// Makes pseudonyms with one key. Immutable; holds the hash states after the key and the word before the
/// address, so that a call does no key schedule.
///
/// `huishouden` is the first 16 bytes of HMAC-SHA-256(key, "adres:" + address), `persoon` of
/// HMAC-SHA-256(key, "persoon:" + address + "|" + birth date), the address as
/// `POSTCODE|huisnummer|TOEVOEGING`.
package struct Pseudonyms: Sendable {
    private let household: HMAC<SHA256>
    private let person: HMAC<SHA256>

    /// The key of fixtures and of a replay without a key file; never the daemon's.
    package static var fixtureKey: [UInt8] { Array("seinpost-fixture-key".utf8) }

    /// - Parameter key: any number of bytes; the caller sees to it that there are enough.
    package init(key: [UInt8]) {
        let empty = HMAC<SHA256>(key: SymmetricKey(data: key))
        var household = empty
        household.update(data: Array("adres:".utf8))
        var person = empty
        person.update(data: Array("persoon:".utf8))
        self.household = household
        self.person = person
    }

    /// The household at a canonical address. One to two microseconds.
    package func household(ofCanonical address: [UInt8]) -> Pseudonym {
        var state = household
        state.update(data: address)
        return Self.first16(state)
    }

    /// The person at a canonical address with this birth date.
    package func person(ofCanonical address: [UInt8], born date: CivilDate) -> Pseudonym {
        var state = person
        state.update(data: address)
        return Self.finish(&state, date)
    }

    /// The household at a packed address.
    ///
    /// - Parameter longSuffix: the bytes of ``Address/longSuffix``; empty when it is absent.
    package func household(of address: Address, longSuffix: UnsafeRawBufferPointer) -> Pseudonym {
        var state = household
        Self.update(&state, address, longSuffix)
        return Self.first16(state)
    }

    /// The person at a packed address with this birth date; ``household(of:longSuffix:)`` for the parameters.
    package func person(
        of address: Address, longSuffix: UnsafeRawBufferPointer, born date: CivilDate
    ) -> Pseudonym {
        var state = person
        Self.update(&state, address, longSuffix)
        return Self.finish(&state, date)
    }

    /// The household at an address that was decoded into this batch.
    package func household(of address: Address, in batch: RecordBatch) -> Pseudonym {
        batch.withBytes(of: address.longSuffix) { household(of: address, longSuffix: $0) }
    }

    /// The person at an address that was decoded into this batch.
    package func person(of address: Address, born date: CivilDate, in batch: RecordBatch) -> Pseudonym {
        batch.withBytes(of: address.longSuffix) { person(of: address, longSuffix: $0, born: date) }
    }

    private static func update(
        _ state: inout HMAC<SHA256>, _ address: Address, _ longSuffix: UnsafeRawBufferPointer
    ) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Address.longestPrefix + 8) { buffer in
            guard let start = buffer.baseAddress else { return }
            state.update(data: UnsafeRawBufferPointer(start: start, count: address.writeCanonical(to: start)))
        }
        if !longSuffix.isEmpty { state.update(data: longSuffix) }
    }

    private static func finish(_ state: inout HMAC<SHA256>, _ date: CivilDate) -> Pseudonym {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 11) { buffer in
            guard let start = buffer.baseAddress else { return }
            start[0] = UInt8(ascii: "|")
            date.write(to: start + 1)
            state.update(data: UnsafeRawBufferPointer(start: start, count: 11))
        }
        return first16(state)
    }

    private static func first16(_ state: HMAC<SHA256>) -> Pseudonym {
        state.finalize().withUnsafeBytes { bytes in
            Pseudonym(
                high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
        }
    }
}

extension Pseudonym {
    /// What a pseudonym stands for; the letter its text begins with.
    package enum Kind: UInt8, Sendable {
        case household = 0x68
        case person = 0x70
    }

    /// Writes the 32 hex digits.
    ///
    /// - Parameter target: room for 32 bytes.
    package func writeHexadecimal(to target: UnsafeMutablePointer<UInt8>) {
        for (offset, word) in [(0, high), (16, low)] {
            for index in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * index) & 15)
                target[offset + index] = digit < 10 ? 0x30 + digit : 0x61 - 10 + digit
            }
        }
    }

    /// Appends `h1_` or `p1_` and 32 hex digits.
    package func append(as kind: Kind, to target: inout [UInt8]) {
        target.append(kind.rawValue)
        target.append(UInt8(ascii: "1"))
        target.append(UInt8(ascii: "_"))
        let start = target.count
        target.append(contentsOf: repeatElement(0, count: 32))
        target.withUnsafeMutableBufferPointer { buffer in
            if let base = buffer.baseAddress { writeHexadecimal(to: base + start) }
        }
    }

    /// `h1_…` or `p1_…`; for messages and tests.
    package func text(as kind: Kind) -> String {
        var bytes: [UInt8] = []
        append(as: kind, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads exactly `h1_` (or `p1_`) and 32 lower-case hex digits; nil for anything else.
    package init?(_ text: some StringProtocol, as kind: Kind) {
        let bytes = Array(text.utf8)
        let value = bytes.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.flatMap { FieldValues.pseudonym($0, buffer.count, letter: kind.rawValue) }
        }
        guard let value else { return nil }
        self = value
    }
}

extension CivilDate {
    /// Writes the ten bytes of `YYYY-MM-DD`; years 0 to 9999.
    ///
    /// - Parameter target: room for ten bytes.
    package func write(to target: UnsafeMutablePointer<UInt8>) {
        let (year, month, day) = components
        func two(_ at: Int, _ value: Int) {
            target[at] = 0x30 &+ UInt8(truncatingIfNeeded: value / 10)
            target[at + 1] = 0x30 &+ UInt8(truncatingIfNeeded: value % 10)
        }
        two(0, year / 100)
        two(2, year % 100)
        target[4] = UInt8(ascii: "-")
        two(5, month)
        target[7] = UInt8(ascii: "-")
        two(8, day)
    }
}
