// Whether a signed token is good, and who it says somebody is.
// In: a JWT, the keys of its issuer, a clock. Out: an actor, or one refusal for every reason. Depends on: jwt-kit.

internal import FoundationEssentials
internal import JWTKit
package import Runtime

/// Checks tokens of one issuer for one audience.
///
/// The algorithm must be on the list and the key of the issuer must be one for it; the token names its key by `kid`.
/// `crit` is refused, `jku`, `jwk` and `x5c` are not looked at. Why a token is refused is not said to whoever sent it.
package struct TokenCheck: Sendable {
    private let issuer: String
    private let audience: String
    private let keys: SigningKeys
    private let claims: ClaimNames
    private let clock: @Sendable () -> Moment

    /// Clocks differ.
    static let leewaySeconds = 60.0
    /// Longer tokens are not looked at.
    static let longestBytes = 16_384

    package init(
        issuer: String, audience: String, keys: SigningKeys, claims: ClaimNames,
        clock: @escaping @Sendable () -> Moment = { .now }
    ) {
        self.issuer = issuer
        self.audience = audience
        self.keys = keys
        self.claims = claims
        self.clock = clock
    }

    /// Who a bearer token was given to.
    package func actor(_ token: String) async throws(Refusal) -> Actor {
        let claims = try await verified(token)
        guard let actor = self.claims.actor(of: claims) else { throw .unauthenticated }
        return actor
    }

    /// Who an ID token of a log-in was given to.
    package func actor(idToken token: String, nonce: String) async throws(Refusal) -> Actor {
        let claims = try await verified(token)
        guard let sent = claims["nonce"]?.text, RandomToken.isSame(sent, nonce),
            let actor = self.claims.actor(of: claims)
        else { throw .unauthenticated }
        return actor
    }

    private func verified(_ token: String) async throws(Refusal) -> [String: ClaimValue] {
        guard token.utf8.count <= Self.longestBytes else { throw .unauthenticated }
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.object(parts[0]), header["crit"] == nil,
            let algorithm = header["alg"]?.text.flatMap({ SigningAlgorithm(rawValue: $0) }),
            let id = header["kid"]?.text, let signature = Base64URL.bytes(of: parts[2])
        else { throw .unauthenticated }
        let signed = Array((parts[0] + "." + parts[1]).utf8)
        guard let key = try await keys.key(id, algorithm), key.name == algorithm.rawValue,
            (try? key.verify(signature, signs: signed)) == true,
            let claims = Self.object(parts[1]), isFor(us: claims), isInForce(claims)
        else { throw .unauthenticated }
        return claims
    }

    private func isFor(us claims: [String: ClaimValue]) -> Bool {
        claims["iss"]?.text == issuer && (claims["aud"]?.texts ?? []).contains(audience)
    }

    private func isInForce(_ claims: [String: ClaimValue]) -> Bool {
        let now = clock().seconds
        guard let end = claims["exp"]?.number, now < end + Self.leewaySeconds else { return false }
        for name in ["nbf", "iat"] {
            guard let claim = claims[name] else { continue }
            guard let begin = claim.number, begin <= now + Self.leewaySeconds else { return false }
        }
        return true
    }

    private static func object(_ part: Substring) -> [String: ClaimValue]? {
        guard let bytes = Base64URL.bytes(of: part),
            case .object(let members) = try? JSONDecoder().decode(ClaimValue.self, from: Data(bytes))
        else { return nil }
        return members
    }
}
