// Unpacks gzip while it is read: any number of members, one after another.
// In: packed bytes from a source. Out: the bytes they stand for. Depends on: zlib, RawInput.

internal import CZlib
internal import Glibc

/// Owns one zlib stream and its input buffer.
///
/// Zeros after the last member are padding, as `gzip` has it; anything else there is damage.
struct Inflater: ~Copyable {
    /// zlib keeps a pointer back to it, so that it may not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private let input: UnsafeMutableRawBufferPointer
    private var isBetweenMembers = false
    private var sourceEnded = false

    /// The first two bytes of gzip data.
    static let magic: [UInt8] = [0x1f, 0x8b]

    /// - Parameter first: the bytes of the source that were read already; at most `1 << 16`.
    init(first: [UInt8], name: String) throws(InputError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        input = .allocate(byteCount: 1 << 16, alignment: 16)
        precondition(first.count <= input.count, "what was looked at fits the buffer")
        input.copyBytes(from: first)
        stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(first.count)
        // 15 bits of window; 16 more: gzip only.
        let code = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else { throw .reading(name, errno: ENOMEM) }
    }

    deinit {
        inflateEnd(stream)
        stream.deinitialize(count: 1)
        stream.deallocate()
        input.deallocate()
    }

    /// Unpacks what `source` gives into `target`; 0 at the end.
    mutating func read(
        into target: UnsafeMutableRawBufferPointer, from source: inout RawInput, name: String
    ) throws(InputError) -> Int {
        guard !target.isEmpty else { return 0 }
        let room = UInt32(clamping: min(target.count, 1 << 30))
        stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = room
        while stream.pointee.avail_out == room {
            if stream.pointee.avail_in == 0, !sourceEnded {
                let count = try source.read(into: input, name: name)
                sourceEnded = count == 0
                stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
                stream.pointee.avail_in = UInt32(count)
            }
            if isBetweenMembers {
                skipPadding()
                if stream.pointee.avail_in == 0 {
                    if sourceEnded { return 0 }
                    continue
                }
                inflateReset(stream)
                isBetweenMembers = false
            }
            switch inflate(stream, Z_NO_FLUSH) {
            case Z_STREAM_END: isBetweenMembers = true
            case Z_OK, Z_BUF_ERROR:
                let isStuck = stream.pointee.avail_in == 0 && stream.pointee.avail_out == room
                if sourceEnded, isStuck { throw .truncatedGzip(name) }
            case Z_MEM_ERROR: throw .reading(name, errno: ENOMEM)
            default: throw .damagedGzip(name)
            }
        }
        return Int(room - stream.pointee.avail_out)
    }

    private mutating func skipPadding() {
        while stream.pointee.avail_in > 0, stream.pointee.next_in.pointee == 0 {
            stream.pointee.next_in += 1
            stream.pointee.avail_in -= 1
        }
    }
}
