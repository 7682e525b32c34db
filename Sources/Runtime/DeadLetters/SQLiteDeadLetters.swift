// Dead letters of the embedded journal: listed from their table, sent through again from the inbox's kept files.
// In: the journal's file and the inbox. Out: entries; records for the daemon to take. Depends on: SQLiteFile.

internal import GRDB
package import Signals

/// The dead letters of one embedded journal; beside a running daemon or not.
package struct SQLiteDeadLetters: Sendable {
    private let path: String
    private let inbox: String?
    private let source: String

    /// - Parameters:
    ///   - inbox: the folder that deliveries came through.
    ///   - source: the pipeline's.
    package init(path: String, inbox: String?, source: String) {
        self.path = path
        self.inbox = inbox
        self.source = source
    }

    package func list() throws -> DeadLetterList {
        var list = DeadLetterList()
        try JournalExport.read(.deadLetters, inFile: path) { _, _, event in
            if let event { list.add(event) }
        }
        return list
    }

    /// Hands the records of these dead letters to the daemon, each with its mark, all in one transaction; the daemon
    /// takes them in its next step.
    package func redrive(
        isDryRun: Bool, decoder: inout RecordDecoder, choose: (DeadLetterEntry) -> Bool
    ) throws -> RedriveReport {
        let queue = try SQLiteFile.open(path)
        var report = RedriveReport()
        var list = DeadLetterList()
        var kept = KeptLines(inbox: inbox)
        try queue.inDatabase { database in
            // Others that write wait until this is over: which dead letters wait does not change in between.
            try database.inTransaction(.immediate) {
                let rows = try database.makeStatement(sql: "SELECT value FROM dead_letters ORDER BY position")
                try rows.forEachRow { if let event = rows.bytes(0) { list.add(event) } }
                for origin in Set(list.entries.filter { !$0.isRedriven && choose($0) }.map(\.origin)).sorted()
                {
                    guard let record = try kept.line(origin, database) else {
                        report.gone.append(origin)
                        continue
                    }
                    report.count(record, &decoder)
                    guard !isDryRun else { continue }
                    try database.execute(
                        sql: "INSERT INTO redrive (origin, value) VALUES (?, ?)",
                        arguments: [origin, String(decoding: record, as: UTF8.self)])
                    try database.execute(
                        sql: "INSERT INTO dead_letters (value) VALUES (?)",
                        arguments: [
                            String(decoding: DeadLetterList.mark(origin, source: source), as: UTF8.self)
                        ])
                }
                return isDryRun ? .rollback : .commit
            }
        }
        return report
    }
}

/// Finds the lines that dead letters name: in files that the inbox keeps, or in the log.
private struct KeptLines {
    let inbox: String?

    /// The record at `file:line` or `log/0/position`; nil when it is not kept any more.
    mutating func line(_ origin: String, _ database: Database) throws -> [UInt8]? {
        if origin.hasPrefix("log/0/"), let position = Int64(origin.dropFirst(6)) {
            let value = try String.fetchOne(
                database, sql: "SELECT value FROM log WHERE position = ?", arguments: [position])
            return value.map { Array($0.utf8) }
        }
        guard let inbox, let colon = origin.lastIndex(of: ":"),
            let number = Int(origin[origin.index(after: colon)...])
        else { return nil }
        let name = String(origin[..<colon])
        // A name with a slash could lead out of the folder.
        guard !name.contains("/"), !name.hasPrefix(".") else { return nil }
        for folder in ["done", "failed"] {
            if let line = try? Self.line(number, of: "\(inbox)/\(folder)/\(name)") { return line }
        }
        return nil
    }

    private static func line(_ number: Int, of path: String) throws -> [UInt8]? {
        var reader = BlockReader(try InputFiles(paths: [path]))
        var block = Block()
        var seen = 0
        while try reader.next(into: &block) != nil {
            var start = 0
            for (index, byte) in block.batch.bytes[..<block.used].enumerated()
            where byte == UInt8(ascii: "\n") {
                seen += 1
                if seen == number { return Array(block.batch.bytes[start..<index]) }
                start = index + 1
            }
            if start < block.used {
                seen += 1
                if seen == number { return Array(block.batch.bytes[start..<block.used]) }
            }
            block.removeAll()
        }
        return nil
    }
}
