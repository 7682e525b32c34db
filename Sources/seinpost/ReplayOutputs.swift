// Where the lines of a replay go.
// In: Effects. Out: files and standard output, tasks as NDJSON, table or CSV. Depends on: OutputFile, Policy.

import Engine
import Policy
import Runtime

/// The outputs of one replay.
struct ReplayOutputs: ReplaySink {
    let tasks: TaskOutput
    let statuses: OutputFile?
    let deadLetters: OutputFile?
    /// Whether there is work to finish when whoever reads standard output has gone.
    let keepsFiles: Bool

    mutating func write(_ effects: borrowing Effects) throws {
        try statuses?.write(effects.statuses.bytes)
        try deadLetters?.write(effects.deadLetters.bytes)
        try toReader { try tasks.write(effects.tasks) }
    }

    mutating func restart() throws {
        try tasks.restart()
        try statuses?.restart()
        try deadLetters?.restart()
    }

    mutating func settle() throws {
        try statuses?.release()
        try deadLetters?.release()
        try toReader { try tasks.release() }
    }

    /// Writes everything before the first file gets its name: a disk that is full then leaves none of them.
    func finish() throws {
        try statuses?.complete()
        try deadLetters?.complete()
        try toReader { try tasks.complete() }
        try statuses?.finish()
        try deadLetters?.finish()
        try toReader { try tasks.finish() }
    }

    /// A reader that has gone ends the replay, unless files are waiting for it.
    private func toReader(_ write: () throws -> Void) throws {
        do {
            try write()
        } catch OutputError.readerGone where keepsFiles {
            tasks.close()
        }
    }
}

/// The tasks in the format that was asked for.
final class TaskOutput {
    private let file: OutputFile
    private let format: Replay.Format
    private var table: TaskTable
    private var isClosed = false

    init(_ file: OutputFile, _ format: Replay.Format, showsRevisions: Bool) throws {
        self.file = file
        self.format = format
        let width = file.path == "-" ? Terminal.output.width ?? 120 : 120
        table = TaskTable(width: width, showsRevisions: showsRevisions)
        if format == .csv { try file.write(TaskSheet.header) }
    }

    func write(_ lines: Lines) throws {
        if isClosed { return }
        if format == .ndjson { return try file.write(lines.bytes) }
        for index in lines.marks.indices {
            let task = try TaskRecord(line: lines.bytes[lines.range(of: index)]).data
            if format == .csv { try file.write(TaskSheet.line(task)) } else { table.add(task) }
        }
    }

    func restart() throws {
        if isClosed { return }
        try file.restart()
        table.removeAll()
        if format == .csv { try file.write(TaskSheet.header) }
    }

    func release() throws {
        if !isClosed, format != .table { try file.release() }
    }

    /// Writes all that is left, a table included.
    func complete() throws {
        if isClosed { return }
        if format == .table {
            let isShown = file.path == "-"
            try file.write(table.rendered { isShown ? Terminal.output.styled("1", $0) : $0 })
        }
        try file.complete()
    }

    /// Gives a file its name; after ``complete()``.
    func finish() throws {
        if !isClosed { try file.finish() }
    }

    /// Takes no more.
    func close() { isClosed = true }
}
