// One record as librdkafka holds it, lent without a copy.
// In: a message of a batch. Out: its key, payload, headers and place. Depends on: MessageBatch.

internal import CRdKafka

/// One consumed record, lent by ``MessageBatch``; its bytes are gone after the closure that got it.
package struct Message: ~Copyable {
    let pointer: UnsafePointer<rd_kafka_message_t>
    /// The topics of the client, by the pointers that its messages carry.
    let topics: UnsafeBufferPointer<OpaquePointer>

    /// The place of its topic in the list that the consumer was made with.
    package var topic: Int {
        topics.firstIndex(of: pointer.pointee.rkt) ?? -1
    }

    package var partition: Int32 { pointer.pointee.partition }
    package var offset: Int64 { pointer.pointee.offset }

    /// Milliseconds since 1970 in UTC; the producer's or the broker's clock as the topic says. `nil`: none.
    package var timestampMilliseconds: Int64? {
        var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        let time = rd_kafka_message_timestamp(pointer, &kind)
        return kind == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE ? nil : time
    }

    /// `nil`: no key, which is not an empty one.
    package var key: UnsafeRawBufferPointer? {
        pointer.pointee.key.map { UnsafeRawBufferPointer(start: $0, count: pointer.pointee.key_len) }
    }

    /// `nil`: a tombstone, which is not an empty record.
    package var payload: UnsafeRawBufferPointer? {
        pointer.pointee.payload.map { UnsafeRawBufferPointer(start: $0, count: pointer.pointee.len) }
    }

    /// Lends the value of the last header of this name; `body` is not called when there is none.
    ///
    /// The value is `nil` when the header was sent without one. Headers are taken apart at the first question.
    package func withHeader<Result>(
        _ name: String, _ body: (UnsafeRawBufferPointer?) -> Result
    ) -> Result? {
        guard let headers else { return nil }
        var value: UnsafeRawPointer?
        var size = 0
        guard rd_kafka_header_get_last(headers, name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR
        else { return nil }
        return body(value.map { UnsafeRawBufferPointer(start: $0, count: size) })
    }

    /// A copy of every header, in the order in which they were sent.
    package func allHeaders() -> [MessageHeader] {
        guard let headers else { return [] }
        return (0..<rd_kafka_header_cnt(headers)).compactMap { index in
            var name: UnsafePointer<CChar>?
            var value: UnsafeRawPointer?
            var size = 0
            guard rd_kafka_header_get_all(headers, index, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR,
                let name
            else { return nil }
            let bytes = value.map { [UInt8](UnsafeRawBufferPointer(start: $0, count: size)) }
            return MessageHeader(name: String(cString: name), value: bytes)
        }
    }

    private var headers: OpaquePointer? {
        var headers: OpaquePointer?
        guard rd_kafka_message_headers(pointer, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        return headers
    }
}

/// A name and a value beside a record's key and payload.
package struct MessageHeader: Hashable, Sendable {
    package var name: String
    /// `nil`: sent without a value.
    package var value: [UInt8]?

    package init(name: String, value: [UInt8]?) {
        self.name = name
        self.value = value
    }
}
