// Whether a path is one that any of our routes could have.
// In: the path of a request as it came. Out: true or false. Depends on: nothing.

/// Our paths need no escapes, so whatever is escaped, doubled or climbs is refused before anything interprets it.
package enum PathCheck {
    /// Longer requests than this are none of ours.
    static let longestBytes = 2_048

    /// Whether a path holds plain names between single slashes, with none at the end.
    package static func isSound(_ path: some StringProtocol) -> Bool {
        guard path.utf8.first == UInt8(ascii: "/"), path.utf8.count <= longestBytes else { return false }
        guard path != "/" else { return true }
        return path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).allSatisfy { name in
            !name.isEmpty && name != "." && name != ".." && name.utf8.allSatisfy(isPlain)
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || "-._~".utf8.contains(byte)
    }
}
