// JSON as a value, with members in the order in which they are written.
// In: values. Out: text. Depends on: JSONText.

/// What a report or an export says, for programs.
package indirect enum JSONValue: Sendable, Equatable {
    case null
    case truth(Bool)
    /// A number as it is to be written.
    case number(String)
    case text(String)
    case array([JSONValue])
    case object([Member])

    /// One member of an object.
    package struct Member: Sendable, Equatable {
        package var name: String
        package var value: JSONValue
    }

    /// A whole number.
    package static func count(_ number: Int) -> JSONValue { .number(String(number)) }

    /// A number rounded to three places; null for nil.
    package static func decimal(_ number: Double?) -> JSONValue {
        guard let number, number.isFinite else { return .null }
        return .number(Decimals.text(number, places: 3, point: "."))
    }

    /// The value, or null.
    package static func optional(_ text: String?) -> JSONValue { text.map { .text($0) } ?? .null }

    /// The value, or null.
    package static func optional(_ number: Int?) -> JSONValue { number.map { .count($0) } ?? .null }

    /// An object; members without a value are left out.
    package static func members(_ pairs: KeyValuePairs<String, JSONValue?>) -> JSONValue {
        .object(pairs.compactMap { name, value in value.map { Member(name: name, value: $0) } })
    }

    /// On one line, without spaces.
    package var compact: String {
        switch self {
        case .null: "null"
        case .truth(let truth): truth ? "true" : "false"
        case .number(let number): number
        case .text(let text): JSONText.quoted(text)
        case .array(let values): "[" + values.map(\.compact).joined(separator: ",") + "]"
        case .object(let members):
            "{"
                + members.map { JSONText.quoted($0.name) + ":" + $0.value.compact }.joined(separator: ",")
                + "}"
        }
    }

    /// Over several lines; what holds nothing deeper stays on one.
    package func indented(_ depth: Int = 0) -> String {
        let inner = String(repeating: "  ", count: depth + 1)
        let outer = String(repeating: "  ", count: depth)
        switch self {
        case .array(let values) where !values.allSatisfy(\.isLeaf):
            let lines = values.map { inner + $0.indented(depth + 1) }
            return "[\n" + lines.joined(separator: ",\n") + "\n" + outer + "]"
        case .object(let members) where !members.allSatisfy(\.value.isLeaf) || depth == 0:
            let lines = members.map { inner + JSONText.quoted($0.name) + ": " + $0.value.indented(depth + 1) }
            return "{\n" + lines.joined(separator: ",\n") + "\n" + outer + "}"
        default: return compact
        }
    }

    private var isLeaf: Bool {
        switch self {
        case .array(let values): values.isEmpty
        case .object(let members): members.isEmpty
        default: true
        }
    }
}

/// Decimal numbers as people write them.
package enum Decimals {
    /// A number rounded half up, with so many places.
    package static func text(_ number: Double, places: Int, point: String = ",") -> String {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = (abs(number) * scale).rounded()
        guard scaled < 1e15 else { return number < 0 ? "-∞" : "∞" }
        let digits = String(Int(scaled))
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        let sign = number < 0 && scaled > 0 ? "-" : ""
        if places == 0 { return sign + padded }
        return sign + padded.dropLast(places) + point + padded.suffix(places)
    }

    /// A share as a percentage with one place.
    package static func percent(_ share: Double) -> String { text(share * 100, places: 1) + " %" }
}
