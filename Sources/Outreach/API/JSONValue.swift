// JSON as it came in the body of a request, before anything is known of it.
// In: bytes. Out: a tree. Depends on: Foundation's decoder.

internal import FoundationEssentials

/// One JSON value. Numbers keep no more than their whole value: no field of ours has a fraction.
enum JSONValue: Decodable, Sendable, Equatable {
    case null
    case truth(Bool)
    case whole(Int)
    case fraction
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    /// nil when the bytes are no JSON.
    init?(_ bytes: some Collection<UInt8>) {
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)) else { return nil }
        self = value
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let truth = try? container.decode(Bool.self) {
            self = .truth(truth)
        } else if let whole = try? container.decode(Int.self) {
            self = .whole(whole)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let object = try? container.decode([String: JSONValue].self) {
            self = .object(object)
        } else if let list = try? container.decode([JSONValue].self) {
            self = .list(list)
        } else {
            _ = try container.decode(Double.self)
            self = .fraction
        }
    }
}
