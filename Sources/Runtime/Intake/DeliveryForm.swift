// The three forms in which events come over HTTP (CloudEvents 1.0, HTTP binding): structured, batch, binary.
// In: header fields and a body. Out: bytes in which events lie, and where. Depends on: HTTPTypes.

internal import HTTPTypes

/// How the events of one request are written down.
enum DeliveryForm: Hashable, Sendable {
    case single, batch, binary

    /// By `Content-Type`; nil for what we do not read. Text is UTF-8 and says nothing else.
    init?(contentType: String?) {
        guard let contentType else { return nil }
        let parts = contentType.split(separator: ";", omittingEmptySubsequences: false)
            .map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
        for parameter in parts.dropFirst() where parameter.hasPrefix("charset=") {
            guard ["utf-8", "\"utf-8\"", "us-ascii"].contains(parameter.dropFirst("charset=".count)) else {
                return nil
            }
        }
        switch parts.first {
        case "application/cloudevents+json": self = .single
        case "application/cloudevents-batch+json": self = .batch
        case "application/json": self = .binary
        default: return nil
        }
    }

    /// The longest body. One event is as long as a line of a file may be, so that the log replays from files.
    var byteLimit: Int { self == .batch ? DeliveryLimits.batchBytes : DeliveryLimits.recordBytes }
}

/// Bytes with events in them.
struct DeliveredEvents: Hashable, Sendable {
    var bytes: [UInt8]
    var ranges: [Range<Int>]
}

/// Finds the elements of a JSON array. Each element is checked by whoever reads it; together with that, an array that
/// is found here is a right one.
enum EventArray {
    /// The range of each element; nil when the bytes are no array. A pass over the bytes, no tree.
    static func elements(of bytes: [UInt8], limit: Int) -> [Range<Int>]? {
        var index = afterSpace(bytes, 0)
        guard index < bytes.count, bytes[index] == UInt8(ascii: "[") else { return nil }
        index = afterSpace(bytes, index + 1)
        if index < bytes.count, bytes[index] == UInt8(ascii: "]") {
            return afterSpace(bytes, index + 1) == bytes.count ? [] : nil
        }
        var ranges: [Range<Int>] = []
        while let end = endOfElement(bytes, from: index) {
            ranges.append(index..<end)
            if bytes[end] == UInt8(ascii: "]") {
                return afterSpace(bytes, end + 1) == bytes.count ? ranges : nil
            }
            // One more than the limit is enough to know.
            if ranges.count > limit { return ranges }
            index = end + 1
        }
        return nil
    }

    /// Where the comma or bracket stands that ends the element at `from`; nil when there is none.
    private static func endOfElement(_ bytes: [UInt8], from: Int) -> Int? {
        var depth = 0
        var index = from
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index += 1
                while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
                    index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
                }
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]") where depth == 0, UInt8(ascii: ",") where depth == 0: return index
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                if depth == 0 { return nil }
                depth -= 1
            default: break
            }
            index += 1
        }
        return nil
    }

    private static func afterSpace(_ bytes: [UInt8], _ from: Int) -> Int {
        var index = from
        while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
        return index
    }
}

/// The binary form: the envelope in `ce-` header fields, the data in the body.
enum BinaryRequest {
    /// One structured event. The body has been checked to be JSON, or is empty: then there is no data.
    static func event(_ fields: HTTPFields, _ body: [UInt8]) -> [UInt8] {
        var attributes: [String: String] = [:]
        for field in fields {
            let name = field.name.canonicalName
            guard name.hasPrefix("ce-") else { continue }
            let attribute = String(name.dropFirst("ce-".count))
            guard !attribute.isEmpty, attribute.utf8.allSatisfy(isAttributeByte),
                !reserved.contains(attribute)
            else { continue }
            attributes[attribute] = field.value
        }
        var event: [UInt8] = []
        event.append(json: "{\"datacontenttype\":\"application/json\"")
        for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
            event.append(json: ",")
            event.append(quoted: name)
            event.append(json: ":")
            event.append(quoted: withoutPercents(value))
        }
        if !body.isEmpty {
            event.append(json: ",\"data\":")
            event.append(contentsOf: body)
        }
        event.append(json: "}")
        return event
    }

    private static let reserved: Set<String> = ["data", "data_base64", "datacontenttype"]

    private static func isAttributeByte(_ byte: UInt8) -> Bool {
        byte &- 0x61 < 26 || byte &- 0x30 < 10
    }

    /// `%C3%AB` becomes its bytes; a percent sign without two digits stays.
    private static func withoutPercents(_ value: String) -> [UInt8] {
        let bytes = Array(value.utf8)
        guard bytes.contains(UInt8(ascii: "%")) else { return bytes }
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let high = digit(bytes[index + 1]), let low = digit(bytes[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) }
    }
}
