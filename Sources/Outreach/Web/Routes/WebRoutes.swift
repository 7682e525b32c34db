// The pages by address: what each asks of the board, and who may see it.
// In: requests. Out: HTML. Depends on: RouteTable, OutreachDesk, the pages.

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Signals

/// Adds the pages, the forms on them and the files they need.
package struct WebRoutes: Sendable {
    let site: Site
    let desk: OutreachDesk
    private let calendars: CalendarAddress
    private let assets: [String: WebAsset]

    package init(_ pages: SitePages, _ desk: OutreachDesk, _ calendars: CalendarAddress) {
        self.calendars = calendars
        site = pages.site
        self.desk = desk
        assets = WebAssets.all(theme: pages.theme)
    }

    var errors: PageErrors { PageErrors(site, desk) }

    /// Shows what access says of a log-in.
    var logIn: LogInPage.Renderer {
        { content, request, context in
            let frame = page(request, context).frame()
            return PageRequest.html(LogInForm(frame: frame, content: content).html())
        }
    }

    package func add(to table: inout RouteTable) {
        get("/", .action(.listTasks), &table, worklist)
        get("/taken/{taak}", .action(.readTask), &table, task)
        get("/route", .action(.readRoute), &table) { try await route($0, opens: false) }
        post("/route", .action(.openContact), &table) { try await route($0, opens: true) }
        get("/team", .action(.readOverview), &table, overview)
        get("/toegankelijkheid", .anyone, &table) { PageRequest.html($0.frame().accessibilityPage()) }
        get("/taal/{taal}", .anyone, &table, changeLanguage)
        for (path, asset) in assets {
            table.add(.get, path, .anyone) { request, _ in Self.answer(asset, to: request) }
        }
        TaskForms(routes: self).add(to: &table)
    }

    private func get(
        _ path: String, _ access: RouteAccess, _ table: inout RouteTable,
        _ handler: @escaping @Sendable (PageRequest) async throws -> Response
    ) {
        table.add(.get, path, access) { try await handler(page($0, $1)) }
    }

    func post(
        _ path: String, _ access: RouteAccess, _ table: inout RouteTable,
        _ handler: @escaping @Sendable (PageRequest) async throws -> Response
    ) {
        table.add(.post, path, access) { try await handler(page($0, $1)) }
    }

    private func page(_ request: Request, _ context: OutreachContext) -> PageRequest {
        PageRequest(request, context, site, today: desk.today)
    }

    // MARK: Pages

    private func worklist(_ page: PageRequest) async throws -> Response {
        let actor = try page.context.actor
        let teams = Permissions.teams(of: .listTasks, for: actor)
        var query = WorklistQuery { page[$0] }
        // Who cannot take up a task has none of their own.
        let works = Permissions.scope(of: .claim, for: actor) > .none
        query.list = works ? query.list ?? .mine : nil
        let found = try await desk.board.tasks(
            query.filter(for: actor, teams: teams), offset: (query.page - 1) * WorklistQuery.pageSize,
            limit: WorklistQuery.pageSize)
        var counts: [WorklistQuery.List: Int] = [:]
        if works, query.list != .mine {
            var mine = WorklistQuery()
            mine.list = .mine
            counts[.mine] = try await desk.board.tasks(mine.filter(for: actor, teams: teams), limit: 0).count
        }
        if let list = query.list { counts[list] = found.count }
        let view = WorklistPage(
            frame: page.frame(), query: query, tasks: try found.tasks.map { try $0.data() },
            count: found.count, counts: counts)
        return PageRequest.html(view.html())
    }

    private func task(_ page: PageRequest) async throws -> Response {
        let history = try await history(page)
        return PageRequest.html(try Self.view(page.frame(), history).html())
    }

    /// The task that the path names, when the actor may see it.
    func history(_ page: PageRequest) async throws -> TaskHistory {
        guard let id = page.context.parameters.get("taak"),
            let history = try await desk.board.history(of: id)
        else { throw Refusal.notFound }
        try page.context.check(.readTask, team: history.newest.team)
        return history
    }

    static func view(
        _ frame: PageFrame, _ history: TaskHistory, file: HouseholdFile? = nil
    ) throws -> TaskDetailPage {
        TaskDetailPage(frame: frame, revisions: try history.revisions.map { try $0.data() }, file: file)
    }

    /// Visits that may be made today, of the actor or of the teams.
    private func route(_ page: PageRequest, opens: Bool) async throws -> Response {
        let actor = try page.context.actor
        var filter = TaskFilter(teams: Permissions.teams(of: .readRoute, for: actor))
        filter.action = .huisbezoek
        let list = page["lijst"] == WorklistQuery.List.team.rawValue ? WorklistQuery.List.team : .mine
        if list == .mine { filter.worker = actor.id }
        let tasks = try await desk.board.tasks(filter, limit: RoutePage.limit).tasks.map { try $0.data() }
            .filter { task in task.next.map { $0.from <= desk.today } ?? false }
        var files: [String: HouseholdFile]?
        if opens {
            var opened: [String: HouseholdFile] = [:]
            for task in tasks {
                opened[task.task] = HouseholdFile(try await desk.details(of: task.task, page.context))
            }
            files = opened
        }
        return PageRequest.html(RoutePage(frame: page.frame(), list: list, tasks: tasks, files: files).html())
    }

    private func overview(_ page: PageRequest) async throws -> Response {
        let today = desk.today
        let caseloads = try await desk.board.caseloads(
            teams: Permissions.teams(of: .readOverview, for: try page.context.actor),
            week: today + (7 - today.weekday))
        let frame = page.frame()
        let calendar =
            frame.may(.manageOwnCalendar)
            ? "/agenda/\(calendars.secret(of: try page.context.actor.id)).ics" : nil
        return PageRequest.html(
            OverviewPage(frame: frame, caseloads: caseloads, calendar: calendar).html())
    }

    // MARK: The rest

    private func changeLanguage(_ page: PageRequest) throws -> Response {
        guard let language = page.context.parameters.get("taal").flatMap(Language.init(rawValue:)) else {
            throw Refusal.notFound
        }
        var response = PageRequest.redirect(to: URLText.ownAddress(page["terug"]) ?? "/")
        response.setCookie(
            Cookie(
                name: PageRequest.languageCookie, value: language.rawValue, maxAge: 365 * 86_400, path: "/",
                httpOnly: true, sameSite: .lax))
        return response
    }

    /// Asked again each time, answered with 304 as long as it is the same.
    private static func answer(_ asset: WebAsset, to request: Request) -> Response {
        let fields: HTTPFields = [.contentType: asset.type, .eTag: asset.tag, .cacheControl: "no-cache"]
        if request.headers[.ifNoneMatch] == asset.tag {
            return Response(status: .notModified, headers: fields)
        }
        return Response(
            status: .ok, headers: fields, body: .init(byteBuffer: ByteBuffer(string: asset.text)))
    }
}
