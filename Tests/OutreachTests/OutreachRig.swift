// The outreach side on an embedded journal with its loop, as the daemon puts it together; the day stands still.
// In: lines that are delivered. Out: a desk, a router, what the journal holds. Depends on: Runtime, Outreach.

import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Rules
import Runtime
import Signals
import Synchronization
import TestSupport
import Testing

@testable import Outreach

/// People of the tests.
enum Somebody {
    static let fatima = Actor(id: "m.fatima", name: "F. Proef", roles: [.worker], teams: ["centrum"])
    static let joost = Actor(id: "m.joost", name: "J. Proef", roles: [.worker], teams: ["centrum"])
    static let lead = Actor(id: "m.lead", name: "L. Proef", roles: [.lead], teams: ["centrum"])
    static let elsewhere = Actor(id: "m.elders", name: "E. Proef", roles: [.worker], teams: ["escamp"])
    static let policy = Actor(id: "m.beleid", name: "B. Proef", roles: [.policy], teams: [])
    static let administrator = Actor(id: "m.beheer", name: "A. Proef", roles: [.administrator], teams: [])
    static let all = [fatima, joost, lead, elsewhere, policy, administrator]
}

/// Runs a loop, a board that follows it and a desk, until it is stopped.
final class OutreachRig: Sendable {
    static let day = CivilDate(year: 2026, month: 3, day: 2)
    static let seal: ContactSeal = {
        guard let key = ContactKey(bytes: Array(0..<32)) else { preconditionFailure("32 bytes are a key") }
        return ContactSeal(keys: [key])
    }()

    let scratch: Scratch
    let desk: OutreachDesk
    let queue = DeliveryQueue(limit: 10_000)
    private let control: DaemonControl
    private let follower: BoardFollower
    private let threads: [ThreadBox]
    private let bell = CommitBell()

    /// - Parameter folder: where an earlier rig left its files.
    init(_ pipeline: Pipeline? = nil, in folder: Scratch? = nil) throws {
        let pipeline = try pipeline ?? OutreachRig.pipeline()
        guard let zone = CivilZone(name: pipeline.zone) else { preconditionFailure("a known zone") }
        let scratch = try folder ?? Scratch()
        self.scratch = scratch
        control = DaemonControl(zone: zone, fixedDay: Self.day)
        let (path, queue, bell, control) = (scratch.path("journal.sqlite"), queue, bell, control)
        let journal = try SQLiteJournal(path: path, deliveries: queue, writer: "proef", bell: bell)
        let box = JournalBox(journal)
        let loop = ThreadBox {
            guard var journal = box.take() else { return }
            var stages = Stages(pipeline: pipeline, key: Pseudonyms.fixtureKey, seal: OutreachRig.seal)
            try? runLoop(
                over: &journal, stages: &stages, limits: StepLimits(records: 500, wait: .milliseconds(20)),
                control: control, observer: SilentObserver())
            journal.close()
        }
        let reader = try SQLiteReader(path: path)
        let board = try TaskBoard(path: scratch.path("board.sqlite"), journal: path)
        let follower = BoardFollower(board: board, live: Live())
        self.follower = follower
        let following = ThreadBox {
            var feed = SQLiteFeed(reader: reader, bell: bell)
            follower.follow(&feed)
        }
        threads = [loop, following]
        desk = OutreachDesk(
            board: board, follower: follower,
            journal: EmbeddedJournal(deliveries: queue, reader: reader, bell: bell, source: pipeline.source),
            settings: DeskSettings(
                source: pipeline.source, zone: zone, seal: OutreachRig.seal,
                pseudonyms: InventedAddress.pseudonyms, activity: "urn:proef:verwerking",
                retention: pipeline.retention, fixedDay: Self.day),
            clock: { Moment("2026-03-02T09:30:00.000Z") ?? .now })
    }

    static func pipeline() throws -> Pipeline {
        try Pipeline(
            partners: "  Huur: {basis: proef}\n  Zorg: {basis: proef}",
            rules: """
                  - id: vaak
                    scope: household
                    when: count(60d) >= 3
                    points: 50
                    reason: "{count(60d)} signalen"
                """,
            classes: """
                  - {id: dringend, score: 50, due: 3wd, ladder: [Huisbezoek, Telefoon], retry: 1d}
                  - {id: gewoon, score: 0, due: 28d, ladder: [Brief, Telefoon], retry: 7d}
                """,
            teams: "  - {id: escamp, areas: [BU051833]}\n  - {id: centrum, default: true}")
    }

    func stop() {
        control.stop()
        queue.wake()
        follower.stop()
        for thread in threads { thread.join() }
        queue.close()
        desk.board.close()
    }

    // MARK: Doing

