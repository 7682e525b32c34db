// Files that are read whole: pipelines, tests, keys; and the files of a folder.
// In: a path. Out: bytes or names. Depends on: OwnedDescriptor, InputError.

internal import Glibc

/// Reads files that people write, which are small.
package enum SmallFile {
    /// The bytes of a file, at most `limit` and one more, so that the reader can see that there were more.
    package static func read(_ path: String, limit: Int = 4 << 20) throws(InputError) -> [UInt8] {
        var raw = try InputFiles.openRaw(path)
        var bytes: [UInt8] = []
        while bytes.count <= limit {
            let known = bytes.count
            bytes.append(contentsOf: [UInt8](repeating: 0, count: 1 << 16))
            let count = try bytes.withUnsafeMutableBufferPointer { buffer throws(InputError) in
                let rest = UnsafeMutableRawBufferPointer(buffer)[known...]
                return try raw.read(into: UnsafeMutableRawBufferPointer(rebasing: rest), name: path)
            }
            bytes.removeSubrange((known + count)...)
            if count == 0 { return bytes }
        }
        bytes.removeSubrange((limit + 1)...)
        return bytes
    }

    /// Whether a folder is there.
    package static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Whether anything is there.
    package static func exists(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0
    }

    /// Whether two paths lead to one file or, when neither is there, would lead to one once it is made.
    package static func isSame(_ left: String, _ right: String) -> Bool {
        var first = stat()
        var second = stat()
        let exist = (stat(left, &first) == 0, stat(right, &second) == 0)
        if exist.0, exist.1 { return first.st_dev == second.st_dev && first.st_ino == second.st_ino }
        if exist.0 || exist.1 { return false }
        guard let one = place(left), let other = place(right) else { return left == right }
        return one == other
    }

    /// The folder of a file that need not be there, without links, and its name in it; nil without such a folder.
    private static func place(_ path: String) -> String? {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { String(path[...$0]) } ?? "."
        guard let pointer = realpath(folder, nil) else { return nil }
        defer { free(pointer) }
        return String(cString: pointer) + "/" + (slash.map { path[path.index(after: $0)...] } ?? path[...])
    }

    /// The paths of what lies in a folder, hidden files left out, in order of name.
    package static func list(_ folder: String) throws(InputError) -> [String] {
        guard let handle = opendir(folder) else {
            throw errno == ENOENT ? .missing(folder) : .unreadable(folder, errno: errno)
        }
        defer { closedir(handle) }
        var paths: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasPrefix(".") { continue }
            paths.append(folder.hasSuffix("/") ? folder + name : folder + "/" + name)
        }
        return paths.sorted()
    }
}
