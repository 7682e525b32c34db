// A board without a journal, a worker that tells of it, and a program on this machine that hears it.
// In: feed records, how the program answers. Out: what it was sent. Depends on: Hummingbird, Outreach.

import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Runtime
import Signals
import Synchronization
import TestSupport
import Testing

@testable import Outreach

/// A request as the program got it.
struct Heard: Sendable {
    var method: HTTPRequest.Method
    var path: String
    var query: String
    var headers: HTTPFields
    var body: [UInt8]

    subscript(header: String) -> String? { HTTPField.Name(header).flatMap { headers[$0] } }

    /// The members of a JSON object.
    func json() throws -> [String: any Sendable] {
        let json = try JSONSerialization.jsonObject(with: Data(body))
        return try #require(json as? [String: any Sendable])
    }
}

/// What a program answers.
struct Reply: Sendable {
    var status = HTTPResponse.Status.ok
    var headers: [(String, String)] = []
    var body = ""
}

/// A program that answers as it is told and keeps what it heard.
final class Program: Sendable {
    let heard: AsyncStream<Heard>
    private let hears: AsyncStream<Heard>.Continuation
    private let answer: @Sendable (Heard) throws -> Reply

    init(_ answer: @escaping @Sendable (Heard) throws -> Reply) {
        (heard, hears) = AsyncStream.makeStream()
        self.answer = answer
    }

    /// Runs it while the body does, which gets its address.
    func run(_ body: @Sendable @escaping (String) async throws -> Void) async throws {
        let router = Router()
        router.add(middleware: Everything(program: self))
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
        try await application.test(.live) { client in
            try await body("http://127.0.0.1:\(try #require(client.port))")
        }
    }

    /// The next requests that are no handshake.
    func next(_ count: Int) async -> [Heard] {
        var all: [Heard] = []
        for await heard in heard where heard.method != .options {
            all.append(heard)
            if all.count == count { break }
        }
        return all
    }

    private struct Everything: RouterMiddleware {
        let program: Program
        func handle(
            _ request: Request, context: BasicRequestContext,
            next: (Request, BasicRequestContext) async throws -> Response
        ) async throws -> Response {
            let body = try await request.body.collect(upTo: 1 << 16)
            let heard = Heard(
                method: request.method, path: request.uri.path, query: request.uri.query ?? "",
                headers: request.headers, body: Array(body.readableBytesView))
            let reply = try program.answer(heard)
            program.hears.yield(heard)
            var headers = HTTPFields()
            for (name, value) in reply.headers {
                headers[try #require(HTTPField.Name(name))] = value
            }
            return Response(
                status: reply.status, headers: headers,
                body: ResponseBody(byteBuffer: ByteBuffer(string: reply.body)))
        }
    }
}

/// A board that tests write to, and what tells of it.
struct OutboundRig: Sendable {
    let desk: OutreachDesk
    /// Pauses that were asked for; none is waited for.
    let pauses = Pauses()
    /// Revisions that were taken, such as `T1.1`.
    let told: AsyncStream<String>
    private let tells: AsyncStream<String>.Continuation

    final class Pauses: Sendable {
        private let asked = Mutex<[Duration]>([])
        var all: [Duration] { asked.withLock { $0 } }
        func add(_ pause: Duration) { asked.withLock { $0.append(pause) } }
    }

    init(in scratch: Scratch) throws {
        (told, tells) = AsyncStream.makeStream()
        let board = try TaskBoard(path: scratch.path("board.sqlite"), journal: "proef")
        let pipeline = try OutreachRig.pipeline()
        let zone = try #require(CivilZone(name: pipeline.zone))
        desk = OutreachDesk(
            board: board, follower: BoardFollower(board: board, live: Live()), journal: NoJournal(),
            settings: DeskSettings(
                source: "urn:proef", zone: zone, seal: OutreachRig.seal,
                pseudonyms: InventedAddress.pseudonyms, activity: "urn:proef:verwerking",
                retention: pipeline.retention, fixedDay: OutreachRig.day),
            clock: { Moment("2026-03-02T09:30:00.000Z") ?? .now })
    }

    /// Puts records on the board; places are counted from `first`.
    func put(_ records: [FeedRecord], from first: Int64 = 0) throws {
        var records = records
        for index in records.indices { records[index].position = first + Int64(index) }
        let end = InputPosition(stream: .tasks, partition: 0, next: first + Int64(records.count))
        _ = try desk.board.apply(FeedBatch(records: records, positions: [end]))
        desk.follower.live.beat()
    }

    /// The next revisions that were taken and put on record.
    func taken(_ count: Int) async -> [String] {
        var all: [String] = []
        for await revision in told {
            all.append(revision)
            if all.count == count { break }
        }
        return all
    }

    /// Tells while the body runs.
    func telling(_ plan: OutboundPlan, _ body: () async throws -> Void) async throws {
        let (pauses, tells) = (pauses, tells)
        let worker = OutboundWorker(
            plan, desk,
            pause: { pause in
                pauses.add(pause)
                try Task.checkCancellation()
            },
            onTold: { tells.yield("\($0.task).\($0.revision)") })
        let task = Task { await worker.run() }
        do {
            try await body()
            task.cancel()
            await task.value
        } catch {
            task.cancel()
            await task.value
            throw error
        }
    }
}

/// What goes out is no record of the journal.
private struct NoJournal: OutreachJournal {
    private static let away = JournalError.unavailable("there is no journal")

    func append(_ entry: OutreachEntry) async throws(JournalError) -> ActionPlace? { throw Self.away }
    func isKnown(_ action: WorkerAction) async throws(JournalError) -> Bool { throw Self.away }
    func waitUntilScored(
        past place: ActionPlace, within limit: Duration
    ) async throws(JournalError) -> InputPosition { throw Self.away }
}
