// Values that a browser keeps for us and cannot read or change.
// In: values, the key ring. Out: sealed text for cookies. Depends on: swift-crypto.

internal import Crypto
internal import FoundationEssentials
package import Runtime

/// Seals what goes into cookies with AES-256-GCM, and opens what comes back.
///
/// The keys are derived from those of the contact details, so that every copy of the service opens what another one
/// sealed, and rotation is one thing: the first key seals, all open. A value sealed for one purpose opens for no other.
package struct CookieSeal: Sendable {
    /// What a cookie is for; authenticated with it.
    package enum Purpose: String, Sendable {
        case session = "sessie"
        case logIn = "inloggen"
    }

    private let keys: [SymmetricKey]

    /// - Parameter secrets: at least one, as in `KeyRing.contact`.
    package init(secrets: [Secret]) {
        precondition(!secrets.isEmpty, "a key ring has a key")
        keys = secrets.map { secret in
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: SymmetricKey(data: secret.bytes), info: Array("seinpost cookies".utf8),
                outputByteCount: 32)
        }
    }

    package func seal(_ value: some Encodable, for purpose: Purpose) -> String {
        guard let plain = try? JSONEncoder().encode(value),
            let box = try? AES.GCM.seal(plain, using: keys[0], authenticating: Array(purpose.rawValue.utf8)),
            let sealed = box.combined
        else { preconditionFailure("a value of ours is encoded, and a key of 32 bytes seals") }
        return Base64URL.text(of: sealed)
    }

    /// nil for anything that was not sealed for this purpose with a key of the ring.
    package func open<Value: Decodable>(_ type: Value.Type, _ text: String, for purpose: Purpose) -> Value? {
        guard text.utf8.count <= 4_096, let sealed = Base64URL.bytes(of: text),
            let box = try? AES.GCM.SealedBox(combined: sealed)
        else { return nil }
        let context = Array(purpose.rawValue.utf8)
        for key in keys {
            if let plain = try? AES.GCM.open(box, using: key, authenticating: context) {
                return try? JSONDecoder().decode(Value.self, from: plain)
            }
        }
        return nil
    }
}

/// Base64 with the letters of addresses and without padding (RFC 4648 §5).
package enum Base64URL {
    package static func text(of bytes: some Sequence<UInt8>) -> String {
        String(
            Data(bytes).base64EncodedString().compactMap { letter in
                switch letter {
                case "+": "-"
                case "/": "_"
                case "=": nil
                default: letter
                }
            })
    }

    /// nil for letters of ordinary Base64, padding or an impossible length.
    package static func bytes(of text: some StringProtocol) -> [UInt8]? {
        var letters: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "-"): letters.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): letters.append(UInt8(ascii: "/"))
            case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): return nil
            default: letters.append(byte)
            }
        }
        guard letters.count % 4 != 1 else { return nil }
        letters += repeatElement(UInt8(ascii: "="), count: (4 - letters.count % 4) % 4)
        return Data(base64Encoded: Data(letters)).map { Array($0) }
    }
}
