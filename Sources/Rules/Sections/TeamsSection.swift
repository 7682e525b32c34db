// `teams`, `referrals`, `helped`, `capacity`, `columns`, `accountability`.
// In: the sections. Out: their values. Depends on: Fields, Values.

internal import Signals

extension PipelineReader {
    func teams(_ fields: Fields, municipality: String) -> [Team] {
        guard let node = fields.required("teams"), let items = values.list(node, "teams") else { return [] }
        var result: [Team] = []
        var firstLine: [String: Int] = [:]
        var isSound = true
        for item in items {
            guard let team = team(item, municipality: municipality) else {
                isSound = false
                continue
            }
            for (key, isSet) in [("default", team.isDefault), ("youth", team.isYouth)] where isSet {
                let place = item[key]?.place ?? item.place
                if let line = firstLine[key] {
                    findings.error(place, "two teams have `\(key): true`; the first stands on line \(line)")
                }
                firstLine[key] = firstLine[key] ?? place.line
            }
            if team.areas.isEmpty, !team.isDefault, !team.isYouth {
                findings.warning(
                    item.place, "no task can go to team `\(team.id)`: it has no `areas`, `youth` or `default`"
                )
            }
            checkAreas(item["areas"], team, earlier: result, municipality: municipality)
            result.append(team)
        }
        if isSound, firstLine["default"] == nil {
            findings.error(fields.keyPlace("teams"), "no team has `default: true`; exactly one must")
        }
        return result
    }

    private func team(_ node: YAMLNode, municipality: String) -> Team? {
        let id = node["id"]?.text
        guard
            let fields = Fields(
                node, "team\(id.map { " `\($0)`" } ?? "")", known: PipelineKeys.team, findings)
        else { return nil }
        guard let slug = fields.required("id").flatMap({ values.slug($0, "id") }) else { return nil }
        var areas: [String] = []
        if let node = fields["areas"], let items = values.list(node, "areas") {
            for item in items {
                guard let code = values.text(item, "areas") else { continue }
                let isCode = code.unicodeScalars.dropFirst(2).allSatisfy {
                    ("0"..."9").contains($0) || ("A"..."Z").contains($0)
                }
                if code.hasPrefix("BU"), code.count <= 10, isCode {
                    areas.append(code)
                } else {
                    values.wrong(item, "areas", "the start of a CBS neighbourhood code, such as `BU051833`")
                }
            }
        }
        let isYouth = fields["youth"].map { values.truth($0, "youth") } ?? false
        let isDefault = fields["default"].map { values.truth($0, "default") } ?? false
        guard let isYouth, let isDefault else { return nil }
        return Team(id: slug, isYouth: isYouth, isDefault: isDefault, areas: areas)
    }

    /// The first team with a prefix of the code gets the task, so a later, longer one is never asked.
    private func checkAreas(_ node: YAMLNode?, _ team: Team, earlier: [Team], municipality: String) {
        guard case .sequence(let items) = node?.content else { return }
        for item in items {
            guard let area = item.text, team.areas.contains(area) else { continue }
            if let first = earlier.first(where: { $0.areas.contains { area.hasPrefix($0) } }) {
                findings.warning(
                    item.place, "`\(area)` never goes to `\(team.id)`: `\(first.id)` comes first and has it")
            }
            let code = "BU" + municipality
            if !municipality.isEmpty, !area.hasPrefix(code), !code.hasPrefix(area) {
                findings.warning(item.place, "`\(area)` does not lie in municipality `\(municipality)`")
            }
        }
    }

    func checkAreasEdition(_ fields: Fields, _ pipeline: Pipeline) {
        guard fields["areas-edition"] == nil, pipeline.teams.contains(where: { !$0.areas.isEmpty }) else {
            return
        }
        findings.warning(
            fields.keyPlace("teams"),
            "teams have `areas` without an `areas-edition`; CBS codes change from year to year")
    }

