// The table of what makes a dead letter: changes to a good event, and the code that they lead to.

import Testing

@testable import Signals

/// A good event of a type with some changes, and what becomes of it.
struct DeadLetterCase: CustomTestStringConvertible, Sendable {
    var type: RecordType
    var code: String
    var changes: [Change]
    init(_ type: RecordType, _ code: String, _ changes: Change...) {
        self.type = type
        self.code = code
        self.changes = changes
    }
    var testDescription: String { "\(type) \(changes.map(\.testDescription)) is \(code)" }
}

extension DeadLetterCase {
    static let envelope: [DeadLetterCase] = {
        var cases = [
            DeadLetterCase(.day, "onbekend-type", Change("type", "\"nl.schulden.dag-begonnen.v2\"")),
            DeadLetterCase(.day, "onbekend-type", Change("type", "\"x\""), Change("data", nil)),
            DeadLetterCase(.day, "geen-cloudevent", Change("type", "\"x\""), Change("time", "\"x\"")),
            DeadLetterCase(.day, "geen-cloudevent", Change("specversion", "\"1.1\"")),
            DeadLetterCase(.day, "geen-cloudevent", Change("specversion", "1.0")),
            DeadLetterCase(.day, "geen-cloudevent", Change("time", "\"2026-03-02\"")),
            DeadLetterCase(.day, "geen-cloudevent", Change("time", "\"1899-12-31T12:00:00Z\"")),
            DeadLetterCase(.day, "geen-cloudevent", Change("time", "\"2199-12-31T23:30:00Z\"")),
            DeadLetterCase(.day, "ok", Change("time", "\"2199-12-31T22:30:00Z\"")),
            DeadLetterCase(.day, "ok", Change("specversion", "\"1\\u002e0\"")),
            DeadLetterCase(.day, "ok", Change("time", "\"2026-03-02T09:30:00\\u005a\"")),
            DeadLetterCase(.day, "ok", Change("type", "\"nl.schulden.dag\\u002dbegonnen.v1\"")),
            DeadLetterCase(.day, "ontbrekend-veld:data", Change("data", nil)),
            DeadLetterCase(.day, "ontbrekend-veld:data", Change("data", "null")),
            DeadLetterCase(.day, "ongeldig-veld:data", Change("data", "[]")),
            DeadLetterCase(.day, "ongeldig-veld:data", Change("data", "\"{}\"")),
            DeadLetterCase(
                .day, "ok", Change("datacontenttype", "5"), Change("subject", "{}"), Change("extra", "[1]")),
        ]
        for name in ["specversion", "id", "source", "type", "time"] {
            for raw in [nil, "null", "\"\"", "5", "true", "{}", "[]"] as [String?] {
                cases.append(DeadLetterCase(.day, "geen-cloudevent", Change(name, raw)))
            }
        }
        return cases
    }()

    static let missing: [DeadLetterCase] = {
        let required: [(RecordType, [String])] = [
            (
                .signal,
                [
                    "ID", "signaalpartner", "signaalpartner.type", "bedrag", "signaaldatum", "client",
                    "client.postcode",
                    "client.huisnummer",
                ]
            ),
            (
                .withdrawal,
                [
                    "ID", "signaalpartner", "signaalpartner.type", "client", "client.postcode",
                    "client.huisnummer", "datum", "reden",
                ]
            ),
            (.assignment, ["huishouden", "taak", "datum"]),
            (.attempt, ["huishouden", "taak", "soort", "bereikt", "datum"]),
            (.closing, ["huishouden", "taak", "resultaat", "datum"]),
            (.circumstance, ["client", "client.postcode", "client.huisnummer", "soort", "vanaf"]),
            (.day, ["datum"]),
            (.erasure, ["client", "client.postcode", "client.huisnummer"]),
        ]
        var cases = [
            DeadLetterCase(.assignment, "ontbrekend-veld:medewerker", Change("data.medewerker", nil)),
            DeadLetterCase(.assignment, "ok", Change("data.medewerker", "null")),
            DeadLetterCase(
                .signal, "ontbrekend-veld:client", Change("data.client", nil),
                Change("data.huishouden", "null")),
        ]
        for (type, paths) in required {
            for path in paths {
                for raw in [nil, "null"] as [String?] {
                    cases.append(DeadLetterCase(type, "ontbrekend-veld:\(path)", Change("data.\(path)", raw)))
                }
            }
        }
        return cases
    }()

