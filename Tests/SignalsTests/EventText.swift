// Events as JSON text for the tests of this target: a good one of each type, and changes to it by path.
// In: paths and raw JSON. Out: lines, decoded batches. Depends on: Signals.

import Testing

@testable import Signals

/// An object with its members in order, each a raw JSON value or an object.
struct Members {
    indirect enum Value {
        case raw(String)
        case object(Members)
    }
    var entries: [(name: String, value: Value)] = []

    /// Sets the value at a path of names; nil takes it out.
    mutating func set(_ path: [Substring], _ raw: String?) {
        let name = String(path[0])
        let index = entries.firstIndex { $0.name == name }
        if path.count > 1 {
            var inner = Members()
            if let index, case .object(let members) = entries[index].value { inner = members }
            inner.set(Array(path.dropFirst()), raw)
            put(name, .object(inner), at: index)
        } else if let raw {
            put(name, .raw(raw), at: index)
        } else if let index {
            entries.remove(at: index)
        }
    }

    private mutating func put(_ name: String, _ value: Value, at index: Int?) {
        if let index { entries[index].value = value } else { entries.append((name, value)) }
    }

    var text: String {
        let members = entries.map { entry in
            switch entry.value {
            case .raw(let raw): "\"\(entry.name)\":\(raw)"
            case .object(let members): "\"\(entry.name)\":\(members.text)"
            }
        }
        return "{\(members.joined(separator: ","))}"
    }
}

/// A change to an event: a path such as `data.client.postcode` and the raw JSON there, or nil for nothing.
struct Change: CustomTestStringConvertible, Sendable {
    var path: String
    var raw: String?
    init(_ path: String, _ raw: String?) {
        self.path = path
        self.raw = raw
    }
    var testDescription: String { "\(path) = \(raw ?? "nothing")" }
}

enum EventText {
    static let household = "h1_0123456789abcdef0123456789abcdef"
    static let person = "p1_fedcba9876543210fedcba9876543210"

    /// A line of this type with every field that it may have, changed.
    static func line(_ type: RecordType, _ changes: [Change] = []) -> String {
        var event = Members()
        let envelope = [
            ("specversion", "\"1.0\""), ("id", "\"17\""), ("source", "\"urn:nld:kvk:1\""),
            ("type", "\"\(type.name)\""), ("time", "\"2026-03-02T09:30:00Z\""),
            ("datacontenttype", "\"application/json\""),
        ]
        for (name, raw) in envelope { event.set([Substring(name)], raw) }
        for (path, raw) in fields(type) { event.set("data.\(path)".split(separator: "."), raw) }
        for change in changes { event.set(change.path.split(separator: "."), change.raw) }
        return event.text
    }

    private static let partner = [
        ("signaalpartner.type", "\"Huur\""), ("signaalpartner.naam", "\"Woonbron\""),
    ]
    private static let client = [
        ("client.postcode", "\"2511AB\""), ("client.huisnummer", "\"12\""),
        ("client.huisnummertoevoeging", "\"a\""),
        ("client.geboortedatum", "\"2003-04-05\""), ("client.buurtcode", "\"BU05183284\""),
    ]
    private static let task = [("huishouden", "\"\(household)\""), ("taak", "\"T0123456789ab-20260302\"")]

    private static func fields(_ type: RecordType) -> [(String, String)] {
        let date = ("datum", "\"2026-03-02\"")
        switch type {
        case .signal:
            let own = [
                ("bedrag", "620.5"), ("signaaldatum", "\"2026-03-02\""), ("ontstaansdatum", "\"2026-01-02\""),
                ("crisissignaal", "true"), ("warmeOverdracht", "false"), ("kenmerk", "\"K-1\""),
            ]
            let contact = [
                ("contact.naam", "\"J. Yılmaz\""), ("contact.telefoon", "\"+31600000000\""),
                ("contact.email", "\"j@example.nl\""), ("contact.taal", "\"tr\""),
            ]
            return [("ID", "\"S-1\"")] + partner + own + client + contact
        case .withdrawal: return [("ID", "\"S-1\"")] + partner + client + [date, ("reden", "\"regeling\"")]
        case .assignment:
            return task + [date, ("medewerker", "\"m1\""), ("team", "\"escamp\""), ("overname", "true")]
        case .attempt:
            let kind = [("soort", "\"SMS/Whatsapp\""), ("bereikt", "true")]
            return task + kind + [date, ("dagdeel", "\"Avond\""), ("medewerker", "\"m1\"")]
        case .closing:
            return task + [("resultaat", "\"Inwoner is overleden\""), date, ("medewerker", "\"m1\"")]
        case .circumstance:
            return client + [
                ("soort", "\"pauzeknop\""), ("vanaf", "\"2026-03-02\""), ("tot", "\"2026-04-02\""),
            ]
        case .day: return [date]
        case .erasure: return client
        }
    }
}

/// Decodes text in tests.
enum Decoding {
    static func decoder(_ keying: RecordDecoder.Keying = .address) throws -> RecordDecoder {
        RecordDecoder(zone: try #require(CivilZone(name: "Europe/Amsterdam")), keying: keying)
    }

    /// The bytes of a file, decoded as one pass with room after it.
    static func batch(
        _ bytes: some Sequence<UInt8>, _ keying: RecordDecoder.Keying = .address, startsFile: Bool = true,
        slack: Int = RecordBatch.slack
    ) throws -> RecordBatch {
        var decoder = try decoder(keying)
        var batch = RecordBatch()
        batch.bytes = Array(bytes)
        let count = batch.bytes.count
        batch.bytes += [UInt8](repeating: 0x22, count: slack)
        decoder.decode(lines: 0..<count, firstLine: 1, startsFile: startsFile, into: &batch)
        return batch
    }

    /// What one line becomes.
    static func one(
        _ line: String, _ keying: RecordDecoder.Keying = .address
    ) throws -> (batch: RecordBatch, decoded: Decoded) {
        let batch = try batch(line.utf8, keying)
        return (batch, try #require(batch.items.first).decoded)
    }

    static func record(_ line: String, _ keying: RecordDecoder.Keying = .address) throws -> (
        RecordBatch, Record
    ) {
        let (batch, decoded) = try one(line, keying)
        guard case .record(let record) = decoded else {
            Issue.record("\(code(decoded)) for \(line)")
            throw NotARecord()
        }
        return (batch, record)
    }

    struct NotARecord: Error {}

    /// The code of a dead letter, or `ok`.
    static func code(_ decoded: Decoded) -> String {
        switch decoded {
        case .record: "ok"
        case .deadLetter(let reason): reason.code
        }
    }
}

/// The same numbers every time (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
