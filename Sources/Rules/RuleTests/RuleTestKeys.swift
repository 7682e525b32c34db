// The keys of the test file, in one place.
// In: nothing. Out: lists of keys. Depends on: nothing.

/// Every key that a test file knows, by the mapping it stands in.
package enum RuleTestKeys {
    package static let file = ["pipeline", "tests"]
    package static let test = ["name", "events", "expect", "statuses"]
    /// The keys of which an event has one, or none for a day on which nothing else happens.
    package static let kinds = ["signal", "withdraw", "assign", "attempt", "close", "circumstance", "erase"]
    /// What each kind takes besides `on`, its own key and `address`.
    package static let fields: [String: [String]] = [
        "signal": [
            "amount", "born", "ID", "naam", "name", "kenmerk", "crisissignaal", "warmeOverdracht",
            "ontstaansdatum",
            "signaaldatum", "buurtcode",
        ],
        "withdraw": ["reden", "ID", "naam", "name", "born", "datum"],
        "assign": ["team", "overname", "taak", "datum"],
        "attempt": ["reached", "dagdeel", "medewerker", "taak", "datum"],
        "close": ["medewerker", "taak", "datum"],
        "circumstance": ["vanaf", "tot", "born"],
        "erase": ["born"],
    ]
    package static let expectation = [
        "on", "address", "class", "revision", "due", "rules", "next", "status", "team", "refer", "late",
        "result",
        "score", "worker", "sample", "attempts",
    ]
    package static let status = ["on", "signal", "address", "status"]
}
