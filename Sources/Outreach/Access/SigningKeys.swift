// The public keys that tokens are signed with, as the identity provider publishes them.
// In: a JWKS, from a file or an address. Out: keys by id and algorithm. Depends on: jwt-kit.

internal import FoundationEssentials
internal import JWTKit
package import Runtime

/// Algorithms that a token may be signed with. Never `none`, and nothing with a shared secret: whoever has the public
/// key could sign with it.
package enum SigningAlgorithm: String, CaseIterable, Sendable {
    case rs256 = "RS256"
    case ps256 = "PS256"
    case es256 = "ES256"
}

/// The keys of one provider: kept for an hour, fetched again when a token names one that is not among them.
package actor SigningKeys {
    /// Where the JWKS comes from; throws when it is away.
    package typealias Source = @Sendable () async throws -> [UInt8]

    private let source: Source
    private let clock: @Sendable () -> Moment
    private var keys: KeySet?
    private var fetchedAt: Moment?
    private var attemptedAt: Moment?
    private var fetching: Task<KeySet?, Never>?

    /// Keys are asked for anew after so long, so that one that was withdrawn stops counting.
    static let lifetimeMilliseconds: Int64 = 3_600_000
    /// Whoever sends tokens with invented key ids makes us ask at most so often.
    static let pauseMilliseconds: Int64 = 30_000

    package init(clock: @escaping @Sendable () -> Moment = { .now }, source: @escaping Source) {
        self.source = source
        self.clock = clock
    }

    /// The key of a token's header; nil when the provider has none of this name for this algorithm.
    ///
    /// - Throws: ``Refusal/unavailable(retryAfterSeconds:)`` when no keys were ever had.
    func key(_ id: String, _ algorithm: SigningAlgorithm) async throws(Refusal) -> (any JWTAlgorithm)? {
        let isOld = fetchedAt.map { clock().milliseconds(since: $0) >= Self.lifetimeMilliseconds } ?? true
        if !isOld, let key = keys?.key(id, algorithm) { return key }
        await fetch()
        guard let keys else { throw .unavailable(retryAfterSeconds: 30) }
        return keys.key(id, algorithm)
    }

    /// Asks the source, together with whoever asks at the same time; when it is away the keys at hand stay.
    private func fetch() async {
        if let fetching {
            _ = await fetching.value
            return
        }
        let now = clock()
        if let attemptedAt, (0..<Self.pauseMilliseconds).contains(now.milliseconds(since: attemptedAt)) {
            return
        }
        attemptedAt = now
        let task = Task { [source] in
            guard let json = try? await source() else { return nil as KeySet? }
            return await KeySet(json: json)
        }
        fetching = task
        if let fresh = await task.value {
            keys = fresh
            fetchedAt = now
        }
        fetching = nil
    }
}

/// The keys of one JWKS that may sign.
struct KeySet: Sendable {
    private var keys: [String: any JWTAlgorithm] = [:]

    /// nil when this is no JWKS. Keys of other kinds, for encryption, without an id or too short are left out.
    init?(json: [UInt8]) async {
        guard let published = try? JSONDecoder().decode(Published.self, from: Data(json)) else { return nil }
        for key in published.keys {
            guard let jwk = key.jwk, let id = jwk.keyIdentifier?.string, key.use ?? "sig" == "sig" else {
                continue
            }
            for algorithm in SigningAlgorithm.allCases where Self.fits(jwk, algorithm) {
                var jwk = jwk
                jwk.algorithm = JWK.Algorithm(rawValue: algorithm.rawValue)
                // Only what verifies is taken over.
                jwk.privateExponent = nil
                // One collection for each: it would take another key for an id that it does not know.
                let collection = JWTKeyCollection()
                guard (try? await collection.add(jwk: jwk)) != nil else { continue }
                keys[Self.name(id, algorithm)] = try? await collection.getKey(for: jwk.keyIdentifier)
            }
        }
    }

    func key(_ id: String, _ algorithm: SigningAlgorithm) -> (any JWTAlgorithm)? {
        keys[Self.name(id, algorithm)]
    }

    private static func name(_ id: String, _ algorithm: SigningAlgorithm) -> String {
        algorithm.rawValue + " " + id
    }

    private static func fits(_ jwk: JWK, _ algorithm: SigningAlgorithm) -> Bool {
        guard jwk.algorithm?.rawValue ?? algorithm.rawValue == algorithm.rawValue else { return false }
        switch algorithm {
        case .rs256, .ps256:
            // 2048 bits, as NCSC asks at least.
            return jwk.keyType == .rsa && (jwk.modulus.flatMap { Base64URL.bytes(of: $0) }?.count ?? 0) >= 256
        case .es256: return jwk.keyType == .ecdsa && jwk.curve == .ecdsa(.p256)
        }
    }

    private struct Published: Decodable {
        var keys: [Key]
    }

    /// A key of a kind that we do not know makes the others no worse.
    private struct Key: Decodable {
        var jwk: JWK?
        var use: String?
        enum CodingKeys: String, CodingKey { case use }

        init(from decoder: any Decoder) throws {
            jwk = try? JWK(from: decoder)
            use = try? decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(String.self, forKey: .use)
        }
    }
}