    static let invalid: [DeadLetterCase] = {
        let dates = ["5", "\"2026-02-29\"", "\"\"", "\"2026-3-02\"", "\"2200-01-01\"", "{}", "true"]
        let texts = ["5", "true", "{}", "[]"]
        let filled = texts + ["\"\""]
        let booleans = ["\"true\"", "1", "{}", "\"\""]
        let numbers = [
            "\"0\"", "0", "-1", "12.5", "100000", "\"100000\"", "\"12a\"", "\"\"", "true", "{}", "1e5",
            "\"1e1\"",
        ]
        let fields: [(RecordType, String, [String])] = [
            (.signal, "ID", filled), (.signal, "signaalpartner", ["5", "\"x\"", "[]", "true"]),
            (.signal, "signaalpartner.type", ["5", "\"huur\"", "\"Huur \"", "\"\"", "\"CAK\"", "{}"]),
            (.signal, "signaalpartner.naam", texts),
            (.signal, "bedrag", ["\"620\"", "-1", "0.001", "10000000.01", "true", "{}", "[]"]),
            (.signal, "signaaldatum", dates), (.signal, "ontstaansdatum", dates),
            (.signal, "crisissignaal", booleans),
            (.signal, "warmeOverdracht", booleans), (.signal, "kenmerk", texts),
            (.signal, "client", ["5", "\"x\"", "[]", "true"]),
            (.signal, "client.postcode", ["5", "\"0511AB\"", "\"2511A\"", "\"\"", "{}"]),
            (.signal, "client.huisnummer", numbers),
            (.signal, "client.huisnummertoevoeging", texts), (.signal, "client.geboortedatum", dates),
            (.signal, "huishouden", ["5", "\"h1_\"", "\"\""]), (.signal, "contact", ["5", "\"x\"", "[]"]),
            (.signal, "contact.naam", texts), (.signal, "contact.telefoon", texts),
            (.signal, "contact.email", texts),
            (.signal, "contact.taal", texts), (.signal, "bron", texts), (.withdrawal, "datum", dates),
            (.withdrawal, "reden", ["5", "\"Betaald\"", "\"\""]),
            (.assignment, "huishouden", ["5", "\"h1_\"", "\"\""]),
            (.assignment, "taak", filled), (.assignment, "datum", dates), (.assignment, "medewerker", filled),
            (.assignment, "team", filled), (.assignment, "overname", booleans),
            (.attempt, "soort", ["5", "\"brief\"", "\"\""]), (.attempt, "bereikt", booleans),
            (.attempt, "datum", dates),
            (.attempt, "dagdeel", ["5", "\"Nacht\"", "\"\""]), (.attempt, "medewerker", filled),
            (.attempt, "taak", filled),
            (.closing, "resultaat", ["5", "\"Opgepakt\"", "\"\""]), (.closing, "datum", dates),
            (.closing, "medewerker", filled), (.circumstance, "soort", ["5", "\"Pauzeknop\"", "\"\""]),
            (.circumstance, "vanaf", dates), (.circumstance, "tot", dates), (.day, "datum", dates),
            (.day, "bron", texts),
            (.erasure, "client.postcode", ["5"]), (.erasure, "bron", texts),
        ]
        return fields.flatMap { type, path, raws in
            raws.map { DeadLetterCase(type, "ongeldig-veld:\(path)", Change("data.\(path)", $0)) }
        }
    }()

