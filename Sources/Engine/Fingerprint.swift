// A 64-bit fingerprint of bytes, the same on every machine and in every release.
// In: bytes. Out: a number for equality tests and tables. Depends on: nothing.

/// Folds bytes to 64 bits by multiplying and folding 128-bit products, eight bytes at a time.
///
/// Signals are told apart by fingerprints of `source` + `id` and of `kenmerk`, within one household only. Texts that
/// nobody chose for it meet with a chance of about 2^-64. Whoever chooses texts can make them meet: a word that makes
/// the left factor 0 gives 0 whatever came before it, and the constants are known. That costs such a sender a signal
/// of one household, taken for a duplicate or for the same debt; it reaches no other household. The function is part
/// of the state's format (`HouseholdCoding.swift`), so it never changes; it is no secret and protects nothing.
struct Fingerprint {
    private(set) var value: UInt64

    init(seed: UInt64 = 0x2545_f491_4f6c_dd1d) { value = seed }

    /// Takes in bytes and their number, so that ("ab", "c") differs from ("a", "bc").
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        value ^= UInt64(truncatingIfNeeded: bytes.count) &* 0x9e37_79b9_7f4a_7c15
        var index = 0
        while bytes.count - index >= 8 {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            value = Fingerprint.fold(value ^ word, 0xa076_1d64_78bd_642f)
            index += 8
        }
        if index < bytes.count {
            var word: UInt64 = 0
            var shift: UInt64 = 0
            while index < bytes.count {
                word |= UInt64(bytes[index]) << shift
                shift += 8
                index += 1
            }
            value = Fingerprint.fold(value ^ word, 0xe703_7ed1_a0b4_28db)
        }
        value ^= value >> 29
    }

    /// Two words as one, for tables of this process: unlike ``fold(_:_:)`` no word takes the other with it.
    static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let sum = (left ^ left >> 32) &* 0xd6e8_feb8_6659_fd93 &+ right
        return (sum ^ sum >> 29) &* 0xe703_7ed1_a0b4_28db >> 20
    }

    /// High and low half of the product, folded.
    static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
