// From a configuration file, variables and flags to the effective configuration.
// In: a path, flags, surroundings. Out: the configuration and everything that is wrong. Depends on: the reader.

package import Rules

extension Configuration {
    /// The effective configuration, and what was found: in the file, in variables and in flags; nil when there is an
    /// error.
    ///
    /// Flags go before variables `SEINPOST_SECTION_KEY`, those before the file, and that before the defaults. Reads
    /// the file and looks for credentials; opens no keys and no pipeline.
    ///
    /// - Parameter sets: `KEY=VALUE` as with `--set`, such as `kafka.workers=2`; the last of two holds.
    package static func load(
        path: String, sets: [String] = [], surroundings: Surroundings = .current
    ) -> (configuration: Configuration?, diagnostics: [Diagnostic]) {
        let findings = Findings()
        let bytes: [UInt8]
        do throws(InputError) {
            bytes = try SmallFile.read(path)
        } catch {
            let diagnostic = Diagnostic(
                severity: .error, file: path, line: 1, column: 1, length: 1, message: error.message,
                sourceLine: "")
            return (nil, [diagnostic])
        }
        let source = findings.add(path: path, bytes: bytes)
        let root = YAMLReader.root(of: source, number: 0, findings: findings)
        _ = findings.recognise(0, root, by: ConfigurationKeys.file)
        let overrides = Overrides(findings: findings)
        let above = overrides.variables(surroundings.environment) + overrides.flags(sets)
        guard var root else { return (nil, findings.diagnostics) }
        // Those that were refused are sources too.
        var sources = [Origin](repeating: .standard, count: findings.files.count)
        sources[0] = .file(line: 1)
        for override in above {
            root = overrides.laid(override, over: root)
            sources.append(override.origin)
        }
        var reader = ConfigurationReader(
            findings: findings, surroundings: surroundings, file: path, sources: sources)
        let configuration = reader.configuration(root)
        return (findings.hasErrors ? nil : configuration, findings.diagnostics)
    }
}