    static let order: [DeadLetterCase] = {
        let noAddress = [
            Change("data.client.burgerservicenummer", "\"123456782\""), Change("data.client.postcode", nil),
            Change("data.client.huisnummer", nil),
        ]
        func known(_ code: String, _ changes: Change...) -> DeadLetterCase {
            var example = DeadLetterCase(.signal, code)
            example.changes = noAddress + changes
            return example
        }
        return [
            DeadLetterCase(
                .signal, "ontbrekend-veld:client",
                Change("data.ID", "5"), Change("data.client", nil)),
            DeadLetterCase(.signal, "ontbrekend-veld:ID", Change("data.ID", nil), Change("data.client", nil)),
            DeadLetterCase(
                .signal, "ontbrekend-veld:bedrag", Change("data.bedrag", nil), Change("data.client", nil)),
            DeadLetterCase(.signal, "ongeldig-veld:ID", Change("data.ID", "5"), Change("data.bron", "5")),
            DeadLetterCase(
                .signal, "ongeldig-veld:contact.taal", Change("data.contact.taal", "5"),
                Change("data.bron", "5")),
            DeadLetterCase(
                .signal, "ongeldig-veld:huishouden", Change("data.huishouden", "5"),
                Change("data.contact", "5")),
            DeadLetterCase(
                .signal, "ongeldig-veld:client.geboortedatum", Change("data.huishouden", "5"),
                Change("data.client.geboortedatum", "5")),
            DeadLetterCase(
                .signal, "ongeldig-veld:kenmerk", Change("data.kenmerk", "5"), Change("data.client", "5")),
            // A parent before its children, and no missing child of an invalid parent.
            DeadLetterCase(.signal, "ongeldig-veld:client", Change("data.client", "5")),
            DeadLetterCase(.signal, "ongeldig-veld:signaalpartner", Change("data.signaalpartner", "[]")),
            DeadLetterCase(
                .signal, "ontbrekend-veld:signaaldatum", Change("data.signaalpartner", "5"),
                Change("data.signaaldatum", nil)),
            DeadLetterCase(
                .signal, "ongeldig-veld:signaalpartner.type", Change("data.signaalpartner.type", "5"),
                Change("data.signaalpartner.naam", "5")),
            DeadLetterCase(
                .attempt, "ongeldig-veld:soort", Change("data.soort", "5"), Change("data.bereikt", "5"),
                Change("data.datum", "5")),
            DeadLetterCase(
                .attempt, "ongeldig-veld:dagdeel", Change("data.dagdeel", "5"), Change("data.medewerker", "5")
            ),
            DeadLetterCase(
                .attempt, "ongeldig-veld:huishouden", Change("data.huishouden", "5"), Change("data.taak", "5")
            ),
            DeadLetterCase(
                .closing, "ongeldig-veld:resultaat", Change("data.resultaat", "5"),
                Change("data.datum", "5")),
            DeadLetterCase(
                .assignment, "ongeldig-veld:datum", Change("data.datum", "5"),
                Change("data.medewerker", "5")),
            DeadLetterCase(
                .assignment, "ongeldig-veld:medewerker", Change("data.medewerker", "5"),
                Change("data.team", "5"), Change("data.overname", "5")),
            DeadLetterCase(
                .withdrawal, "ongeldig-veld:client.postcode", Change("data.client.postcode", "5"),
                Change("data.datum", "5")),
            DeadLetterCase(
                .withdrawal, "ongeldig-veld:datum", Change("data.datum", "5"), Change("data.reden", "5")),
            DeadLetterCase(
                .circumstance, "ongeldig-veld:huishouden", Change("data.huishouden", "5"),
                Change("data.soort", "5")),
            DeadLetterCase(
                .circumstance, "ongeldig-veld:vanaf", Change("data.vanaf", "5"), Change("data.tot", "5")),
            // Known by citizen number alone: only when nothing else is wrong, and only without both parts.
            known("geen-adres"), known("ontbrekend-veld:ID", Change("data.ID", nil)),
            known("ongeldig-veld:bedrag", Change("data.bedrag", "-1")),
            known("ongeldig-veld:bron", Change("data.bron", "5")),
            known("ongeldig-veld:client.geboortedatum", Change("data.client.geboortedatum", "5")),
            known("ontbrekend-veld:client.huisnummer", Change("data.client.postcode", "\"2511AB\"")),
            known("ontbrekend-veld:client.postcode", Change("data.client.huisnummer", "5")),
            known("ontbrekend-veld:client.postcode", Change("data.client.burgerservicenummer", "null")),
            known("geen-adres", Change("data.client.burgerservicenummer", "5")),
            known("geen-adres", Change("data.huishouden", "\"\(EventText.household)\"")),
            known("ok", Change("data.client.postcode", "\"2511AB\""), Change("data.client.huisnummer", "5")),
        ]
    }()

    static let ignored: [DeadLetterCase] = [
        DeadLetterCase(.signal, "ok", Change("data.client.buurtcode", "5")),
        DeadLetterCase(.signal, "ok", Change("data.client.buurtcode", "{}")),
        DeadLetterCase(.signal, "ok", Change("data.client.buurtcode", "\"x\"")),
        DeadLetterCase(
            .signal, "ok", Change("data.persoon", "5"), Change("data.geboortedatum", "5"),
            Change("data.buurtcode", "[]")),
        DeadLetterCase(.signal, "ok", Change("data.huishouden", "\"\(EventText.household)\"")),
        DeadLetterCase(
            .signal, "ok", Change("data.kenmerk", "\"\""), Change("data.signaalpartner.naam", "\"\"")),
        DeadLetterCase(.signal, "ok", Change("data.client.huisnummertoevoeging", "\"\"")),
        DeadLetterCase(.signal, "ok", Change("data.contact", "null")),
        DeadLetterCase(.signal, "ok", Change("data.contact", "{}")),
        DeadLetterCase(.signal, "ok", Change("data.contact.naam", "\"\"")),
        DeadLetterCase(.signal, "ok", Change("data.bron", "\"\"")),
        DeadLetterCase(
            .signal, "ok", Change("data.datum", "5"), Change("data.soort", "5"), Change("data.taak", "{}")),
        DeadLetterCase(.assignment, "ok", Change("data.client", "5"), Change("data.persoon", "5")),
        DeadLetterCase(.attempt, "ok", Change("data.dagdeel", nil), Change("data.medewerker", "null")),
        DeadLetterCase(.day, "ok", Change("data.client", "5"), Change("data.medewerker", "5")),
        DeadLetterCase(
            .signal, "ok", Change("data.crisissignaal", "null"), Change("data.warmeOverdracht", nil)),
    ]
}
