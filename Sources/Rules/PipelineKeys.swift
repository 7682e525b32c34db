// The keys of the pipeline file, in one place: the loader and the schema test read them.
// In: nothing. Out: lists of keys. Depends on: nothing.

/// Every key that a pipeline file knows, by the mapping it stands in.
package enum PipelineKeys {
    package static let pipeline = [
        "pipeline", "version", "municipality", "areas-edition", "zone", "source", "extends", "youth",
        "retention",
        "repeat-window", "live-from", "partners", "rules", "classes", "sample", "helped", "teams",
        "referrals",
        "capacity", "columns", "accountability",
    ]
    /// Those by which a pipeline file is known; the others stand in records or in files of all kinds as well.
    static let telling = pipeline.filter { !["source", "version", "zone"].contains($0) }
    package static let partner = [
        "from", "until", "threshold", "youth-threshold", "valid", "basis", "justification",
    ]
    package static let rule = [
        "id", "scope", "youth", "when", "points", "reason", "class", "refer", "active", "justification",
    ]
    package static let taskClass = ["id", "score", "due", "ladder", "retry"]
    package static let sample = ["rate", "class"]
    package static let team = ["id", "youth", "default", "areas"]
    package static let referral = ["id", "name", "valid", "url", "note"]
    package static let capacity = ["hours-per-week", "hours"]
    package static let accountability = [
        "goal", "proportionality", "human-intervention", "risks", "lawful-basis",
    ]
    /// What a column of a delivered file can be: the fields of a signal, of its client and of the contact
    /// details; and `type`, the kind of partner or the column that says it.
    package static let columns = [
        "ID", "bedrag", "signaaldatum", "ontstaansdatum", "crisissignaal", "warmeOverdracht", "kenmerk",
        "postcode",
        "huisnummer", "huisnummertoevoeging", "geboortedatum", "buurtcode", "naam", "telefoon", "email",
        "taal", "type",
    ]

    /// The lists of which the entries have an `id` and merge by it.
    static let listsWithIDs = ["rules", "classes", "teams", "referrals"]
}
