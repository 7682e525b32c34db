// Why a record could not be used: the closed list of reasons, and the fields they can name.
// In: nothing. Out: the `reden` of a dead letter. Depends on: nothing.

/// A field of `data`, by its path from there; `data` itself is the first.
package enum Field: String, CaseIterable, Sendable {
    case data
    case id = "ID"
    case partner = "signaalpartner"
    case partnerType = "signaalpartner.type"
    case partnerName = "signaalpartner.naam"
    case amount = "bedrag"
    case signalDate = "signaaldatum"
    case originDate = "ontstaansdatum"
    case crisis = "crisissignaal"
    case warmHandover = "warmeOverdracht"
    case reference = "kenmerk"
    case client
    case postcode = "client.postcode"
    case houseNumber = "client.huisnummer"
    case houseNumberSuffix = "client.huisnummertoevoeging"
    case clientBirthDate = "client.geboortedatum"
    case contact
    case contactName = "contact.naam"
    case contactPhone = "contact.telefoon"
    case contactMail = "contact.email"
    case contactLanguage = "contact.taal"
    case household = "huishouden"
    case person = "persoon"
    case birthDate = "geboortedatum"
    case origin = "bron"
    case date = "datum"
    case reason = "reden"
    case task = "taak"
    case worker = "medewerker"
    case team
    case takeover = "overname"
    case kind = "soort"
    case reached = "bereikt"
    case dayPart = "dagdeel"
    case result = "resultaat"
    case from = "vanaf"
    case until = "tot"
}

/// Why one record could not be used. Names the place and the rule, never the content: a record holds
/// personal data, and this value is logged, counted and published.
package enum DeadLetterReason: Hashable, Sendable {
    case tooLarge, notJSON, notCloudEvent, unknownType
    case missing(Field)
    case invalid(Field)
    case noAddress
    // From here on the engine's own, pipelines/README.md.
    case noLegalBasis, dateInFuture, tooLate, unknownTask

    /// The text on the wire and in every count.
    package var code: String {
        switch self {
        case .tooLarge: "te-groot"
        case .notJSON: "niet-json"
        case .notCloudEvent: "geen-cloudevent"
        case .unknownType: "onbekend-type"
        case .missing(let field): "ontbrekend-veld:\(field.rawValue)"
        case .invalid(let field): "ongeldig-veld:\(field.rawValue)"
        case .noAddress: "geen-adres"
        case .noLegalBasis: "geen-grondslag"
        case .dateInFuture: "datum-in-toekomst"
        case .tooLate: "te-laat"
        case .unknownTask: "onbekende-taak"
        }
    }
}

extension DeadLetterReason: CaseIterable {
    /// All that can be counted, so that a count that is still 0 can be shown too.
    package static var allCases: [DeadLetterReason] {
        [.tooLarge, .notJSON, .notCloudEvent, .unknownType] + Field.allCases.map { .missing($0) }
            + Field.allCases.map { .invalid($0) }
            + [.noAddress, .noLegalBasis, .dateInFuture, .tooLate, .unknownTask]
    }
}
