// The nearest known word to one that is not known.
// In: a word and the known ones. Out: the end of a message. Depends on: nothing.

/// Finds what a person may have meant.
package enum Suggestion {
    /// `; did you mean \`x\`?` for the nearest known word when it is near enough, else nothing.
    package static func hint(_ word: String, among known: some Sequence<String>) -> String {
        nearest(word, among: known).map { "; did you mean `\($0)`?" } ?? ""
    }

    /// The known word at the smallest distance, the first of equals; nil when more than a third would change.
    static func nearest(_ word: String, among known: some Sequence<String>) -> String? {
        guard word.utf8.count <= 64 else { return nil }
        var best: (word: String, distance: Int)?
        for candidate in known {
            let distance = distance(Array(word.lowercased()), Array(candidate.lowercased()))
            let limit = max(1, min(3, max(word.count, candidate.count) / 3))
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.word
    }

    /// The number of characters to insert, remove, replace or swap with a neighbour (optimal string
    /// alignment).
    static func distance(_ from: [Character], _ to: [Character]) -> Int {
        if from.isEmpty || to.isEmpty { return max(from.count, to.count) }
        var beforeLast = [Int](repeating: 0, count: to.count + 1)
        var last = Array(0...to.count)
        for i in 1...from.count {
            var row = [i] + [Int](repeating: 0, count: to.count)
            for j in 1...to.count {
                let cost = from[i - 1] == to[j - 1] ? 0 : 1
                row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost)
                if i > 1, j > 1, from[i - 1] == to[j - 2], from[i - 2] == to[j - 1] {
                    row[j] = min(row[j], beforeLast[j - 2] + 1)
                }
            }
            (beforeLast, last) = (last, row)
        }
        return last[to.count]
    }

    /// `a`, `b` and `c`, each in backquotes.
    package static func list(_ words: [String], _ conjunction: String = "and") -> String {
        let quoted = words.map { "`\($0)`" }
        guard quoted.count > 1 else { return quoted.first ?? "" }
        return quoted.dropLast().joined(separator: ", ") + " \(conjunction) " + quoted[quoted.count - 1]
    }
}
