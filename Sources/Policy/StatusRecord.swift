// The status of a signal, read back from what a replay or a journal wrote.
// In: one line of JSON. Out: typed fields. Depends on: Foundation's decoder.

internal import FoundationEssentials
package import Signals

/// One record `nl.schulden.vroegsignaal-status.v1` (pipelines/README.md, "Records out").
package struct StatusRecord: Decodable, Sendable {
    /// The `data` of the event.
    package struct Content: Decodable, Sendable {
        /// The sender of the signal, by its kind alone.
        package struct Partner: Decodable, Sendable { package var type: String }
        package var id: String
        package var partner: Partner
        package var status: String
        package var date: CivilDate
        enum CodingKeys: String, CodingKey {
            case id = "ID"
            case partner = "signaalpartner"
            case status
            case date = "datum"
        }
    }
    package var id: String
    /// The household.
    package var subject: String
    package var data: Content

    /// Reads one line without its line feed.
    package init(line: some Collection<UInt8>) throws {
        self = try JSONDecoder().decode(StatusRecord.self, from: Data(line))
    }
}
