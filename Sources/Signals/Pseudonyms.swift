// Pseudonyms of households and persons: keyed hashes of the address, and of the address with the birth date.
// In: a key, addresses, dates. Out: Pseudonym and its text `h1_…` or `p1_…`. Depends on: swift-crypto,
// Record.

internal import Crypto

/// Makes pseudonyms with one key. Immutable; holds the hash state after the key, so that a call does no key
/// schedule.
///
/// `huishouden` is the first 16 bytes of HMAC-SHA-256(key, "adres:" + address), `persoon` of
/// HMAC-SHA-256(key, "persoon:" + address + "|" + birth date), the address as
/// `POSTCODE|huisnummer|TOEVOEGING`.
package struct Pseudonyms: Sendable {
    private let keyed: HMAC<SHA256>

    /// The key of fixtures and of a replay without a key file; never the daemon's.
    package static var fixtureKey: [UInt8] { Array("seinpost-fixture-key".utf8) }

    /// - Parameter key: any number of bytes; the caller sees to it that there are enough.
    package init(key: [UInt8]) { keyed = HMAC<SHA256>(key: SymmetricKey(data: key)) }

    /// The household at a canonical address. One to two microseconds.
    package func household(ofCanonical address: [UInt8]) -> Pseudonym {
        address.withUnsafeBytes { pseudonym("adres:", nil, $0, born: nil) }
    }

    /// The person at a canonical address with this birth date.
    package func person(ofCanonical address: [UInt8], born date: CivilDate) -> Pseudonym {
        address.withUnsafeBytes { pseudonym("persoon:", nil, $0, born: date) }
    }

    /// The household at a packed address.
    ///
    /// - Parameter longSuffix: the bytes of ``Address/longSuffix``; empty when it is absent.
    package func household(of address: Address, longSuffix: UnsafeRawBufferPointer) -> Pseudonym {
        pseudonym("adres:", address, longSuffix, born: nil)
    }

    /// The person at a packed address with this birth date; ``household(of:longSuffix:)`` for the parameters.
    package func person(
        of address: Address, longSuffix: UnsafeRawBufferPointer, born date: CivilDate
    ) -> Pseudonym {
        pseudonym("persoon:", address, longSuffix, born: date)
    }

    /// The household at an address that was decoded into this batch.
    package func household(of address: Address, in batch: RecordBatch) -> Pseudonym {
        batch.withBytes(of: address.longSuffix) { household(of: address, longSuffix: $0) }
    }

    /// The person at an address that was decoded into this batch.
    package func person(of address: Address, born date: CivilDate, in batch: RecordBatch) -> Pseudonym {
        batch.withBytes(of: address.longSuffix) { person(of: address, longSuffix: $0, born: date) }
    }

    /// One piece of bytes and one update: each costs the hash more in generic calls than in hashing.
    private func pseudonym(
        _ word: StaticString, _ address: Address?, _ rest: UnsafeRawBufferPointer, born date: CivilDate?
    ) -> Pseudonym {
        let room = word.utf8CodeUnitCount + Address.longestPrefix + 8 + rest.count + 11
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: room) { buffer in
            guard let start = buffer.baseAddress else { return .none }
            start.update(from: word.utf8Start, count: word.utf8CodeUnitCount)
            var next = start + word.utf8CodeUnitCount
            if let address { next += address.writeCanonical(to: next) }
            for byte in rest {
                next.pointee = byte
                next += 1
            }
            if let date {
                next.pointee = UInt8(ascii: "|")
                date.write(to: next + 1)
                next += 11
            }
            var state = keyed
            state.update(data: UnsafeRawBufferPointer(start: start, count: next - start))
            return Self.first16(state)
        }
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
        let bytes = UnsafeMutableRawPointer(target)
        for (offset, word) in [(0, high >> 32), (8, high), (16, low >> 32), (24, low)] {
            let digits = Self.hexadecimal(UInt32(truncatingIfNeeded: word))
            bytes.storeBytes(of: digits.littleEndian, toByteOffset: offset, as: UInt64.self)
        }
    }

    /// The eight hex digits of a word, the first in the low byte; all eight at once.
    @inlinable package static func hexadecimal(_ word: UInt32) -> UInt64 {
        var value = UInt64(word.byteSwapped)
        value = (value | value << 16) & 0x0000_ffff_0000_ffff
        value = (value | value << 8) & 0x00ff_00ff_00ff_00ff
        value = (value >> 4 | value << 8) & 0x0f0f_0f0f_0f0f_0f0f
        let letters = (value &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return value &+ 0x3030_3030_3030_3030 &+ letters &* 0x27
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
