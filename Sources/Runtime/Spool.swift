// An input that can be read only once, kept so that it can be read again.
// In: a descriptor or the path of a pipe. Out: its bytes at any offset so far. Depends on: OwnedDescriptor.

internal import Glibc
internal import Synchronization

/// Standard input or a named pipe, with a nameless copy of what was read of it.
///
/// A lock, as the driver may read on a thread of its own; one reader at a time is at the front, where it may block.
final class Spool: Sendable {
    private struct State: ~Copyable {
        var source: OwnedDescriptor?
        var copy: OwnedDescriptor?
        var length: Int64 = 0
        var ended = false
    }

    /// nil for standard input.
    private let path: String?
    private let state = Mutex(State())

    init(path: String?) { self.path = path }

    /// Reads what stands at `offset`, from the copy or, at its end, from the source; 0 at the end of the source.
    func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
        let name = path ?? "-"
        let result: Result<Int, InputError> = state.withLock { state in
            do throws(InputError) {
                return .success(try Self.read(&state, path, name, offset, buffer))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private static func read(
        _ state: inout State, _ path: String?, _ name: String, _ offset: Int64,
        _ buffer: UnsafeMutableRawBufferPointer
    ) throws(InputError) -> Int {
        if offset < state.length {
            guard let count = try? state.copy?.read(into: buffer, at: offset) else {
                throw .spooling(folder: OwnedDescriptor.temporaryFolder, errno: EIO)
            }
            return count
        }
        if state.ended { return 0 }
        if state.source == nil {
            do throws(SystemError) {
                state.source =
                    if let path { try OwnedDescriptor.open(path, O_RDONLY) } else {
                        OwnedDescriptor(raw: STDIN_FILENO)
                    }
            } catch {
                throw .unreadable(name, errno: error.code)
            }
        }
        let count: Int
        do throws(SystemError) {
            count = try state.source?.read(into: buffer) ?? 0
        } catch {
            throw error.code == EISDIR ? .directory(name) : .reading(name, errno: error.code)
        }
        if count == 0 { state.ended = true }
        do throws(SystemError) {
            if state.copy == nil { state.copy = try OwnedDescriptor.temporary() }
            try state.copy?.write(
                all: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count]),
                at: state.length)
        } catch {
            throw .spooling(folder: OwnedDescriptor.temporaryFolder, errno: error.code)
        }
        state.length += Int64(count)
        return count
    }
}
