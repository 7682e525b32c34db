// Who a consumer is in its group, as a transaction's offsets carry it.
// In: a group member. Out: the pointer that send_offsets_to_transaction takes. Depends on: KafkaError.

internal import CRdKafka

/// Owns one `rd_kafka_consumer_group_metadata_t *` of a member: with a generation and a member id.
package struct GroupMetadata: ~Copyable {
    let pointer: OpaquePointer
    package let generation: Int32
    package let member: String

    /// Takes ownership at once, so that it is freed when it is refused.
    ///
    /// librdkafka 2.0.2 has no call that tells generation or member; what it writes for another process holds
    /// them: `CGMDv2:`, the generation in the machine's byte order, then group, member and instance, each ended by
    /// a zero.
    init(owning pointer: OpaquePointer) throws(KafkaError) {
        var buffer: UnsafeMutableRawPointer?
        var size = 0
        let error = rd_kafka_consumer_group_metadata_write(pointer, &buffer, &size)
        // librdkafka allocated it with malloc.
        defer { rd_kafka_mem_free(nil, buffer) }
        let bytes = UnsafeRawBufferPointer(start: buffer, count: size)
        (generation, member) = Self.read(bytes) ?? (-1, "")
        self.pointer = pointer
        try KafkaError.check("consumer_group_metadata_write", error, unflagged: .byCode)
        guard generation >= 0, !member.isEmpty else {
            let text = "not a member of the group at this moment"
            throw .abort(.init("consumer_group_metadata", RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, text: text))
        }
    }

    deinit { rd_kafka_consumer_group_metadata_destroy(pointer) }

    /// Generation and member of the written form; `nil` when it has another shape.
    static func read(_ bytes: UnsafeRawBufferPointer) -> (generation: Int32, member: String)? {
        let magic = "CGMDv2:".utf8
        guard bytes.starts(with: magic), bytes.count > magic.count + 4 else { return nil }
        let generation = bytes.loadUnaligned(fromByteOffset: magic.count, as: Int32.self)
        let texts = bytes[(magic.count + 4)...].split(separator: 0, omittingEmptySubsequences: false)
        guard texts.count > 2 else { return nil }
        return (generation, String(decoding: texts[1], as: UTF8.self))
    }
}
