// The language of a page: Dutch, or English for who asks for it.
// In: the cookie of the switch, `Accept-Language`. Out: one of two languages. Depends on: nothing.

/// Dutch comes first wherever nothing else was asked.
package enum Language: String, CaseIterable, Sendable {
    case dutch = "nl"
    case english = "en"

    /// The one that the switch goes to.
    package var other: Language { self == .dutch ? .english : .dutch }

    /// The cookie of the switch counts first, then the browser's wishes in their order, then Dutch.
    package static func chosen(cookie: String?, accepted: String?) -> Language {
        if let cookie, let language = Language(rawValue: cookie) { return language }
        var best: (language: Language, weight: Double)?
        for wish in (accepted ?? "").split(separator: ",").prefix(20) {
            let parts = wish.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
            guard let tag = parts.first?.split(separator: "-").first?.lowercased(),
                let language = Language(rawValue: tag)
            else { continue }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 }
            if weight ?? 1 > best?.weight ?? 0 { best = (language, weight ?? 1) }
        }
        return best?.language ?? .dutch
    }
}
