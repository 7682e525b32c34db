// Looking at tasks: lists, one task with its history, an address, contact details, teams.
// In: checked requests. Out: JSON answers. Depends on: OutreachDesk, APIOperation.

internal import Engine
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Signals

/// The operations that change nothing.
struct TaskOperations: Sendable {
    let desk: OutreachDesk

    var all: [APIOperation] { [list, search, file, details, teams] }

    private static let pageSize = 50

    private var list: APIOperation {
        APIOperation(
            id: "takenLijst", method: .get, path: "/v1/taken", access: .action(.listTasks),
            summary: "Taken, de dringendste uiterste dag eerst",
            parameters: [
                APIParameter("team", in: .query, .text(1...64), "Taken van dit team."),
                APIParameter("medewerker", in: .query, .text(1...128), "Taken die deze medewerker heeft."),
                APIParameter("klasse", in: .query, .text(1...64), "Taken van deze klasse."),
                APIParameter(
                    "status", in: .query, .word(["open", "gesloten", "alle"]), "Zonder deze keuze: open."),
                APIParameter("telaat", in: .query, .truth, "Of de uiterste dag voorbij is zonder poging."),
                APIParameter(
                    "soort", in: .query, .codes(PartnerType.self), "Met een signaal van deze soort partner."),
                APIParameter("actie", in: .query, .codes(ContactKind.self), "Met deze volgende actie."),
                APIParameter(
                    "wijk", in: .query, .code(characters: "A-Z0-9", 1...10),
                    "Begin van een CBS-buurtcode, zoals BU051833."),
                APIParameter("page", in: .query, .whole(1...100_000), "Bladzijde, vanaf 1."),
                APIParameter(
                    "pageSize", in: .query, .whole(1...200), "Taken per bladzijde; zonder keuze 50."),
            ], answer: APIAnswer(title: "Een bladzijde met taken.", schema: .named("Taken")),
            perform: { request in
                var filter = TaskFilter(
                    teams: Permissions.teams(of: .listTasks, for: try request.context.actor))
                filter.team = request["team"]
                filter.worker = request["medewerker"]
                filter.taskClass = request["klasse"]
                filter.isOpen = ["open": true, "gesloten": false][request["status"] ?? "open"]
                filter.isLate = request.truth("telaat")
                filter.kind = request["soort"].flatMap { PartnerType(wireName: $0) }
                filter.action = request["actie"].flatMap { ContactKind(wireName: $0) }
                filter.area = request["wijk"]
                let (page, size) = (request.whole("page") ?? 1, request.whole("pageSize") ?? Self.pageSize)
                let found = try await desk.board.tasks(filter, offset: (page - 1) * size, limit: size)
                return Self.answer(found, page, size, request)
            })
    }

    private var search: APIOperation {
        APIOperation(
            id: "takenZoeken", method: .post, path: "/v1/taken/_zoek", access: .action(.searchAddress),
            summary: "Taken op een adres",
            body: .object([
                APIField("postcode", .postcode, required: true, "Zoals 2511AB of 2511 AB."),
                APIField("huisnummer", .whole(1...99_999), required: true, "Zonder toevoeging."),
                APIField("huisnummertoevoeging", .text(0...20), "Zoals A of 2 hoog."),
            ]), answer: APIAnswer(title: "De taken op dit adres, open en gesloten.", schema: .named("Taken")),
            problems: [.serviceUnavailable],
            perform: { request in
                let number = request.number("huisnummer").map(String.init) ?? ""
                let written =
                    "\(request.text("postcode") ?? "") \(number) \(request.text("huisnummertoevoeging") ?? "")"
                guard let address = WrittenAddress(written) else {
                    throw APIProblem.invalid([
                        FieldProblem("postcode", "ongeldig", "Een postcode is vier cijfers en twee letters.")
                    ])
                }
                let tasks = try await desk.search(address, request.context)
                return Self.answer(
                    TaskPage(count: tasks.count, tasks: tasks), 1, max(1, tasks.count), request)
            })
    }

    private var file: APIOperation {
        APIOperation(
            id: "taak", method: .get, path: "/v1/taken/{taak}", access: .action(.readTask),
            summary: "Een taak met uitleg en geschiedenis", parameters: [APIOperation.task],
            answer: APIAnswer(title: "De taak.", schema: .named("Taakdossier"), hasEntityTag: true),
            perform: { request in
                guard let history = try await desk.board.history(of: request["taak"] ?? "") else {
                    throw DeskProblem.notFound
                }
                try request.context.check(.readTask, team: history.newest.team)
                return try Self.answer(history)
            })
    }

