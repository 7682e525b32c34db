// The second stage, for one partition of the log: folds records and says what changed.
// In: records of the log. Out: tasks, statuses, dead letters, changelog entries. Depends on: Engine.

package import Engine
package import Rules
package import Signals

/// The engine of one partition, in steps. No I/O.
package struct PartitionScorer: ~Copyable {
    /// The changelog's key for the date of the last day record; no household's, they begin with `h1_`.
    package static var dayKey: [UInt8] { Array("dag".utf8) }

    package let partition: Int32
    private var engine: Engine
    private let pseudonyms: Pseudonyms
    /// The date of the newest day record that was sent to the log for this partition.
    package var requestedDay: CivilDate?
    /// The same before the open step.
    private var requestedBefore: CivilDate?

    package init(partition: Int32, placePrefix: String, pipeline: Pipeline, pseudonyms: Pseudonyms) {
        self.partition = partition
        self.pseudonyms = pseudonyms
        engine = Engine(
            pipeline: pipeline, pseudonyms: pseudonyms, keying: .pseudonym, emission: .everything)
        engine.placePrefix = placePrefix
    }

    package var householdCount: Int { engine.householdCount }
    package var stateBytes: Int { engine.stateBytes }
    package func openTasks(dueBy day: CivilDate) -> DueSoon { engine.openTasks(dueBy: day) }
    package var lastDay: CivilDate? { engine.lastDayRecord }

    // MARK: Steps

    package mutating func begin() {
        requestedBefore = requestedDay
        engine.beginBatch()
    }

    package mutating func fold(_ decoded: Decoded, at position: Int64, in texts: TextSource) {
        let line = Int(position)
        switch decoded {
        case .record(let record):
            engine.process(record, sequence: UInt64(bitPattern: position), line: line, in: texts)
        case .deadLetter(let reason):
            engine.reject(reason, sequence: UInt64(bitPattern: position), line: line)
        }
    }

    /// Adds what the step caused so far, and the state that it left, to an outbox.
    package mutating func flush(to outbox: inout Outbox) -> Tally {
        let effects = engine.effects
        addTasks(effects, to: &outbox)
        for index in effects.statuses.marks.indices {
            var key: [UInt8] = []
            effects.statuses.marks[index].household.append(as: .household, to: &key)
            outbox.add(.statuses, partition: partition, key: key, value: effects.statuses.line(index))
        }
        for index in effects.deadLetters.marks.indices {
            outbox.add(.deadLetters, key: [], value: effects.deadLetters.line(index))
        }
        for change in engine.changedStates() {
            var key: [UInt8] = []
            change.household.append(as: .household, to: &key)
            if let state = change.state {
                outbox.add(.changelog, partition: partition, key: key, value: state)
            } else {
                outbox.addTombstone(.changelog, partition: partition, key: key)
            }
        }
        if engine.movedLastDay, let day = engine.lastDayRecord {
            outbox.add(
                .changelog, partition: partition, key: Self.dayKey, value: Array(day.description.utf8))
        }
        return effects.tally
    }

    package mutating func commit() {
        engine.commitBatch()
    }

    package mutating func rollBack() {
        engine.rollBackBatch()
        requestedDay = requestedBefore
    }

    /// Task revisions in order; a forgotten household's tombstone after those of the record that forgot it.
    private func addTasks(_ effects: Effects, to outbox: inout Outbox) {
        var forgotten = effects.tombstones.makeIterator()
        var next = forgotten.next()
        func addTombstones(before sequence: UInt64, to outbox: inout Outbox) {
            while let mark = next, mark.sequence < sequence {
                var key: [UInt8] = []
                mark.household.append(as: .household, to: &key)
                outbox.addTombstone(.tasks, partition: partition, key: key)
                next = forgotten.next()
            }
        }
        for index in effects.tasks.marks.indices {
            addTombstones(before: effects.tasks.marks[index].sequence, to: &outbox)
            var key: [UInt8] = []
            effects.tasks.marks[index].household.append(as: .household, to: &key)
            outbox.add(.tasks, partition: partition, key: key, value: effects.tasks.line(index))
        }
        addTombstones(before: .max, to: &outbox)
    }

    // MARK: State

    /// Takes in one changelog entry; nil for a tombstone.
    package mutating func restore(key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer?)
        throws(StateError)
    {
        if key.elementsEqual(Self.dayKey) {
            guard let value, let day = CivilDate(String(decoding: value, as: UTF8.self)) else {
                throw .damaged
            }
            engine.restore(lastDay: day)
            return
        }
        guard let household = Pseudonym(String(decoding: key, as: UTF8.self), as: .household) else {
            throw .damaged
        }
        guard let value else { return engine.forget(household) }
        try engine.restore(Array(value), of: household)
    }

    /// The state of every household by its key, in order of the keys, and of the day: what a changelog must hold.
    package mutating func stateEntries() -> [(key: String, value: [UInt8])] {
        var entries: [(key: String, value: [UInt8])] = []
        for household in engine.households.sorted() {
            if let state = engine.encodedState(of: household) {
                entries.append((household.text(as: .household), state))
            }
        }
        if let day = engine.lastDayRecord {
            entries.append((String(decoding: Self.dayKey, as: UTF8.self), Array(day.description.utf8)))
        }
        return entries
    }

    /// Goes on under another pipeline with the same households; between steps.
    package mutating func adopt(_ pipeline: Pipeline) {
        var other = Engine(
            pipeline: pipeline, pseudonyms: pseudonyms, keying: .pseudonym, emission: .everything)
        other.placePrefix = engine.placePrefix
        if let day = engine.lastDayRecord { other.restore(lastDay: day) }
        for household in engine.households {
            guard let state = engine.encodedState(of: household) else { continue }
            do { try other.restore(state, of: household) } catch {
                preconditionFailure("state that this release encoded does not decode")
            }
        }
        engine = other
    }
}

extension Lines {
    /// A line without its line feed.
    func line(_ index: Int) -> ArraySlice<UInt8> { bytes[range(of: index).dropLast()] }
}
