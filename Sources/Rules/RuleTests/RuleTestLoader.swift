// From a test file to typed tests.
// In: a path and a way to read files. Out: the tests and everything that is wrong. Depends on: Fields,
// Values.

internal import Signals

/// Loads test files of pipelines.
package enum RuleTestLoader {
    /// The tests at `path`, and what was found in the file, from top to bottom; nil when there is an error.
    ///
    /// The pipeline that the file names is not read here: see ``check(_:against:)``. Never throws and never
    /// traps.
    package static func load(
        path: String, read: (String) throws -> [UInt8]
    ) -> (file: RuleTestFile?, diagnostics: [Diagnostic]) {
        let findings = Findings()
        guard let bytes = try? read(path) else {
            findings.unreadable(path)
            return (nil, findings.diagnostics)
        }
        let source = findings.add(path: path, bytes: bytes)
        let parsed = YAMLReader.root(of: source, number: 0, findings: findings)
        let isRecognised = findings.recognise(0, parsed, by: RuleTestKeys.file)
        guard let root = parsed else { return (nil, findings.diagnostics) }
        guard isRecognised || root.entries == nil else {
            findings.error(root.place, "this is no test file: it has neither `pipeline` nor `tests`")
            return (nil, findings.diagnostics)
        }
        var reader = RuleTestReader(findings: findings, path: path)
        let file = reader.file(root)
        return (findings.hasErrors ? nil : file, findings.diagnostics)
    }

    /// An error for every class, rule, team or referral that an expectation names and the pipeline does not
    /// have.
    package static func check(_ file: RuleTestFile, against pipeline: Pipeline) -> [Diagnostic] {
        let known: [RuleTestFile.ReferenceKind: [String]] = [
            .rule: pipeline.rules.map(\.id), .taskClass: pipeline.classes.map(\.id),
            .team: pipeline.teams.map(\.id), .referral: pipeline.referrals.map(\.id),
        ]
        return file.references.compactMap { reference in
            let ids = known[reference.kind] ?? []
            guard !ids.contains(reference.id) else { return nil }
            var diagnostic = reference.diagnostic
            diagnostic.message += Suggestion.hint(reference.id, among: ids)
            return diagnostic
        }
    }
}

/// Reads the tree of a test file.
struct RuleTestReader {
    let findings: Findings
    let path: String
    var references: [RuleTestFile.Reference] = []
    var values: Values { Values(findings: findings) }

    init(findings: Findings, path: String) {
        self.findings = findings
        self.path = path
    }

    mutating func file(_ root: YAMLNode) -> RuleTestFile? {
        guard let fields = Fields(root, "a test file", known: RuleTestKeys.file, findings) else { return nil }
        let pipeline = fields.required("pipeline").flatMap { values.text($0, "pipeline") } ?? ""
        var tests: [RuleTest] = []
        var lines: [String: Int] = [:]
        for item in fields.required("tests").flatMap({ values.list($0, "tests") }) ?? [] {
            guard let test = test(item) else { continue }
            if let line = lines[test.name] {
                findings.error(
                    (item["name"] ?? item).place, "two tests have this name; the first stands on line \(line)"
                )
            }
            lines[test.name] = test.place.line
            tests.append(test)
        }
        if tests.isEmpty, !findings.hasErrors {
            findings.warning(fields.keyPlace("tests"), "there are no tests")
        }
        return RuleTestFile(
            path: path, pipelinePath: PipelineFiles.resolve(pipeline, from: path), tests: tests,
            references: references)
    }

    func testPlace(_ place: Place) -> TestPlace {
        TestPlace(file: path, line: place.line, column: place.column)
    }

    private mutating func test(_ node: YAMLNode) -> RuleTest? {
        guard let fields = Fields(node, "a test", known: RuleTestKeys.test, findings) else { return nil }
        let name = fields.required("name").flatMap { values.text($0, "name") }
        var events: [TestEvent] = []
        let items = fields.required("events").flatMap { values.list($0, "events") } ?? []
        for item in items {
            guard let event = event(item) else { continue }
            if let last = events.last, event.on < last.on {
                findings.error(
                    (item["on"] ?? item).place,
                    "events stand in order of `on`; a signal that comes later than its date has a "
                        + "`signaaldatum`"
                )
            }
            events.append(event)
        }
        let addresses = events.count == items.count ? events.compactMap(\.address) : nil
        var expectations: [TaskExpectation] = []
        for item in fields.required("expect").flatMap({ values.list($0, "expect") }) ?? [] {
            guard let expectation = expectation(item) else { continue }
            checkAddress(expectation.address, item, addresses)
            expectations.append(expectation)
        }
        var statuses: [StatusExpectation]?
        if let node = fields["statuses"] {
            statuses = []
            for item in values.list(node, "statuses") ?? [] {
                guard let status = status(item) else { continue }
                checkAddress(status.address, item, addresses)
                statuses?.append(status)
            }
        }
        guard let name else { return nil }
        return RuleTest(
            name: name, events: events, expectations: expectations, statuses: statuses,
            place: testPlace((fields["name"] ?? node).place))
    }

