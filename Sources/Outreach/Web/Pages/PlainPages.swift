// Pages that are the same for everybody: log-in, accessibility, and what went wrong.
// In: a frame, a refusal or problem. Out: HTML. Depends on: PageFrame.

package struct LogInForm {
    package var frame: PageFrame
    /// Why the last try failed.
    package var failure: String?
    /// Whether there are users in a file.
    package var asksPassword: Bool
    /// Where the log-in of the organisation begins.
    package var provider: String?
    package var destination: String?

    package init(
        frame: PageFrame, failure: String? = nil, asksPassword: Bool, provider: String? = nil,
        destination: String? = nil
    ) {
        self.frame = frame
        self.failure = failure
        self.asksPassword = asksPassword
        self.provider = provider
        self.destination = destination
    }

    package func html() -> String {
        var values: PageValues = ["password": asksPassword]
        values["failed"] = failure
        values["provider"] = provider
        values["destination"] = destination
        return frame.page("login", title: frame.say("Inloggen", "Log in"), values)
    }
}

/// A page that says one thing and where to go from there.
package struct MessagePage {
    package var frame: PageFrame
    package var title: String
    package var detail: String
    package var errors: [String] = []
    package var link: (href: String, label: String)

    package init(
        frame: PageFrame, title: String, detail: String, errors: [String] = [],
        link: (href: String, label: String)
    ) {
        self.frame = frame
        self.title = title
        self.detail = detail
        self.errors = errors
        self.link = link
    }

    package func html() -> String {
        var values: PageValues = ["detail": detail, "href": link.href, "label": link.label]
        if !errors.isEmpty { values["errors"] = ["list": errors] as PageValues }
        return frame.page("message", title: title, values)
    }
}

extension PageFrame {
    /// `/toegankelijkheid`.
    package func accessibilityPage() -> String {
        page("accessibility", title: say("Toegankelijkheid", "Accessibility"), [:])
    }

    /// Why somebody was turned away.
    package func refusalPage(_ refusal: Refusal) -> String {
        let (title, detail) = words(of: refusal)
        let isLogIn = refusal == .unauthenticated || (refusal == .forgedForm && actor == nil)
        let link =
            isLogIn
            ? ("/inloggen", say("Naar inloggen", "To log-in"))
            : ("/", say("Naar de takenlijst", "To the task list"))
        return MessagePage(frame: self, title: title, detail: detail, link: link).html()
    }

    private func words(of refusal: Refusal) -> (String, String) {
        guard language == .english else { return (refusal.title, refusal.detail) }
        switch refusal {
        case .unauthenticated: return ("You are not logged in.", "Log in and try again.")
        case .forbidden:
            return ("You may not see or do this.", "Ask your team lead if you need it for your work.")
        case .forgedForm:
            return ("This form is no longer valid.", "Open the page again and retry. Nothing has changed.")
        case .notFound:
            return ("This address does not exist.", "Check the address, or start again at your task list.")
        case .tooMany(let seconds):
            return ("You send too many requests.", "Wait \(seconds) seconds and try again.")
        case .tooLarge(let limit):
            return ("The message is too large.", "At most \(limit) bytes. Nothing was kept.")
        case .tooSlow: return ("The message came in too slowly.", "Try again. Nothing was kept.")
        case .wrongType: return ("We cannot read this kind of message.", "Use a form of this website.")
        case .unavailable(let seconds):
            return ("Log-in is not possible now.", "Try again in \(seconds) seconds.")
        }
    }
}
