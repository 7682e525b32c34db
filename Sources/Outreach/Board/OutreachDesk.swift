// What the outreach side does for whoever asks: the same functions behind the API, the pages and the feeds.
// In: an actor's wish. Out: tasks as they are afterwards, or why not. Depends on: TaskBoard, OutreachJournal, Access.

package import Runtime
package import Signals

/// Everything that the outreach side works with.
package struct OutreachDesk: Sendable {
    package let board: TaskBoard
    package let follower: BoardFollower
    package let journal: any OutreachJournal
    package var settings: DeskSettings
    /// The only clock of the outreach side.
    package let clock: @Sendable () -> Moment
    let recentKeys = RecentKeys()

    package init(
        board: TaskBoard, follower: BoardFollower, journal: any OutreachJournal, settings: DeskSettings,
        clock: @escaping @Sendable () -> Moment = { .now }
    ) {
        self.board = board
        self.follower = follower
        self.journal = journal
        self.settings = settings
        self.clock = clock
    }

    /// Today in the pipeline's zone.
    package var today: CivilDate { settings.day(of: clock()) }
}

/// What does not change while the program runs.
package struct DeskSettings: Sendable {
    /// The pipeline's `source`.
    package var source: String
    package var zone: CivilZone
    package var seal: ContactSeal
    package var pseudonyms: Pseudonyms
    /// The URI of the register entry that processing records name.
    package var activity: String
    /// The pipeline's: what is dated before is forgotten.
    package var retention: Period
    /// Taken for today in a rehearsal; nil for the clock's day.
    package var fixedDay: CivilDate?
    /// For scoring to be past an action and the view to show it.
    package var answerWait = Duration.seconds(10)

    package init(
        source: String, zone: CivilZone, seal: ContactSeal, pseudonyms: Pseudonyms, activity: String,
        retention: Period, fixedDay: CivilDate? = nil
    ) {
        self.source = source
        self.zone = zone
        self.seal = seal
        self.pseudonyms = pseudonyms
        self.activity = activity
        self.retention = retention
        self.fixedDay = fixedDay
    }

    func day(of moment: Moment) -> CivilDate {
        if let fixedDay { return fixedDay }
        var zone = zone
        return zone.civilDate(atUnixSeconds: moment.milliseconds / 1_000)
    }
}

/// What somebody wants to do with a task.
package struct TaskWish: Sendable, Equatable {
    package var task: String
    package var deed: WorkerAction.Deed
    /// The day it happened; nil for today.
    package var date: CivilDate?
    /// The `Idempotency-Key`, or what a form carries for it.
    package var key: String
    /// The entity tag that the task must still have; nil when any will do.
    package var ifMatch: String?
    /// A note, to be sealed.
    package var note: String?

    package init(
        task: String, deed: WorkerAction.Deed, date: CivilDate? = nil, key: String, ifMatch: String? = nil,
        note: String? = nil
    ) {
        self.task = task
        self.deed = deed
        self.date = date
        self.key = key
        self.ifMatch = ifMatch
        self.note = note
    }
}

/// Why a wish is not granted. Nothing of it was done, but for ``late``.
package enum DeskProblem: Error, Sendable {
    case notFound
    /// The task is not as the caller thinks: it has another revision now.
    case changed(BoardTask)
    /// Somebody was first: the task as it is now.
    case conflict(BoardTask)
    case invalid([FieldProblem])
    /// The journal cannot be written now; nothing is lost. The same wish with the same key may come again.
    case unavailable
    /// It is written, but what comes of it is not there yet. The same wish with the same key may come again.
    case late
}

/// What is wrong with one field of a request.
package struct FieldProblem: Sendable, Equatable {
    /// The JSON path, or the name of the parameter or header.
    package var field: String
    /// A name that stays.
    package var code: String
    /// For people.
    package var title: String

    package init(_ field: String, _ code: String, _ title: String) {
        self.field = field
        self.code = code
        self.title = title
    }
}

/// Contact data or a note with its seal broken.
package struct OpenedDetails: Sendable {
    package var kind: SealedDetails.Kind
    package var person: String?
    /// JSON: `{"client":{…},"contact":{…}}`, or `{"tekst":…}` of a note; nil when no key opens it.
    package var plain: [UInt8]?
}
