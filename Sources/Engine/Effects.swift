// What records cause: lines to write, in order, and counts.
// In: nothing. Out: values that a journal commits or a command prints. Depends on: Signals.

package import Signals

/// Lines of one output with the place of each in the global order.
package struct Lines: Sendable {
    /// The lines one after another, each with its line feed.
    package var bytes: [UInt8] = []
    package var marks: [Mark] = []

    /// Where a line ends, and what it is sorted by.
    package struct Mark: Sendable {
        /// Position of the causing record in the log.
        package var sequence: UInt64
        /// Orders the lines of one day record; `.none` for dead letters.
        package var household: Pseudonym
        /// Where the line ends in ``Lines/bytes``.
        package var end: Int
    }

    /// No lines.
    package init() {}

    package var isEmpty: Bool { marks.isEmpty }

    /// The bytes of one line, its line feed included.
    package func range(of index: Int) -> Range<Int> {
        (index == 0 ? 0 : marks[index - 1].end)..<marks[index].end
    }

    /// Takes in a line, and ends it.
    mutating func append(_ line: ByteList, sequence: UInt64, household: Pseudonym) {
        line.append(to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
        marks.append(Mark(sequence: sequence, household: household, end: bytes.count))
    }

    /// Lines of several engines, each in order already. One engine writes all lines of a household.
    init(merging parts: [Lines]) {
        var next = [Int](repeating: 0, count: parts.count)
        bytes.reserveCapacity(parts.reduce(0) { $0 + $1.bytes.count })
        while true {
            var first: Int?
            for part in parts.indices where next[part] < parts[part].marks.count {
                guard let best = first else {
                    first = part
                    continue
                }
                let mark = parts[part].marks[next[part]]
                let bestMark = parts[best].marks[next[best]]
                if (mark.sequence, mark.household) < (bestMark.sequence, bestMark.household) { first = part }
            }
            guard let first else { return }
            let mark = parts[first].marks[next[first]]
            bytes.append(contentsOf: parts[first].bytes[parts[first].range(of: next[first])])
            marks.append(Mark(sequence: mark.sequence, household: mark.household, end: bytes.count))
            next[first] += 1
        }
    }

    /// Forgets all lines and keeps their room.
    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        marks.removeAll(keepingCapacity: true)
    }
}

/// Counts of what happened; they add up over shards.
package struct Tally: Sendable, Equatable {
    /// Records that decoded, day records that the source added left out.
    package var records = 0
    package var dayRecords = 0
    package var duplicates = 0
    /// By raw value of ``SignalStatus``.
    package var statuses = [Int](repeating: 0, count: SignalStatus.allCases.count)
    /// Signals dated before `live-from`: kept as history, without status.
    package var historyOnly = 0
    /// Tasks by the class that they reached, by index in the pipeline.
    package var tasks: [Int]
    package var revisions = 0
    package var tombstones = 0
    /// C for a task of another worker, and C or E for a closed task.
    package var refusedClaims = 0
    package var alreadyClosed = 0
    /// By reason.
    package var deadLetters: [DeadLetterReason: Int] = [:]

    /// Zero of everything, for a pipeline with so many classes.
    package init(classes: Int) { tasks = [Int](repeating: 0, count: classes) }

    /// Adds the counts of another part of the households.
    package static func += (left: inout Tally, right: Tally) {
        left.records += right.records
        left.dayRecords += right.dayRecords
        left.duplicates += right.duplicates
        left.historyOnly += right.historyOnly
        left.revisions += right.revisions
        left.tombstones += right.tombstones
        left.refusedClaims += right.refusedClaims
        left.alreadyClosed += right.alreadyClosed
        for index in left.statuses.indices { left.statuses[index] += right.statuses[index] }
        for index in left.tasks.indices { left.tasks[index] += right.tasks[index] }
        left.deadLetters.merge(right.deadLetters, uniquingKeysWith: +)
    }
}

/// Which lines someone wants; what nobody wants is not written and costs nothing.
package struct Emission: Sendable {
    /// Which revisions of tasks are written; `facts`: each as ``TaskFacts`` (and statuses as ``SignalFacts``) instead.
    package enum Tasks: Sendable { case everyRevision, latest, none, facts }
    package var tasks: Tasks
    package var statuses: Bool
    /// Tasks of at least this class (index in the pipeline); nil for all.
    package var leastUrgentClass: Int?
    /// - Parameter leastUrgentClass: the index of the last class that is wanted; nil for all.
    package init(tasks: Tasks, statuses: Bool, leastUrgentClass: Int? = nil) {
        self.tasks = tasks
        self.statuses = statuses
        self.leastUrgentClass = leastUrgentClass
    }
    package static let everything = Emission(tasks: .everyRevision, statuses: true)
}

/// What some records caused.
package struct Effects: Sendable {
    package var tasks = Lines()
    package var statuses = Lines()
    package var deadLetters = Lines()
    /// Forgotten households: a tombstone for changelog and task topic; no line in files.
    package var tombstones: [Lines.Mark] = []
    /// Instead of lines, when they are asked for; those of one engine in the order of the log.
    package var facts: [TaskFacts] = []
    package var signalFacts: [SignalFacts] = []
    package var tally: Tally

    /// No lines, and zero of everything, for a pipeline with so many classes.
    package init(classes: Int) { tally = Tally(classes: classes) }

    /// The lines of several engines over one log, in the order of the log.
    package init(merging parts: [Effects]) {
        tally = Tally(classes: parts.first?.tally.tasks.count ?? 0)
        tasks = Lines(merging: parts.map(\.tasks))
        statuses = Lines(merging: parts.map(\.statuses))
        deadLetters = Lines(merging: parts.map(\.deadLetters))
        tombstones = parts.flatMap(\.tombstones).sorted {
            ($0.sequence, $0.household) < ($1.sequence, $1.household)
        }
    }

    /// Empties the lines and the counts.
    package mutating func removeAll() {
        removeLines()
        tally = Tally(classes: tally.tasks.count)
    }

    /// Empties the lines and keeps the counts.
    package mutating func removeLines() {
        tasks.removeAll()
        statuses.removeAll()
        deadLetters.removeAll()
        tombstones.removeAll(keepingCapacity: true)
        facts.removeAll(keepingCapacity: true)
        signalFacts.removeAll(keepingCapacity: true)
    }
}
