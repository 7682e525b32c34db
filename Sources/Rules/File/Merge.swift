// Merges a pipeline file over the one it extends.
// In: two trees. Out: one, every node with the place where it was written. Depends on: YAMLTree, Findings.

/// Mappings merge key by key; lists of things with an id merge by id (base order, new ones at the end);
/// `null` takes a thing out; other values replace (pipelines/README.md, "Extends").
///
/// A thing of a list is taken out by writing that list as a mapping by id: `rules: {meervoudig: null}`. Other
/// values of such a mapping are merged as entries of the list would be.
struct Merge {
    let findings: Findings

    /// A file without base: `null` leaves nothing, lists with ids get their list form.
    func cleaned(_ root: YAMLNode) -> YAMLNode {
        let nothing = YAMLNode(content: .mapping([]), style: .collection, place: root.place)
        return merged(base: nothing, own: root)
    }

    func merged(base: YAMLNode, own: YAMLNode) -> YAMLNode {
        merged(base, own) { key, base, own in
            guard PipelineKeys.listsWithIDs.contains(key) else { return nil }
            return mergedList(key, base, own)
        }
    }

    /// Key by key; `special` may merge the value of a key in its own way.
    private func merged(
        _ base: YAMLNode, _ own: YAMLNode,
        special: (String, YAMLNode?, YAMLNode) -> YAMLNode? = { _, _, _ in nil }
    ) -> YAMLNode {
        var result = own
        var entries = base.entries ?? []
        for entry in own.entries ?? [] {
            let place = entries.firstIndex { $0.key == entry.key }
            if entry.value.isNull {
                if let place { entries.remove(at: place) }
                continue
            }
            var merged = entry
            let before = place.map { entries[$0].value }
            merged.value = special(entry.key, before, entry.value) ?? plain(before, entry.value)
            if let place { entries[place] = merged } else { entries.append(merged) }
        }
        result.content = .mapping(entries)
        return result
    }

    private func plain(_ base: YAMLNode?, _ own: YAMLNode) -> YAMLNode {
        guard own.entries != nil else { return own }
        let nothing = YAMLNode(content: .mapping([]), style: .collection, place: own.place)
        return merged(base?.entries == nil ? nothing : base ?? nothing, own)
    }

    // MARK: Lists with ids

    private func mergedList(_ key: String, _ base: YAMLNode?, _ own: YAMLNode) -> YAMLNode? {
        guard let changes = identified(key, own) else { return nil }
        var things: [YAMLNode] = []
        if case .sequence(let items) = base?.content { things = items }
        for change in changes {
            let place = change.id.flatMap { id in things.firstIndex { $0["id"]?.text == id } }
            guard let node = change.node else {
                if let place {
                    things.remove(at: place)
                } else {
                    let known = things.compactMap { $0["id"]?.text }
                    let hint = Suggestion.hint(change.id ?? "", among: known)
                    findings.error(
                        change.place, "`\(change.id ?? "")` is not in `\(key)` of the base file\(hint)")
                }
                continue
            }
            if let place {
                things[place] = plain(things[place], node)
            } else {
                things.append(plain(nil, node))
            }
        }
        return YAMLNode(content: .sequence(things), style: .collection, place: own.place)
    }

    private struct Change {
        var id: String?
        /// nil takes the thing out.
        var node: YAMLNode?
        var place: Place
    }

    /// The entries of a list or of its mapping form; nil when it is neither.
    private func identified(_ key: String, _ node: YAMLNode) -> [Change]? {
        var changes: [Change] = []
        switch node.content {
        case .scalar: return nil
        case .sequence(let items):
            for item in items {
                changes.append(
                    Change(id: item["id"]?.text, node: item, place: item["id"]?.place ?? item.place))
            }
        case .mapping(let entries):
            for entry in entries {
                var node = entry.value
                if var inner = node.entries {
                    if let id = inner.first(where: { $0.key == "id" }) {
                        findings.error(id.keyPlace, "the id stands before the colon here; remove this one")
                        inner.removeAll { $0.key == "id" }
                    }
                    let id = YAMLNode(content: .scalar(entry.key), style: .plain, place: entry.keyPlace)
                    inner.insert(YAMLEntry(key: "id", keyPlace: entry.keyPlace, value: id), at: 0)
                    node.content = .mapping(inner)
                }
                changes.append(
                    Change(id: entry.key, node: entry.value.isNull ? nil : node, place: entry.keyPlace))
            }
        }
        var lines: [String: Int] = [:]
        for change in changes {
            guard let id = change.id else { continue }
            if let line = lines[id] {
                findings.error(
                    change.place, "the id `\(id)` occurs twice in `\(key)`; the first stands on line \(line)")
            }
            lines[id] = lines[id] ?? change.place.line
        }
        return changes
    }

    /// After a merge: most urgent first. Classes whose score is no number keep their place at the end.
    func sortedClasses(_ root: YAMLNode) -> YAMLNode {
        var root = root
        guard var entries = root.entries, let index = entries.firstIndex(where: { $0.key == "classes" }),
            case .sequence(let items) = entries[index].value.content
        else { return root }
        let sorted = items.enumerated().sorted { left, right in
            let scores = (
                Int(left.element["score"]?.text ?? "") ?? -1, Int(right.element["score"]?.text ?? "") ?? -1
            )
            return scores.0 == scores.1 ? left.offset < right.offset : scores.0 > scores.1
        }
        entries[index].value.content = .sequence(sorted.map(\.element))
        root.content = .mapping(entries)
        return root
    }
}
