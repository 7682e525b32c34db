// Pages that are the same for everybody: log-in, accessibility, and what went wrong.
// In: a frame, a refusal or problem. Out: HTML. Depends on: PageFrame.

/// The log-in page, for what access says of it.
package struct LogInForm {
    package var frame: PageFrame
    package var content: LogInPage

    package init(frame: PageFrame, content: LogInPage) {
        self.frame = frame
        self.content = content
        self.frame.formToken = content.token
    }

    private var say: Wording { frame.say }

    package func html() -> String {
        var values: PageValues = ["password": content.hasPasswords]
        values["failed"] = failure
        if content.hasProvider { values["provider"] = LogIn.startPath }
        return frame.page("login", title: say("Inloggen", "Log in"), values)
    }

    private var failure: String? {
        switch content.problem {
        case nil: nil
        case .wrong:
            say("Deze naam en dit wachtwoord horen niet bij elkaar.", "This name and password do not match.")
        case .tooMany(let seconds):
            say(
                "Te veel pogingen. Wacht \(seconds) seconden en probeer het opnieuw.",
                "Too many tries. Wait \(seconds) seconds and try again.")
        case .expired:
            say("Dit duurde te lang. Probeer het nog een keer.", "This took too long. Please try again.")
        case .noRole:
            say(
                "U hebt nog geen toegang tot Seinpost. Vraag uw beheerder om een rol.",
                "You have no access to Seinpost yet. Ask your administrator for a role.")
        case .unavailable:
            say("Inloggen lukt nu niet. Probeer het straks opnieuw.", "Log-in fails now. Try again later.")
        }
    }
}

/// A page that says one thing and where to go from there.
package struct MessagePage {
    package var frame: PageFrame
    package var title: String
    package var detail: String
    package var errors: [String] = []
    package var link: (href: String, label: String)
    /// A form that sends the same once more.
    package var retry: Retry?

    /// What is sent once more, and where to.
    package struct Retry {
        package var action: String
        package var fields: [String: String]
    }

    package init(
        frame: PageFrame, title: String, detail: String, errors: [String] = [],
        link: (href: String, label: String), retry: Retry? = nil
    ) {
        self.frame = frame
        self.title = title
        self.detail = detail
        self.errors = errors
        self.link = link
        self.retry = retry
    }

    package func html() -> String {
        var values: PageValues = ["detail": detail, "href": link.href, "label": link.label]
        if !errors.isEmpty { values["errors"] = ["list": errors] as PageValues }
        if let retry {
            let fields = retry.fields.sorted { $0.key < $1.key }
            values["retry"] =
                [
                    "action": retry.action,
                    "fields": fields.map { ["name": $0.key, "value": $0.value] as PageValues },
                ] as PageValues
        }
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
