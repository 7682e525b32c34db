// SHA-256 of some bytes, as far as the engine needs it.
// In: bytes. Out: its first 8 or 16 bytes as words. Depends on: swift-crypto.

import Crypto

enum Digest {
    /// The first 8 bytes, big-endian.
    static func firstWord(of bytes: [UInt8]) -> UInt64 { firstWords(of: bytes).0 }

    /// The first 16 bytes as two big-endian words.
    static func firstWords(of bytes: [UInt8]) -> (UInt64, UInt64) {
        SHA256.hash(data: bytes).withUnsafeBytes {
            (
                UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)),
                UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }
}
