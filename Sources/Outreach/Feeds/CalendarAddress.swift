// The secret address of a worker's calendar: whoever has it sees due dates, so nobody can guess or change it.
// In: keys, an actor's id. Out: a part of a path, and back. Depends on: swift-crypto.

internal import Crypto
internal import FoundationEssentials
package import Runtime

/// Seals an actor's id; every copy of the service makes the same address and opens it. Nothing is kept.
///
/// AES-256-GCM under a key derived for this alone. The nonce is made of the id (HMAC-SHA-256), so that the address
/// stays the same; equal nonces then mean equal ids. A new first key gives new addresses; the old ones end when their
/// key does.
package struct CalendarAddress: Sendable {
    private struct Keys: Sendable {
        var seal: SymmetricKey
        var nonce: SymmetricKey
    }
    private let keys: [Keys]

    /// - Parameter secrets: the first seals, all open; at least one.
    package init(secrets: [Secret]) {
        precondition(!secrets.isEmpty, "a key ring has a key")
        keys = secrets.map { secret in
            func key(_ purpose: String) -> SymmetricKey {
                HKDF<SHA256>.deriveKey(
                    inputKeyMaterial: SymmetricKey(data: secret.bytes), info: Data(purpose.utf8),
                    outputByteCount: 32)
            }
            return Keys(seal: key("seinpost agenda"), nonce: key("seinpost agenda nonce"))
        }
    }

    /// The last part of the path, without `.ics`.
    package func secret(of actor: String) -> String {
        let plain = Data(actor.utf8)
        let mark = HMAC<SHA256>.authenticationCode(for: plain, using: keys[0].nonce)
        guard let nonce = try? AES.GCM.Nonce(data: Array(mark).prefix(12)),
            let box = try? AES.GCM.seal(plain, using: keys[0].seal, nonce: nonce), let bytes = box.combined
        else { preconditionFailure("a key of 32 bytes seals") }
        return Base64URL.text(of: bytes)
    }

    /// Whose address it is; nil when it is nobody's.
    package func actor(of secret: String) -> String? {
        guard secret.utf8.count <= 1_000, let bytes = Base64URL.bytes(of: secret),
            let box = try? AES.GCM.SealedBox(combined: bytes)
        else { return nil }
        for key in keys {
            if let plain = try? AES.GCM.open(box, using: key.seal) {
                return String(decoding: plain, as: UTF8.self)
            }
        }
        return nil
    }
}