    private var details: APIOperation {
        APIOperation(
            id: "contactgegevens", method: .get, path: "/v1/taken/{taak}/contactgegevens",
            access: .action(.openContact),
            summary: "Contactgegevens en notities; elke keer openen wordt vastgelegd",
            parameters: [APIOperation.task],
            answer: APIAnswer(title: "De gegevens.", schema: .named("Contactgegevens")),
            problems: [.serviceUnavailable],
            perform: { request in
                Self.answer(try await desk.details(of: request["taak"] ?? "", request.context))
            })
    }

    private var teams: APIOperation {
        APIOperation(
            id: "teams", method: .get, path: "/v1/teams", access: .action(.readOverview),
            summary: "Werkvoorraad van de teams",
            answer: APIAnswer(title: "De teams.", schema: .named("Teams")),
            perform: { request in
                let teams = Permissions.teams(of: .readOverview, for: try request.context.actor)
                let week = desk.today + (7 - desk.today.weekday)
                var json = JSONWriter()
                json.open()
                json.openList("results")
                for team in try await desk.board.caseloads(teams: teams, week: week) {
                    json.open()
                    json.member("team", team.team)
                    json.member("open", team.open)
                    json.member("vrij", team.free)
                    json.member("telaat", team.late)
                    json.member("dezeWeek", team.dueThisWeek)
                    json.close()
                }
                json.close()
                json.close()
                return Response.json(json)
            })
    }

    // MARK: Answers

    private static func answer(_ found: TaskPage, _ page: Int, _ size: Int, _ request: APIRequest) -> Response
    {
        var json = JSONWriter()
        json.open()
        json.member("count", found.count)
        let pages = (found.count + size - 1) / size
        for (name, other) in [("next", page + 1), ("previous", page - 1)] {
            if (1...max(1, pages)).contains(other), other != page {
                json.member(name, request.address(page: other))
            } else {
                json.null(name)
            }
        }
        json.openList("results")
        for task in found.tasks { json.element(json: task.json.utf8) }
        json.close()
        json.close()
        return Response.json(json)
    }

    private static func answer(_ history: TaskHistory) throws -> Response {
        var json = JSONWriter()
        json.open()
        json.member("taak", json: history.newest.json.utf8)
        json.member("uitleg", try explanation(of: history.newest))
        json.openList("geschiedenis")
        for revision in history.revisions {
            json.open()
            json.member("tijd", revision.time)
            json.member("taak", json: revision.json.utf8)
            json.close()
        }
        json.close()
        json.close()
        return Response.json(json, tag: history.newest.entityTag)
    }

    /// One sentence for each rule that held, the weightiest first.
    private static func explanation(of task: BoardTask) throws -> [String] {
        let data = try task.data()
        guard !data.contributions.isEmpty else {
            return ["Er kwam een signaal binnen. Geen regel gaf punten; ieder signaal krijgt een aanbod."]
        }
        return data.contributions.sorted { $0.points > $1.points }.map {
            "\($0.reason) (\($0.points) punten)."
        }
    }

    private static func answer(_ details: [OpenedDetails]) -> Response {
        var json = JSONWriter()
        json.open()
        json.openList("signalen")
        for one in details {
            guard case .contact(let signal, let partner, let date) = one.kind else { continue }
            json.open()
            json.member("ID", signal)
            json.member("signaalpartner", partner)
            json.member("signaaldatum", date.description)
            if let plain = one.plain { json.member("gegevens", json: plain) }
            json.close()
        }
        json.close()
        json.openList("notities")
        for one in details {
            guard case .note(_, _, let worker, let time) = one.kind else { continue }
            json.open()
            json.member("medewerker", worker)
            json.member("tijd", time)
            if let plain = one.plain { json.member("gegevens", json: plain) }
            json.close()
        }
        json.close()
        json.close()
        return Response.json(json)
    }
}

extension Response {
    /// 200 with JSON, and the entity tag of a task.
    static func json(_ json: JSONWriter, tag: String? = nil) -> Response {
        var headers: HTTPFields = [.contentType: "application/json"]
        if let tag { headers[.eTag] = tag }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }
}
