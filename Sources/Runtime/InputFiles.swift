// The inputs of a replay: files and standard input, plain or gzip, in order and as often as wanted.
// In: paths. Out: bytes. Depends on: Gzip, Spool, InputError.

internal import Glibc

/// Inputs of a replay, in order. Re-openable: the driver may start again from the beginning.
package struct InputFiles: Sendable {
    private enum Place: Sendable {
        /// A regular file, opened anew each time.
        case file(String)
        /// Standard input that was redirected from a regular file, from where it stood.
        case redirected(from: Int64)
        case once(Spool)
    }

    /// File names without folders, `-` for standard input: what dead letters call the place of a record.
    package let names: [String]
    /// Bytes on disk of all inputs, packed as they are; nil when one has no size, such as a pipe.
    package let totalBytes: Int64?
    private let paths: [String]
    private let places: [Place]

    /// Looks that every input is there; opens none.
    ///
    /// - Parameter paths: `-`, or an empty list, is standard input.
    package init(paths: [String]) throws(InputError) {
        let paths = paths.isEmpty ? ["-"] : paths
        var places: [Place] = []
        var total: Int64? = 0
        var standardInput: Place?
        for path in paths {
            var status = stat()
            if path == "-" {
                guard fstat(STDIN_FILENO, &status) == 0 else { throw .unreadable(path, errno: errno) }
            } else if stat(path, &status) != 0 {
                throw errno == ENOENT || errno == ENOTDIR ? .missing(path) : .unreadable(path, errno: errno)
            }
            let kind = status.st_mode & S_IFMT
            if kind == S_IFDIR { throw .directory(path == "-" ? "standard input" : path) }
            if path != "-", access(path, R_OK) != 0 { throw .unreadable(path, errno: errno) }
            total = kind == S_IFREG ? total.map { $0 + Int64(status.st_size) } : nil
            let place: Place
            if path == "-" {
                let start = Int64(lseek(STDIN_FILENO, 0, SEEK_CUR))
                let isFile = kind == S_IFREG && start >= 0
                place = standardInput ?? (isFile ? .redirected(from: start) : .once(Spool(path: nil)))
                standardInput = place
            } else {
                place = kind == S_IFREG ? .file(path) : .once(Spool(path: path))
            }
            places.append(place)
        }
        self.paths = paths
        self.places = places
        totalBytes = total
        names = paths.map { path in path.split(separator: "/").last.map(String.init) ?? path }
    }

    package var count: Int { places.count }

    /// Opens the input at `index` at its beginning.
    package func open(_ index: Int) throws(InputError) -> InputReader {
        switch places[index] {
        case .file(let path): return InputReader(path, try Self.openRaw(path))
        case .redirected(let start):
            let copy = dup(STDIN_FILENO)
            guard copy >= 0 else { throw .unreadable("-", errno: errno) }
            return InputReader("-", RawInput(descriptor: OwnedDescriptor(raw: copy), from: start))
        case .once(let spool): return InputReader(paths[index], RawInput(spool: spool))
        }
    }
}

extension InputFiles {
    /// Opens a file as it lies on disk.
    static func openRaw(_ path: String) throws(InputError) -> RawInput {
        if SmallFile.isDirectory(path) { throw .directory(path) }
        do throws(SystemError) {
            return RawInput(descriptor: try OwnedDescriptor.open(path, O_RDONLY))
        } catch {
            throw error.code == ENOENT || error.code == ENOTDIR
                ? .missing(path) : .unreadable(path, errno: error.code)
        }
    }
}

/// One opened input, unpacked when its first two bytes say that it is gzip.
package struct InputReader: ~Copyable {
    private let name: String
    private var raw: RawInput
    private var inflater: Inflater?
    /// What was read to look at the first two bytes, when that was not gzip.
    private var first: [UInt8] = []
    private var hasStarted = false

    init(_ name: String, _ raw: consuming RawInput) {
        self.name = name
        self.raw = raw
    }

    /// Bytes of the file on disk that were read so far.
    package var bytesConsumed: Int64 { raw.offset }

    /// Reads up to the size of the buffer; 0 at the end. Blocks.
    package mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
        guard !buffer.isEmpty else { return 0 }
        if !hasStarted { try start() }
        if !first.isEmpty {
            let count = min(first.count, buffer.count)
            buffer.copyBytes(from: first[..<count])
            first.removeFirst(count)
            if !raw.isFile || count == buffer.count { return count }
            return count
                + (try raw.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]), name: name))
        }
        if inflater == nil { return try raw.read(into: buffer, name: name) }
        return try inflater!.read(into: buffer, from: &raw, name: name)
    }

    /// Reads until there are two bytes to look at, or the end.
    private mutating func start() throws(InputError) {
        hasStarted = true
        var bytes = [UInt8](repeating: 0, count: 4096)
        var count = 0
        while count < Inflater.magic.count {
            let read = try bytes.withUnsafeMutableBufferPointer { buffer throws(InputError) in
                let rest = UnsafeMutableRawBufferPointer(buffer)[count...]
                return try raw.read(into: UnsafeMutableRawBufferPointer(rebasing: rest), name: name)
            }
            if read == 0 { break }
            count += read
        }
        bytes.removeSubrange(count...)
        guard bytes.starts(with: Inflater.magic) else {
            first = bytes
            return
        }
        inflater = try Inflater(first: bytes, name: name)
    }
}

/// The bytes of an input as they lie on disk or come through the pipe.
struct RawInput: ~Copyable {
    private let descriptor: OwnedDescriptor?
    private let spool: Spool?
    /// Where reading started, for a file that is read by offset.
    private let start: Int64?
    private(set) var offset: Int64 = 0

    init(descriptor: consuming OwnedDescriptor, from start: Int64? = nil) {
        self.descriptor = .some(consume descriptor)
        self.start = start
        spool = nil
    }

    init(spool: Spool) {
        descriptor = nil
        start = nil
        self.spool = spool
    }

    /// Whether reading never waits for somebody to write.
    var isFile: Bool { spool == nil }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer, name: String) throws(InputError) -> Int {
        var count = 0
        if let spool {
            count = try spool.read(at: offset, into: buffer)
        } else {
            do throws(SystemError) {
                count =
                    if let start { try descriptor?.read(into: buffer, at: start + offset) ?? 0 } else {
                        try descriptor?.read(into: buffer) ?? 0
                    }
            } catch {
                throw error.code == EISDIR ? .directory(name) : .reading(name, errno: error.code)
            }
        }
        offset += Int64(count)
        return count
    }
}
