// What is written down about who did what, and about whose data were processed.
// In: facts of one request or step. Out: the entry of a line of the audit. Depends on: Moment, TraceContext.

/// What one line of the audit says.
package enum AuditEntry: Hashable, Sendable {
    /// Who did what to what, by BIO2 8.15.01.
    case action(AuditedAction)
    /// One person's data were processed, by *Logboek Dataverwerkingen*; without who did it.
    case processing(ProcessingRecord)
}

/// Somebody did something, or was refused.
///
/// Holds no names, addresses or amounts: the actor is an account, the object a task id or a pseudonym.
package struct AuditedAction: Hashable, Sendable {
    /// `resultaat`: how it ended.
    package enum Outcome: String, Codable, Sendable {
        case done = "gelukt"
        case refused = "geweigerd"
        case failed = "mislukt"
    }

    package var time: Moment
    /// The id of the account; nil when nobody was logged in.
    package var actor: String?
    /// The name of the action, as in the table of permissions, or of what was refused.
    package var action: String
    /// A task id, a pseudonym or a team; nil when there is no single one.
    package var object: String?
    package var outcome: Outcome
    /// The network address it came from.
    package var origin: String
    package var trace: TraceContext

    package init(
        time: Moment, actor: String?, action: String, object: String?, outcome: Outcome, origin: String,
        trace: TraceContext
    ) {
        self.time = time
        self.actor = actor
        self.action = action
        self.object = object
        self.outcome = outcome
        self.origin = origin
        self.trace = trace
    }

    func append(to bytes: inout [UInt8]) {
        bytes.append(json: "{\"tijd\":")
        bytes.append(quoted: time.description)
        if let actor {
            bytes.append(json: ",\"actor\":")
            bytes.append(quoted: actor)
        }
        bytes.append(json: ",\"actie\":")
        bytes.append(quoted: action)
        if let object {
            bytes.append(json: ",\"object\":")
            bytes.append(quoted: object)
        }
        bytes.append(json: ",\"resultaat\":")
        bytes.append(quoted: outcome.rawValue)
        bytes.append(json: ",\"herkomst\":")
        bytes.append(quoted: origin)
        bytes.append(json: ",\"trace_id\":")
        bytes.append(quoted: trace.traceID)
        bytes.append(json: ",\"span_id\":")
        bytes.append(quoted: trace.spanID)
        bytes.append(json: "}")
    }
}

/// One record of *Logboek Dataverwerkingen*: one person, one processing; further persons are further spans.
package struct ProcessingRecord: Hashable, Sendable {
    package enum Status: String, Codable, Sendable {
        /// What the caller gave was wrong.
        case unset = "Unset"
        case ok = "Ok"
        case error = "Error"
    }

    package var trace: TraceContext
    package var status: Status
    /// For people.
    package var name: String
    package var start: Moment
    package var end: Moment
    /// The absolute URI of a version in the register of processing activities.
    package var activity: String
    /// A pseudonym of a person or a household.
    package var subject: String

    /// `dpl.core.data_subject_id_type`: what kind of pseudonym `subject` is.
    static let subjectType = "urn:seinpost:pseudoniem"

    package init(
        trace: TraceContext, status: Status, name: String, start: Moment, end: Moment, activity: String,
        subject: String
    ) {
        self.trace = trace
        self.status = status
        self.name = name
        self.start = start
        self.end = end
        self.activity = activity
        self.subject = subject
    }

    func append(to bytes: inout [UInt8]) {
        bytes.append(json: "{\"trace_id\":")
        bytes.append(quoted: trace.traceID)
        bytes.append(json: ",\"span_id\":")
        bytes.append(quoted: trace.spanID)
        if let parent = trace.parentID {
            bytes.append(json: ",\"parent_span_id\":")
            bytes.append(quoted: parent)
        }
        bytes.append(json: ",\"status\":")
        bytes.append(quoted: status.rawValue)
        bytes.append(json: ",\"name\":")
        bytes.append(quoted: name)
        bytes.append(json: ",\"start_time\":")
        bytes.append(contentsOf: String(start.milliseconds).utf8)
        bytes.append(json: ",\"end_time\":")
        bytes.append(contentsOf: String(end.milliseconds).utf8)
        bytes.append(json: ",\"attributes\":{\"dpl.core.processing_activity_id\":")
        bytes.append(quoted: activity)
        bytes.append(json: ",\"dpl.core.data_subject_id\":")
        bytes.append(quoted: subject)
        bytes.append(json: ",\"dpl.core.data_subject_id_type\":")
        bytes.append(quoted: Self.subjectType)
        bytes.append(json: "}}")
    }
}
