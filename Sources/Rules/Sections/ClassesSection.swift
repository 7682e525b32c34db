// `classes` and `sample`: how urgent a task can be, and which share is drawn by chance.
// In: the sections. Out: classes and sample. Depends on: Fields, Values.

internal import Signals

extension PipelineReader {
    func classes(_ fields: Fields) -> [TaskClass] {
        guard let node = fields.required("classes"), let items = values.list(node, "classes") else {
            return []
        }
        var result: [TaskClass] = []
        var lines: [Int: Int] = [:]
        var isSound = true
        for item in items {
            guard let taskClass = taskClass(item) else {
                isSound = false
                continue
            }
            let place = (item["score"] ?? item).place
            if let line = lines[taskClass.score] {
                findings.error(
                    place,
                    "class `\(taskClass.id)` has the score of the class on line \(line); scores must differ")
            } else if let last = result.last, taskClass.score > last.score {
                findings.error(
                    place, "classes stand most urgent first; `\(taskClass.id)` belongs before `\(last.id)`")
            }
            lines[taskClass.score] = lines[taskClass.score] ?? place.line
            result.append(taskClass)
        }
        if isSound, !result.contains(where: { $0.score == 0 }) {
            findings.error(
                fields.keyPlace("classes"),
                "no class has `score: 0`; the law asks an offer for every signal, so the last class has it")
        }
        return result
    }

    private func taskClass(_ node: YAMLNode) -> TaskClass? {
        let id = node["id"]?.text
        guard
            let fields = Fields(
                node, "class\(id.map { " `\($0)`" } ?? "")", known: PipelineKeys.taskClass, findings)
        else { return nil }
        let slug = fields.required("id").flatMap { values.slug($0, "id") }
        let score = fields.required("score").flatMap { values.whole($0, "score", 0...1_000_000) }
        let due = fields.required("due").flatMap { values.term($0, "due") }
        let retry = fields.required("retry").flatMap { values.term($0, "retry") }
        let ladder = fields.required("ladder").flatMap(ladder)
        guard let slug, let score, let due, let retry, let ladder else { return nil }
        return TaskClass(id: slug, score: score, due: due, ladder: ladder, retry: retry)
    }

    private func ladder(_ node: YAMLNode) -> [ContactKind]? {
        guard let items = values.list(node, "ladder") else { return nil }
        guard !items.isEmpty else {
            findings.error(node.place, "`ladder` is empty; name at least one way of contact, such as `Brief`")
            return nil
        }
        let kinds = items.compactMap { values.code($0, "kind of contact", ContactKind.self) }
        return kinds.count == items.count ? kinds : nil
    }

    func sample(_ node: YAMLNode, classes: [TaskClass]) -> Sample? {
        guard let fields = Fields(node, "`sample`", known: PipelineKeys.sample, findings) else { return nil }
        let share = fields.required("rate").flatMap { values.share($0, "rate") }
        let index = fields.required("class").flatMap { classIndex($0, classes) }
        guard let share, let index else { return nil }
        return Sample(below: share.below, classIndex: index)
    }

    func classIndex(_ node: YAMLNode, _ classes: [TaskClass]) -> Int? {
        guard let id = values.text(node, "class") else { return nil }
        if let index = classes.firstIndex(where: { $0.id == id }) { return index }
        findings.error(node.place, "unknown class `\(id)`" + Suggestion.hint(id, among: classes.map(\.id)))
        return nil
    }

    /// Every class must be reachable by points, or be named by a rule.
    func checkReach(_ fields: Fields, _ pipeline: Pipeline, soundRules: Bool) {
        guard soundRules, case .sequence(let items) = fields["classes"]?.content else { return }
        let total = pipeline.rules.reduce(0) { $0 + $1.points }
        let named = Set(pipeline.rules.compactMap(\.classIndex))
        for (index, taskClass) in pipeline.classes.enumerated()
        where taskClass.score > total && !named.contains(index) {
            let node = items.first { $0["id"]?.text == taskClass.id }
            findings.error(
                (node?["score"] ?? fields.node).place,
                "no score can reach class `\(taskClass.id)`: all rules together give \(total) points; "
                    + "lower its score, or name it in a rule with `class: \(taskClass.id)`")
        }
    }
}
