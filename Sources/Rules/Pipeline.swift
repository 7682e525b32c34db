// A checked, compiled pipeline: what the engine runs. Built only by the loader of this target.
// In: nothing. Out: the tables the engine reads. Depends on: Signals.

package import Signals

/// A municipality's rules, checked and compiled. Immutable; share it between threads freely.
package struct Pipeline: Sendable {
    package var id: String
    package var version: String
    /// First 12 hex digits of SHA-256 over the bytes of the files it extends, base first, then its own.
    package var hash: String
    /// Four digits, CBS.
    package var municipality: String
    /// The year of the CBS codes in `teams`.
    package var areasEdition: Int?
    /// IANA name; civil dates of `time` are taken in it.
    package var zone: String
    /// CloudEvents `source` of everything this pipeline emits.
    package var source: String
    /// Ages that count as young, both ends included.
    package var youth: ClosedRange<Int>
    /// History holds dates in `(today - retention, today]`.
    package var retention: Period
    package var repeatWindow: Period
    /// Signals dated before this day are kept as history only.
    package var liveFrom: CivilDate?
    /// By raw value of ``PartnerType``: the intervals in which it may signal, by date; empty when it may not.
    package var partners: [[PartnerTerm]]
    package var rules: [Rule]
    /// Every distinct measure of all rules; rules name them by index.
    package var measures: [Measure]
    /// Most urgent first; the last has score 0.
    package var classes: [TaskClass]
    package var sample: Sample?
    /// Results after which a household counts as helped.
    package var helped: Set<TaskResult>
    package var teams: [Team]
    package var referrals: [Referral]
    /// For back-tests: hours a week by team id, hours by contact kind. Thousandths of an hour.
    package var capacity: Capacity?
    /// CSV deliveries: by partner's name, then field to column.
    package var columns: [ColumnMapping]
    /// Texts of the algorithm register by key: goal, proportionality, human-intervention, risks,
    /// lawful-basis.
    package var accountability: [String: String]

    /// All fields, each by its name.
    package init(
        id: String, version: String, hash: String, municipality: String, areasEdition: Int?, zone: String,
        source: String, youth: ClosedRange<Int>, retention: Period, repeatWindow: Period,
        liveFrom: CivilDate?,
        partners: [[PartnerTerm]], rules: [Rule], measures: [Measure], classes: [TaskClass], sample: Sample?,
        helped: Set<TaskResult>, teams: [Team], referrals: [Referral], capacity: Capacity?,
        columns: [ColumnMapping],
        accountability: [String: String]
    ) {
        self.id = id
        self.version = version
        self.hash = hash
        self.municipality = municipality
        self.areasEdition = areasEdition
        self.zone = zone
        self.source = source
        self.youth = youth
        self.retention = retention
        self.repeatWindow = repeatWindow
        self.liveFrom = liveFrom
        self.partners = partners
        self.rules = rules
        self.measures = measures
        self.classes = classes
        self.sample = sample
        self.helped = helped
        self.teams = teams
        self.referrals = referrals
        self.capacity = capacity
        self.columns = columns
        self.accountability = accountability
    }
}

/// From when until when something holds, both ends included; a missing end is open.
package struct Validity: Hashable, Sendable, BitwiseCopyable {
    package var from: CivilDate?
    package var until: CivilDate?
    /// A missing end is open.
    package init(from: CivilDate?, until: CivilDate?) {
        self.from = from
        self.until = until
    }
    /// Whether a day lies in it.
    @inlinable package func holds(on date: CivilDate) -> Bool {
        if let from, date < from { return false }
        if let until, date > until { return false }
        return true
    }
}

/// On what terms a kind of partner may signal during one interval.
package struct PartnerTerm: Hashable, Sendable {
    /// Days in arrears, both included; nil when there is no such check.
    package var fromDays: Int?
    package var untilDays: Int?
    package var thresholdCents: Int64?
    package var youthThresholdCents: Int64?
    package var validity: Validity
    package var basis: String?
    package var justification: String?
    /// All fields, each by its name.
    package init(
        fromDays: Int?, untilDays: Int?, thresholdCents: Int64?, youthThresholdCents: Int64?,
        validity: Validity,
        basis: String?, justification: String?
    ) {
        self.fromDays = fromDays
        self.untilDays = untilDays
        self.thresholdCents = thresholdCents
        self.youthThresholdCents = youthThresholdCents
        self.validity = validity
        self.basis = basis
        self.justification = justification
    }
}

