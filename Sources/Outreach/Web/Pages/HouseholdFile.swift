// What a worker opened of a household: who lives there, how to reach them, what colleagues noted.
// In: details with their seals broken. Out: values of the template `contact`. Depends on: OutreachDesk.

internal import FoundationEssentials
package import Signals

/// Contact details and notes that may be shown once, to the one who asked.
package struct HouseholdFile {
    package var contacts: [ContactCard] = []
    package var notes: [Note] = []

    /// A worker's note on this task.
    package struct Note: Equatable {
        package var text: String
        package var worker: String
        package var time: String
    }

    /// Says nothing of what no key opens but that it is there.
    package init(_ details: [OpenedDetails]) {
        for detail in details {
            switch detail.kind {
            case .contact(_, let partner, _):
                guard let plain = detail.plain, let card = ContactCard(json: plain) else { continue }
                // The partners of one household mostly say the same.
                if let known = contacts.firstIndex(where: { $0.isSame(as: card) }) {
                    contacts[known].partners.append(partner)
                } else {
                    contacts.append(card)
                    contacts[contacts.count - 1].partners = [partner]
                }
            case .note(_, _, let worker, let time):
                let written = detail.plain.flatMap {
                    try? JSONDecoder().decode(NoteText.self, from: Data($0))
                }
                if let written { notes.append(Note(text: written.tekst, worker: worker, time: time)) }
            }
        }
    }

    private struct NoteText: Decodable { var tekst: String }
}

/// One person or address as a partner delivered it.
package struct ContactCard: Equatable {
    package var home: String
    package var name: String?
    package var phone: String?
    package var mail: String?
    package var language: String?
    package var born: CivilDate?
    package var partners: [String] = []

    init?(json: [UInt8]) {
        guard let delivered = try? JSONDecoder().decode(Delivered.self, from: Data(json)) else { return nil }
        let client = delivered.client
        home = [
            client?.postcode.map(Self.spaced), client?.huisnummer?.text, client?.huisnummertoevoeging,
        ].compactMap(\.self).joined(separator: " ")
        name = delivered.contact?.naam
        phone = delivered.contact?.telefoon
        mail = delivered.contact?.email
        language = delivered.contact?.taal
        born = client?.geboortedatum.flatMap { CivilDate($0) }
    }

    /// `2512 AB`, as it stands on a letter.
    private static func spaced(_ postcode: String) -> String {
        postcode.count == 6 ? "\(postcode.prefix(4)) \(postcode.suffix(2).uppercased())" : postcode
    }

    func isSame(as other: ContactCard) -> Bool {
        var other = other
        other.partners = partners
        return self == other
    }

    /// `client` and `contact` of a signal, as written.
    private struct Delivered: Decodable {
        struct Client: Decodable {
            var postcode: String?
            var huisnummer: NumberOrText?
            var huisnummertoevoeging: String?
            var geboortedatum: String?
        }
        struct Contact: Decodable {
            var naam: String?
            var telefoon: String?
            var email: String?
            var taal: String?
        }
        var client: Client?
        var contact: Contact?
    }

    private struct NumberOrText: Decodable {
        var text: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int.self) {
                text = String(number)
            } else {
                text = try container.decode(String.self)
            }
        }
    }

    func values(_ say: Wording) -> PageValues {
        var values: PageValues = [:]
        values["name"] = name
        values["home"] = home.isEmpty ? nil : home
        if let phone {
            var link: PageValues = ["text": phone]
            link["link"] = Self.telephoneLink(phone)
            values["phone"] = link
        }
        if let mail {
            var link: PageValues = ["text": mail]
            link["link"] = Self.mailLink(mail)
            values["mail"] = link
        }
        var more: [String] = []
        if let born { more.append(say("geboren \(say.date(born))", "born \(say.date(born))")) }
        if let language { more.append(say("taal: \(language)", "language: \(language)")) }
        if !partners.isEmpty {
            let kinds = say.list(Set(partners).sorted().map(say.code))
            more.append(say("volgens \(kinds)", "according to \(kinds)"))
        }
        values["more"] = more.isEmpty ? nil : more.joined(separator: " · ")
        return values
    }

    /// Only what is a number of a telephone and nothing else.
    static func telephoneLink(_ text: String) -> String? {
        let digits = text.unicodeScalars.filter { !" -().".unicodeScalars.contains($0) }
        let isNumber = digits.enumerated().allSatisfy { place, scalar in
            ("0"..."9").contains(scalar) || (place == 0 && scalar == "+")
        }
        guard isNumber, (6...16).contains(digits.count) else { return nil }
        return "tel:" + String(String.UnicodeScalarView(digits))
    }

    static func mailLink(_ text: String) -> String? {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), text.utf8.count <= 254 else {
            return nil
        }
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
                || "@._%+-".unicodeScalars.contains(scalar)
        }
        return isPlain ? "mailto:" + URLText.encoded(String(parts[0])) + "@" + parts[1] : nil
    }
}
