// `partners`: who may signal, on what ground and since when.
// In: the section. Out: terms by kind of partner. Depends on: Fields, Values.

internal import Signals

extension PipelineReader {
    /// By raw value of the partner type, each list by date.
    func partners(_ fields: Fields, youth: ClosedRange<Int>) -> [[PartnerTerm]] {
        var result = [[PartnerTerm]](repeating: [], count: PartnerType.allCases.count)
        guard let node = fields.required("partners") else { return result }
        guard let entries = node.entries else {
            findings.error(node.place, "`partners` must be a mapping by kind of partner, not \(node.shape)")
            return result
        }
        if entries.isEmpty { findings.warning(node.place, "no partner may signal; name at least one") }
        for entry in entries {
            guard let type = values.code(entry.key, at: entry.keyPlace, "kind of partner", PartnerType.self)
            else { continue }
            var blocks = [entry.value]
            if case .sequence(let items) = entry.value.content { blocks = items }
            if blocks.isEmpty { findings.error(entry.value.place, "`\(entry.key)` has no terms") }
            let terms = blocks.compactMap { block in term(block, entry.key).map { (term: $0, node: block) } }
            checkOverlap(terms, entry.key)
            result[Int(type.rawValue)] = terms.map(\.term).sorted {
                ($0.validity.from ?? CivilDate.earliest) < ($1.validity.from ?? CivilDate.earliest)
            }
        }
        return result
    }

    private func term(_ node: YAMLNode, _ partner: String) -> PartnerTerm? {
        guard let fields = Fields(node, "partner `\(partner)`", known: PipelineKeys.partner, findings)
        else { return nil }
        let from = fields["from"].flatMap { values.days($0, "from") }
        let until = fields["until"].flatMap { values.days($0, "until") }
        if let from, let until, until < from {
            findings.error(
                fields["until"]?.place ?? node.place,
                "`until` (\(until)d) lies before `from` (\(from)d): no signal could pass")
        }
        let threshold = fields["threshold"].flatMap { values.money($0, "threshold") }
        let youthThreshold = fields["youth-threshold"].flatMap { values.money($0, "youth-threshold") }
        let justification = fields["justification"].flatMap { values.text($0, "justification") }
        if fields["youth-threshold"] != nil, fields["justification"] == nil {
            findings.error(
                fields.keyPlace("youth-threshold"),
                "`youth-threshold` treats people by age, so the partner needs a `justification`")
        }
        let validity = fields["valid"].flatMap { values.validity($0, "valid") }
        if fields["valid"] != nil, validity == nil { return nil }
        return PartnerTerm(
            fromDays: from, untilDays: until, thresholdCents: threshold, youthThresholdCents: youthThreshold,
            validity: validity ?? Validity(from: nil, until: nil),
            basis: fields["basis"].flatMap { values.text($0, "basis") }, justification: justification)
    }

    private func checkOverlap(_ terms: [(term: PartnerTerm, node: YAMLNode)], _ partner: String) {
        for (index, later) in terms.enumerated() {
            for earlier in terms[..<index] where earlier.term.validity.overlaps(later.term.validity) {
                let line = (earlier.node["valid"] ?? earlier.node).place.line
                findings.error(
                    (later.node["valid"] ?? later.node).place,
                    "this interval of `\(partner)` overlaps the one on line \(line); "
                        + "a signal must have one ground"
                )
            }
        }
    }
}

extension Validity {
    /// Whether a day lies in both.
    func overlaps(_ other: Validity) -> Bool {
        let start = max(from ?? .earliest, other.from ?? .earliest)
        let end = min(until ?? .latest, other.until ?? .latest)
        return start <= end
    }
}
