// The files under a temporary name, so that they go when we are stopped.
// In: paths. Out: nothing. Depends on: nothing.

internal import Glibc
internal import Synchronization

/// Every file of this process that is not finished. Written by whoever makes outputs, emptied by the thread that
/// waits for Ctrl-C.
final class TemporaryFiles: Sendable {
    static let shared = TemporaryFiles()

    private struct State {
        var paths: Set<String> = []
        var made = 0
    }
    private let state = Mutex(State())

    private init() {}

    /// A name of its own in the folder of `path`, created and open for writing.
    func create(beside path: String, mode: mode_t) throws(SystemError) -> (path: String, raw: Int32) {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { String(path[...$0]) } ?? ""
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        let result: Result<(String, Int32), SystemError> = state.withLock { state in
            while true {
                state.made += 1
                let candidate = "\(folder).\(name.prefix(60)).\(getpid())-\(state.made).tmp"
                let raw = Glibc.open(candidate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
                if raw >= 0 {
                    state.paths.insert(candidate)
                    return .success((candidate, raw))
                }
                if errno != EEXIST && errno != EINTR { return .failure(SystemError(code: errno)) }
            }
        }
        return try result.get()
    }

    /// Gives a temporary file its name.
    func rename(_ path: String, to final: String) throws(SystemError) {
        let code: Int32 = state.withLock { state in
            guard Glibc.rename(path, final) == 0 else { return errno }
            state.paths.remove(path)
            return 0
        }
        if code != 0 { throw SystemError(code: code) }
    }

    func remove(_ path: String) {
        state.withLock { state in
            if state.paths.remove(path) != nil { _ = unlink(path) }
        }
    }

    /// Removes all and ends the process with this code, before anyone can make or rename another.
    func removeAllAndExit(_ code: Int32) -> Never {
        state.withLock { state in
            for path in state.paths { _ = unlink(path) }
            _exit(code)
        }
    }
}
