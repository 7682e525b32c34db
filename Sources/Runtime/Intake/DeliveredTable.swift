// A table that a partner delivers (CSV) as signals, by the pipeline's `columns`.
// In: a file, a pipeline. Out: one structured event for each row. Depends on: SwiftCSV, TableValue, InputFiles.

internal import Crypto
internal import Rules
internal import Signals
internal import SwiftCSV

/// The rows of one file, read whole: a table is small, and its reader works on text.
struct DeliveredTable {
    /// Why a table is none of ours; a sentence for whoever delivered it.
    struct Unreadable: Error { var sentence: String }

    static let byteLimit = 32 << 20

    private let mapping: TableMapping
    private let source: String
    private let rows: [(line: Int, cells: [String])]
    private let header: [String]
    private let key: SymmetricKey

    /// - Parameter key: makes the ids of rows.
    init(path: String, name: String, pipeline: Pipeline, key: [UInt8]) throws {
        mapping = try TableMapping(name: name, pipeline.columns)
        source = "\(pipeline.source):csv:\(mapping.partner)"
        self.key = SymmetricKey(data: key)
        let text = try Self.text(path)
        guard text.utf8.count(where: { $0 == UInt8(ascii: "\"") }).isMultiple(of: 2) else {
            throw Unreadable(sentence: "Er staat een aanhalingsteken te veel of te weinig in het bestand.")
        }
        let table: CSV<Enumerated>
        do {
            table = try CSV<Enumerated>(string: text, delimiter: Self.delimiter(text), loadColumns: false)
        } catch {
            throw Unreadable(sentence: "Het bestand is geen geldige CSV: een aanhalingsteken staat verkeerd.")
        }
        header = table.header.map { $0.trimmed }
        try mapping.check(header)
        var line = 2 + Self.lineEnds(table.header)
        var rows: [(line: Int, cells: [String])] = []
        for cells in table.rows {
            if cells.contains(where: { !$0.trimmed.isEmpty }) { rows.append((line, cells)) }
            line += 1 + Self.lineEnds(cells)
        }
        self.rows = rows
    }

    /// One event for each row that is not empty. The same row, delivered again whenever and in whatever file, is the
    /// same event.
    ///
    /// - Parameter time: the moment of recording; no part of an id.
    func events(time: Moment) -> DeliveryFile.Events {
        var events = DeliveryFile.Events(bytes: [], items: [])
        for row in rows {
            let fields = mapping.fields(row.cells, header)
            let start = events.bytes.count
            append(fields, time: time, to: &events.bytes)
            events.items.append((row.line, start..<events.bytes.count))
        }
        return events
    }

    private func append(_ fields: [String: String], time: Moment, to bytes: inout [UInt8]) {
        let data = TableValue.data(fields, partner: mapping.partner, type: mapping.type(fields))
        // With a key, since the values of a row could be guessed.
        let code = HMAC<SHA256>.authenticationCode(for: data, using: key).prefix(16)
        let id = "csv-" + code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        bytes.append(json: "{\"specversion\":\"1.0\",\"id\":")
        bytes.append(quoted: id)
        bytes.append(json: ",\"source\":")
        bytes.append(quoted: source)
        bytes.append(json: ",\"type\":")
        bytes.append(quoted: RecordType.signal.name)
        bytes.append(json: ",\"time\":")
        bytes.append(quoted: time.description)
        bytes.append(json: ",\"datacontenttype\":\"application/json\",\"data\":{")
        if !mapping.has("ID") {
            bytes.append(json: "\"ID\":")
            bytes.append(quoted: id)
            bytes.append(json: ",")
        }
        bytes.append(contentsOf: data)
        bytes.append(json: "}}")
    }

    // MARK: Text

    /// Unpacked. What is no UTF-8 is taken for Latin 1, as older programs write it.
    private static func text(_ path: String) throws -> String {
        var reader = try InputFiles(paths: [path]).open(0)
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = try block.withUnsafeMutableBytes { try reader.read(into: $0) }
            if count == 0 { break }
            bytes.append(contentsOf: block[..<count])
            guard bytes.count <= byteLimit else {
                throw Unreadable(
                    sentence: "Het bestand is te groot: hoogstens \(byteLimit >> 20) MiB. Knip het op.")
            }
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    /// `;` or `,`, whichever the first line has more of.
    private static func delimiter(_ text: String) -> CSVDelimiter {
        let first = text.prefix { !$0.isNewline }
        return first.count { $0 == "," } > first.count { $0 == ";" } ? .comma : .semicolon
    }

    private static func lineEnds(_ cells: [String]) -> Int {
        cells.reduce(0) { $0 + $1.count { $0.isNewline } }
    }
}

/// How one partner's table names our fields, and who that partner is.
struct TableMapping: Sendable {
    let partner: String
    private let columns: [ColumnMapping.Column]

    /// By the folder of the file (`haag-wonen/maart.csv`), or else by the beginning of its name
    /// (`haag-wonen-2026-03.csv`); the longest that fits.
    init(name: String, _ mappings: [ColumnMapping]) throws(DeliveredTable.Unreadable) {
        let parts = name.split(separator: "/")
        let found =
            if parts.count > 1 {
                mappings.first { $0.partner == parts[0] }
            } else {
                mappings.filter { Self.begins(name, with: $0.partner) }.max {
                    $0.partner.count < $1.partner.count
                }
            }
        guard let found else {
            throw DeliveredTable.Unreadable(
                sentence:
                    "De pipeline noemt geen kolommen voor dit bestand. Begin de naam van het bestand met de naam "
                    + "van de partner onder `columns`, of zet het in een map met die naam.")
        }
        partner = found.partner
        columns = found.columns
        guard has("type") else {
            throw DeliveredTable.Unreadable(
                sentence: "De pipeline noemt onder `columns` geen `type` voor `\(found.partner)`.")
        }
    }

    func has(_ field: String) -> Bool { columns.contains { $0.field == field } }

    /// Every column that is named must be there, so that one with another name is not taken for empty.
    func check(_ header: [String]) throws(DeliveredTable.Unreadable) {
        let missing = columns.filter { !isFixedType($0) && !header.contains($0.column) }.map(\.column)
        guard missing.isEmpty else {
            throw DeliveredTable.Unreadable(
                sentence: "Deze kolommen ontbreken: \(missing.joined(separator: ", ")).")
        }
    }

    /// Of one row, by our names; cells without text are left out.
    func fields(_ cells: [String], _ header: [String]) -> [String: String] {
        var fields: [String: String] = [:]
        for column in columns {
            guard let place = header.firstIndex(of: column.column), place < cells.count else { continue }
            let text = cells[place].trimmed
            if !text.isEmpty { fields[column.field] = text }
        }
        return fields
    }

    /// The kind of partner: written in the pipeline, or in a column.
    func type(_ fields: [String: String]) -> String? {
        columns.first(where: isFixedType)?.column ?? fields["type"]
    }

    private func isFixedType(_ column: ColumnMapping.Column) -> Bool {
        column.field == "type" && PartnerType(wireName: column.column) != nil
    }

    private static func begins(_ name: String, with partner: String) -> Bool {
        guard name.hasPrefix(partner) else { return false }
        return name.dropFirst(partner.count).first.map { "-_. ".contains($0) } ?? false
    }
}

extension String {
    fileprivate var trimmed: String {
        let isSpace = { (character: Character) in character.isWhitespace }
        let start = drop(while: isSpace)
        return String(start.dropLast(start.reversed().prefix(while: isSpace).count))
    }
}
