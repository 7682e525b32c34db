// A revision of a task and a status as they stand on the wire, for tests to look at.
// In: a line of the log. Out: fields under their wire names. Depends on: Foundation's JSON.

import Foundation

/// The data of one task line, with the `time` of its envelope.
package struct TaskRevision: Decodable, Sendable {
    package var taak: String
    package var revisie: Int
    package var huishouden: String
    package var persoon: String?
    package var status: String
    package var klasse: String
    package var score: Score
    package var bijdragen: [Contribution]
    package var signalen: [Signal]
    package var buurtcode: String?
    package var geopend: String
    package var uiterlijk: String
    package var telaat: Bool
    package var volgendeActie: NextAction?
    package var team: String
    package var medewerker: String?
    package var verwijzingen: [String]
    package var pogingen: [Attempt]
    package var resultaat: String?
    package var gesloten: String?
    package var steekproef: Bool
    package var peildatum: String

    package struct Score: Decodable, Sendable, Equatable {
        package var totaal: Int
        package var huishouden: Int
        package var persoon: Int
    }
    package struct Contribution: Decodable, Sendable, Equatable {
        package var regel: String
        package var punten: Int
        package var reden: String
        package var waarden: [String: Value]
        package var signalen: [String]
    }
    package struct Signal: Decodable, Sendable, Equatable {
        package var id: String
        package var soort: String
        package var bedrag: Double
        package var signaaldatum: String
        package var ingetrokken: String?

        private enum CodingKeys: String, CodingKey {
            case id = "ID"
            case soort, bedrag, signaaldatum, ingetrokken
        }
    }
    package struct NextAction: Decodable, Sendable, Equatable {
        package var soort: String
        package var vanaf: String
    }
    package struct Attempt: Decodable, Sendable, Equatable {
        package var soort: String
        package var bereikt: Bool
        package var datum: String
        package var dagdeel: String?
    }

    package init(_ line: String) throws { self = try wireData(of: line) }

    /// `Telefoon 2026-03-02`, or nil.
    package var next: String? { volgendeActie.map { "\($0.soort) \($0.vanaf)" } }
    package var rules: [String] { bijdragen.map(\.regel) }
}

/// What a measure was worth: money in cents.
package enum Value: Decodable, Sendable, Equatable {
    case absent
    case bool(Bool)
    case number(Double)

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .absent
        } else if let bool = try? container.decode(Bool.self) {
            self = .bool(bool)
        } else {
            self = .number(try container.decode(Double.self))
        }
    }
}

/// The data of one status line.
package struct StatusLine: Decodable, Sendable {
    package var id: String
    package var status: String
    package var datum: String

    private enum CodingKeys: String, CodingKey {
        case id = "ID"
        case status, datum
    }

    package init(_ line: String) throws { self = try wireData(of: line) }
}

/// The data of one dead letter.
package struct DeadLetterLine: Decodable, Sendable {
    package var reden: String
    package var bron: String
    package var datum: String?
    package init(_ line: String) throws { self = try wireData(of: line) }
}

private struct Envelope<Content: Decodable>: Decodable { var data: Content }

private func wireData<Content: Decodable>(of line: String) throws -> Content {
    try JSONDecoder().decode(Envelope<Content>.self, from: Data(line.utf8)).data
}
