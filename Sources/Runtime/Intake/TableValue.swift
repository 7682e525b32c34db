// The values of a table's cells as they stand in an event: Dutch dates and amounts made into those of the wire.
// In: texts of cells by our field names. Out: the members of `data`. Depends on: Signals.

internal import Signals

/// What people write in cells. What cannot be understood goes on as it is: the decoder says which field is invalid.
enum TableValue {
    /// The members of the `data` of a signal, without braces and without an `ID` that no column gives.
    static func data(_ fields: [String: String], partner: String, type: String?) -> [UInt8] {
        var data: [UInt8] = []
        if let id = fields["ID"] {
            data.append(json: "\"ID\":")
            data.append(quoted: id)
            data.append(json: ",")
        }
        data.append(json: "\"signaalpartner\":{")
        if let type {
            data.append(json: "\"type\":")
            data.append(quoted: type)
            data.append(json: ",")
        }
        data.append(json: "\"naam\":")
        data.append(quoted: partner)
        data.append(json: "}")
        if let amount = fields["bedrag"] { append("bedrag", amount, Self.amount(amount), to: &data) }
        for name in ["signaaldatum", "ontstaansdatum"] {
            if let text = fields[name] { append(name, date(text) ?? text, nil, to: &data) }
        }
        for name in ["crisissignaal", "warmeOverdracht"] {
            if let text = fields[name] { append(name, text, boolean(text), to: &data) }
        }
        if let text = fields["kenmerk"] { append("kenmerk", text, nil, to: &data) }
        append(
            object: "client",
            ["postcode", "huisnummer", "huisnummertoevoeging", "geboortedatum", "buurtcode"],
            fields.merging(fields["geboortedatum"].flatMap(date).map { ["geboortedatum": $0] } ?? [:]) { $1 },
            to: &data)
        append(object: "contact", ["naam", "telefoon", "email", "taal"], fields, to: &data)
        return data
    }

    /// A member: JSON when there is some, else the text.
    private static func append(_ name: String, _ text: String, _ json: String?, to data: inout [UInt8]) {
        data.append(json: ",")
        data.append(quoted: name)
        data.append(json: ":")
        if let json { data.append(contentsOf: json.utf8) } else { data.append(quoted: text) }
    }

    /// An object of those members that are there; nothing when none is.
    private static func append(
        object: String, _ names: [String], _ fields: [String: String], to data: inout [UInt8]
    ) {
        let members = names.compactMap { name in fields[name].map { (name, $0) } }
        guard !members.isEmpty else { return }
        data.append(json: ",")
        data.append(quoted: object)
        data.append(json: ":{")
        for (place, member) in members.enumerated() {
            if place > 0 { data.append(json: ",") }
            data.append(quoted: member.0)
            data.append(json: ":")
            data.append(quoted: member.1)
        }
        data.append(json: "}")
    }

    /// Euros as a JSON number: `620`, `620,50`, `€ 1.234,56`, `1234.56`. A point before exactly three digits, with or
    /// without a comma behind, groups thousands: an amount has at most two decimals. nil for anything else.
    static func amount(_ text: String) -> String? {
        var text = text[...]
        if text.first == "€" { text = text.dropFirst().drop { $0.isWhitespace } }
        let comma = text.split(separator: ",", omittingEmptySubsequences: false)
        guard comma.count <= 2 else { return nil }
        var decimals = comma.count == 2 ? comma[1] : nil
        var groups = comma[0].split(separator: ".", omittingEmptySubsequences: false)
        if decimals == nil, groups.count == 2, groups[1].count != 3 { decimals = groups.removeLast() }
        guard groups.allSatisfy({ isDigits($0) }), groups.dropFirst().allSatisfy({ $0.count == 3 }),
            groups.count == 1 || groups[0].count <= 3, decimals.map({ isDigits($0) && $0.count <= 2 }) ?? true
        else { return nil }
        let whole = groups.joined().drop { $0 == "0" }
        return (whole.isEmpty ? "0" : String(whole)) + (decimals.map { ".\($0)" } ?? "")
    }

    /// `2026-03-02`, also from `02-03-2026` and `2-3-2026`; nil for anything else.
    static func date(_ text: String) -> String? {
        if CivilDate(text) != nil { return text }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ isDigits($0) }), parts[0].count <= 2, parts[1].count <= 2,
            parts[2].count == 4
        else { return nil }
        let pair = { (part: Substring) in part.count == 1 ? "0\(part)" : String(part) }
        return "\(parts[2])-\(pair(parts[1]))-\(pair(parts[0]))"
    }

    private static func boolean(_ text: String) -> String? {
        switch text.lowercased() {
        case "ja", "j", "true", "waar", "1": "true"
        case "nee", "n", "false", "onwaar", "0": "false"
        default: nil
        }
    }

    private static func isDigits(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 &- 0x30 < 10 }
    }
}
