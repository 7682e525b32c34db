// One record on its way into librdkafka, as the array of tagged values that it takes.
// In: key, payload, headers. Out: one call of rd_kafka_produceva. Depends on: MessageHeader.

internal import CRdKafka

/// One record on its way into librdkafka; borrows key and payload.
struct OutgoingRecord: ~Copyable {
    private let topic: OpaquePointer
    private let key: UnsafeRawBufferPointer?
    private let payload: UnsafeRawBufferPointer?
    var partition: Int32?
    var timestampMilliseconds: Int64?
    /// Ours until librdkafka took the record.
    private var headers: OpaquePointer?

    init(topic: OpaquePointer, key: UnsafeRawBufferPointer?, payload: UnsafeRawBufferPointer?) {
        self.topic = topic
        self.key = key
        self.payload = payload
    }

    deinit { if let headers { rd_kafka_headers_destroy(headers) } }

    mutating func add(_ list: [MessageHeader]) throws(KafkaError) {
        guard !list.isEmpty else { return }
        headers = rd_kafka_headers_new(list.count)
        for header in list {
            let code =
                if let value = header.value {
                    // An empty value needs an address, or it would be none.
                    value.withUnsafeBytes {
                        rd_kafka_header_add(headers, header.name, -1, $0.baseAddress ?? Self.empty, $0.count)
                    }
                } else {
                    rd_kafka_header_add(headers, header.name, -1, nil, 0)
                }
            try KafkaError.check("header_add", code)
        }
    }

    /// Hands the record over; the error if that failed, which the caller destroys. May be called again then.
    mutating func enqueue(_ client: OpaquePointer) -> OpaquePointer? {
        withUnsafeTemporaryAllocation(of: rd_kafka_vu_t.self, capacity: 7) { values in
            values.initialize(repeating: rd_kafka_vu_t())
            values[0].vtype = RD_KAFKA_VTYPE_RKT
            values[0].u.rkt = topic
            values[1].vtype = RD_KAFKA_VTYPE_MSGFLAGS
            values[1].u.i = RD_KAFKA_MSG_F_COPY
            values[2].vtype = RD_KAFKA_VTYPE_PARTITION
            values[2].u.i32 = partition ?? RD_KAFKA_PARTITION_UA
            values[3].vtype = RD_KAFKA_VTYPE_KEY
            values[3].u.mem.ptr = Self.address(key)
            values[3].u.mem.size = key?.count ?? 0
            values[4].vtype = RD_KAFKA_VTYPE_VALUE
            values[4].u.mem.ptr = Self.address(payload)
            values[4].u.mem.size = payload?.count ?? 0
            values[5].vtype = RD_KAFKA_VTYPE_TIMESTAMP
            values[5].u.i64 = timestampMilliseconds ?? 0
            var count = 6
            if let headers {
                values[6].vtype = RD_KAFKA_VTYPE_HEADERS
                values[6].u.headers = headers
                count = 7
            }
            let error = rd_kafka_produceva(client, values.baseAddress, count)
            if error == nil { headers = nil }
            return error
        }
    }

    /// Bytes without an address are bytes too: `nil` is what means none.
    private static func address(_ bytes: UnsafeRawBufferPointer?) -> UnsafeMutableRawPointer? {
        guard let bytes else { return nil }
        return UnsafeMutableRawPointer(mutating: bytes.baseAddress ?? empty)
    }

    /// Never read: what stands for the address of nothing.
    private static var empty: UnsafeRawPointer? { UnsafeRawPointer(bitPattern: 8) }
}
