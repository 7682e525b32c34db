// A pipeline file and what it extends, read and merged into one tree.
// In: a path and a way to read. Out: the merged tree and the hash. Depends on: swift-crypto, YAMLTree,
// Findings.

internal import Crypto

/// Reads the chain of `extends` and merges it, base first (pipelines/README.md, "Extends").
struct PipelineFiles {
    /// Longer chains are a mistake.
    static let chainLimit = 16

    let findings: Findings
    let read: (String) throws -> [UInt8]

    /// The merged tree; nil with findings when any file of the chain could not be read.
    func load(_ path: String) -> (root: YAMLNode, hash: String)? {
        var chain: [(path: String, root: YAMLNode, bytes: [UInt8])] = []
        var next: (path: String, place: Place?)? = (path, nil)
        var isComplete = true
        while let (path, place) = next {
            next = nil
            guard let bytes = bytes(path, place) else { return nil }
            let number = findings.files.count
            let file = findings.add(path: path, bytes: bytes)
            let root = YAMLReader.root(of: file, number: number, findings: findings)
            let isRecognised = findings.recognise(number, root, by: PipelineKeys.telling)
            guard let root else { return nil }
            guard root.entries != nil else {
                findings.error(
                    root.place, "a pipeline file must be a mapping of keys and values, not \(root.shape)")
                return nil
            }
            guard isRecognised else {
                findings.error(root.place, "this is no pipeline file: it has none of the keys of one")
                return nil
            }
            chain.append((path, root, bytes))
            guard let base = root["extends"], !base.isNull else { continue }
            guard let written = Values(findings: findings).text(base, "extends") else {
                isComplete = false
                continue
            }
            let basePath = PipelineFiles.resolve(written, from: path)
            if let turn = chain.firstIndex(where: {
                PipelineFiles.normal($0.path) == PipelineFiles.normal(basePath)
            }) {
                let circle = chain[turn...].map(\.path) + [chain[turn].path]
                let what = circle.count == 2 ? "the file extends itself" : "these files extend each other"
                findings.error(base.place, "\(what): \(circle.joined(separator: " → "))")
                isComplete = false
            } else if chain.count == PipelineFiles.chainLimit {
                findings.error(base.place, "more than \(PipelineFiles.chainLimit) files extend each other")
                isComplete = false
            } else {
                next = (basePath, base.place)
            }
        }
        guard isComplete, let last = chain.last else { return nil }
        let merge = Merge(findings: findings)
        var root = merge.cleaned(last.root)
        for link in chain.dropLast().reversed() { root = merge.merged(base: root, own: link.root) }
        if chain.count > 1 { root = merge.sortedClasses(root) }
        return (root, PipelineFiles.hash(chain.reversed().map(\.bytes)))
    }

    private func bytes(_ path: String, _ place: Place?) -> [UInt8]? {
        if let bytes = try? read(path) { return bytes }
        if let place {
            findings.error(place, "cannot read `\(path)`")
        } else {
            findings.unreadable(path)
        }
        return nil
    }

    /// First 12 hex digits of SHA-256 over the bytes of all files, base first.
    static func hash(_ files: [[UInt8]]) -> String {
        var hash = SHA256()
        for bytes in files { hash.update(data: bytes) }
        return hash.finalize().prefix(6).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count < 2 ? "0" + digits : digits
        }.joined()
    }

    /// A path as written in a file, seen from that file's folder.
    static func resolve(_ written: String, from path: String) -> String {
        guard !written.hasPrefix("/"), let slash = path.lastIndex(of: "/") else { return written }
        return path[...slash] + written
    }

    /// Without `.` and `..`, as far as the text tells; for comparing only.
    static func normal(_ path: String) -> [String] {
        var parts: [String] = path.hasPrefix("/") ? ["/"] : []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != "..", last != "/" {
                parts.removeLast()
            } else {
                parts.append(String(part))
            }
        }
        return parts
    }
}
