// The code lists of the national model DDAS vroegsignalering v1.2 and of Seinpost's own records.
// In: wire texts. Out: one-byte values in the model's order. Depends on: nothing.

/// A closed list of texts on the wire; the raw value is the place in the list and never travels.
package protocol CodeList: RawRepresentable<UInt8>, CaseIterable, Hashable, Sendable {
    /// The texts as they stand on the wire, in order of raw value.
    static var wireNames: [String] { get }
}

extension CodeList {
    package var wireName: String { Self.wireNames[Int(rawValue)] }

    /// The value with this wire text, byte for byte; nil when the list has none. Linear: lists are short.
    package init?(wireName: some StringProtocol) {
        guard let place = Self.wireNames.firstIndex(where: { $0 == wireName }) else { return nil }
        self.init(rawValue: UInt8(place))
    }
}

/// Who may signal (DDAS `EnumSignaalpartner`).
package enum PartnerType: UInt8, CodeList {
    case belastingdienst, cakEigenBijdrage, cakZorgverzekeringen, dienstToeslagen, duo, energie, huur,
        hypotheek
    case overige, water, zorg
    package static let wireNames = [
        "Belastingdienst", "CAK Eigen bijdrage", "CAK Zorgverzekeringen", "Dienst Toeslagen", "DUO",
        "Energie", "Huur",
        "Hypotheek", "Overige", "Water", "Zorg",
    ]
}

/// What became of one signal (DDAS `EnumSignaalstatus`).
package enum SignalStatus: UInt8, CodeList {
    case alBekendBijSchuldhulp, overleden, andereReden, herhaaldeMelding, onterechtSignaal, nogNietOpgepakt,
        opgepakt
    case geenInwoner
    package static let wireNames = [
        "Inwoner al bekend bij schuldhulpverlening", "Inwoner is overleden", "Niet opgepakt: andere reden",
        "Niet opgepakt: herhaalde melding", "Niet opgepakt: onterecht signaal", "Nog niet opgepakt",
        "Opgepakt",
        "Persoon is geen inwoner (meer) in de gemeente",
    ]
}

/// How contact was sought (DDAS `EnumContactsoort`).
package enum ContactKind: UInt8, CodeList {
    case administratief, afspraakOpLocatie, brief, huisbezoek, kaartje, mail, onbekend, overige, smsWhatsapp,
        telefoon
    package static let wireNames = [
        "Administratief", "Afspraak op locatie", "Brief", "Huisbezoek", "Kaartje", "Mail", "Onbekend",
        "Overige",
        "SMS/Whatsapp", "Telefoon",
    ]
}

/// Part of the day (DDAS `EnumDagdeel`).
package enum DayPart: UInt8, CodeList {
    case ochtend, middag, avond
    package static let wireNames = ["Ochtend", "Middag", "Avond"]
}

/// How a task ended (DDAS `EnumEindresultaat`).
package enum TaskResult: UInt8, CodeList {
    case adviesOfQuickFix, definitiefGeenContact, geenReactieNaContact, alBekendBijSchuldhulp,
        anderLopendTraject
    case zelfBetaald, overleden, regeltHetZelf, andereReden, herhaaldeMelding, onterechtSignaal, geenInwoner
    case vervolghulp, vervolghulpFinancieel, vervolghulpNietFinancieel, verwijzingZonderTussenkomst
    package static let wireNames = [
        "(Budget)advies en/of quick fix", "Definitief geen contact kunnen krijgen",
        "Geen reactie na eerder contact",
        "Inwoner al bekend bij schuldhulpverlening", "Inwoner heeft al een ander lopend traject",
        "Inwoner heeft zelf al betaald/betalingsregeling getroffen", "Inwoner is overleden",
        "Inwoner regelt het zelf/hoeft geen hulp vanuit vroegsignalering", "Niet opgepakt: andere reden",
        "Niet opgepakt: herhaalde melding", "Niet opgepakt: onterecht signaal",
        "Persoon is geen inwoner (meer) in de gemeente", "Vervolghulp en/of verwijzing",
        "Vervolghulp en/of verwijzing financieel", "Vervolghulp en/of verwijzing niet financieel",
        "Verwijzing zonder tussenkomst inwoner",
    ]
}

/// Why a partner withdraws a signal (record B).
package enum WithdrawalReason: UInt8, CodeList {
    case betaald, regeling, onterecht
    package static let wireNames = ["betaald", "regeling", "onterecht"]
}

/// A circumstance of a household or a person (record F).
package enum CircumstanceKind: UInt8, CodeList {
    case schuldhulp, pauzeknop, afgemeld, overleden, vertrokken, minderjarigeKinderen
    package static let wireNames = [
        "schuldhulp", "pauzeknop", "afgemeld", "overleden", "vertrokken", "minderjarige-kinderen",
    ]
}

/// A set of partner types, as bits by raw value; empty stands for "any" where a filter is meant.
package struct PartnerSet: OptionSet, Hashable, Sendable {
    package var rawValue: UInt16
    @inlinable package init(rawValue: UInt16) { self.rawValue = rawValue }
    /// The set of one kind.
    package init(_ partner: PartnerType) { rawValue = 1 << UInt16(partner.rawValue) }
}
