// The live feed: server-sent events of what changes on the board, ids only.
// In: listeners. Out: `text/event-stream`. Depends on: Live, TaskBoard, Hummingbird.

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// `GET /v1/taken/stroom`. Whoever comes back with `Last-Event-ID` gets what was missed, or is told to look anew.
struct LiveOperation: Sendable {
    let desk: OutreachDesk

    /// Changes that are told again to one who comes back.
    private static let replayLimit = 1_000
    /// A listener comes back by itself; until then rights that were taken away would still hold.
    private static let longest = Duration.seconds(15 * 60)

    var operation: APIOperation {
        APIOperation(
            id: "takenStroom", method: .get, path: "/v1/taken/stroom", access: .action(.followTasks),
            summary: "Wijzigingen van taken zodra ze er zijn",
            parameters: [
                APIParameter(
                    "Last-Event-ID", in: .header, .code(characters: "0-9-", 1...4_096),
                    "Het laatste id dat u kreeg: u krijgt wat u miste.")
            ],
            answer: APIAnswer(
                title: "Berichten `taak` met taak en revisie; bij `opnieuw` leest u alles opnieuw.",
                type: "text/event-stream", schema: .text(0...1_000_000)),
            perform: { request in
                let teams = Permissions.teams(of: .followTasks, for: try request.context.actor)
                let since = request["Last-Event-ID"].map { LivePlace($0) }
                return Response(
                    status: .ok,
                    headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
                    body: ResponseBody { [desk] writer in
                        var feed = LiveFeed(desk: desk, teams: teams, since: since)
                        try await feed.write(to: &writer)
                        try await writer.finish(nil)
                    })
            })
    }

    /// What goes out to one listener.
    private struct LiveFeed {
        let desk: OutreachDesk
        let teams: Set<String>?
        /// nil for one who is new; a place that cannot be read is `.some(nil)`.
        let since: LivePlace??
        private var place = LivePlace([:])

        init(desk: OutreachDesk, teams: Set<String>?, since: LivePlace??) {
            self.desk = desk
            self.teams = teams
            self.since = since
        }

        mutating func write(to writer: inout any ResponseBodyWriter) async throws {
            // First listen, then look back: what happens in between is told once all the same, by its place.
            let listener = desk.follower.live.listen()
            defer { listener.leave() }
            place = desk.follower.place
            try await writer.write(ByteBuffer(string: try await beginning()))
            let end = ContinuousClock.now + LiveOperation.longest
            for await message in listener.messages {
                guard ContinuousClock.now < end else { break }
                if let text = text(of: message) { try await writer.write(ByteBuffer(string: text)) }
            }
        }

        private mutating func beginning() async throws -> String {
            let hello = "retry: 3000\nid: \(place.text)\n\n"
            guard let since else { return hello }
            guard let since,
                let missed = try await desk.board.changes(since: since.next, limit: LiveOperation.replayLimit)
            else { return hello + "event: opnieuw\nid: \(place.text)\ndata: {}\n\n" }
            var at = since
            var text = "retry: 3000\n\n"
            for change in missed {
                at.move(change.partition, to: change.position + 1)
                if isWanted(change) { text += Self.text(change, at.text) }
            }
            place = at
            return text
        }

        private mutating func text(of message: LiveMessage) -> String? {
            switch message {
            case .beat: return ":\n\n"
            case .change(let event):
                // It was told with what was missed.
                guard event.change.position >= place.next[event.change.partition] ?? 0 else { return nil }
                place.move(event.change.partition, to: event.change.position + 1)
                return isWanted(event.change) ? Self.text(event.change, place.text) : nil
            }
        }

        private func isWanted(_ change: BoardChange) -> Bool {
            teams.map { !$0.isDisjoint(with: change.teams) } ?? true
        }

        private static func text(_ change: BoardChange, _ id: String) -> String {
            guard let task = change.task else { return "event: opnieuw\nid: \(id)\ndata: {}\n\n" }
            return "event: taak\nid: \(id)\ndata: {\"taak\":\"\(task)\",\"revisie\":\(change.revision)}\n\n"
        }
    }
}
