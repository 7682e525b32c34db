// A log-in on its way: what the browser must bring back, and where it goes afterwards.
// In: random numbers. Out: a value for the log-in cookie. Depends on: swift-crypto.

internal import Crypto
package import Runtime

/// What ties the answer of a log-in to the browser that asked for it.
package struct LogInAttempt: Hashable, Codable, Sendable {
    /// The token of the log-in form, and `state` of the provider's answer.
    package var state = RandomToken.make()
    /// Ties the ID token to this attempt.
    package var nonce = RandomToken.make()
    /// Proof that the code was asked for by us (PKCE): 64 letters.
    package var verifier = RandomToken.make() + RandomToken.make()
    /// Where the browser goes after log-in: a path of ours.
    package var destination: String
    package var startedAt: Moment

    /// Whoever takes longer begins again.
    static let longestMilliseconds: Int64 = 15 * 60_000

    package init(to destination: String?, at now: Moment) {
        self.destination = destination.flatMap { Self.isOwnPath($0) ? $0 : nil } ?? "/"
        startedAt = now
    }

    package func isAlive(at now: Moment) -> Bool {
        (-60_000..<Self.longestMilliseconds).contains(now.milliseconds(since: startedAt))
    }

    /// What the provider is told; only who knows ``verifier`` can make it.
    var challenge: String { Base64URL.text(of: SHA256.hash(data: Array(verifier.utf8))) }

    /// Whether a text is a path on this site and leads nowhere else: `//example.nl` and `/\example.nl` do.
    static func isOwnPath(_ text: String) -> Bool {
        guard text.hasPrefix("/"), !text.hasPrefix("//"), text.utf8.count <= 500 else { return false }
        let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        return PathCheck.isSound(parts[0])
            && text.utf8.allSatisfy {
                $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "#")
            }
    }
}
