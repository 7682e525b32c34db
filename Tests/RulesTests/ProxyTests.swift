// What is allowed and asks for an explanation all the same.

import Rules
import TestSupport
import Testing

@Suite struct ProxyTests {
    /// Messages of the warnings about a rule with this condition.
    static func warnings(_ when: String, justification: String = "", advises: Bool = true) -> [String] {
        let text = """
            pipeline: proef
            version: "1"
            municipality: "0518"
            source: urn:proef
            partners:
              Huur: {basis: proef}
              DUO: {basis: proef}
              CAK Eigen bijdrage: {basis: proef}
            rules:
              - id: proef
                scope: household
                when: "\(when)"
                points: 10
                reason: proef
            \(justification)
            classes:
              - {id: gewoon, score: 0, due: 28d, ladder: [Brief], retry: 7d}
            teams:
              - {id: centrum, default: true}
            """
        let read = PipelineLoader.load(path: "proef.yaml", advises: advises) { _ in Array(text.utf8) }
        return read.diagnostics.map(\.message).filter { $0.contains("proxy") }
    }

    @Test(
        "a rule that looks at a proxy is advised to justify itself",
        arguments: [
            ("children", "family"), ("count(60d, kind: DUO) >= 1", "age"),
            ("count(60d, kind: [Huur, CAK Eigen bijdrage]) >= 1", "handicap"),
        ])
    func warned(_ when: String, _ word: String) {
        #expect(Self.warnings(when).count == 1)
        #expect(Self.warnings(when).first?.contains(word) == true)
        #expect(Self.warnings(when, justification: "    justification: Omdat het moet.") == [])
        #expect(Self.warnings(when, advises: false) == [], "a replay says nothing of it")
    }

    @Test("other rules are not advised") func others() {
        #expect(Self.warnings("count(60d, kind: Huur) >= 1") == [])
        #expect(Self.warnings("count(60d) >= 1") == [])
    }
}
