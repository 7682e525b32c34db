// File descriptors with one owner, and temporary files without a name.
// In: paths. Out: descriptors that close themselves. Depends on: nothing.

internal import Glibc

/// Owns one open file descriptor and closes it at the end.
struct OwnedDescriptor: ~Copyable {
    let raw: Int32

    deinit { _ = Glibc.close(raw) }

    /// Opens a path; the error is the `errno`.
    static func open(_ path: String, _ flags: Int32, mode: mode_t = 0o666) throws(SystemError)
        -> OwnedDescriptor
    {
        while true {
            let raw = Glibc.open(path, flags | O_CLOEXEC, mode)
            if raw >= 0 { return OwnedDescriptor(raw: raw) }
            if errno != EINTR { throw SystemError(code: errno) }
        }
    }

    /// Where files without a name are made: `TMPDIR`, or `/tmp` when that is not set.
    static var temporaryFolder: String {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        return folder.isEmpty ? "/tmp" : folder
    }

    /// A file in the temporary folder that has no name any more: it is gone when this value is, however we end.
    static func temporary() throws(SystemError) -> OwnedDescriptor {
        var template = Array((temporaryFolder + "/seinpost.XXXXXX").utf8CString)
        let raw = mkstemp(&template)
        guard raw >= 0 else { throw SystemError(code: errno) }
        let descriptor = OwnedDescriptor(raw: raw)
        _ = unlink(template)
        return descriptor
    }

    /// Fills as much of `buffer` as the file has now; 0 at the end. Blocks.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
        try Self.retrying { Glibc.read(raw, buffer.baseAddress, buffer.count) }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(SystemError) -> Int {
        try Self.retrying { pread(raw, buffer.baseAddress, buffer.count, off_t(offset)) }
    }

    func write(all bytes: UnsafeRawBufferPointer) throws(SystemError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = try Self.retrying { Glibc.write(raw, rest.baseAddress, rest.count) }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    func write(all bytes: UnsafeRawBufferPointer, at offset: Int64) throws(SystemError) {
        var rest = bytes
        var offset = offset
        while !rest.isEmpty {
            let count = try Self.retrying { pwrite(raw, rest.baseAddress, rest.count, off_t(offset)) }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            offset += Int64(count)
        }
    }

    func write(all bytes: [UInt8]) throws(SystemError) {
        try bytes.withUnsafeBufferPointer { buffer throws(SystemError) in
            try write(all: UnsafeRawBufferPointer(buffer))
        }
    }

    /// Fills an array from the start and returns how many bytes there were.
    func read(into bytes: inout [UInt8], at offset: Int64) throws(SystemError) -> Int {
        try bytes.withUnsafeMutableBufferPointer { buffer throws(SystemError) in
            try read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
        }
    }

    private static func retrying(_ call: () -> Int) throws(SystemError) -> Int {
        while true {
            let count = call()
            if count >= 0 { return count }
            switch errno {
            case EINTR: continue
            case let code: throw SystemError(code: code)
            }
        }
    }
}

/// What the operating system refused, by its `errno`.
struct SystemError: Error, Hashable, Sendable {
    var code: Int32
}
