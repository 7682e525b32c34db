// A replay whose output stays in memory, and a folder that goes when the test ends.
// In: a pipeline and paths. Out: three logs. Depends on: Replay.

import Engine
import Foundation
import Rules
import Runtime

/// The three logs of a replay, as they would stand in files.
struct ReplayedLogs: ReplaySink, Equatable {
    var tasks: [UInt8] = []
    var statuses: [UInt8] = []
    var deadLetters: [UInt8] = []
    private var isSettled = false

    static func == (left: ReplayedLogs, right: ReplayedLogs) -> Bool {
        left.tasks == right.tasks && left.statuses == right.statuses && left.deadLetters == right.deadLetters
    }

    /// Replays `paths` with the key of the fixtures.
    init(of paths: [String], _ pipeline: Pipeline, jobs: Int) throws {
        let options = ReplayOptions(
            pipeline: pipeline, key: Array("seinpost-fixture-key".utf8), jobs: jobs, emission: .everything)
        var replay = Replay(try InputFiles(paths: paths), options)
        _ = try replay.run(into: &self) { _ in }
    }

    mutating func write(_ effects: borrowing Effects) throws {
        tasks += effects.tasks.bytes
        statuses += effects.statuses.bytes
        deadLetters += effects.deadLetters.bytes
    }

    mutating func restart() throws {
        precondition(!isSettled, "what is settled is not taken back")
        tasks.removeAll()
        statuses.removeAll()
        deadLetters.removeAll()
    }

    mutating func settle() throws { isSettled = true }
}

/// A new folder, removed after `body`.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let files = FileManager.default
    let folder = files.temporaryDirectory.appendingPathComponent("seinpost-\(UUID().uuidString)")
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? files.removeItem(at: folder) }
    return try body(folder.path)
}
