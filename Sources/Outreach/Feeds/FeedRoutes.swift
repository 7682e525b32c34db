// Where feeds are fetched: the worklist for readers, spreadsheets and calendars.
// In: requests. Out: JSON Feed, Atom, CSV, iCalendar. Depends on: RouteTable, OutreachDesk, FeedTask.

internal import Engine
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Feeds take the same parameters as the worklist. They carry no contact details, so no line of the audit is theirs.
struct FeedRoutes: Sendable {
    let site: Site
    let desk: OutreachDesk
    let calendars: CalendarAddress
    /// Where browsers reach us.
    let address: @Sendable () -> String
    /// Whether somebody still works here, as far as it can be known.
    let isKnown: @Sendable (String) -> Bool

    private static let pageSize = 100
    private static let sheetSize = 1_000

    func add(to table: inout RouteTable) {
        table.add(.get, "/feeds/taken.json", .action(.readFeeds)) { try await jsonFeed(page($0, $1)) }
        table.add(.get, "/feeds/taken.atom", .action(.readFeeds)) { try await atom(page($0, $1)) }
        table.add(.get, "/feeds/taken.csv", .action(.readFeeds)) { try await sheet(page($0, $1)) }
        table.add(.get, "/agenda/{geheim}", .secretAddress) { try await calendar(page($0, $1)) }
    }

    private func page(_ request: Request, _ context: OutreachContext) -> PageRequest {
        PageRequest(request, context, site, today: desk.today)
    }

    /// The tasks that a request asks for, one page of them.
    private struct Found {
        var query: WorklistQuery
        var count: Int
        var tasks: [FeedTask]
    }

    private func find(_ page: PageRequest) async throws -> Found {
        let actor = try page.context.actor
        let query = WorklistQuery { page[$0] }
        let filter = query.filter(for: actor, teams: Permissions.teams(of: .readFeeds, for: actor))
        let found = try await desk.board.tasks(
            filter, offset: (query.page - 1) * Self.pageSize, limit: Self.pageSize)
        let say = Wording(page.language)
        return Found(
            query: query, count: found.count,
            tasks: try found.tasks.map { try FeedTask($0, site: address(), say: say) })
    }

    private func title(_ found: Found, _ say: Wording) -> String {
        [site.municipality, WorklistPage.label(of: found.query.list, say), found.query.team]
            .compactMap(\.self).joined(separator: " – ")
    }

    private func jsonFeed(_ page: PageRequest) async throws -> Response {
        let found = try await find(page)
        var next = found.query
        next.page += 1
        let hasMore = found.count > found.query.page * Self.pageSize
        let feed = JSONFeed(
            title: title(found, Wording(page.language)), home: address() + found.query.address("/"),
            itself: address() + found.query.address("/feeds/taken.json"),
            next: hasMore ? address() + next.address("/feeds/taken.json") : nil, language: page.language,
            tasks: found.tasks)
        return Self.answer("application/feed+json; charset=utf-8", ByteBuffer(bytes: try feed.json()))
    }

    private func atom(_ page: PageRequest) async throws -> Response {
        let found = try await find(page)
        let itself = address() + found.query.address("/feeds/taken.atom")
        let values: PageValues = [
            "language": page.language.rawValue, "id": itself, "itself": itself,
            "title": title(found, Wording(page.language)), "page": address() + found.query.address("/"),
            "updated": found.tasks.map(\.updated).max() ?? "1970-01-01T00:00:00Z",
            "entries": found.tasks.map { task in
                [
                    "id": task.id, "title": task.title, "updated": task.updated, "published": task.published,
                    "url": task.url, "tags": task.tags, "text": task.text,
                ] as PageValues
            },
        ]
        let text = Pages.shared.render("atom", values, in: page.language)
        return Self.answer("application/atom+xml; charset=utf-8", ByteBuffer(string: text))
    }

    /// Written as it is read. A task that changes its place meanwhile stands in it once, or in the next sheet.
    private func sheet(_ page: PageRequest) async throws -> Response {
        let actor = try page.context.actor
        let filter = WorklistQuery { page[$0] }.filter(
            for: actor, teams: Permissions.teams(of: .readFeeds, for: actor))
        let board = desk.board
        var response = Self.answer("text/csv; charset=utf-8; header=present", ByteBuffer())
        response.headers[.contentDisposition] = "attachment; filename=\"taken.csv\""
        response.body = ResponseBody { writer in
            try await writer.write(ByteBuffer(string: TaskSheet.header))
            var written: Set<String> = []
            var offset = 0
            while true {
                let tasks = try await board.tasks(filter, offset: offset, limit: Self.sheetSize).tasks
                let new = tasks.filter { written.insert($0.task).inserted }
                let lines = try new.map { TaskSheet.line(try $0.data()) }.joined()
                try await writer.write(ByteBuffer(string: lines))
                if tasks.count < Self.sheetSize { break }
                offset += Self.sheetSize
            }
            try await writer.finish(nil)
        }
        return response
    }

    private func calendar(_ page: PageRequest) async throws -> Response {
        guard let part = page.context.parameters.get("geheim"), part.hasSuffix(".ics"),
            let actor = calendars.actor(of: String(part.dropLast(4))), isKnown(actor)
        else { throw Refusal.notFound }
        var filter = TaskFilter()
        filter.worker = actor
        let say = Wording(page.language)
        let tasks = try await desk.board.tasks(filter, limit: Self.sheetSize).tasks.map {
            try FeedTask($0, site: address(), say: say)
        }
        let text = Calendar(name: "Seinpost \(site.municipality)", tasks: tasks).text()
        return Self.answer("text/calendar; charset=utf-8", ByteBuffer(string: text))
    }

    private static func answer(_ type: String, _ body: ByteBuffer) -> Response {
        Response(status: .ok, headers: [.contentType: type], body: .init(byteBuffer: body))
    }
}
