// Contact details and client data, encrypted for whoever may open them: the only form in which they are kept.
// In: bytes and a key ring. Out: sealed bytes. Depends on: swift-crypto.

internal import Crypto
internal import FoundationEssentials

/// One key of the ring that seals contact details.
package struct ContactKey: Sendable {
    /// The first 8 hex digits of SHA-256 of the key: says which key opens an envelope, and nothing else.
    package let id: String
    let key: SymmetricKey

    /// nil unless there are exactly 32 bytes (AES-256).
    package init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        key = SymmetricKey(data: bytes)
        id = SHA256.hash(data: bytes).prefix(4).map {
            String($0 >> 4, radix: 16) + String($0 & 15, radix: 16)
        }
        .joined()
    }
}

/// Seals with the newest key and opens with any. Immutable.
///
/// AES-256-GCM with a random nonce of 96 bits. The household is authenticated with it, so that an envelope opens only
/// under the household that it was made for.
package struct ContactSeal: Sendable {
    /// Why an envelope does not open; says nothing of what is in it.
    package enum Failure: Error, Sendable {
        case unknownKey(String)
        case damaged
    }

    private let keys: [ContactKey]

    /// - Parameter keys: the first seals; at least one.
    package init(keys: [ContactKey]) {
        precondition(!keys.isEmpty, "a key ring has a key")
        self.keys = keys
    }

    /// The id of the key that seals.
    package var currentKey: String { keys[0].id }

    /// Base64 of nonce, ciphertext and tag.
    ///
    /// - Parameter context: authenticated but not encrypted; the same is needed to open.
    package func seal(_ plain: [UInt8], context: [UInt8]) -> [UInt8] {
        guard let box = try? AES.GCM.seal(plain, using: keys[0].key, authenticating: context),
            let combined = box.combined
        else { preconditionFailure("a key of 32 bytes seals") }
        return Array(combined.base64EncodedString().utf8)
    }

    package func open(_ sealed: String, key id: String, context: [UInt8]) throws(Failure) -> [UInt8] {
        guard let key = keys.first(where: { $0.id == id }) else { throw .unknownKey(id) }
        guard let data = Data(base64Encoded: sealed), let box = try? AES.GCM.SealedBox(combined: data),
            let plain = try? AES.GCM.open(box, using: key.key, authenticating: context)
        else { throw .damaged }
        return Array(plain)
    }
}
