// The files of ops/ that others take over: examples that load, alerts on what is measured, a section for each alert.

import Foundation
import Logging
import Rules
import Runtime
import Testing

@Suite("Files for operation")
struct OperationsFileTests {
    static let ops = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "ops")

    static func text(_ name: String) throws -> String {
        try String(contentsOf: ops.appending(path: name), encoding: .utf8)
    }

    @Test(
        "An example configuration loads, and names a pipeline that does",
        arguments: ["seinpost.example.yaml", "seinpost-kafka.example.yaml"])
    func examples(_ name: String) throws {
        let path = Self.ops.appending(path: name).path
        let (configuration, diagnostics) = Configuration.load(path: path, surroundings: Surroundings())
        #expect(diagnostics == [])
        let pipeline = try #require(configuration?.pipeline)
        #expect(PipelineLoader.load(path: pipeline) { try SmallFile.read($0) }.pipeline != nil)
    }

    /// The rules of alerts.yaml.
    static func alerts() throws -> [YAMLNode] {
        let findings = Findings()
        let file = findings.add(path: "alerts.yaml", bytes: Array(try text("prometheus/alerts.yaml").utf8))
        let root = try #require(YAMLReader.root(of: file, number: 0, findings: findings))
        let values = Values(findings: findings)
        return try #require(root["groups"].flatMap { values.list($0, "groups") }).flatMap { group in
            group["rules"].flatMap { values.list($0, "rules") } ?? []
        }
    }

    @Test("Every alert says what is wrong, how urgent it is, and where the runbook tells what to do")
    func alerts()
        throws
    {
        let alerts = try Self.alerts()
        let runbook = try Self.text("RUNBOOK.md").split(separator: "\n")
        #expect(alerts.count > 10)
        for alert in alerts {
            let name = try #require(alert["alert"]?.text)
            #expect(["page", "ticket"].contains(alert["labels"]?["severity"]?.text), "\(name)")
            #expect(alert["annotations"]?["summary"]?.text?.isEmpty == false, "\(name)")
            #expect(alert["annotations"]?["description"]?.text?.isEmpty == false, "\(name)")
            let url = alert["annotations"]?["runbook_url"]?.text
            #expect(url == "ops/RUNBOOK.md#\(name.lowercased())", "\(name)")
            #expect(runbook.contains("### \(name)"), "\(name)")
        }
    }

    @Test("Alerts look only at what the daemon measures") func names() throws {
        let registry = PrometheusRegistry()
        let metrics = DaemonMetrics(registry: registry, version: "0", board: HealthBoard([]))
        metrics.loaded(try Pipeline.any)
        metrics.partition(0, .scoring).lags(0)
        let text = registry.text
        let measured = Set(text.matches(of: /(?m)^(seinpost_\w+)/).map { String($0.1) })
        var used: Set<String> = []
        for alert in try Self.alerts() {
            let expression = alert["expr"]?.text ?? ""
            used.formUnion(expression.matches(of: /\b(seinpost_\w+)/).map { String($0.1) })
        }
        #expect(used.count > 8)
        #expect(used.subtracting(measured) == [])
    }

    @Test("The unit of systemd keeps the daemon in its place, and speaks its language") func unit() throws {
        let unit = try Self.text("systemd/seinpost.service").split(separator: "\n").map(String.init)
        for line in [
            "Type=notify", "NotifyAccess=main", "WatchdogSec=30", "RestartPreventExitStatus=64 78",
            "DynamicUser=yes",
            "ProtectSystem=strict", "NoNewPrivileges=yes", "MemoryDenyWriteExecute=yes",
            "CapabilityBoundingSet=",
            "ExecReload=/bin/kill -HUP $MAINPID",
        ] { #expect(unit.contains(line)) }
        let credentials = unit.filter { $0.hasPrefix("LoadCredential=") }.map {
            $0.split { "=:".contains($0) }[1]
        }
        #expect(credentials == ["pseudonym-key", "contact-key"])
    }
}

extension Pipeline {
    /// The Hague's.
    fileprivate static var any: Pipeline {
        get throws {
            let path = OperationsFileTests.ops.appending(path: "../pipelines/den-haag.yaml").path
            return try #require(PipelineLoader.load(path: path) { try SmallFile.read($0) }.pipeline)
        }
    }
}
