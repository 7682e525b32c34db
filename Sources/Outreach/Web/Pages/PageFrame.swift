// What every page needs besides its own values: who looks, in which language, on which day.
// In: a request. Out: the values of the layout. Depends on: Wording, Permissions.

package import Rules
package import Signals

/// What the pages know of the municipality and its rules. Immutable.
package struct Site: Sendable {
    package var pipeline: Pipeline
    /// `Den Haag`.
    package var municipality: String

    /// Named after the pipeline's id, `den-haag`.
    package init(_ pipeline: Pipeline) {
        self.pipeline = pipeline
        municipality = pipeline.id.split(separator: "-")
            .map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " ")
    }

    /// 0 for the most urgent class; unknown ones count as the least urgent.
    func rank(of taskClass: String) -> Int {
        pipeline.classes.firstIndex { $0.id == taskClass } ?? max(0, pipeline.classes.count - 1)
    }

    /// `crisis` is shown in red whatever follows it; beyond four all look alike.
    func badge(of taskClass: String) -> Int { min(rank(of: taskClass), 3) }
}

/// A sentence above the page about what just happened.
package struct Notice: Sendable, Equatable {
    /// How it is shown.
    package enum Kind: String, Sendable { case done, problem }
    package var kind: Kind
    package var text: String

    package init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }
}

/// The frame of one page for one reader.
package struct PageFrame {
    package var site: Site
    /// nil before log-in.
    package var actor: Actor?
    package var language: Language
    /// What forms send back (``FormToken``).
    package var formToken = ""
    package var today: CivilDate
    /// Path and query of the page itself: where the language switch returns to.
    package var address: String
    package var notice: Notice?
    /// A new key for each form, so that one sent twice is done once.
    package var makeKey: () -> String = RandomToken.make

    package init(site: Site, actor: Actor?, language: Language, today: CivilDate, address: String) {
        self.site = site
        self.actor = actor
        self.language = language
        self.today = today
        self.address = address
    }

    var say: Wording { Wording(language) }

    func may(_ action: Action) -> Bool {
        actor.map { Permissions.scope(of: action, for: $0) > .none } ?? false
    }

    func may(_ action: Action, team: String) -> Bool {
        actor.map { Permissions.allow(action, for: $0, team: team) } ?? false
    }

    /// Fills a template.
    ///
    /// - Parameter live: whether the page follows the live feed.
    package func page(_ template: String, title: String, live: Bool = false, _ own: PageValues) -> String {
        var values = own
        values["title"] = title
        values["language"] = language.rawValue
        values["municipality"] = site.municipality
        values["pageAddress"] = address
        values["back"] = URLText.encoded(address)
        values["token"] = formToken
        values["live"] = live
        if let notice { values["notice"] = ["kind": notice.kind.rawValue, "text": notice.text] }
        if let actor { values["person"] = ["name": actor.name, "menu": menu] as PageValues }
        return Pages.shared.render(template, values, in: language)
    }

    private var menu: [PageValues] {
        let entries: [(String, String, Action)] = [
            ("/", say("Takenlijst", "Tasks"), .listTasks), ("/route", say("Looproute", "Route"), .readRoute),
            ("/team", say("Team", "Team"), .readOverview),
        ]
        let path = address.prefix { $0 != "?" }
        return entries.filter { may($0.2) }.map {
            ["href": $0.0, "label": $0.1, "current": path == $0.0]
        }
    }
}
