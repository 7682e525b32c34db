// A task as the board holds it: the columns that filters need, and the record as it was written.
// In: rows of the board. Out: values for the API, the pages and the feeds. Depends on: Engine's TaskRecord.

package import Engine
internal import FoundationEssentials
package import Signals

/// One task at one revision.
package struct BoardTask: Sendable, Equatable {
    package var task: String
    package var revision: Int
    package var household: String
    package var team: String
    /// Nobody's when nil.
    package var worker: String?
    package var isOpen: Bool
    /// `time` of the revision's record, as it was written.
    package var time: String
    /// Where its record stands in the task stream.
    package var partition: Int32
    package var position: Int64
    /// The record's `data`, byte for byte as scoring wrote it.
    package var json: String

    /// The same as typed fields.
    package func data() throws -> TaskData {
        try JSONDecoder().decode(TaskData.self, from: Data(json.utf8))
    }

    /// `"T….3"`, the entity tag of this revision (RFC 9110).
    package var entityTag: String { "\"\(task).\(revision)\"" }
}

/// Which tasks; what is nil does not choose. A value never holds more than its text says: it goes into URLs.
package struct TaskFilter: Sendable, Hashable {
    /// Whoever asks sees only these; nil sees all.
    package var teams: Set<String>?
    package var team: String?
    package var worker: String?
    /// Tasks that nobody has.
    package var isFree = false
    package var taskClass: String?
    /// Open and closed when nil.
    package var isOpen: Bool? = true
    package var isLate: Bool?
    /// Of an attached signal: `soort`, the partner's type.
    package var kind: PartnerType?
    /// Of the next action.
    package var action: ContactKind?
    /// The beginning of a CBS area code.
    package var area: String?
    /// Due on this day or before.
    package var dueBy: CivilDate?
    package var household: String?

    package init(teams: Set<String>? = nil) { self.teams = teams }
}

/// A part of a list.
package struct TaskPage: Sendable {
    package var count: Int
    package var tasks: [BoardTask]
}

/// Every revision of a task, the oldest first; never empty.
package struct TaskHistory: Sendable {
    package var revisions: [BoardTask]
    package var newest: BoardTask { revisions[revisions.count - 1] }
}

/// The work of one team: open tasks by what they ask.
package struct TeamCaseload: Sendable, Equatable {
    package var team: String
    package var open: Int
    package var free: Int
    package var late: Int
    package var dueThisWeek: Int
}

/// Something about a household that only its workers may read, as it came: sealed.
package struct SealedDetails: Sendable, Equatable {
    /// What is under the seal.
    package enum Kind: Sendable, Equatable {
        /// The client and contact data of one signal.
        case contact(signal: String, partner: String, date: CivilDate)
        /// A worker's note on a task.
        case note(id: String, task: String, worker: String, time: String)
    }
    package var kind: Kind
    package var household: String
    package var person: String?
    package var key: String
    package var sealed: String
}
