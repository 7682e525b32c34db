// The inbox on disk: what lies in it, and where a file goes when it has been read.
// In: a folder. Out: names of files that lie still, moved files with their reports. Depends on: FoundationEssentials.

internal import FoundationEssentials
internal import Glibc

/// A folder of deliveries with `done/` and `failed/` in it, and at most one folder for each partner.
struct InboxFolder: Sendable {
    /// What tells whether somebody still writes to a file.
    struct Look: Hashable, Sendable {
        var size: Int64
        var changed: Int64
    }
    enum Outcome: String, CaseIterable, Sendable { case done, failed }

    let path: String

    /// Makes what is missing below the folder, for nobody else to read.
    init(_ path: String) throws(SystemError) {
        self.path = path
        guard SmallFile.isDirectory(path) else { throw SystemError(code: ENOTDIR) }
        for outcome in Outcome.allCases { try Self.make("\(path)/\(outcome.rawValue)") }
        guard access(path, W_OK | X_OK) == 0 else { throw SystemError(code: errno) }
    }

    /// Deliveries by their path within the folder, in order of name. Neither hidden files nor links.
    func deliveries() -> [(name: String, look: Look)] {
        var found: [(name: String, look: Look)] = []
        for name in Self.names(in: path) where Outcome(rawValue: name) == nil {
            if SmallFile.isDirectory("\(path)/\(name)") {
                for inner in Self.names(in: "\(path)/\(name)") { add("\(name)/\(inner)", to: &found) }
            } else {
                add(name, to: &found)
            }
        }
        return found
    }

    private func add(_ name: String, to found: inout [(name: String, look: Look)]) {
        guard DeliveryFile.Kind(name: name) != nil, let look = look(at: name) else { return }
        found.append((name, look))
    }

    func look(at name: String) -> Look? {
        var status = stat()
        guard lstat("\(path)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Look(
            size: Int64(status.st_size),
            changed: Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec))
    }

    /// Writes the report and moves the file. The report goes first: a file that has moved has one. Stopped in between,
    /// the file is read again, changes nothing, and gets its report anew.
    func move(_ name: String, to outcome: Outcome, report: [UInt8]) throws(SystemError) {
        let target = freeName("\(path)/\(outcome.rawValue)/\(name)")
        let folder = Self.folder(of: target)
        try Self.make(folder)
        try Self.write(report, to: "\(target).report.json")
        // Its age in the other folder counts from now.
        utimensat(AT_FDCWD, "\(path)/\(name)", nil, 0)
        guard rename("\(path)/\(name)", target) == 0 else { throw SystemError(code: errno) }
        try Self.sync(folder)
        try Self.sync(Self.folder(of: "\(path)/\(name)"))
    }

    /// Deletes what was read longer ago than so many days, and its reports. Names of what went.
    func prune(days: Int64, now: Moment) -> [String] {
        var gone: [String] = []
        for outcome in Outcome.allCases {
            let folder = "\(path)/\(outcome.rawValue)"
            for name in Self.names(in: folder) {
                let inner = "\(folder)/\(name)"
                let files =
                    SmallFile.isDirectory(inner) ? Self.names(in: inner).map { "\(name)/\($0)" } : [name]
                for file in files {
                    var status = stat()
                    guard lstat("\(folder)/\(file)", &status) == 0, status.st_mode & S_IFMT == S_IFREG,
                        Int64(status.st_mtim.tv_sec) < now.milliseconds / 1000 - days * 86_400,
                        unlink("\(folder)/\(file)") == 0
                    else { continue }
                    gone.append("\(outcome.rawValue)/\(file)")
                }
            }
        }
        return gone
    }

    // MARK: Names

    /// `x.csv`, or `x.2.csv` when that is there already.
    private func freeName(_ target: String) -> String {
        var candidate = target
        var number = 2
        while access(candidate, F_OK) == 0 {
            let slash = target.lastIndex(of: "/").map { target.index(after: $0) } ?? target.startIndex
            let dot = target[slash...].firstIndex(of: ".") ?? target.endIndex
            candidate = "\(target[..<dot]).\(number)\(target[dot...])"
            number += 1
        }
        return candidate
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    private static func names(in folder: String) -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
        return (names ?? []).filter { !$0.hasPrefix(".") }.sorted()
    }

    // MARK: Writing

    private static func make(_ folder: String) throws(SystemError) {
        guard mkdir(folder, 0o700) != 0, errno != EEXIST else { return }
        throw SystemError(code: errno)
    }

    private static func write(_ bytes: [UInt8], to path: String) throws(SystemError) {
        let (temporary, raw) = try TemporaryFiles.shared.create(beside: path, mode: 0o600)
        let descriptor = OwnedDescriptor(raw: raw)
        try descriptor.write(all: bytes)
        guard fsync(descriptor.raw) == 0 else { throw SystemError(code: errno) }
        try TemporaryFiles.shared.rename(temporary, to: path)
    }

    private static func sync(_ folder: String) throws(SystemError) {
        let descriptor = try OwnedDescriptor.open(folder, O_RDONLY | O_DIRECTORY)
        guard fsync(descriptor.raw) == 0 else { throw SystemError(code: errno) }
    }
}
