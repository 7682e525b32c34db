// The records of creditors, A and B, as lines of NDJSON.
// In: what happened, to whom, and when it was written down. Out: bytes.
// Depends on: SyntheticText, SyntheticPopulation.

import Signals

/// When a line is written: the `time` of its envelope.
struct SyntheticMoment {
    var day: CivilDate
    /// Since midnight UTC.
    var second: Int
}

/// Writes whole lines, each as the system that sends it would.
struct SyntheticLines {
    var text = SyntheticText()
    let population: SyntheticPopulation

    private static let names = [
        "de Vries", "Jansen", "Bakker", "Yılmaz", "El Idrissi", "van den Berg", "Coëlho", "Kowalski",
        "Nguyễn", "Smit",
        "Mulder", "Özdemir", "de Jong", "Ramdin", "van Dijk", "Haddad", "Visser", "Sánchez", "Meijer", "Bos",
    ]
    private static let languages = ["nl", "nl", "nl", "nl", "en", "tr", "ar", "pl"]

    /// A signal. `births` are those of its household; `hasContact` says whether contact details come with it.
    mutating func signal(
        _ signal: SyntheticSignal, births: [CivilDate], hasContact: Bool, at moment: SyntheticMoment
    ) {
        let partner = SyntheticPartner.all[Int(signal.partner)]
        text.isSpaced = partner.style.isSpaced
        text.escapes = partner.style.escapes
        text.open()
        let event = signal.id &+ UInt64(signal.sending) &* 0x9e37_79b9
        switch partner.style.order {
        case 0:
            envelope(partner, event, "nl.schulden.vroegsignaal-ontvangen.v1", moment)
            signalData(signal, partner, births, hasContact)
        case 1:
            signalData(signal, partner, births, hasContact)
            envelope(partner, event, "nl.schulden.vroegsignaal-ontvangen.v1", moment)
        default:
            text.member("datacontenttype", constant: "application/json")
            signalData(signal, partner, births, hasContact)
            envelope(partner, event, "nl.schulden.vroegsignaal-ontvangen.v1", moment)
        }
        finish()
    }

    private mutating func signalData(
        _ signal: SyntheticSignal, _ partner: SyntheticPartner, _ births: [CivilDate], _ hasContact: Bool
    ) {
        text.key("data")
        text.open()
        let order = partner.style.order
        if order == 0 { identity(signal.id, partner) }
        if order == 2 { client(signal, partner, births) }
        text.key("bedrag")
        text.euros(Int(signal.amount), partner.style.amount)
        if order == 1 { client(signal, partner, births) }
        text.member("signaaldatum", CivilDate(dayNumber: signal.day))
        if signal.origin != .min { text.member("ontstaansdatum", CivilDate(dayNumber: signal.origin)) }
        if signal.isCrisis || order == 2 { text.member("crisissignaal", signal.isCrisis) }
        if signal.isWarm { text.member("warmeOverdracht", true) }
        if signal.reference != 0 {
            text.key("kenmerk")
            text.quote()
            text.bytes.append(partner.type.wireName.utf8.first ?? 0x58)
            text.bytes.append(0x2D)
            text.hexadecimal(signal.reference)
            text.quote()
        }
        if order == 0 { client(signal, partner, births) }
        if order != 0 { identity(signal.id, partner) }
        if hasContact { contact(signal) }
        text.close()
    }

    private mutating func identity(_ id: UInt64, _ partner: SyntheticPartner) {
        text.key("ID")
        text.quote()
        text.hexadecimal(id)
        text.quote()
        text.key("signaalpartner")
        text.open()
        if partner.style.order == 1 { text.member("naam", partner.name) }
        text.member("type", partner.type.wireName)
        if partner.style.order != 1 { text.member("naam", partner.name) }
        text.close()
    }

    private mutating func client(
        _ signal: SyntheticSignal, _ partner: SyntheticPartner, _ births: [CivilDate]
    ) {
        let birth = signal.person < 0 ? nil : births[Int(signal.person)]
        client(Int(signal.household), birth: birth, hasArea: partner.givesArea, partner.style)
    }

