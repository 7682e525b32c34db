// Hands tasks over to OpenKlant 2 as internal tasks, and says there when one is done.
// In: revisions. Out: requests to the Klantinteracties API. Depends on: OutboundClient, OpenKlantRecords, TaskBoard.

internal import Crypto
internal import FoundationEssentials
internal import Runtime
internal import Synchronization

/// One internal task for each task of ours, for the actor that stands for its team.
///
/// What OpenKlant calls its records is kept after each request, so that a repeated one makes nothing twice. An internal
/// task is found again by its reference number when the board was lost.
final class OpenKlant: Receiver {
    let id = "openklant"
    private let openKlant: OutboundPlan.OpenKlant
    private let records: OpenKlantRecords
    private let board: TaskBoard
    private let client: OutboundClient
    /// By team; as many as there are teams.
    private let actors = Mutex<[String: String]>([:])

    init(
        _ openKlant: OutboundPlan.OpenKlant, _ plan: OutboundPlan, _ desk: OutreachDesk,
        _ client: OutboundClient
    ) {
        self.openKlant = openKlant
        self.client = client
        board = desk.board
        records = OpenKlantRecords(address: plan.address)
    }

    func take(_ revision: OutboundRevision) async throws {
        let task = revision.task
        var handOver = try await board.handOver(of: task.task)
        if handOver.internalTask == nil {
            // What was closed before it could be handed over is nobody's work any more.
            guard revision.isStillOpen else { return }
            try await hand(task, over: &handOver)
        }
        guard !task.isOpen, !handOver.isClosed, let known = handOver.internalTask else { return }
        try await request("PATCH", "/internetaken/" + known, records.closing)
        handOver.isClosed = true
        try await board.keep(handOver, of: task.task)
    }

    private func hand(_ task: BoardTask, over handOver: inout HandOver) async throws {
        let number = Self.referenceNumber(of: task.task)
        let page = try await request("GET", "/internetaken?referentienummer=" + number)
        let known = try Self.read(Page.self, page).results
        // The number of another task, once in a great many: this one goes without.
        handOver.internalTask = known.first { $0.toelichting?.contains(task.task) ?? false }?.uuid
        if handOver.internalTask == nil {
            let data = try task.data()
            let actor = try await actor(of: task.team)
            if handOver.contact == nil {
                handOver.contact = try await make("/klantcontacten", records.contact(data, at: task.time))
                try await board.keep(handOver, of: task.task)
            }
            handOver.internalTask = try await make(
                "/internetaken",
                records.internalTask(
                    data, contact: handOver.contact ?? "", actor: actor,
                    number: known.isEmpty ? number : nil))
        }
        try await board.keep(handOver, of: task.task)
    }

    /// Finds who stands for a team, or makes it known.
    private func actor(of team: String) async throws -> String {
        if let known = actors.withLock({ $0[team] }) { return known }
        let found = try await request("GET", "/actoren?" + OpenKlantRecords.query(team: team))
        let actor: String
        if let known = try Self.read(Page.self, found).results.first?.uuid {
            actor = known
        } else {
            actor = try await make("/actoren", records.actor(team: team))
        }
        actors.withLock { $0[team] = actor }
        return actor
    }

    // MARK: Requests

    private struct Page: Decodable {
        var results: [Record]
    }
    private struct Record: Decodable {
        var uuid: String
        var toelichting: String?
    }

    /// The id of what was made.
    private func make(_ path: String, _ record: [UInt8]) async throws -> String {
        try Self.read(Record.self, try await request("POST", path, record)).uuid
    }

    @discardableResult
    private func request(
        _ method: String, _ path: String, _ record: [UInt8]? = nil
    ) async throws -> [UInt8] {
        var headers = [
            ("Authorization", "Token " + String(decoding: openKlant.token.bytes, as: UTF8.self)),
            ("Accept", "application/json"),
        ]
        if record != nil { headers.append(("Content-Type", "application/json")) }
        let answer = try await client.send(method, openKlant.settings.address + path, headers, record)
        guard answer.isDone else {
            // Without ids and queries: `POST /internetaken`.
            let resource = path.prefix { $0 != "?" }.split(separator: "/").first ?? ""
            throw OutboundFault("OpenKlant's \(method) /\(resource)", answer)
        }
        return answer.body
    }

    private static func read<Value: Decodable>(_ type: Value.Type, _ json: [UInt8]) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(json))
        } catch {
            throw OutboundFault("OpenKlant's answer cannot be read")
        }
    }

    /// Ten digits that follow from the id of a task.
    static func referenceNumber(of task: String) -> String {
        let number = SHA256.hash(data: Array(task.utf8)).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let digits = String(number % 10_000_000_000)
        return String(repeating: "0", count: 10 - digits.count) + digits
    }
}
