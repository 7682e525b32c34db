// Which chain of calls a request belongs to, by W3C Trace Context.
// In: a `traceparent` field, or nothing. Out: ids for audit lines and processing records. Depends on: nothing.

/// The trace a request belongs to and the span that is its own.
package struct TraceContext: Hashable, Sendable {
    /// 32 lower-case hexadecimal digits, not all zero.
    package let traceID: String
    /// 16 lower-case hexadecimal digits, not all zero.
    package let spanID: String
    /// The span this one came from; nil at the beginning of a trace.
    package let parentID: String?

    /// A trace that begins here.
    package init() {
        traceID = Self.random(bytes: 16)
        spanID = Self.random(bytes: 8)
        parentID = nil
    }

    /// A span of its own in the caller's trace; a trace that begins here when the field is absent or malformed.
    package init(following traceparent: String?) {
        let parts = traceparent?.split(separator: "-", omittingEmptySubsequences: false) ?? []
        guard parts.count >= 4, parts[0] != "ff", Self.isID(parts[0], digits: 2, mayBeZero: true),
            Self.isID(parts[1], digits: 32), Self.isID(parts[2], digits: 16),
            Self.isID(parts[3], digits: 2, mayBeZero: true), parts.count == 4 || parts[0] != "00"
        else {
            self.init()
            return
        }
        self.init(traceID: String(parts[1]), parentID: String(parts[2]))
    }

    /// A further span of the same trace, under this one: one for each further person.
    package var child: TraceContext { TraceContext(traceID: traceID, parentID: spanID) }

    /// What goes along with calls made on behalf of this span.
    package var traceparent: String { "00-\(traceID)-\(spanID)-00" }

    private init(traceID: String, parentID: String) {
        self.traceID = traceID
        self.parentID = parentID
        spanID = Self.random(bytes: 8)
    }

    private static func isID(_ text: Substring, digits: Int, mayBeZero: Bool = false) -> Bool {
        text.utf8.count == digits
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
            && (mayBeZero || text.utf8.contains { $0 != 0x30 })
    }

    private static func random(bytes: Int) -> String {
        // The last byte is not zero, so that the whole never is.
        (0..<bytes).map { place in
            let byte = UInt8.random(in: (place == bytes - 1 ? 1 : 0)...255)
            return String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }
}
