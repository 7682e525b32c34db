// Events between their two forms: one line of JSON, and a Kafka record with `ce_` headers (CloudEvents' binding).
// In: a structured event, or headers and a payload. Out: the other form. Depends on: Kafka.

internal import Kafka

/// The binary form of an event of ours.
struct BinaryEvent {
    /// `ce_specversion`, `ce_id`, … and `content-type`, in the order of the envelope.
    var headers: [MessageHeader] = []
    /// The bytes of `data`, as a range of the event.
    var data: Range<Int>

    /// Takes an event of ours apart. Ours begin with their envelope, `data` is the last member, and no text of the
    /// envelope holds a nested value; anything else is a mistake in this program.
    init(structured event: UnsafeRawBufferPointer) {
        var reader = EnvelopeReader(event)
        data = 0..<0
        while let name = reader.name() {
            if name == "data" {
                data = reader.position..<event.count - 1
                return
            }
            let value = reader.text()
            if name == "datacontenttype" {
                headers.append(MessageHeader(name: "content-type", value: value))
            } else {
                headers.append(MessageHeader(name: "ce_" + name, value: value))
            }
        }
        preconditionFailure("an event of ours has data")
    }
}

/// Reads the members of an envelope that this program wrote.
private struct EnvelopeReader {
    private let bytes: UnsafeRawBufferPointer
    private(set) var position = 1

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// The next member's name; leaves the position at its value.
    mutating func name() -> String? {
        guard position < bytes.count else { return nil }
        if bytes[position] == UInt8(ascii: ",") { position += 1 }
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return nil }
        let name = String(decoding: text(), as: UTF8.self)
        position += 1
        return name
    }

    /// The text in quotes at the position, its escapes resolved.
    mutating func text() -> [UInt8] {
        var text: [UInt8] = []
        position += 1
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            if bytes[position] == UInt8(ascii: "\\") {
                position += 1
                switch bytes[position] {
                case UInt8(ascii: "b"): text.append(0x08)
                case UInt8(ascii: "t"): text.append(0x09)
                case UInt8(ascii: "n"): text.append(0x0a)
                case UInt8(ascii: "f"): text.append(0x0c)
                case UInt8(ascii: "r"): text.append(0x0d)
                case UInt8(ascii: "u"):
                    // We write controls only in this form: `\u00` and two digits.
                    let digits = String(decoding: bytes[position + 3..<position + 5], as: UTF8.self)
                    text.append(UInt8(digits, radix: 16) ?? 0)
                    position += 4
                default: text.append(bytes[position])
                }
            } else {
                text.append(bytes[position])
            }
            position += 1
        }
        position += 1
        return text
    }
}

extension Message {
    /// The headers of the binary form, and the members of the structured one, in order.
    private static var envelope: [(header: String, member: StaticString)] {
        [
            ("ce_specversion", "\"specversion\":"), ("ce_id", "\"id\":"), ("ce_source", "\"source\":"),
            ("ce_type", "\"type\":"), ("ce_subject", "\"subject\":"), ("ce_time", "\"time\":"),
            ("content-type", "\"datacontenttype\":"),
        ]
    }

    /// Appends the record as one structured event.
    ///
    /// A payload that is no event goes in as it is: the decoder says what is wrong with it.
    borrowing func appendEvent(to bytes: inout [UInt8]) {
        guard let payload else { return }
        guard withHeader("ce_specversion", { $0 != nil }) == true else {
            bytes.append(contentsOf: payload)
            return
        }
        bytes.append(UInt8(ascii: "{"))
        for (header, member) in Self.envelope {
            withHeader(header) { value in
                guard let value else { return }
                bytes.append(json: member)
                bytes.append(quoted: value)
                bytes.append(json: ",")
            }
        }
        bytes.append(json: "\"data\":")
        bytes.append(contentsOf: payload)
        bytes.append(json: "}")
    }
}
