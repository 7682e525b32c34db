// One batch of records as one step: what it changed, for the changelog, and the way back when it is not committed.
// In: the households that records touch. Out: changelog entries, or the state as before. Depends on: Engine, Store.

package import Signals

/// What a batch has changed so far.
struct BatchChanges {
    /// The touched households in order of first touch, each with its state before; nil when nothing was kept of it.
    var before: [(household: Pseudonym, state: [UInt8]?)] = []
    var places: [Pseudonym: Int] = [:]
    var lastDay = Household.unknownDate
}

/// One household's new state for the changelog.
package struct StateChange: Sendable {
    package var household: Pseudonym
    /// ``Engine/encodedState(of:)``; nil for a forgotten household: a tombstone.
    package var state: [UInt8]?
}

extension Engine {
    /// Begins a step. Until ``commitBatch()`` or ``rollBackBatch()`` the engine remembers how each household was when
    /// the step first touched it. Of an engine keyed by pseudonym, in which no step is open.
    package mutating func beginBatch() {
        precondition(changes == nil, "one step at a time")
        precondition(keying == .pseudonym, "state is kept by pseudonym")
        changes = BatchChanges()
        changes?.lastDay = lastDay
    }

    /// What the step changed so far, each household once, in order of first touch.
    package mutating func changedStates() -> [StateChange] {
        guard let touched = changes?.before else { return [] }
        return touched.compactMap { household, before in
            let state = encodedState(of: household)
            return state == before ? nil : StateChange(household: household, state: state)
        }
    }

    /// Whether a day record of the step moved ``lastDayRecord``.
    package var movedLastDay: Bool { changes.map { $0.lastDay != lastDay } ?? false }

    /// Ends the step: what it changed stays.
    package mutating func commitBatch() {
        precondition(changes != nil, "a step is open")
        changes = nil
        effects.removeAll()
    }

    /// Ends the step as if it had never begun; its effects are dropped.
    package mutating func rollBackBatch() {
        guard let undone = changes else { preconditionFailure("a step is open") }
        changes = nil
        lastDay = undone.lastDay
        for (household, state) in undone.before {
            guard let state else {
                forget(household)
                continue
            }
            do {
                try restore(state, of: household)
            } catch {
                preconditionFailure("state that this engine encoded does not decode")
            }
        }
        effects.removeAll()
    }

    /// Drops the state of a household without effects, as a tombstone of the changelog asks.
    package mutating func forget(_ household: Pseudonym) {
        let id = HouseholdID(high: household.high, low: household.low)
        if let row = store.find(id, hash: id.hash) { store.remove(row) }
    }

    /// Remembers the household at hand as it was before the step, the first time that the step opens it.
    mutating func rememberForBatch() {
        guard changes != nil else { return }
        let household = Pseudonym(high: current.id.high, low: current.id.low)
        guard changes?.places[household] == nil else { return }
        let id = current.id
        let state = encodedState(of: household)
        current.id = id
        let place = changes?.before.count ?? 0
        changes?.places[household] = place
        changes?.before.append((household, state))
    }
}
