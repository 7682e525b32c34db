// One CloudEvent as a line of JSON.
// In: type, time and data fields. Out: text. Depends on: nothing.

/// The eight types of record that come in.
package enum EventKind: String, Sendable {
    case signal = "vroegsignaal-ontvangen"
    case withdrawal = "vroegsignaal-ingetrokken"
    case assignment = "outreachtaak-toegewezen"
    case attempt = "contactpoging-geregistreerd"
    case closing = "outreachtaak-afgesloten"
    case circumstance = "omstandigheid-gewijzigd"
    case day = "dag-begonnen"
    case erasure = "gegevens-gewist"
}

/// Fields of a JSON object in order of writing; values are JSON already.
package struct JSONFields: Sendable {
    private var fields: [(name: String, json: String)] = []

    package init() {}

    /// Adds a text, quoted and escaped; nothing for nil.
    package mutating func text(_ name: String, _ value: String?) {
        if let value { fields.append((name, JSONFields.quoted(value))) }
    }

    /// Adds a number, bool, null or object as written; nothing for nil.
    package mutating func raw(_ name: String, _ json: String?) {
        if let json { fields.append((name, json)) }
    }

    package mutating func append(_ others: JSONFields) { fields += others.fields }

    package var json: String {
        "{" + fields.map { "\(JSONFields.quoted($0.name)):\($0.json)" }.joined(separator: ",") + "}"
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
        return result + "\""
    }
}

/// A line without its line feed.
package func eventLine(
    _ kind: EventKind, id: String, source: String = "urn:proef", time: String, data: JSONFields
) -> String {
    var event = JSONFields()
    event.text("specversion", "1.0")
    event.text("id", id)
    event.text("source", source)
    event.text("type", "nl.schulden.\(kind.rawValue).v1")
    event.text("time", time)
    event.raw("data", data.json)
    return event.json
}
