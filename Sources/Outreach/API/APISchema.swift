// What a value of the API may be: one description that requests are checked by and that the document shows.
// In: nothing. Out: JSON Schema 2020-12; faults of values. Depends on: JSONValue, Signals.

internal import Signals

/// The shape of a value.
indirect enum APISchema: Sendable {
    /// Any text of so many characters.
    case text(ClosedRange<Int>)
    /// Printable ASCII of certain kinds; the class stands between the brackets of a regular expression.
    case code(characters: String, ClosedRange<Int>)
    case word([String])
    case postcode
    case whole(ClosedRange<Int>)
    case truth
    case date
    case moment
    case amount
    case object([APIField])
    case list(APISchema)
    /// A schema under `components/schemas`.
    case named(String)
    case nullable(APISchema)
    case anything

    static func codes<Code: CodeList>(_ list: Code.Type) -> APISchema { .word(Code.wireNames) }
}

/// One member of an object.
struct APIField: Sendable {
    var name: String
    var schema: APISchema
    var isRequired: Bool
    var title: String

    init(_ name: String, _ schema: APISchema, required: Bool = false, _ title: String) {
        self.name = name
        self.schema = schema
        isRequired = required
        self.title = title
    }
}

// MARK: - Checks

extension APISchema {
    /// Adds what is wrong with a value of a request.
    func check(_ value: JSONValue, _ path: String, _ problems: inout [FieldProblem]) {
        switch (self, value) {
        case (.object(let fields), .object(let members)): check(fields, members, path, &problems)
        case (.object, _): problems.append(FieldProblem(path, "geen-object", "Hier hoort een object."))
        case (.nullable, .null): break
        case (.nullable(let inner), _): inner.check(value, path, &problems)
        case (.truth, .truth): break
        case (.whole(let range), .whole(let number)) where range.contains(number): break
        case (_, .text(let text)) where holds(text) && isText: break
        default: problems.append(FieldProblem(path, "ongeldig", expectation))
        }
    }

    private func check(
        _ fields: [APIField], _ members: [String: JSONValue], _ path: String, _ problems: inout [FieldProblem]
    ) {
        for field in fields {
            let place = path.isEmpty ? field.name : "\(path).\(field.name)"
            if let value = members[field.name] {
                field.schema.check(value, place, &problems)
            } else if field.isRequired {
                problems.append(FieldProblem(place, "ontbreekt", "Dit veld ontbreekt."))
            }
        }
        let known = Set(fields.map(\.name))
        for name in members.keys.sorted() where !known.contains(name) {
            // The name is the caller's: it is not repeated beyond what a name may be.
            let shown = String(
                name.unicodeScalars.filter { $0.isASCII && $0.value > 0x20 }.prefix(40).map(Character.init))
            problems.append(FieldProblem(shown, "onbekend-veld", "Dit veld kennen wij niet."))
        }
    }

    /// A parameter of the path, the query or the header.
    func check(parameter text: String, _ name: String, _ problems: inout [FieldProblem]) {
        let isRight =
            switch self {
            case .whole(let range): Self.whole(text).map(range.contains) ?? false
            case .truth: text == "true" || text == "false"
            default: holds(text)
            }
        if !isRight { problems.append(FieldProblem(name, "ongeldig", expectation)) }
    }

    static func whole(_ text: String) -> Int? {
        guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }

    private var isText: Bool {
        switch self {
        case .text, .code, .word, .postcode, .date: true
        default: false
        }
    }

    private func holds(_ text: String) -> Bool {
        switch self {
        case .text(let length): length.contains(text.unicodeScalars.count)
        case .code(let characters, let length):
            length.contains(text.utf8.count)
                && text.utf8.allSatisfy { Self.bytes(of: characters).contains($0) }
        case .word(let words): words.contains(text)
        case .postcode: text.wholeMatch(of: /[1-9][0-9]{3} ?[A-Za-z]{2}/) != nil
        case .date: CivilDate(text) != nil
        default: false
        }
    }

    /// The bytes of a class such as `A-Za-z0-9._-`; a hyphen at its end stands for itself.
    private static func bytes(of characters: String) -> Set<UInt8> {
        let marks = Array(characters.utf8)
        var bytes: Set<UInt8> = []
        var index = 0
        while index < marks.count {
            if index + 2 < marks.count, marks[index + 1] == UInt8(ascii: "-") {
                bytes.formUnion(marks[index]...marks[index + 2])
                index += 3
            } else {
                bytes.insert(marks[index])
                index += 1
            }
        }
        return bytes
    }

    /// A sentence that says what was wanted.
    private var expectation: String {
        switch self {
        case .text(let length):
            "Hier hoort een tekst van \(length.lowerBound) tot \(length.upperBound) tekens."
        case .code(let characters, let length):
            "Hier horen \(length.lowerBound) tot \(length.upperBound) tekens uit `\(characters)`."
        case .word(let words): "Kies een van: \(words.joined(separator: ", "))."
        case .whole(let range): "Hier hoort een heel getal van \(range.lowerBound) tot \(range.upperBound)."
        case .truth: "Hier hoort true of false."
        case .postcode: "Een postcode is vier cijfers en twee letters."
        case .date: "Hier hoort een datum, zoals 2026-03-31."
        case .nullable(let inner): inner.expectation
        default: "De waarde van dit veld klopt niet."
        }
    }
}

// MARK: - JSON Schema

extension APISchema {
    /// Writes the schema as a member, or as an element without a name.
    func write(_ name: String?, _ title: String? = nil, to json: inout JSONWriter) {
        json.open(name)
        if let title { json.member("description", title) }
        writeKeywords(to: &json)
        json.close()
    }

    private func writeKeywords(to json: inout JSONWriter) {
        switch self {
        case .text(let length):
            json.member("type", "string")
            json.member("minLength", length.lowerBound)
            json.member("maxLength", length.upperBound)
        case .code(let characters, let length):
            json.member("type", "string")
            json.member("pattern", "^[\(characters)]{\(length.lowerBound),\(length.upperBound)}$")
        case .word(let words):
            json.member("type", "string")
            json.member("enum", words)
        case .postcode:
            json.member("type", "string")
            json.member("pattern", "^[1-9][0-9]{3} ?[A-Za-z]{2}$")
        case .whole(let range):
            json.member("type", "integer")
            json.member("minimum", range.lowerBound)
            json.member("maximum", range.upperBound)
        case .truth: json.member("type", "boolean")
        case .date:
            json.member("type", "string")
            json.member("format", "date")
        case .moment:
            json.member("type", "string")
            json.member("format", "date-time")
        case .amount: json.member("type", "number")
        case .object(let fields): Self.writeObject(fields, to: &json)
        case .list(let element):
            json.member("type", "array")
            element.write("items", to: &json)
        case .named(let name): json.member("$ref", "#/components/schemas/\(name)")
        case .nullable(let inner):
            json.openList("anyOf")
            inner.write(nil, to: &json)
            json.open()
            json.member("type", "null")
            json.close()
            json.close()
        case .anything: break
        }
    }

    private static func writeObject(_ fields: [APIField], to json: inout JSONWriter) {
        json.member("type", "object")
        json.open("properties")
        for field in fields { field.schema.write(field.name, field.title, to: &json) }
        json.close()
        json.member("required", fields.filter(\.isRequired).map(\.name))
        json.member("additionalProperties", false)
    }
}
