// From a pipeline file to a checked, compiled pipeline.
// In: a path and a way to read files. Out: the pipeline and everything that is wrong. Depends on: all of this
// target.

internal import Signals

/// Loads pipeline files.
package enum PipelineLoader {
    /// The pipeline at `path` with all that it extends, and what was found in these files, from top to
    /// bottom.
    ///
    /// The pipeline is nil when there is an error; warnings leave it usable. `read` gives the bytes of a path
    /// and throws when it cannot; it is asked for `path` as given, and for bases by the folder of the file
    /// that extends them plus what stands there. `advises` adds warnings about inputs that stand in for something a
    /// rule may not look at. Never throws and never traps, whatever the bytes.
    package static func load(
        path: String, advises: Bool = false, read: (String) throws -> [UInt8]
    ) -> (pipeline: Pipeline?, diagnostics: [Diagnostic]) {
        withoutActuallyEscaping(read) { read in
            let findings = Findings(advises: advises)
            let files = PipelineFiles(findings: findings, read: read)
            var pipeline: Pipeline?
            if let (root, hash) = files.load(path) {
                let reader = PipelineReader(findings: findings)
                pipeline = reader.pipeline(root, hash: hash)
            }
            return (findings.hasErrors ? nil : pipeline, findings.diagnostics)
        }
    }
}

/// Reads the merged tree, section by section. What cannot be read is reported and left out, so that the
/// checks go on.
struct PipelineReader {
    let findings: Findings
    var values: Values { Values(findings: findings) }

    func pipeline(_ root: YAMLNode, hash: String) -> Pipeline? {
        guard let fields = Fields(root, "a pipeline", known: PipelineKeys.pipeline, findings) else {
            return nil
        }
        var pipeline = header(fields, hash: hash)
        let partners = partners(fields, youth: pipeline.youth)
        pipeline.partners = partners
        pipeline.referrals = referrals(fields)
        let teams = teams(fields, municipality: pipeline.municipality)
        pipeline.teams = teams
        pipeline.classes = classes(fields)
        if let node = fields["helped"] { pipeline.helped = helped(node) }
        pipeline.capacity = fields["capacity"].flatMap { capacity($0, teams: teams) }
        pipeline.columns = fields["columns"].map(columns) ?? []
        pipeline.accountability = fields["accountability"].map(accountability) ?? [:]
        if let node = fields["sample"] { pipeline.sample = sample(node, classes: pipeline.classes) }

        var rules = RuleReader(findings: findings, pipeline: pipeline)
        pipeline.rules = rules.rules(fields)
        pipeline.measures = rules.table.measures
        checkReach(fields, pipeline, soundRules: rules.isSound)
        checkAreasEdition(fields, pipeline)
        return pipeline
    }

    /// The single values at the top, with their defaults; the sections are still empty.
    private func header(_ fields: Fields, hash: String) -> Pipeline {
        let values = values
        func required(_ key: String) -> String { fields.required(key).flatMap { values.text($0, key) } ?? "" }
        let id = fields.required("pipeline").flatMap { values.slug($0, "pipeline") } ?? ""
        let municipality = fields.required("municipality").flatMap { node -> String? in
            guard let text = values.text(node, "municipality") else { return nil }
            if text.utf8.count == 4, Values.isDigits(text) { return text }
            values.wrong(node, "municipality", "the four digits of a CBS municipality code, such as `0518`")
            return nil
        }
        let zone = fields["zone"].flatMap { node -> String? in
            guard let text = values.text(node, "zone") else { return nil }
            if Zone.exists(text) { return text }
            let hint = Suggestion.hint(text, among: Zone.known)
            findings.error(
                node.place, "unknown time zone `\(text)`\(hint.isEmpty ? "; write `Europe/Amsterdam`" : hint)"
            )
            return nil
        }
        let source = required("source")
        if source.contains(where: \.isWhitespace), let node = fields["source"] {
            findings.error(node.place, "`source` is a URI, so no space stands in it")
        }
        return Pipeline(
            id: id, version: required("version"), hash: hash, municipality: municipality ?? "",
            areasEdition: fields["areas-edition"].flatMap { values.whole($0, "areas-edition", 1900...2199) },
            zone: zone ?? "Europe/Amsterdam", source: source,
            youth: fields["youth"].flatMap { values.ages($0, "youth") } ?? 18...27,
            retention: fields["retention"].flatMap { values.period($0, "retention") } ?? .months(13),
            repeatWindow: fields["repeat-window"].flatMap { values.period($0, "repeat-window") } ?? .days(62),
            liveFrom: fields["live-from"].flatMap { values.date($0, "live-from") }, partners: [], rules: [],
            measures: [], classes: [], sample: nil, helped: [], teams: [], referrals: [], capacity: nil,
            columns: [],
            accountability: [:])
    }
}
