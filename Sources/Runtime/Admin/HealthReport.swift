// A report of health as Kubernetes writes it: a line for each check, and a verdict.
// In: checks. Out: text and a verdict. Depends on: nothing.
// Source: kubernetes.io/docs/reference/using-api/health-checks.

/// The checks of `/livez` or `/readyz`.
package struct HealthReport: Hashable, Sendable {
    package struct Check: Hashable, Sendable {
        package var name: String
        package var isOK: Bool
        /// `ok`, or what is wrong.
        package var text: String
    }

    package var name: String
    package var checks: [Check]

    package var isOK: Bool { checks.allSatisfy(\.isOK) }

    /// The text without some checks, and whether the others are well.
    ///
    /// - Parameter isVerbose: a line for each check also when all are well.
    func answer(excluding excluded: [String], isVerbose: Bool) -> (isOK: Bool, text: String) {
        var text = ""
        var isOK = true
        for check in checks {
            if excluded.contains(check.name) {
                text += "[+]\(check.name) excluded: ok\n"
                continue
            }
            isOK = isOK && check.isOK
            text += "[\(check.isOK ? "+" : "-")]\(check.name) \(check.text)\n"
        }
        let known = Set(checks.map(\.name))
        // The name comes from whoever asks, so it is not repeated.
        if excluded.contains(where: { !known.contains($0) }) {
            text += "warn: a check is excluded that does not exist\n"
        }
        text += "\(name) check \(isOK ? "passed" : "failed")\n"
        return (isOK, isOK && !isVerbose ? "ok\n" : text)
    }
}
