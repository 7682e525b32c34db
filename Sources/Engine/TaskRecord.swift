// A task at one revision, read back from what a replay or a journal wrote.
// In: one line of JSON. Out: typed fields for tables, tests and reports. Depends on: Foundation's decoder.

internal import FoundationEssentials
package import Signals

/// One record `nl.schulden.outreachtaak-gewijzigd.v1` (pipelines/README.md, "Records out").
package struct TaskRecord: Decodable, Sendable {
    package var id: String
    package var time: String
    package var data: TaskData

    /// Reads one line without its line feed.
    package init(line: some Collection<UInt8>) throws {
        self = try JSONDecoder().decode(TaskRecord.self, from: Data(line))
    }
}

/// The whole task at a revision.
package struct TaskData: Decodable, Sendable {
    /// `status`.
    package enum Status: String, Decodable, Sendable { case open, gesloten }

    /// `score`: in all, and the parts of the household and of the person.
    package struct Score: Decodable, Sendable {
        package var total: Int
        package var household: Int
        package var person: Int
        enum CodingKeys: String, CodingKey {
            case total = "totaal"
            case household = "huishouden"
            case person = "persoon"
        }
    }

    /// `bijdragen`: a rule that held.
    package struct Contribution: Decodable, Sendable {
        package var rule: String
        package var points: Int
        package var reason: String
        package var values: [String: TaskValue]
        package var signals: [String]
        enum CodingKeys: String, CodingKey {
            case rule = "regel"
            case points = "punten"
            case reason = "reden"
            case values = "waarden"
            case signals = "signalen"
        }
    }

    /// `signalen`: an attached signal.
    package struct Signal: Decodable, Sendable {
        package var id: String
        package var kind: String
        package var name: String?
        package var amount: Euros
        package var date: CivilDate
        package var withdrawn: String?
        enum CodingKeys: String, CodingKey {
            case id = "ID"
            case kind = "soort"
            case name = "naam"
            case amount = "bedrag"
            case date = "signaaldatum"
            case withdrawn = "ingetrokken"
        }
    }

    /// `volgendeActie`.
    package struct NextAction: Decodable, Sendable {
        package var kind: String
        package var from: CivilDate
        enum CodingKeys: String, CodingKey {
            case kind = "soort"
            case from = "vanaf"
        }
    }

    /// `pogingen`: a contact attempt.
    package struct Attempt: Decodable, Sendable {
        package var kind: String
        package var wasReached: Bool
        package var date: CivilDate
        package var dayPart: String?
        enum CodingKeys: String, CodingKey {
            case kind = "soort"
            case wasReached = "bereikt"
            case date = "datum"
            case dayPart = "dagdeel"
        }
    }

    /// `pijplijn`: which version of which pipeline the revision was made under.
    package struct PipelineStamp: Decodable, Sendable {
        package var id: String
        package var version: String
        package var hash: String
        enum CodingKeys: String, CodingKey {
            case id
            case version = "versie"
            case hash
        }
    }

    package var task: String
    package var revision: Int
    package var household: String
    package var person: String?
    package var status: Status
    package var taskClass: String
    package var score: Score
    package var contributions: [Contribution]
    package var signals: [Signal]
    package var area: String?
    package var opened: CivilDate
    package var due: CivilDate
    package var isLate: Bool
    package var next: NextAction?
    package var team: String
    package var worker: String?
    package var referrals: [String]
    package var attempts: [Attempt]
    package var result: String?
    package var closed: CivilDate?
    package var isSample: Bool
    package var pipeline: PipelineStamp
    package var today: CivilDate

    enum CodingKeys: String, CodingKey {
        case task = "taak"
        case revision = "revisie"
        case household = "huishouden"
        case person = "persoon"
        case status
        case taskClass = "klasse"
        case score
        case contributions = "bijdragen"
        case signals = "signalen"
        case area = "buurtcode"
        case opened = "geopend"
        case due = "uiterlijk"
        case isLate = "telaat"
        case next = "volgendeActie"
        case team
        case worker = "medewerker"
        case referrals = "verwijzingen"
        case attempts = "pogingen"
        case result = "resultaat"
        case closed = "gesloten"
        case isSample = "steekproef"
        case pipeline = "pijplijn"
        case today = "peildatum"
    }
}

/// The value of a measure as a task shows it.
package enum TaskValue: Decodable, Sendable, Equatable {
    case number(Double)
    case truth(Bool)
    case absent

    /// Reads the names of the wire.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .absent
        } else if let truth = try? container.decode(Bool.self) {
            self = .truth(truth)
        } else {
            self = .number(try container.decode(Double.self))
        }
    }
}

/// An amount as it stands in JSON, in whole cents.
package struct Euros: Decodable, Hashable, Sendable {
    package var cents: Int64

    /// Reads the names of the wire.
    package init(from decoder: any Decoder) throws {
        // Decimal is exact, so what has at most two decimals becomes a whole number.
        let scaled = try decoder.singleValueContainer().decode(Decimal.self) * 100
        guard let cents = Int64("\(scaled)") else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "an amount is a number of euros"))
        }
        self.cents = cents
    }
}

extension CivilDate: Decodable {
    /// Reads `YYYY-MM-DD`.
    package init(from decoder: any Decoder) throws {
        guard let date = CivilDate(try decoder.singleValueContainer().decode(String.self)) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "a date is YYYY-MM-DD"))
        }
        self = date
    }
}
