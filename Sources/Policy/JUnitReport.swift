// Results of tests as JUnit XML, which build servers show.
// In: results by file. Out: XML. Depends on: RuleTestRunner.

import Rules

/// Collects the results of test files.
package struct JUnitReport: Sendable {
    private var suites: [String] = []
    private var tests = 0
    private var failures = 0
    private var errors = 0

    /// A report of no files.
    package init() {}

    /// A test file of which the tests were run.
    ///
    /// - Parameter seconds: how long the file took.
    package mutating func add(file: String, results: [RuleTestResult], seconds: Double) {
        let failed = results.count { !$0.hasPassed }
        tests += results.count
        failures += failed
        var suite =
            "  <testsuite name=\"\(Self.escaped(file))\" tests=\"\(results.count)\" failures=\"\(failed)\" errors=\"0\""
            + " time=\"\(Self.time(seconds))\">\n"
        for result in results {
            let place = "file=\"\(Self.escaped(result.test.place.file))\" line=\"\(result.test.place.line)\""
            let head =
                "    <testcase classname=\"\(Self.escaped(file))\" name=\"\(Self.escaped(result.test.name))\" \(place)"
            guard !result.hasPassed else {
                suite += head + "/>\n"
                continue
            }
            let lines = result.findings.map(\.text)
            suite += head + ">\n      <failure message=\"\(Self.escaped(result.findings[0].message))\">"
            suite += Self.escaped(lines.joined(separator: "\n")) + "</failure>\n    </testcase>\n"
        }
        suites.append(suite + "  </testsuite>\n")
    }

    /// A test file that could not be used, or of which the pipeline could not: one case with an error.
    package mutating func add(unusable file: String, message: String) {
        tests += 1
        errors += 1
        let name = Self.escaped(file)
        suites.append(
            "  <testsuite name=\"\(name)\" tests=\"1\" failures=\"0\" errors=\"1\" time=\"0.000\">\n"
                + "    <testcase classname=\"\(name)\" name=\"the file can be used\" file=\"\(name)\">\n"
                + "      <error message=\"\(Self.escaped(message))\"/>\n    </testcase>\n  </testsuite>\n")
    }

    /// The whole document.
    package var xml: String {
        let counts = "tests=\"\(tests)\" failures=\"\(failures)\" errors=\"\(errors)\""
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + "<testsuites name=\"seinpost\" \(counts)>\n" + suites.joined() + "</testsuites>\n"
    }

    private static func time(_ seconds: Double) -> String {
        let milliseconds = Int(min(max(0, seconds), 1e9) * 1000 + 0.5)
        let rest = String(milliseconds % 1000)
        return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
    }

    /// As text or attribute; characters that XML 1.0 cannot hold become U+FFFD.
    static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "\n": result.append(contentsOf: "&#10;".unicodeScalars)
            case "\t": result.append(contentsOf: "&#9;".unicodeScalars)
            case "\u{FFFE}", "\u{FFFF}": result.append("\u{FFFD}")
            default: result.append(scalar.value < 0x20 ? "\u{FFFD}" : scalar)
            }
        }
        return String(result)
    }
}

extension RuleTestFinding {
    /// `file:line: message`, then a line for each field that differs.
    package var text: String {
        let width = fields.map(\.name.count).max() ?? 0
        return
            (["\(place.file):\(place.line): \(message)"]
            + fields.map { field in
                let name = field.name + String(repeating: " ", count: width - field.name.count)
                return "  \(name)  expected \(field.expected), got \(field.got)"
            }).joined(separator: "\n")
    }
}