    func referrals(_ fields: Fields) -> [Referral] {
        guard let node = fields["referrals"], let items = values.list(node, "referrals") else { return [] }
        return items.compactMap { item in
            let id = item["id"]?.text
            guard
                let fields = Fields(
                    item, "referral\(id.map { " `\($0)`" } ?? "")", known: PipelineKeys.referral, findings)
            else { return nil }
            let slug = fields.required("id").flatMap { values.slug($0, "id") }
            let name = fields.required("name").flatMap { values.text($0, "name") }
            guard let slug, let name else { return nil }
            return Referral(
                id: slug, name: name,
                validity: fields["valid"].flatMap { values.validity($0, "valid") }
                    ?? Validity(from: nil, until: nil),
                url: fields["url"].flatMap { values.text($0, "url") },
                note: fields["note"].flatMap { values.text($0, "note") })
        }
    }

    func helped(_ node: YAMLNode) -> Set<TaskResult> {
        Set((values.list(node, "helped") ?? []).compactMap { values.code($0, "result", TaskResult.self) })
    }

    func capacity(_ node: YAMLNode, teams: [Team]) -> Capacity? {
        guard let fields = Fields(node, "`capacity`", known: PipelineKeys.capacity, findings) else {
            return nil
        }
        var perWeek: [Capacity.Entry<String>] = []
        for entry in fields["hours-per-week"].map({ entries($0, "hours-per-week") }) ?? [] {
            guard teams.contains(where: { $0.id == entry.key }) else {
                let hint = Suggestion.hint(entry.key, among: teams.map(\.id))
                findings.error(entry.keyPlace, "unknown team `\(entry.key)`\(hint)")
                continue
            }
            if let hours = values.milliHours(entry.value, entry.key) {
                perWeek.append(Capacity.Entry(key: entry.key, milliHours: hours))
            }
        }
        var perContact: [Capacity.Entry<ContactKind>] = []
        for entry in fields["hours"].map({ entries($0, "hours") }) ?? [] {
            let kind = values.code(entry.key, at: entry.keyPlace, "kind of contact", ContactKind.self)
            guard let kind, let hours = values.milliHours(entry.value, entry.key) else { continue }
            perContact.append(Capacity.Entry(key: kind, milliHours: hours))
        }
        return Capacity(perWeek: perWeek, perContact: perContact)
    }

    private func entries(_ node: YAMLNode, _ key: String) -> [YAMLEntry] {
        if let entries = node.entries { return entries }
        findings.error(node.place, "`\(key)` must be a mapping, not \(node.shape)")
        return []
    }

    func columns(_ node: YAMLNode) -> [ColumnMapping] {
        entries(node, "columns").map { partner in
            var columns: [ColumnMapping.Column] = []
            for entry in entries(partner.value, partner.key) {
                guard PipelineKeys.columns.contains(entry.key) else {
                    let hint = Suggestion.hint(entry.key, among: PipelineKeys.columns)
                    let all = "; it is one of \(Suggestion.list(PipelineKeys.columns, "or"))"
                    findings.error(entry.keyPlace, "unknown field `\(entry.key)`\(hint.isEmpty ? all : hint)")
                    continue
                }
                if let column = values.text(entry.value, entry.key) {
                    columns.append(ColumnMapping.Column(field: entry.key, column: column))
                }
            }
            return ColumnMapping(partner: partner.key, columns: columns)
        }
    }

    /// Texts of at most 2500 characters, as the algorithm register takes them.
    func accountability(_ node: YAMLNode) -> [String: String] {
        let known = PipelineKeys.accountability
        guard let fields = Fields(node, "`accountability`", known: known, findings) else { return [:] }
        var result: [String: String] = [:]
        for key in known {
            guard let value = fields[key], let text = values.text(value, key) else { continue }
            if text.count > 2500 {
                findings.error(
                    value.place,
                    "`\(key)` has \(text.count) characters; the algorithm register takes at most 2500")
            }
            result[key] = text
        }
        return result
    }
}
