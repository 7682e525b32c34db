// An output that looks whole only when it is.
// In: bytes. Out: a file, a device or standard output. Depends on: OwnedDescriptor, TemporaryFiles.

internal import Glibc

/// Collects an output and lets it be seen at the end.
///
/// A file is written under a temporary name in its folder and renamed by ``finish()``; without that call nothing of it
/// stays. What cannot be renamed (standard output, devices, pipes) gets everything at ``release()`` or ``finish()``;
/// until then it is held in memory and, when larger, in a temporary file without a name, so that ``restart()`` can
/// take it back.
package final class OutputFile {
    private struct Target: ~Copyable {
        let descriptor: OwnedDescriptor
        /// The temporary name and the one at the end; nil for what is written as it is.
        var rename: (temporary: String, final: String)?
    }

    /// As it was given; `-` for standard output.
    package let path: String
    private let target: Target
    private var buffer: [UInt8] = []
    private var held: OwnedDescriptor?
    private var isReleased = false
    private static let bufferBytes = 1 << 18

    /// Standard output.
    package init() throws(OutputError) {
        path = "-"
        let copy = dup(STDOUT_FILENO)
        guard copy >= 0 else { throw .incomplete("-", errno: errno) }
        target = Target(descriptor: OwnedDescriptor(raw: copy))
    }

    /// A file, made at once under its temporary name: a folder that is not there is known before the work starts.
    package init(path: String) throws(OutputError) {
        self.path = path
        do throws(SystemError) {
            target = try Self.target(path)
        } catch {
            throw .creating(path, errno: error.code)
        }
    }

    deinit {
        if let rename = target.rename { TemporaryFiles.shared.remove(rename.temporary) }
    }

    /// Takes bytes that follow those before; they may not be seen until ``finish()``.
    package func write(_ bytes: [UInt8]) throws(OutputError) {
        if bytes.isEmpty { return }
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.bufferBytes { try flush() }
    }

    /// The same for text, as UTF-8.
    package func write(_ text: String) throws(OutputError) { try write(Array(text.utf8)) }

    /// Forgets all that was written. Not after ``release()``.
    package func restart() throws(OutputError) {
        precondition(!isReleased, "what others may have read cannot be taken back")
        buffer.removeAll(keepingCapacity: true)
        held = nil
        guard target.rename != nil else { return }
        guard ftruncate(target.descriptor.raw, 0) == 0, lseek(target.descriptor.raw, 0, SEEK_SET) == 0 else {
            throw problem(SystemError(code: errno))
        }
    }

    /// Nothing is taken back from here on, so what cannot be renamed need not be held.
    package func release() throws(OutputError) {
        guard !isReleased else { return }
        isReleased = true
        guard target.rename == nil else { return }
        try copyHeld()
        try flush()
    }

    /// Writes all that is left, so that only the name is missing. Several outputs of one command are completed before
    /// the first of them is finished: then either all get their names or, when a disk is full, none.
    package func complete() throws(OutputError) {
        try release()
        try flush()
    }

    /// Writes what is left and gives a file its name.
    package func finish() throws(OutputError) {
        try complete()
        guard let rename = target.rename else { return }
        do throws(SystemError) {
            try TemporaryFiles.shared.rename(rename.temporary, to: rename.final)
        } catch {
            throw .writing(path, errno: error.code)
        }
    }

    /// Writes the buffer on; to the temporary file without a name while it must be held.
    private func flush() throws(OutputError) {
        guard !buffer.isEmpty else { return }
        defer { buffer.removeAll(keepingCapacity: true) }
        if !isReleased, target.rename == nil { return try hold() }
        do throws(SystemError) {
            try target.descriptor.write(all: buffer)
        } catch {
            throw problem(error)
        }
    }

    private func hold() throws(OutputError) {
        do throws(SystemError) {
            if held == nil { held = try OwnedDescriptor.temporary() }
            try held?.write(all: buffer)
        } catch {
            throw .holding(folder: OwnedDescriptor.temporaryFolder, errno: error.code)
        }
    }

    private func copyHeld() throws(OutputError) {
        var offset: Int64 = 0
        var piece = [UInt8](repeating: 0, count: Self.bufferBytes)
        while let count = try readHeld(&piece, at: offset), count > 0 {
            do throws(SystemError) {
                try target.descriptor.write(all: Array(piece[..<count]))
            } catch {
                throw problem(error)
            }
            offset += Int64(count)
        }
        held = nil
    }

    private func readHeld(_ piece: inout [UInt8], at offset: Int64) throws(OutputError) -> Int? {
        do throws(SystemError) {
            return try held?.read(into: &piece, at: offset)
        } catch {
            throw .holding(folder: OwnedDescriptor.temporaryFolder, errno: error.code)
        }
    }

    private func problem(_ error: SystemError) -> OutputError {
        if error.code == EPIPE { return .readerGone }
        return target.rename == nil
            ? .incomplete(path, errno: error.code) : .writing(path, errno: error.code)
    }
}

// MARK: - Where an output goes

extension OutputFile {
    /// Whether finishing an output at `path` replaces what is there: a file, and not a device, a pipe or a
    /// descriptor of ours.
    package static func replaces(_ path: String) -> Bool {
        if standardDescriptor(path) != nil { return false }
        var status = stat()
        return stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
    }

    /// Devices, pipes and our own descriptors are written as they are; the rest is renamed at the end.
    private static func target(_ path: String) throws(SystemError) -> Target {
        if let number = standardDescriptor(path) {
            let copy = dup(number)
            guard copy >= 0 else { throw SystemError(code: errno) }
            return Target(descriptor: OwnedDescriptor(raw: copy))
        }
        var status = stat()
        let exists = stat(path, &status) == 0
        if exists, status.st_mode & S_IFMT == S_IFDIR { throw SystemError(code: EISDIR) }
        if exists, status.st_mode & S_IFMT != S_IFREG {
            return Target(descriptor: try OwnedDescriptor.open(path, O_WRONLY))
        }
        if exists, access(path, W_OK) != 0 { throw SystemError(code: errno) }
        // A link stays a link: what it points to is replaced.
        let final = exists ? resolved(path) : path
        let mode = exists ? status.st_mode & 0o777 : 0o666
        let (temporary, raw) = try TemporaryFiles.shared.create(beside: final, mode: mode)
        return Target(descriptor: OwnedDescriptor(raw: raw), rename: (temporary, final))
    }

    /// The descriptor that `/dev/stdout` and the like stand for.
    private static func standardDescriptor(_ path: String) -> Int32? {
        switch path {
        case "/dev/stdout": return STDOUT_FILENO
        case "/dev/stderr": return STDERR_FILENO
        default:
            for folder in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(folder) {
                return Int32(path.dropFirst(folder.count))
            }
            return nil
        }
    }

    private static func resolved(_ path: String) -> String {
        guard let pointer = realpath(path, nil) else { return path }
        defer { free(pointer) }
        return String(cString: pointer)
    }
}