/// The type of a value in an expression. Values are 64-bit integers in the unit named.
package enum ValueType: String, Sendable, BitwiseCopyable {
    case count, money, days, ratio, bool
    // count: 1; money: cents; days: days; ratio: millionths; bool: 0 or 1.
}

/// The window of a measure, at its reference date (pipelines/README.md, "Windows").
package enum Window: Hashable, Sendable, BitwiseCopyable {
    case sliding(Period)
    case month, quarter, year
    case session(days: Int)
    case all
}

/// One distinct measure: what is counted over what.
package struct Measure: Hashable, Sendable {
    /// What is counted, as it is written in an expression.
    package enum Kind: Hashable, Sendable {
        case count, kinds, partners, outstanding, sum, max, latest, span, overdue, crisis
        case sequence(steps: [PartnerType], within: Int)
        case attempts, reached, helped, age, children, monthOfYear
    }
    package var kind: Kind
    /// `.all` for the kinds that take no window.
    package var window: Window
    /// Empty: every kind of partner.
    package var partners: PartnerSet
    /// How far the reference date lies before today.
    package var ago: Period?
    /// All fields, each by its name.
    package init(kind: Kind, window: Window, partners: PartnerSet, ago: Period?) {
        self.kind = kind
        self.window = window
        self.partners = partners
        self.ago = ago
    }

    package var type: ValueType {
        switch kind {
        case .count, .kinds, .partners, .attempts, .age, .monthOfYear: .count
        case .outstanding, .sum, .max, .latest: .money
        case .span, .overdue: .days
        case .crisis, .sequence, .reached, .helped, .children: .bool
        }
    }

    /// Whether it looks at signals, so that a contribution lists those in its window.
    package var isOverSignals: Bool {
        switch kind {
        case .attempts, .reached, .helped, .age, .children, .monthOfYear: false
        default: true
        }
    }
}

/// One step of a compiled expression, for a stack of 64-bit values in which ``Expression/absent`` stands for
/// absent.
package enum Instruction: Hashable, Sendable, BitwiseCopyable {
    /// Pushes a literal.
    case push(Int64)
    /// Pushes the value of `Pipeline.measures[index]`, possibly absent.
    case measure(Int)
    case add, subtract
    /// Plain product: count by count.
    case multiply
    /// Product with a ratio in millionths: divides by 1 000 000, rounding half up.
    case multiplyByRatio
    /// Quotient of two values of one unit in millionths, rounding half up; absent by 0.
    case divide
    /// A count as a ratio: times 1 000 000.
    case scaleToRatio
    case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual
    /// Pops high, low, value: whether low <= value <= high.
    case within
    case not
    /// When the top is 0 (or not 0) jumps to the index and leaves it; else pops it.
    case jumpIfFalse(Int)
    case jumpIfTrue(Int)
}

/// A measure as one rule writes it: the key of `waarden`, and which of the pipeline's measures it is.
package struct ShownMeasure: Hashable, Sendable {
    package var text: String
    package var measure: Int
    /// All fields, each by its name.
    package init(text: String, measure: Int) {
        self.text = text
        self.measure = measure
    }
}

