// A report of an earlier month, read back to stand in a series.
// In: the JSON of a report. Out: its figures, or why it cannot stand beside another. Depends on: Foundation's decoder.

internal import FoundationEssentials
internal import Rules

/// What a series shows of a month.
package struct EarlierReport: Decodable, Sendable, Equatable {
    package struct Stamp: Decodable, Sendable, Equatable {
        package var id: String
        package var version: String
        package var hash: String
    }
    package struct Counts: Decodable, Sendable, Equatable {
        package var all: Int
        package var single: Int
        package var multiple: Int
        package var consecutive: Int
    }
    package var month: String
    package var definition: String
    package var pipeline: Stamp
    package var signals: Int
    package var tasks: Int
    package var dossiers: Counts

    /// Reads what `seinpost report --format json` wrote.
    package init(json: [UInt8]) throws {
        self = try JSONDecoder().decode(EarlierReport.self, from: Data(json))
    }

    /// Why it cannot stand in one series with a report; nil when it can.
    ///
    /// - Parameter path: where it was read from.
    package func refusal(beside report: PeriodReport, path: String) -> String? {
        let again =
            "make it again from the signals: seinpost report --period \(month) --definition "
            + "\(report.definition.rawValue) --format json"
        if definition != report.definition.rawValue {
            return
                "`\(path)` counts by \(definition) and this report by \(report.definition.rawValue), which is not the "
                + "same thing; \(again)"
        }
        if pipeline.id != report.pipeline.id {
            return
                "`\(path)` is about the pipeline \(pipeline.id) and this report about \(report.pipeline.id)"
        }
        if month >= report.month { return "`\(path)` is about \(month), which is not before \(report.month)" }
        return nil
    }
}
