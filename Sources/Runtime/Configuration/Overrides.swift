// Values from the environment and from flags, laid over the tree of the file.
// In: variables, `--set` flags, a tree. Out: the tree with their values in place. Depends on: Rules' trees.

internal import Rules

/// A value that goes before the one of the file.
struct Override {
    var path: [String]
    var text: String
    var origin: Configuration.Origin

    /// What findings give as the file.
    var name: String {
        switch origin {
        case .environment(let name), .flag(let name), .credential(let name): name
        case .file, .standard: ""
        }
    }
}

/// Finds what the environment and flags say, and lays it over the file.
struct Overrides {
    let findings: Findings

    /// The variables `SEINPOST_…`, in order of name; those that say nothing are findings.
    func variables(_ environment: [String: String]) -> [Override] {
        let paths = Dictionary(
            uniqueKeysWithValues: ConfigurationKeys.paths.map { (ConfigurationKeys.variable($0), $0) })
        let properties = ConfigurationKeys.variable(ConfigurationKeys.properties) + "_"
        var found: [Override] = []
        for (name, text) in environment.sorted(by: { $0.key < $1.key })
        where name.hasPrefix(ConfigurationKeys.prefix) {
            if let path = paths[name] {
                found.append(Override(path: path, text: text, origin: .environment(name)))
            } else if name.hasPrefix(properties), name.utf8.count > properties.utf8.count {
                let property = name.dropFirst(properties.count).lowercased().replacing("_", with: ".")
                guard accepts(property, from: name) else { continue }
                let path = ConfigurationKeys.properties + [property]
                found.append(Override(path: path, text: text, origin: .environment(name)))
            } else {
                let hint = Suggestion.hint(name, among: paths.keys.sorted())
                refuse(name, "there is no such setting" + hint)
            }
        }
        return found
    }

    /// The flags `--set KEY=VALUE`, in their order; the last of two for one key holds.
    func flags(_ sets: [String]) -> [Override] {
        let paths = Dictionary(
            uniqueKeysWithValues: ConfigurationKeys.paths.map { ($0.joined(separator: "."), $0) })
        let properties = ConfigurationKeys.properties.joined(separator: ".") + "."
        var found: [Override] = []
        for set in sets {
            guard let sign = set.firstIndex(of: "=") else {
                refuse("--set", "write a key, `=` and a value, such as `--set batch.records=500`")
                continue
            }
            let key = String(set[..<sign])
            let text = String(set[set.index(after: sign)...])
            let name = "--set \(key)"
            if let path = paths[key] {
                found.append(Override(path: path, text: text, origin: .flag(name)))
            } else if key.hasPrefix(properties), key.utf8.count > properties.utf8.count {
                let property = String(key.dropFirst(properties.count))
                guard accepts(property, from: name) else { continue }
                let path = ConfigurationKeys.properties + [property]
                found.append(Override(path: path, text: text, origin: .flag(name)))
            } else {
                refuse(name, "there is no such key" + Suggestion.hint(key, among: paths.keys.sorted()))
            }
        }
        return found
    }

    /// Other users of the machine can read arguments, and often variables too.
    private func accepts(_ property: String, from name: String) -> Bool {
        guard LibrdkafkaProperties.isSecret(property) else { return true }
        refuse(name, "`\(property)` is a secret; it may stand in the configuration file only")
        return false
    }

    /// A finding without the value, which may be anything.
    private func refuse(_ name: String, _ message: String) {
        let number = findings.files.count
        _ = findings.add(path: name, bytes: [])
        findings.recognise(number)
        findings.error(Place(file: number, line: 1, column: 1, length: 1), message)
    }

    /// The tree with the value in place, above what stood there.
    func laid(_ override: Override, over root: YAMLNode) -> YAMLNode {
        let number = findings.files.count
        _ = findings.add(path: override.name, bytes: Array(override.text.utf8))
        findings.recognise(number)
        let length = override.text.prefix { !$0.isNewline }.unicodeScalars.count
        let place = Place(file: number, line: 1, column: 1, length: max(1, length))
        let isList = override.path == ["keys", "contact"]
        let value = isList ? list(override.text, place) : scalar(override.text, place)
        return put(value, at: override.path[...], in: root, place)
    }

    private func scalar(_ text: String, _ place: Place) -> YAMLNode {
        YAMLNode(content: .scalar(text), style: .plain, place: place)
    }

    private func list(_ text: String, _ place: Place) -> YAMLNode {
        if text == "null" || text.isEmpty { return scalar(text, place) }
        let items = text.split(separator: ",", omittingEmptySubsequences: false).map {
            scalar(String($0), place)
        }
        return YAMLNode(content: .sequence(items), style: .collection, place: place)
    }

    private func put(
        _ value: YAMLNode, at path: ArraySlice<String>, in node: YAMLNode, _ place: Place
    ) -> YAMLNode {
        guard let key = path.first else { return value }
        let isEmpty = node.isNull || node.isMissing
        // What is no mapping stays, so that the reader reports it.
        guard isEmpty || node.entries != nil else { return node }
        var entries = node.entries ?? []
        let nothing = YAMLNode(content: .scalar(""), style: .plain, place: place)
        if let index = entries.firstIndex(where: { $0.key == key }) {
            entries[index].value = put(value, at: path.dropFirst(), in: entries[index].value, place)
        } else {
            let inner = put(value, at: path.dropFirst(), in: nothing, place)
            entries.append(YAMLEntry(key: key, keyPlace: place, value: inner))
        }
        return YAMLNode(
            content: .mapping(entries), style: .collection, place: isEmpty ? place : node.place)
    }
}