/// A condition with what it means for the household or person for which it holds.
package struct Rule: Sendable {
    /// Whose signals a rule looks at.
    package enum Scope: String, Sendable { case household, person }
    /// A piece of the reason: text as it stands, or the value of `shown[index]`.
    package enum ReasonPart: Hashable, Sendable {
        case text(String)
        case value(Int)
    }
    package var id: String
    package var scope: Scope
    /// A person rule marked `youth: true` sends the task to the youth team.
    package var isYouth: Bool
    package var when: Expression
    /// The text of `when` as written, for people.
    package var whenText: String
    package var points: Int
    package var reason: [ReasonPart]
    /// The measures of `when`, then new ones of `reason`, in order of writing.
    package var shown: [ShownMeasure]
    /// Index of the class that a holding rule names, or nil.
    package var classIndex: Int?
    /// Indices of ``Pipeline/referrals``.
    package var referrals: [Int]
    package var active: Validity
    package var justification: String?
    /// All fields, each by its name.
    package init(
        id: String, scope: Scope, isYouth: Bool, when: Expression, whenText: String, points: Int,
        reason: [ReasonPart], shown: [ShownMeasure], classIndex: Int?, referrals: [Int], active: Validity,
        justification: String?
    ) {
        self.id = id
        self.scope = scope
        self.isYouth = isYouth
        self.when = when
        self.whenText = whenText
        self.points = points
        self.reason = reason
        self.shown = shown
        self.classIndex = classIndex
        self.referrals = referrals
        self.active = active
        self.justification = justification
    }
}

/// `28d` calendar days or `3wd` working days.
package enum Term: Hashable, Sendable, BitwiseCopyable {
    case days(Int)
    case workingDays(Int)
}

/// How urgent a task is: from which score, before which day and by which kinds of contact.
package struct TaskClass: Hashable, Sendable {
    package var id: String
    package var score: Int
    package var due: Term
    package var ladder: [ContactKind]
    package var retry: Term
    /// All fields, each by its name.
    package init(id: String, score: Int, due: Term, ladder: [ContactKind], retry: Term) {
        self.id = id
        self.score = score
        self.due = due
        self.ladder = ladder
        self.retry = retry
    }
}

/// A random part of the tasks that is raised to at least a class, as an unbiased baseline.
package struct Sample: Hashable, Sendable {
    /// The rate, 0 to 1, as a fraction of 2^64: drawn when the task's number lies below it. nil: all are
    /// drawn.
    package var below: UInt64?
    package var classIndex: Int
    /// All fields, each by its name.
    package init(below: UInt64?, classIndex: Int) {
        self.below = below
        self.classIndex = classIndex
    }
}

/// Who carries out tasks.
package struct Team: Hashable, Sendable {
    package var id: String
    package var isYouth: Bool
    package var isDefault: Bool
    /// Prefixes of CBS area codes, such as `BU051833`.
    package var areas: [String]
    /// All fields, each by its name.
    package init(id: String, isYouth: Bool, isDefault: Bool, areas: [String]) {
        self.id = id
        self.isYouth = isYouth
        self.isDefault = isDefault
        self.areas = areas
    }
}

/// A scheme or place that may help a household.
package struct Referral: Hashable, Sendable {
    package var id: String
    package var name: String
    package var validity: Validity
    package var url: String?
    package var note: String?
    /// All fields, each by its name.
    package init(id: String, name: String, validity: Validity, url: String?, note: String?) {
        self.id = id
        self.name = name
        self.validity = validity
        self.url = url
        self.note = note
    }
}

/// The hours that there are and that contacts take; for back-tests.
package struct Capacity: Hashable, Sendable {
    /// Thousandths of an hour a week by team id, in order of writing.
    package var perWeek: [Entry<String>]
    /// Thousandths of an hour by contact kind, in order of writing.
    package var perContact: [Entry<ContactKind>]
    /// Thousandths of an hour for one team or kind of contact.
    package struct Entry<Key: Hashable & Sendable>: Hashable, Sendable {
        package var key: Key
        package var milliHours: Int
        /// All fields, each by its name.
        package init(key: Key, milliHours: Int) {
            self.key = key
            self.milliHours = milliHours
        }
    }
    /// All fields, each by its name.
    package init(perWeek: [Entry<String>], perContact: [Entry<ContactKind>]) {
        self.perWeek = perWeek
        self.perContact = perContact
    }
}

/// How one partner's CSV names our fields.
package struct ColumnMapping: Hashable, Sendable {
    package var partner: String
    /// Our field to their column, in order of writing.
    package var columns: [Column]
    /// One field and the name of its column.
    package struct Column: Hashable, Sendable {
        package var field: String
        package var column: String
        /// All fields, each by its name.
        package init(field: String, column: String) {
            self.field = field
            self.column = column
        }
    }
    /// All fields, each by its name.
    package init(partner: String, columns: [Column]) {
        self.partner = partner
        self.columns = columns
    }
}
