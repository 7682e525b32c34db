// The forms of a task page: each becomes a wish of the desk, as the API's actions do.
// In: fields of forms. Out: redirects to what came of it, or the page with what went wrong. Depends on: OutreachDesk.

internal import HTTPTypes
internal import Hummingbird
internal import Signals

struct TaskForms: Sendable {
    let routes: WebRoutes

    func add(to table: inout RouteTable) {
        let forms: [(path: String, action: Action, read: @Sendable (Form) throws -> (TaskWish, String))] = [
            (
                "oppakken", .claim,
                { ($0.wish(.assign(to: $0.actor.id, team: nil, isTakeover: $0.isTakeover)), "opgepakt") }
            ),
            (
                "teruggeven", .giveBack,
                { ($0.wish(.assign(to: nil, team: nil, isTakeover: false)), "teruggegeven") }
            ),
            ("toewijzen", .assignToOther, Self.assignment),
            ("pogingen", .registerAttempt, Self.attempt),
            ("afsluiten", .close, Self.closing),
        ]
        for (path, action, read) in forms {
            routes.post("/taken/{taak}/\(path)", .action(action), &table) { try await perform($0, read) }
        }
        routes.post("/taken/{taak}/contact", .action(.openContact), &table, openContact)
    }

    /// What a form says, about which task, of whom.
    struct Form: Sendable {
        var fields: [String: String]
        var actor: Actor
        var task: String

        var isTakeover: Bool { fields["overname"] == "ja" }

        /// A note that says something.
        var note: String? {
            fields["notitie"].flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
        }

        /// The key that the form was given when it was shown; what is no key is not taken for one.
        var key: String {
            guard let key = fields["sleutel"], (8...128).contains(key.utf8.count),
                key.utf8.allSatisfy({ Self.letters.contains($0) })
            else { return RandomToken.make() }
            return key
        }
        private static let letters = Set(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)

        func wish(_ deed: WorkerAction.Deed, date: CivilDate? = nil, ifMatch: String? = nil) -> TaskWish {
            TaskWish(task: task, deed: deed, date: date, key: key, ifMatch: ifMatch, note: note)
        }
    }

    // MARK: From fields to wishes

    private static func assignment(_ form: Form) throws(DeskProblem) -> (TaskWish, String) {
        let worker = form.fields["medewerker"] ?? ""
        guard !worker.isEmpty, worker.utf8.count <= 100, worker == worker.printable else {
            throw .invalid([FieldProblem("medewerker", "ongeldig", "Vul in naar welke collega de taak gaat.")]
            )
        }
        // Who divides the work may also take it from a colleague.
        return (form.wish(.assign(to: worker, team: nil, isTakeover: true)), "toegewezen")
    }

    private static func attempt(_ form: Form) throws(DeskProblem) -> (TaskWish, String) {
        var problems: [FieldProblem] = []
        let kind = form.fields["soort"].flatMap { ContactKind(wireName: $0) }
        if kind == nil {
            problems.append(FieldProblem("soort", "ongeldig", "Kies hoe u contact hebt gezocht."))
        }
        let wasReached = ["ja": true, "nee": false][form.fields["bereikt"] ?? ""]
        if wasReached == nil {
            problems.append(FieldProblem("bereikt", "ongeldig", "Kies of u iemand hebt bereikt."))
        }
        let part = form.fields["dagdeel"].flatMap { $0.isEmpty ? nil : $0 }
        if let part, DayPart(wireName: part) == nil {
            problems.append(FieldProblem("dagdeel", "ongeldig", "Kies een deel van de dag."))
        }
        let day = form.fields["datum"].flatMap { $0.isEmpty ? nil : $0 }
        if let day, CivilDate(day) == nil {
            problems.append(FieldProblem("datum", "ongeldig", "Vul een datum in."))
        }
        guard problems.isEmpty, let kind, let wasReached else { throw .invalid(problems) }
        let deed = WorkerAction.Deed.attempt(
            kind: kind, wasReached: wasReached, dayPart: part.flatMap { DayPart(wireName: $0) })
        let isNote = kind == .administratief && form.note != nil
        return (form.wish(deed, date: day.flatMap { CivilDate($0) }), isNote ? "notitie" : "poging")
    }

