// The keys themselves, read from their files and checked.
// In: a configuration. Out: keys, or everything that is wrong with their files. Depends on: OwnedDescriptor.

internal import Glibc

/// Why a configuration cannot be used although each of its values is right: one sentence for each fault.
package struct ConfigurationError: Error, Hashable, Sendable {
    package var messages: [String]
    package var exitStatus: ExitStatus { .configuration }

    package init(_ messages: [String]) { self.messages = messages }
}

/// Bytes that are never shown, whatever prints the value that holds them.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package var description: String { "(secret)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// The keys of a daemon.
package struct KeyRing: Sendable {
    /// At least 16 bytes, for `Pseudonyms`.
    package let pseudonyms: Secret
    /// Of 32 bytes each, at least one; the first seals, all open.
    package let contact: [Secret]

    package init(pseudonyms: Secret, contact: [Secret]) {
        self.pseudonyms = pseudonyms
        self.contact = contact
    }

    package static let pseudonymBytes = 16
    package static let contactBytes = 32
    private static let fileLimit = 4_096

    /// Reads every key file of a configuration.
    ///
    /// A file of a pseudonym key is the key, without a line end after it. A file of a contact key holds 32 bytes, or
    /// their 64 hexadecimal digits. A file that everybody may read is refused, as its key is no secret.
    package static func load(_ configuration: Configuration) throws(ConfigurationError) -> KeyRing {
        var messages: [String] = []
        func key(_ path: String, _ setting: String, _ check: ([UInt8]) throws(KeyFault) -> [UInt8]) -> Secret?
        {
            do throws(KeyFault) {
                return Secret(try check(try read(path)))
            } catch {
                messages.append("the key file `\(path)` (`\(setting)`) \(error.text)")
                return nil
            }
        }
        let pseudonyms = key(configuration.keys.pseudonyms, "keys.pseudonyms", textKey)
        var contact: [Secret] = []
        for path in configuration.keys.contact {
            guard let secret = key(path, "keys.contact", contactKey) else { continue }
            if contact.contains(secret) {
                messages.append("the key file `\(path)` (`keys.contact`) holds the key of another one")
            }
            contact.append(secret)
        }
        guard messages.isEmpty, let pseudonyms else { throw ConfigurationError(messages) }
        return KeyRing(pseudonyms: pseudonyms, contact: contact)
    }

    /// A secret in a file of its own, without a line end after it: at least 16 bytes, and not for everybody to read.
    package static func secret(_ path: String, _ setting: String) throws(ConfigurationError) -> Secret {
        do throws(KeyFault) {
            return Secret(try textKey(try read(path)))
        } catch {
            throw ConfigurationError(["the key file `\(path)` (`\(setting)`) \(error.text)"])
        }
    }

    private static func read(_ path: String) throws(KeyFault) -> [UInt8] {
        let descriptor: OwnedDescriptor
        do throws(SystemError) {
            descriptor = try OwnedDescriptor.open(path, O_RDONLY)
        } catch {
            throw error.code == ENOENT ? .missing : .unreadable(error.code)
        }
        var status = stat()
        guard fstat(descriptor.raw, &status) == 0 else { throw .unreadable(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
        guard status.st_mode & S_IROTH == 0 else { throw .openToAll }
        var bytes = [UInt8](repeating: 0, count: fileLimit + 1)
        let count: Int
        do throws(SystemError) {
            count = try descriptor.read(into: &bytes, at: 0)
        } catch {
            throw .unreadable(error.code)
        }
        guard count <= fileLimit else { throw .tooLarge }
        return Array(bytes.prefix(count))
    }

    private static func withoutLineEnd(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        return bytes
    }

    private static func textKey(_ bytes: [UInt8]) throws(KeyFault) -> [UInt8] {
        let key = withoutLineEnd(bytes)
        guard key.count >= pseudonymBytes else { throw .tooShort(key.count) }
        return key
    }

    private static func contactKey(_ bytes: [UInt8]) throws(KeyFault) -> [UInt8] {
        if bytes.count == contactBytes { return bytes }
        let digits = withoutLineEnd(bytes)
        let values = digits.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == 2 * contactBytes, values.count == digits.count else {
            throw .wrongSize(bytes.count)
        }
        return (0..<contactBytes).map { UInt8(values[2 * $0] << 4 | values[2 * $0 + 1]) }
    }
}

/// What is wrong with one key file. Says sizes, never bytes.
private enum KeyFault: Error {
    case missing, notAFile, openToAll, tooLarge
    case unreadable(Int32)
    case tooShort(Int)
    case wrongSize(Int)

    var text: String {
        switch self {
        case .missing: "is not there"
        case .notAFile: "is no file"
        case .openToAll: "can be read by everybody; take that away with `chmod o-rwx`"
        case .tooLarge: "is too large for a key"
        case .unreadable(let code): "cannot be read: \(systemMessage(code))"
        case .tooShort(let count):
            "is too short: \(count) bytes, and such a key has at least \(KeyRing.pseudonymBytes)"
        case .wrongSize(let count):
            "has \(count) bytes; a key for contact details is \(KeyRing.contactBytes) bytes, or their "
                + "\(2 * KeyRing.contactBytes) hexadecimal digits"
        }
    }
}
