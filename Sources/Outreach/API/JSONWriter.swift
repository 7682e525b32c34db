// Writes JSON member by member, in the order in which it is told to: records, answers and the API's description.
// In: names and values. Out: bytes without insignificant white space. Depends on: nothing.

/// JSON in the making. Whoever opens closes.
package struct JSONWriter: Sendable {
    package private(set) var bytes: [UInt8] = []
    /// Of each open object or array, whether it has a member already.
    private var isBegun: [Bool] = []

    package init() {}

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    package mutating func open(_ name: String? = nil) { begin(name, "{", "}") }
    package mutating func openList(_ name: String? = nil) { begin(name, "[", "]") }

    /// Ends the object or array that was opened last.
    package mutating func close() {
        guard let end = ends.popLast() else { preconditionFailure("what is closed was opened") }
        isBegun.removeLast()
        bytes.append(end)
    }

    package mutating func member(_ name: String, _ text: String) { value(name) { $0.quote(text) } }
    package mutating func member(_ name: String, _ number: Int) {
        value(name) { $0.bytes.append(contentsOf: String(number).utf8) }
    }
    package mutating func member(_ name: String, _ truth: Bool) {
        value(name) { $0.bytes.append(contentsOf: (truth ? "true" : "false").utf8) }
    }
    package mutating func null(_ name: String) { value(name) { $0.bytes.append(contentsOf: "null".utf8) } }
    /// What is JSON already.
    package mutating func member(_ name: String, json: some Collection<UInt8>) {
        value(name) { $0.bytes.append(contentsOf: json) }
    }
    package mutating func member(_ name: String, _ texts: [String]) {
        openList(name)
        for text in texts { element(text) }
        close()
    }
    package mutating func element(_ text: String) { value(nil) { $0.quote(text) } }
    package mutating func element(json: some Collection<UInt8>) {
        value(nil) { $0.bytes.append(contentsOf: json) }
    }

    private var ends: [UInt8] = []

    private mutating func begin(_ name: String?, _ start: Unicode.Scalar, _ end: Unicode.Scalar) {
        value(name) { $0.bytes.append(UInt8(ascii: start)) }
        isBegun.append(false)
        ends.append(UInt8(ascii: end))
    }

    private mutating func value(_ name: String?, _ write: (inout JSONWriter) -> Void) {
        if let last = isBegun.indices.last {
            if isBegun[last] { bytes.append(UInt8(ascii: ",")) }
            isBegun[last] = true
        }
        if let name {
            quote(name)
            bytes.append(UInt8(ascii: ":"))
        }
        write(&self)
    }

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x00..<0x20:
                let digits = String(byte, radix: 16)
                bytes.append(contentsOf: ("\\u00" + (byte < 16 ? "0" : "") + digits).utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