    /// A context of somebody who was let in; nil is nobody.
    static func context(_ actor: Actor?) -> OutreachContext {
        var context = OutreachContext(
            source: .init(channel: EmbeddedChannelSource.channel, logger: .init(label: "proef")))
        context.visitor = actor.map { .token($0) } ?? .nobody
        return context
    }

    /// Delivers a signal of an invented household and waits until the board shows its task.
    @discardableResult
    func signal(
        _ number: Int, house: Int = 0, area: String? = nil, extra: String = "", data: String = ""
    ) async throws -> BoardTask {
        let spelling = InventedAddress.all[house].spellings[0]
        var client = JSONFields()
        client.text("postcode", spelling.postcode)
        client.raw("huisnummer", spelling.number)
        client.text("huisnummertoevoeging", spelling.suffix)
        client.text("geboortedatum", "1990-05-06")
        client.text("buurtcode", area)
        var fields = JSONFields()
        fields.text("ID", "S\(number)")
        fields.raw("signaalpartner", #"{"type":"Huur","naam":"Proefwonen\#(number)"\#(extra)}"#)
        fields.raw("bedrag", "412.50")
        fields.text("signaaldatum", "2026-03-02")
        fields.raw("client", client.json)
        fields.raw("contact", #"{"naam":"Verzonnen Achternaam","telefoon":"0699999999"}"#)
        let line = eventLine(.signal, id: "e\(number)", time: "2026-03-02T08:00:00Z", data: fields)
        try await deliver(line, id: "e\(number)")
        var filter = TaskFilter()
        filter.household = InventedAddress.all[house].householdText
        return try #require(try await desk.board.tasks(filter).tasks.first)
    }

    /// Delivers a line and waits until the board is past what came of it.
    func deliver(_ line: String, id: String) async throws {
        let delivery = Delivery(
            bytes: Array(line.utf8), identity: Delivery.identity(source: "urn:proef".utf8, id: id.utf8),
            origin: "proef/\(id)")
        guard case .kept(_, let end) = await queue.deliver([delivery]) else {
            throw JournalError.unavailable("the journal does not take it")
        }
        let place = ActionPlace(partition: 0, next: end)
        let position = try await desk.journal.waitUntilScored(past: place, within: .seconds(120))
        #expect(await desk.follower.wait(for: position, within: .seconds(120)))
        // Contact records stand in another stream.
        let last = try JournalRows.count("contact", scratch)
        let contact = InputPosition(stream: .contact, partition: 0, next: Int64(last))
        #expect(await desk.follower.wait(for: contact, within: .seconds(120)))
    }

    func wish(_ task: BoardTask, _ deed: WorkerAction.Deed, key: String) -> TaskWish {
        TaskWish(task: task.task, deed: deed, key: key)
    }

    /// Values of the audit stream, in order.
    func audit() throws -> [String] { try rows(.audit) }

    func rows(_ stream: RecordStream) throws -> [String] {
        var lines: [String] = []
        try JournalExport.read(stream, inFile: scratch.path("journal.sqlite")) { _, _, value in
            lines.append(value.map { String(decoding: $0, as: UTF8.self) } ?? "")
        }
        return lines
    }

    /// Every route behind the API's frame, with a header `X-Proef` that says who asks.
    func application() -> some ApplicationProtocol {
        var table = RouteTable()
        let api = OutreachAPI(desk, origins: ["https://elders.example.nl"])
        table.router.add(middleware: api.frame)
        table.router.add(middleware: LetIn())
        api.add(to: &table)
        return Application(router: table.router)
    }
}

/// Runs a body with a rig that is stopped after it.
func withOutreach(
    _ pipeline: Pipeline? = nil, in folder: Scratch? = nil, _ body: (OutreachRig) async throws -> Void
) async throws {
    let rig = try OutreachRig(pipeline, in: folder)
    do {
        try await body(rig)
        rig.stop()
    } catch {
        rig.stop()
        throw error
    }
}

/// Says who asks by a header, where `Access` would look at a token.
struct LetIn: RouterMiddleware {
    typealias Context = OutreachContext
    func handle(
        _ request: Request, context: OutreachContext,
        next: (Request, OutreachContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let name = HTTPField.Name("X-Proef").flatMap({ request.headers[$0] }),
            let actor = Somebody.all.first(where: { $0.id == name })
        {
            context.visitor = .token(actor)
        }
        return try await next(request, context)
    }
}

private final class JournalBox: Sendable {
    private let journal: Mutex<SQLiteJournal?>
    init(_ journal: consuming sending SQLiteJournal) { self.journal = Mutex(consume journal) }
    func take() -> sending SQLiteJournal? { journal.withLock { $0.take() } }
}
