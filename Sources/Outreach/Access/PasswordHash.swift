// Passwords as a file may hold them: salted, and slow to try out.
// In: a password. Out: text such as `scrypt$15$8$3$salt$hash`. Depends on: swift-crypto.

internal import Crypto
internal import CryptoExtras
internal import Dispatch
internal import FoundationEssentials

/// A password's scrypt hash (RFC 7914) with its parameters.
package struct PasswordHash: Hashable, Sendable, CustomStringConvertible {
    private let exponent: Int
    private let blockSize: Int
    private let parallelism: Int
    private let salt: [UInt8]
    private let hash: [UInt8]

    /// Longer passwords are refused; they cost time.
    package static let longestBytes = 256
    /// Shorter ones are not taken for new users.
    package static let shortestCharacters = 12

    /// A hash of a new password with a salt of its own: 32 MiB and some tenths of a second (OWASP: N=2^15, r=8, p=3).
    ///
    /// nil for an empty or overlong password.
    package init?(of password: String) { self.init(of: password, exponent: 15, parallelism: 3) }

    /// With other parameters than are good for use: tests have no time.
    init?(of password: String, exponent: Int, parallelism: Int) {
        salt = (0..<16).map { _ in UInt8.random(in: 0...255) }
        (self.exponent, blockSize, self.parallelism) = (exponent, 8, parallelism)
        guard let hash = Self.derive(password, salt, exponent, blockSize, parallelism, bytes: 32) else {
            return nil
        }
        self.hash = hash
    }

    /// A hash of nothing that anybody knows, made at once: trying a password against it takes as long as ever.
    static var ofNobody: PasswordHash { PasswordHash() }

    private init() {
        (exponent, blockSize, parallelism) = (15, 8, 3)
        salt = (0..<16).map { _ in UInt8.random(in: 0...255) }
        hash = (0..<32).map { _ in UInt8.random(in: 0...255) }
    }

    /// Reads what ``description`` writes; nil for anything else, and for parameters that are too weak or too costly.
    package init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "scrypt", let exponent = Int(parts[1]),
            let blockSize = Int(parts[2]),
            let parallelism = Int(parts[3]), let salt = Base64URL.bytes(of: parts[4]),
            let hash = Base64URL.bytes(of: parts[5]), (14...17).contains(exponent),
            (8...16).contains(blockSize),
            (1...16).contains(parallelism), (16...64).contains(salt.count), (32...64).contains(hash.count)
        else { return nil }
        (self.exponent, self.blockSize, self.parallelism) = (exponent, blockSize, parallelism)
        (self.salt, self.hash) = (salt, hash)
    }

    package var description: String {
        "scrypt$\(exponent)$\(blockSize)$\(parallelism)$\(Base64URL.text(of: salt))$\(Base64URL.text(of: hash))"
    }

    /// Whether this is the password. Takes its time on a thread of its own, one after another.
    package func isHash(of password: String) async -> Bool {
        await withCheckedContinuation { continuation in
            Self.queue.async { continuation.resume(returning: isHashNow(of: password)) }
        }
    }

    private func isHashNow(of password: String) -> Bool {
        guard
            let other = Self.derive(
                password, salt, exponent, blockSize, parallelism, bytes: hash.count)
        else { return false }
        var difference: UInt8 = 0
        for (one, two) in zip(hash, other) { difference |= one ^ two }
        return difference == 0
    }

    /// Not Swift's pool: whoever computes there keeps others waiting.
    private static let queue = DispatchQueue(label: "seinpost.passwords")

    private static func derive(
        _ password: String, _ salt: [UInt8], _ exponent: Int, _ blockSize: Int, _ parallelism: Int, bytes: Int
    ) -> [UInt8]? {
        guard (1...longestBytes).contains(password.utf8.count) else { return nil }
        let key = try? KDF.Scrypt.deriveKey(
            from: Array(password.utf8), salt: salt, outputByteCount: bytes, rounds: 1 << exponent,
            blockSize: blockSize,
            parallelism: parallelism, maxMemory: 1 << 28)
        return key?.withUnsafeBytes { Array($0) }
    }
}
