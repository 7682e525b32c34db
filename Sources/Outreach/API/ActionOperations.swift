// What workers do with a task: take it, give it back, put attempts on record, close it.
// In: checked requests. Out: the task as it is afterwards. Depends on: OutreachDesk, APIOperation.

internal import HTTPTypes
internal import Hummingbird
internal import Signals

/// The operations that write.
struct ActionOperations: Sendable {
    let desk: OutreachDesk

    var all: [APIOperation] { [assign, giveBack, attempt, close] }

    private static let note = APIField(
        "notitie", .text(1...4_000), "Voor collega's; wordt verzegeld bewaard zoals contactgegevens.")
    private static let date = APIField("datum", .date, "Zonder datum: vandaag. Niet in de toekomst.")

    private var assign: APIOperation {
        operation(
            "toewijzen", "Een taak oppakken, of aan een collega geven", .claim,
            [
                APIField(
                    "medewerker", .code(characters: "!-~", 1...128), "Wie de taak krijgt; zonder naam uzelf."),
                APIField("team", .code(characters: "a-z0-9-", 1...64), "Het team dat de taak verder houdt."),
                APIField("overname", .truth, "Ook als een collega de taak heeft."),
            ]
        ) { request in
            .assign(
                to: try request.text("medewerker") ?? request.context.actor.id, team: request.text("team"),
                isTakeover: request.flag("overname") ?? false)
        }
    }

    private var giveBack: APIOperation {
        operation("teruggeven", "Een taak teruggeven", .giveBack, []) { _ in
            .assign(to: nil, team: nil, isTakeover: false)
        }
    }

    private var attempt: APIOperation {
        operation(
            "contactpogingen", "Een contactpoging vastleggen", .registerAttempt,
            [
                APIField("soort", .codes(ContactKind.self), required: true, "Hoe contact is gezocht."),
                APIField("bereikt", .truth, required: true, "Of er contact was."), Self.date,
                APIField("dagdeel", .codes(DayPart.self), "Deel van de dag."), Self.note,
            ]
        ) { request in
            .attempt(
                kind: request.code("soort", ContactKind.self) ?? .onbekend,
                wasReached: request.flag("bereikt") ?? false, dayPart: request.code("dagdeel", DayPart.self))
        }
    }

    private var close: APIOperation {
        operation(
            "afsluiten", "Een taak afsluiten", .close,
            [
                APIField("resultaat", .codes(TaskResult.self), required: true, "Hoe de taak eindigde."),
                Self.date, Self.note,
            ]
        ) { request in .close(request.code("resultaat", TaskResult.self) ?? .andereReden) }
    }

    /// They are all alike: a path below the task, a key, an entity tag, a body, the task as answer.
    private func operation(
        _ name: String, _ summary: String, _ action: Action, _ fields: [APIField],
        _ deed: @escaping @Sendable (APIRequest) throws -> WorkerAction.Deed
    ) -> APIOperation {
        let desk = desk
        return APIOperation(
            id: name, method: .post, path: "/v1/taken/{taak}/\(name)", access: .action(action),
            summary: summary, parameters: [APIOperation.task, APIOperation.key, APIOperation.ifMatch],
            body: .object(fields),
            answer: APIAnswer(title: "De taak zoals die nu is.", schema: .named("Taak"), hasEntityTag: true),
            problems: [.conflict, .preconditionFailed, .serviceUnavailable],
            perform: { request in
                let wish = TaskWish(
                    task: request["taak"] ?? "", deed: try deed(request), date: request.date("datum"),
                    key: request["Idempotency-Key"] ?? "", ifMatch: request["If-Match"],
                    note: request.text("notitie"))
                let task = try await desk.perform(wish, request.context)
                var json = JSONWriter()
                json.element(json: task.json.utf8)
                return Response.json(json, tag: task.entityTag)
            })
    }
}
