// The national exchange file DDAS vroegsignalering v1.2: signals, cases and contact attempts of a period.
// In: delivered signals with what became of them. Out: JSON in the order of the model, whole or in pages. Depends on:
// JSONValue.

package import Engine
package import Signals

/// Who delivers, as the model asks for it.
package struct DDASOrganisation: Sendable, Equatable {
    package var name: String
    /// Number in the trade register.
    package var kvk: String
    package var contactName: String
    package var contactRole: String
    package var contactMail: String
    package var contactPhone: String

    package init(
        name: String, kvk: String, contactName: String, contactRole: String, contactMail: String,
        contactPhone: String
    ) {
        self.name = name
        self.kvk = kvk
        self.contactName = contactName
        self.contactRole = contactRole
        self.contactMail = contactMail
        self.contactPhone = contactPhone
    }
}

/// A delivery: what goes in, before it is cut into pages.
package struct DDASDelivery: Sendable {
    package let period: ClosedRange<CivilDate>
    package let municipality: String
    package let organisation: DDASOrganisation
    /// The supplier with the version of the software.
    package let supplier: String
    /// RFC 3339, in UTC.
    package let deliveredAt: String
    package private(set) var signals: [(signal: DeliveredSignal, status: SignalStatus)] = []
    /// Each with the place in ``signals`` of the first one it shares, and those of all.
    package private(set) var cases: [(task: TaskData, signals: [Int])] = []
    /// Signals left out because nothing was decided about them, and because no address is known any more.
    package private(set) var withoutStatus = 0
    package private(set) var withoutAddress = 0

    /// Signals in one message at most.
    package static let mostSignals = 50_000

    /// - Parameter delivered: the signals of the period, each once.
    package init(
        period: ClosedRange<CivilDate>, municipality: String, organisation: DDASOrganisation,
        supplier: String,
        deliveredAt: String, delivered: [DeliveredSignal], outcomes: SignalOutcomes
    ) {
        self.period = period
        self.municipality = municipality
        self.organisation = organisation
        self.supplier = supplier
        self.deliveredAt = deliveredAt
        var places: [String: Int] = [:]
        for signal in delivered {
            guard let status = outcomes.status(of: signal)?.status else {
                withoutStatus += 1
                continue
            }
            guard signal.postcode != nil, signal.houseNumber != nil else {
                withoutAddress += 1
                continue
            }
            places[DDASDelivery.key(signal)] = signals.count
            signals.append((signal, status))
        }
        for task in outcomes.tasks {
            let own = task.signals.compactMap { signal in
                places[DDASDelivery.key(task.household, signal.kind, signal.name, signal.id)]
            }
            // A case without a signal of the period belongs to another delivery.
            if !own.isEmpty { cases.append((task, own.sorted())) }
        }
    }

    private static func key(_ signal: DeliveredSignal) -> String {
        key(signal.household.text(as: .household), signal.partner.wireName, signal.partnerName, signal.id)
    }

    private static func key(_ household: String, _ kind: String, _ name: String?, _ id: String) -> String {
        "\(household)\u{0}\(kind)\u{0}\(name ?? "")\u{0}\(id)"
    }

    /// Pages of so many signals; at least one.
    package func pages(of size: Int) -> Int { max(1, (signals.count + size - 1) / size) }

    /// One page; the first for a page that is not there. A case goes with its first signal, and tells of those on
    /// its page.
    ///
    /// - Parameters:
    ///   - number: from 1.
    ///   - size: signals on a page, 1 to ``mostSignals``.
    package func page(_ number: Int, of size: Int) -> JSONValue {
        let number = (1...pages(of: size)).contains(number) ? number : 1
        let range = min((number - 1) * size, signals.count)..<min(number * size, signals.count)
        let cases = self.cases.filter { range.contains($0.signals[0]) }
        return .members([
            "startdatumLevering": .text("\(period.lowerBound)"),
            "einddatumLevering": .text("\(period.upperBound)"),
            "aanleverdatumEnTijd": .text(deliveredAt),
            "codeGegevensleverancier": .text(supplier),
            "leveringen": .array([
                .members([
                    "teller": .count(number), "gemeentecode": .text(municipality),
                    "aanleverendeOrganisatie": organisationJSON,
                    "vroegsignalen": .array(signals[range].map { DDASDelivery.json($0.signal, $0.status) }),
                    "vroegsignaalzaken": .array(
                        cases.map { json($0.task, $0.signals.filter(range.contains)) }),
                ])
            ]),
        ])
    }

    /// Everything in one file.
    package var file: JSONValue { page(1, of: max(1, signals.count)) }

    private var organisationJSON: JSONValue {
        .members([
            "naam": .text(organisation.name), "kvk-nummer": .text(organisation.kvk),
            "contactpersonen": .array([
                .members([
                    "naam": .text(organisation.contactName),
                    "telefoonnummer": .text(organisation.contactPhone),
                    "email": .text(organisation.contactMail), "functietitel": .text(organisation.contactRole),
                ])
            ]),
        ])
    }

    private static func json(_ signal: DeliveredSignal, _ status: SignalStatus) -> JSONValue {
        .members([
            "ID": .text(signal.id), "crisissignaal": .truth(signal.isCrisis),
            "warmeOverdracht": signal.isWarmHandover.map { .truth($0) },
            // The model has whole euros; half a euro goes up.
            "bedrag": .count(Int((signal.amountCents + 50) / 100)),
            "ontstaansdatum": signal.originDate.map { .text("\($0)") },
            "signaaldatum": .text("\(signal.signalDate)"), "status": .text(status.wireName),
            "signaalpartner": .members(["type": .text(signal.partner.wireName)]),
            "client": .members([
                "geboortedatum": signal.birthDate.map { .text("\($0)") },
                "postcode": signal.postcode.map { .text($0) },
                "huisnummer": signal.houseNumber.map { .text($0) },
                "huisnummertoevoeging": signal.houseNumberSuffix.map { .text($0) },
            ]),
        ])
    }

    private func json(_ task: TaskData, _ places: [Int]) -> JSONValue {
        let dates = task.signals.map(\.date)
        return .members([
            "resultaat": task.result.map { .text($0) }, "matchingsdatum": .text("\(task.opened)"),
            "startdatumMatchingperiode": dates.min().map { .text("\($0)") },
            "datumOpgepakt": .text("\(task.opened)"),
            "einddatumMatchingperiode": dates.max().map { .text("\($0)") },
            "vroegsignalen": .array(places.map { .members(["ID": .text(signals[$0].signal.id)]) }.unique),
            "contactpogingen": .array(
                task.attempts.map { attempt in
                    .members([
                        "soort": .text(attempt.kind), "bereikt": .truth(attempt.wasReached),
                        "datum": .text("\(attempt.date)"), "dagdeel": attempt.dayPart.map { .text($0) },
                    ])
                }),
        ])
    }
}

extension [JSONValue] {
    /// Each value once, in order: two partners may have given the same ID.
    fileprivate var unique: [JSONValue] {
        reduce(into: []) { list, value in
            if !list.contains(value) { list.append(value) }
        }
    }
}
