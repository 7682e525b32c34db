// The templates, each in both languages, ready to be filled.
// In: a page's name and its values. Out: HTML or XML. Depends on: Mustache, Templates/.

internal import Mustache

/// What a template is filled with. A dictionary and no struct: mustache would reflect on a struct for each variable.
package typealias PageValues = [String: Any]

/// The pages by name. Immutable.
///
/// A template holds its texts in both languages, `[[Werklijst|Worklist]]`, and is read once for each of them.
package struct Pages: Sendable {
    private let libraries: [Language: MustacheLibrary]

    /// Every template; a fault in one is ours.
    package static let shared = Pages(Self.templates)

    /// The templates by name.
    package static let templates: [String: String] = [
        "layout": LayoutTemplate.page, "worklist": WorklistTemplate.page, "row": WorklistTemplate.row,
        "task": TaskTemplate.page, "why": TaskTemplate.why, "attempt": TaskActionTemplate.attempt,
        "actions": TaskActionTemplate.actions, "history": TaskTemplate.history,
        "contact": ContactTemplate.section,
        "route": RouteTemplate.page, "overview": OverviewTemplate.page, "login": PlainTemplate.login,
        "accessibility": PlainTemplate.accessibility, "message": PlainTemplate.message,
        "atom": AtomTemplate.feed,
    ]

    init(_ templates: [String: String]) {
        MustacheContentTypes.register(Markup(), named: Markup.name)
        var libraries: [Language: MustacheLibrary] = [:]
        for language in Language.allCases {
            var library = MustacheLibrary()
            for (name, text) in templates {
                // Here and not in each file, so that none can forget how its values are escaped.
                let source = "{{% CONTENT_TYPE:\(Markup.name)}}" + Self.inOneLanguage(text, language)
                do {
                    try library.register(source, named: name)
                } catch {
                    preconditionFailure("the template \(name) cannot be read: \(error)")
                }
            }
            libraries[language] = library
        }
        self.libraries = libraries
    }

    /// The page; `name` is one of ours.
    package func render(_ name: String, _ values: PageValues, in language: Language) -> String {
        guard let text = libraries[language]?.render(values, withTemplate: name) else {
            preconditionFailure("there is no template \(name)")
        }
        return text
    }

    /// `[[Dutch|English]]` becomes one of the two.
    static func inOneLanguage(_ text: String, _ language: Language) -> String {
        var result = ""
        var rest = Substring(text)
        while let start = rest.firstRange(of: "[["), let end = rest[start.upperBound...].firstRange(of: "]]")
        {
            result += rest[..<start.lowerBound]
            let texts = rest[start.upperBound..<end.lowerBound].split(
                separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
            precondition(texts.count == 2, "a text of a template is there in both languages: \(texts)")
            result += language == .dutch ? texts[0] : texts[1]
            rest = rest[end.upperBound...]
        }
        return result + rest
    }
}
