// `keys`: where the keys lie, in files or as credentials of systemd.
// In: the section. Out: paths, or findings. Depends on: ConfigurationReader, SmallFile.

internal import Rules

extension ConfigurationReader {
    /// More keys for contact details than anyone keeps.
    static let contactLimit = 16

    mutating func keys(_ fields: Fields) -> KeyFiles? {
        let section = section(fields, "keys", ConfigurationKeys.keys)
        let place = section?.node.place ?? fields.node.place
        let pseudonyms = pseudonyms(section, place)
        let contact = contact(section, place)
        guard let pseudonyms, let contact else { return nil }
        return KeyFiles(pseudonyms: pseudonyms, contact: contact)
    }

    private mutating func pseudonyms(_ section: Fields?, _ place: Place) -> String? {
        if let node = given(section, "pseudonyms", "keys.pseudonyms") { return path(node, "pseudonyms") }
        if let found = credential("pseudonym-key") {
            origins["keys.pseudonyms"] = .credential("pseudonym-key")
            return found
        }
        findings.error(
            place,
            "there is no key for pseudonyms; name its file in `keys.pseudonyms`, or give the systemd "
                + "credential `pseudonym-key`")
        return nil
    }

    private mutating func contact(_ section: Fields?, _ place: Place) -> [String]? {
        if let node = given(section, "contact", "keys.contact") {
            // One file may stand without brackets.
            let items = node.text == nil ? values.list(node, "contact") : [node]
            guard let items else { return nil }
            if items.isEmpty { findings.error(node.place, "`contact` is empty; name at least one key file") }
            if items.count > Self.contactLimit {
                findings.error(node.place, "`contact` holds more than \(Self.contactLimit) keys")
            }
            let paths = items.compactMap { path($0, "contact") }
            return paths.count == items.count && !paths.isEmpty ? paths : nil
        }
        let names = ["contact-key"] + (2...Self.contactLimit).map { "contact-key-\($0)" }
        let found = names.map { credential($0) }
        let paths = found.prefix { $0 != nil }.compactMap { $0 }
        if let later = found.indices.first(where: { $0 > paths.count && found[$0] != nil }) {
            findings.error(
                place,
                "there is a credential `\(names[later])` and no `\(names[paths.count])`; number them in a row"
            )
            return nil
        }
        guard !paths.isEmpty else {
            findings.error(
                place,
                "there is no key for contact details; name its file in `keys.contact`, or give the systemd "
                    + "credential `contact-key`")
            return nil
        }
        origins["keys.contact"] = .credential(paths.count == 1 ? "contact-key" : "contact-key …")
        return paths
    }

    private func credential(_ name: String) -> String? {
        surroundings.credentials.map { $0 + "/" + name }.flatMap { SmallFile.exists($0) ? $0 : nil }
    }
}
