// Somebody's time in the browser between log-in and log-out, kept in a sealed cookie.
// In: an actor, a clock. Out: values that a cookie holds, and the token of its forms. Depends on: swift-crypto.

internal import Crypto
package import Runtime

/// A browser session. Nothing of it is kept on the server: any copy of the service opens the cookie with the key ring.
package struct Session: Hashable, Codable, Sendable {
    /// 128 random bits, new at each log-in.
    package var id: String
    package var actor: Actor
    package var startedAt: Moment
    /// When the cookie was last sealed; the session ends some time after.
    package var renewedAt: Moment
    /// What every form of this session sends back; see ``FormToken``.
    package var formToken: String
    /// Whether the actor is to be looked up in the users file at each request.
    package var isLocal: Bool

    /// Without a request for so long a session ends.
    static let idleMilliseconds: Int64 = 30 * 60_000
    /// However busy somebody is, after a working day a session ends.
    static let longestMilliseconds: Int64 = 10 * 3_600_000
    /// A cookie is sealed anew when it is so old: not at every request.
    static let renewalMilliseconds: Int64 = 60_000

    /// A session that begins now.
    package init(_ actor: Actor, at now: Moment, isLocal: Bool) {
        id = RandomToken.make()
        self.actor = actor
        startedAt = now
        renewedAt = now
        formToken = RandomToken.make()
        self.isLocal = isLocal
    }

    package func isAlive(at now: Moment) -> Bool {
        let idle = now.milliseconds(since: renewedAt)
        let age = now.milliseconds(since: startedAt)
        return idle >= -60_000 && idle < Self.idleMilliseconds && age < Self.longestMilliseconds
    }
}

/// Texts that nobody can guess.
package enum RandomToken {
    /// 128 bits of the system's generator, as 32 hexadecimal digits.
    package static func make() -> String {
        (0..<16).map { _ in
            let byte = UInt8.random(in: 0...255)
            return String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }

    /// Compares without telling by its time where two texts differ.
    package static func isSame(_ left: some StringProtocol, _ right: some StringProtocol) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for (one, other) in zip(left, right) { difference |= one ^ other }
        return difference == 0
    }
}
