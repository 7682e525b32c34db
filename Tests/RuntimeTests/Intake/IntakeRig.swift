// A loop on a journal in a folder of its own, with the ways in before it; and a look into the file behind it.
// In: a pipeline. Out: counts and texts of tables. Depends on: Runtime, GRDB.

import Engine
import Foundation
import GRDB
import Logging
import Rules
import Signals
import TestSupport

@testable import Runtime

/// What a test works with, on a thread of its own, as everything here blocks.
final class IntakeRig: Sendable {
    let folder: String
    let queue: DeliveryQueue
    let zone: CivilZone

    static let key = Array("een sleutel van zestien".utf8)
    static let contactKey: [UInt8] = (0..<32).map { UInt8($0) }

    fileprivate init(folder: String, queue: DeliveryQueue, zone: CivilZone) {
        self.folder = folder
        self.queue = queue
        self.zone = zone
    }

    var logger: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }

    /// Opens the port for deliveries for as long as the body runs.
    func withPort<Result>(
        _ change: (inout DeliveryDesk) -> Void = { _ in }, _ body: (Int) throws -> Result
    ) throws -> Result {
        var desk = DeliveryDesk(queue: queue, zone: zone, logger: logger)
        change(&desk)
        let server = try RunningDeliveryServer.start(
            address: NetworkAddress(host: "127.0.0.1", port: 0), desk: desk)
        defer { server.stop() }
        return try body(server.address.port)
    }

    /// The first column of every row.
    func texts(_ sql: String) throws -> [String] {
        var configuration = GRDB.Configuration()
        configuration.readonly = true
        let file = try DatabaseQueue(path: "\(folder)/journal.sqlite", configuration: configuration)
        return try file.read { try String.fetchAll($0, sql: sql) }
    }

    func count(_ sql: String) throws -> Int { Int(try texts("SELECT count(*) FROM \(sql)")[0]) ?? -1 }

    /// Records in the log that came from outside.
    func deliveredCount() throws -> Int { try count("log WHERE value NOT LIKE '%dag-begonnen%'") }

    /// All bytes of the journal: its file and what has not been moved there yet.
    func journalBytes() throws -> Data {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("journal.sqlite") }
            .sorted().reduce(into: Data()) {
                $0 += try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($1)"))
            }
    }
}

/// Runs a loop on a fresh journal, and the body beside it.
func withIntake<Result: Sendable>(
    _ pipeline: Pipeline? = nil, limit: Int = 100_000, loop: Bool = true,
    _ body: @escaping @Sendable (IntakeRig) throws -> Result
) async throws -> Result {
    let pipeline = try pipeline ?? Pipeline()
    return try await withCheckedThrowingContinuation { continuation in
        Foundation.Thread.detachNewThread {
            continuation.resume(with: Swift.Result { try runIntake(pipeline, limit, loop, body) })
        }
    }
}

private func runIntake<Result: Sendable>(
    _ pipeline: Pipeline, _ limit: Int, _ hasLoop: Bool,
    _ body: @escaping @Sendable (IntakeRig) throws -> Result
) throws -> Result {
    let scratch = try Scratch()
    guard let zone = CivilZone(name: pipeline.zone), let day = CivilDate("2026-03-02"),
        let contact = ContactKey(bytes: IntakeRig.contactKey)
    else { preconditionFailure("the values above are right") }
    let queue = DeliveryQueue(limit: limit)
    let rig = IntakeRig(folder: scratch.url.path, queue: queue, zone: zone)
    let control = DaemonControl(zone: zone, fixedDay: day)
    let path = scratch.path("journal.sqlite")
    let thread = LoopThread {
        guard hasLoop else { return }
        do {
            var journal = try SQLiteJournal(path: path, deliveries: queue)
            var stages = Stages(pipeline: pipeline, key: IntakeRig.key, seal: ContactSeal(keys: [contact]))
            try runLoop(
                over: &journal, stages: &stages, limits: StepLimits(records: 2_000, wait: .milliseconds(20)),
                control: control, observer: SilentObserver())
            journal.close()
        } catch {
            queue.close()
        }
    }
    let result = Swift.Result { try body(rig) }
    control.stop()
    queue.wake()
    thread.join()
    queue.close()
    return try result.get()
}

private final class SilentObserver: LoopObserver {
    func committed(_ counts: StepCounts, folding: Double, committing: Double) {}
    func aborted(_ reason: String) {}
    func unavailable(_ reason: String?) {}
    func assigned(_ partition: Int32) {}
    func restoring(_ partition: Int32, _ done: Int, of total: Int) {}
    func restored(_ partition: Int32) {}
    func released(_ partition: Int32) {}
    func due(_ partition: Int32, within days: Int, _ soon: DueSoon) {}
    func heartbeat(_ partitions: [PartitionState]) {}
}

/// Events of invented people.
enum InventedEvent {
    /// A signal with everything personal that one can have.
    static func signal(_ number: Int, extra: String = "") -> String {
        """
        {"specversion":"1.0","id":"e\(number)","source":"urn:proef:verhuurder",\
        "type":"nl.schulden.vroegsignaal-ontvangen.v1","time":"2026-03-02T09:00:00Z",\
        "data":{"ID":"S\(number)","signaalpartner":{"type":"Huur","naam":"Proefwonen"},"bedrag":412.50,\
        "signaaldatum":"2026-03-02","client":{"postcode":"9999 XZ","huisnummer":\(number % 9999 + 1),\
        "huisnummertoevoeging":"zwart","geboortedatum":"1999-12-31"},"contact":{"naam":"Verzonnen Achternaam",\
        "telefoon":"0699999999","email":"verzonnen@example.nl","taal":"nl"}\(extra)}}
        """
    }

    /// What may stand nowhere but sealed.
    static let secrets = [
        "Verzonnen", "Achternaam", "0699999999", "verzonnen@example.nl", "9999 XZ", "9999XZ", "ZWART",
        "zwart",
    ]

    static func batch(_ events: some Sequence<String>) -> String { "[" + events.joined(separator: ",") + "]" }
}