    /// `known` is nil when an event could not be read.
    private func checkAddress(_ address: String?, _ node: YAMLNode, _ known: [String]?) {
        guard let address, let known, !known.contains(address) else { return }
        findings.error(
            (node["address"] ?? node).place,
            "nothing happens at address `\(address)`" + Suggestion.hint(address, among: known))
    }

    // MARK: Expectations

    private mutating func expectation(_ node: YAMLNode) -> TaskExpectation? {
        guard let fields = Fields(node, "an expectation", known: RuleTestKeys.expectation, findings)
        else { return nil }
        let values = values
        guard let on = fields.required("on").flatMap({ values.date($0, "on") }) else { return nil }
        var status: TaskExpectation.Status?
        if let node = fields["status"], let text = values.text(node, "status") {
            status = TaskExpectation.Status(rawValue: text)
            if status == nil { values.wrong(node, "status", "`open` or `gesloten`") }
        }
        return TaskExpectation(
            on: on, address: fields["address"].flatMap { values.text($0, "address") },
            taskClass: fields["class"].flatMap { id($0, "class", .taskClass) },
            revision: fields["revision"].flatMap { values.whole($0, "revision", 1...1_000_000) },
            due: fields["due"].flatMap { values.date($0, "due") },
            rules: fields["rules"].flatMap { ids($0, "rules", .rule) },
            next: expected(fields["next"]) { values.code($0, "kind of contact", ContactKind.self) },
            status: status, team: fields["team"].flatMap { id($0, "team", .team) },
            refer: fields["refer"].flatMap { ids($0, "refer", .referral) },
            isLate: fields["late"].flatMap { values.truth($0, "late") },
            result: expected(fields["result"]) { values.code($0, "result", TaskResult.self) },
            score: fields["score"].flatMap { values.whole($0, "score", 0...100_000_000) },
            worker: expected(fields["worker"]) { values.text($0, "worker") },
            isSample: fields["sample"].flatMap { values.truth($0, "sample") },
            attempts: fields["attempts"].flatMap { values.whole($0, "attempts", 0...1_000_000) },
            place: testPlace(node.place))
    }

    private func expected<Value>(_ node: YAMLNode?, _ read: (YAMLNode) -> Value?) -> Expected<Value> {
        guard let node else { return .anything }
        if node.isNull { return .nothing }
        return read(node).map { .value($0) } ?? .anything
    }

    private mutating func id(_ node: YAMLNode, _ key: String, _ kind: RuleTestFile.ReferenceKind) -> String? {
        guard let text = values.text(node, key) else { return nil }
        let diagnostic = findings.diagnostic(.error, node.place, "unknown \(kind.rawValue) `\(text)`")
        references.append(RuleTestFile.Reference(kind: kind, id: text, diagnostic: diagnostic))
        return text
    }

    private mutating func ids(
        _ node: YAMLNode, _ key: String, _ kind: RuleTestFile.ReferenceKind
    ) -> [String]? {
        guard let items = values.list(node, key) else { return nil }
        var result: [String] = []
        for item in items {
            if let id = id(item, key, kind) { result.append(id) }
        }
        return result
    }

    private func status(_ node: YAMLNode) -> StatusExpectation? {
        guard let fields = Fields(node, "a status", known: RuleTestKeys.status, findings) else { return nil }
        let on = fields.required("on").flatMap { values.date($0, "on") }
        let partner = fields.required("signal").flatMap {
            values.code($0, "kind of partner", PartnerType.self)
        }
        let status = fields.required("status").flatMap { values.code($0, "status", SignalStatus.self) }
        guard let on, let partner, let status else { return nil }
        return StatusExpectation(
            on: on, partner: partner, address: fields["address"].flatMap { values.text($0, "address") },
            status: status, place: testPlace(node.place))
    }
}
