// What is answered to a delivery that cannot be taken in (RFC 9457), in Dutch that a supplier's colleague can read.
// In: statuses, faults. Out: JSON without anything of the records. Depends on: Signals, HTTPTypes.

internal import HTTPTypes
internal import Signals

/// One kind of refusal.
struct DeliveryProblem: Sendable {
    var status: HTTPResponse.Status
    /// The last part of `type`, a name that stays.
    var name: String
    var title: String
    var detail: String
    /// Faults of the records of a batch by index; of a single event 0.
    var faults: [(index: Int, fault: RecordFault)] = []

    static let notFound = DeliveryProblem(
        status: .notFound, name: "niet-gevonden", title: "Dit adres bestaat niet.",
        detail: "Signalen levert u aan op /v1/signalen, zonder schuine streep aan het eind.")
    static let wrongMethod = DeliveryProblem(
        status: .methodNotAllowed, name: "verkeerde-methode", title: "Dit kan hier niet.",
        detail: "Op dit adres kunt u alleen signalen aanleveren, met POST.")
    static let wrongType = DeliveryProblem(
        status: .unsupportedMediaType, name: "verkeerd-soort-bericht",
        title: "Dit soort bericht kunnen wij niet lezen.",
        detail: "Gebruik Content-Type application/cloudevents+json, application/cloudevents-batch+json, of "
            + "application/json met ce-kopregels. De tekst is UTF-8 en niet ingepakt.")
    static let tooSlow = DeliveryProblem(
        status: .requestTimeout, name: "te-langzaam", title: "Het bericht kwam te langzaam binnen.",
        detail: "Lever het bericht opnieuw aan. Er is niets bewaard.")
    static let unavailable = DeliveryProblem(
        status: .serviceUnavailable, name: "nu-niet", title: "Wij kunnen nu niets aannemen.",
        detail: "Lever hetzelfde bericht straks opnieuw aan. Dubbel aanleveren kan geen kwaad.")

    static func tooLarge(_ form: DeliveryForm) -> DeliveryProblem {
        DeliveryProblem(
            status: .contentTooLarge, name: "te-groot", title: "Het bericht is te groot.",
            detail: form == .batch
                ? "Een bericht met meer signalen is hoogstens \(DeliveryLimits.batchBytes) bytes en "
                    + "\(DeliveryLimits.batchRecords) signalen."
                : "Een signaal is hoogstens \(DeliveryLimits.recordBytes) bytes.")
    }

    static func invalid(_ faults: [(index: Int, fault: RecordFault)]) -> DeliveryProblem {
        DeliveryProblem(
            status: .badRequest, name: "ongeldige-levering", title: "De levering klopt niet.",
            detail: "Er is niets van bewaard. Herstel de fouten en lever alles opnieuw aan.", faults: faults)
    }

    var json: [UInt8] {
        var json: [UInt8] = []
        json.append(json: "{\"type\":")
        json.append(quoted: "urn:seinpost:probleem:\(name)")
        json.append(json: ",\"title\":")
        json.append(quoted: title)
        json.append(json: ",\"status\":")
        json.append(contentsOf: String(status.code).utf8)
        json.append(json: ",\"detail\":")
        json.append(quoted: detail)
        if !faults.isEmpty { json.append(json: ",\"errors\":[") }
        for (place, fault) in faults.enumerated() {
            json.append(json: place == 0 ? "{\"index\":" : ",{\"index\":")
            json.append(contentsOf: String(fault.index).utf8)
            json.append(json: ",\"field\":")
            json.append(quoted: fault.fault.field)
            json.append(json: ",\"reason\":")
            json.append(quoted: fault.fault.reason.code)
            json.append(json: ",\"title\":")
            json.append(quoted: fault.fault.title)
            json.append(json: "}")
        }
        json.append(json: faults.isEmpty ? "}\n" : "]}\n")
        return json
    }
}

extension RecordFault {
    /// For people, at level B1.
    var title: String {
        switch reason {
        case .tooLarge: "Dit signaal is te groot."
        case .notJSON: "Dit is geen geldige JSON."
        case .notCloudEvent:
            field.isEmpty ? "Dit is geen CloudEvent." : "Dit veld van het CloudEvent ontbreekt of klopt niet."
        case .unknownType: "Dit soort record nemen wij niet aan."
        case .missing: "Dit veld ontbreekt."
        case .invalid: "De waarde van dit veld klopt niet."
        case .noAddress: "Postcode en huisnummer ontbreken. Alleen een burgerservicenummer is niet genoeg."
        case .noLegalBasis, .dateInFuture, .tooLate, .unknownTask: "Dit record kunnen wij niet gebruiken."
        }
    }
}