    private static func closing(_ form: Form) throws(DeskProblem) -> (TaskWish, String) {
        guard let result = form.fields["resultaat"].flatMap({ TaskResult(wireName: $0) }) else {
            throw .invalid([FieldProblem("resultaat", "ongeldig", "Kies hoe het is afgelopen.")])
        }
        // Who closes must have seen what came in last.
        let tag = form.fields["revisie"].flatMap { Int($0) }.map { "\"\(form.task).\($0)\"" }
        return (form.wish(.close(result), ifMatch: tag), "afgesloten")
    }

    // MARK: Answers

    private func perform(
        _ page: PageRequest, _ read: @Sendable (Form) throws -> (TaskWish, String)
    ) async throws -> Response {
        let history = try await routes.history(page)
        let form = Form(
            fields: try await page.form(), actor: try page.context.actor, task: history.newest.task)
        do {
            let (wish, done) = try read(form)
            let task = try await routes.desk.perform(wish, page.context)
            let path = try task.data().address
            return PageRequest.redirect(to: URLText.address(path, [("gedaan", done)]))
        } catch let problem as DeskProblem {
            return try await answer(problem, page, form)
        }
    }

    private func answer(_ problem: DeskProblem, _ page: PageRequest, _ form: Form) async throws -> Response {
        let history = try await routes.history(page)
        let address = try history.newest.data().address
        var frame = page.frame(address: address)
        let say = frame.say
        let (status, text): (HTTPResponse.Status, String)
        switch problem {
        case .notFound: throw Refusal.notFound
        case .changed:
            (status, text) = (
                .preconditionFailed,
                say(
                    "De taak is intussen veranderd. Er is niets gedaan. Kijk hieronder hoe de taak nu is.",
                    "The task changed meanwhile. Nothing was done. See below how it is now.")
            )
        case .conflict:
            let holder = history.newest.worker.map {
                say(" Nu heeft \($0) de taak.", " Now \($0) has the task.")
            }
            (status, text) = (
                .conflict, say("Iemand anders was eerder.", "Somebody else was first.") + (holder ?? "")
            )
        case .invalid(let faults):
            (status, text) = (.badRequest, faults.map(\.title).joined(separator: " "))
        case .unavailable, .late:
            return retryPage(problem, page, frame, form)
        }
        frame.notice = Notice(.problem, text)
        return PageRequest.html(try WebRoutes.view(frame, history).html(), status)
    }

    /// The same again, with the same key: done once however often it is sent.
    private func retryPage(
        _ problem: DeskProblem, _ page: PageRequest, _ frame: PageFrame, _ form: Form
    ) -> Response {
        let say = frame.say
        let isWritten = if case .late = problem { true } else { false }
        var fields = form.fields
        fields["sleutel"] = form.key
        let view = MessagePage(
            frame: frame,
            title: isWritten
                ? say("Dit is nog niet verwerkt", "This is not processed yet")
                : say("Wij kunnen dit nu niet bewaren", "We cannot save this now"),
            detail: isWritten
                ? say(
                    "Uw invoer is bewaard. Kijk over een paar seconden opnieuw.",
                    "Your input is saved. Look again in a few seconds.")
                : say(
                    "Er is niets verloren: wat u invulde staat nog in dit scherm. Probeer het zo opnieuw.",
                    "Nothing is lost: what you entered is still on this screen. Try again in a moment."),
            link: (frame.address, say("Terug naar de taak", "Back to the task")),
            retry: MessagePage.Retry(action: page.request.uri.path, fields: fields))
        var response = PageRequest.html(view.html(), .serviceUnavailable)
        response.headers[.retryAfter] = "5"
        return response
    }

    /// Shown in the answer to the form, and nowhere else: it has no address of its own.
    private func openContact(_ page: PageRequest) async throws -> Response {
        let history = try await routes.history(page)
        let task = history.newest.task
        do {
            let file = HouseholdFile(try await routes.desk.details(of: task, page.context))
            let frame = page.frame(address: try history.newest.data().address)
            return PageRequest.html(try WebRoutes.view(frame, history, file: file).html())
        } catch let problem as DeskProblem {
            return try await answer(
                problem, page, Form(fields: try await page.form(), actor: try page.context.actor, task: task))
        }
    }
}
