// The files of this repository as the tidy tests look at them.
// In: a folder of the working tree. Out: paths and texts. Depends on: Foundation.

import Foundation

/// One text file, with its path from the root.
struct SourceFile: Sendable {
    var path: String
    /// Without line feeds.
    var lines: [Substring]
    /// Lines with what stands in comments taken out, so that a comment may name what code may not use.
    var codeLines: [Substring]

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        codeLines = lines.map { line in
            guard let comment = line.firstRange(of: "//") else { return line }
            // Two slashes after a colon are part of an address.
            return line[..<comment.lowerBound].hasSuffix(":") ? line : line[..<comment.lowerBound]
        }
    }
}

enum SourceTree {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().standardizedFileURL

    /// Swift files under a folder (or the file itself), in order of path; without this target's, which
    /// names what it bans.
    static func swiftFiles(under path: String) -> [SourceFile] {
        allSwift.filter { $0.path == path || $0.path.hasPrefix("\(path)/") }
    }

    private static let allSwift = ["Sources", "Tests", "Package.swift"].flatMap { folder in
        files(under: folder) { $0.hasSuffix(".swift") && !$0.hasPrefix("Tests/TidyTests/") }
    }

    /// Text files by what their path says; nothing of builds or of git itself.
    static func files(under path: String, _ isWanted: (String) -> Bool) -> [SourceFile] {
        let start = path.isEmpty ? root : root.appendingPathComponent(path)
        let skipped = [".build", ".git", "node_modules"]
        var found: [SourceFile] = []
        func visit(_ url: URL, _ relative: String) {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else { return }
            if isFolder.boolValue {
                let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
                for name in names.sorted() where !skipped.contains(name) {
                    visit(url.appendingPathComponent(name), relative.isEmpty ? name : "\(relative)/\(name)")
                }
            } else if isWanted(relative), let text = try? String(contentsOf: url, encoding: .utf8) {
                found.append(SourceFile(path: relative, text: text))
            }
        }
        visit(start, path)
        return found
    }
}