    mutating func client(_ household: Int, birth: CivilDate?, hasArea: Bool, _ style: SyntheticStyle) {
        let address = population.address(of: household)
        text.key("client")
        text.open()
        if style.order == 2, let birth { text.member("geboortedatum", birth) }
        if style.order != 1 { postcode(address.postcode, style) }
        text.key("huisnummer")
        if style.numberIsText { text.quote() }
        text.whole(address.number)
        if style.numberIsText { text.quote() }
        if !address.suffix.isEmpty {
            switch style.suffix {
            case .upper: text.member("huisnummertoevoeging", address.suffix)
            case .lower: text.member("huisnummertoevoeging", address.suffix.lowercased())
            case .hyphen: text.member("huisnummertoevoeging", "-" + address.suffix)
            }
        }
        if style.order == 1 { postcode(address.postcode, style) }
        if style.order != 2, let birth { text.member("geboortedatum", birth) }
        if hasArea { text.member("buurtcode", population.area(of: household)) }
        text.close()
    }

    private mutating func postcode(_ postcode: String, _ style: SyntheticStyle) {
        text.key("postcode")
        text.quote()
        for (place, byte) in postcode.utf8.enumerated() {
            if place == 4 && style.postcode == .spaced { text.bytes.append(0x20) }
            text.bytes.append(place >= 4 && style.postcode == .lower ? byte | 0x20 : byte)
        }
        text.quote()
    }

    /// Invented: example.nl is reserved for examples, and 06-00 is not handed out.
    private mutating func contact(_ signal: SyntheticSignal) {
        var draw = SyntheticDraw(
            population.seed, .contact, UInt64(signal.household),
            UInt64(bitPattern: Int64(max(0, signal.person))))
        text.key("contact")
        text.open()
        let initial = String(UnicodeScalar(UInt8(0x41 + draw.below(26))))
        text.member("naam", "\(initial). \(SyntheticLines.names[draw.below(SyntheticLines.names.count)])")
        let number = 100_000 + draw.below(900_000)
        if draw.below(10) < 8 { text.member("telefoon", "+31600\(number)") }
        if draw.below(10) < 7 { text.member("email", "bewoner\(number)@example.nl") }
        if draw.below(10) < 4 { text.member("taal", SyntheticLines.languages[draw.below(8)]) }
        text.close()
    }

    private mutating func envelope(
        _ partner: SyntheticPartner, _ event: UInt64, _ type: StaticString, _ moment: SyntheticMoment
    ) {
        let isFirst = partner.style.order == 0
        if isFirst { text.member("specversion", constant: "1.0") }
        text.key("id")
        text.quote()
        text.hexadecimal(event)
        text.quote()
        text.key("source")
        text.quote()
        text.raw("urn:nld:kvknr:9000")
        text.two(Int(partner.day))
        text.two(partner.share % 100)
        text.raw(":systeem:vroegsignalering")
        text.quote()
        text.member("type", constant: type)
        text.key("time")
        text.moment(moment.day, second: moment.second, zone: partner.style.zone)
        if isFirst {
            text.member("datacontenttype", constant: "application/json")
        } else {
            text.member("specversion", constant: "1.0")
        }
    }

    /// A withdrawal of a signal.
    mutating func withdrawal(
        _ signal: SyntheticSignal, reason: WithdrawalReason, births: [CivilDate], at moment: SyntheticMoment
    ) {
        let partner = SyntheticPartner.all[Int(signal.partner)]
        text.isSpaced = partner.style.isSpaced
        text.escapes = partner.style.escapes
        text.open()
        envelope(partner, signal.id ^ 0xb, "nl.schulden.vroegsignaal-ingetrokken.v1", moment)
        text.key("data")
        text.open()
        identity(signal.id, partner)
        client(signal, partner, births)
        text.member("datum", moment.day)
        text.member("reden", reason.wireName)
        text.close()
        finish()
    }

    mutating func finish() {
        text.close()
        text.bytes.append(0x0A)
    }
}
