// What must not change the log: how a stream is cut, spread, keyed or delivered.
// In: random streams, the pipelines of the reference. Out: failures with their seed. Depends on: TestSupport.

import Engine
import Rules
import TestSupport
import Testing

/// A random stream under one pipeline.
struct StreamCase: Sendable, CustomTestStringConvertible {
    var seed: Int
    var pipeline: String
    var testDescription: String { "\(pipeline) \(seed)" }

    static let pipelines = ["jeugd.yaml", "kort.yaml", "maanden.yaml", "livegang.yaml"]

    static func table(_ seeds: ClosedRange<Int>) -> [StreamCase] {
        seeds.flatMap { seed in pipelines.map { StreamCase(seed: seed, pipeline: $0) } }
    }

    func load() throws -> Pipeline { try Pipeline(reference: pipeline) }

    func lines(_ pipeline: Pipeline, count: Int = 120) -> [String] {
        var builder = StreamBuilder(seed: seed, pipeline: pipeline)
        return builder.lines(count).map(\.text)
    }
}

@Suite("What must not change the log")
struct LogPropertyTests {
    @Test("The streams are worth folding: every kind of outcome occurs")
    func worthwhile() throws {
        var seen: Set<String> = []
        var revisions: [String: Int] = [:]
        for stream in StreamCase.table(1...4) {
            let pipeline = try stream.load()
            let log = Fold(pipeline).run(stream.lines(pipeline, count: 300))
            revisions[stream.pipeline, default: 0] += log.tasks.count
            for line in log.tasks + log.statuses + log.deadLetters {
                for name in ["\"status\":\"", "\"reden\":\"", "\"resultaat\":\""] {
                    for part in line.split(separator: name, omittingEmptySubsequences: true).dropFirst() {
                        seen.insert(name + String(part.prefix { $0 != "\"" }))
                    }
                }
            }
            if !log.tombstones.isEmpty { seen.insert("tombstone") }
            if log.tally.duplicates > 0 { seen.insert("duplicate") }
            if log.tally.refusedClaims > 0 { seen.insert("refused claim") }
            if log.tally.alreadyClosed > 0 { seen.insert("already closed") }
            if log.tally.historyOnly > 0 { seen.insert("history only") }
            for mark in ["\"telaat\":true", "\"steekproef\":true", "\"persoon\":\"p1_", "\"medewerker\":"] {
                if log.tasks.contains(where: { $0.contains(mark) }) { seen.insert(mark) }
            }
        }
        let expected = [
            "tombstone", "duplicate", "refused claim", "already closed", "history only", "\"telaat\":true",
            "\"steekproef\":true", "\"persoon\":\"p1_", "\"medewerker\":", "\"reden\":\"geen-grondslag",
            "\"reden\":\"datum-in-toekomst", "\"reden\":\"te-laat", "\"reden\":\"onbekende-taak",
            "\"status\":\"Nog niet opgepakt", "\"status\":\"Niet opgepakt: herhaalde melding",
            "\"status\":\"Niet opgepakt: andere reden", "\"status\":\"Inwoner is overleden",
            "\"resultaat\":\"Definitief geen contact kunnen krijgen", "\"resultaat\":\"Inwoner is overleden",
            "\"resultaat\":\"Geen reactie na eerder contact",
        ]
        #expect(expected.filter { !seen.contains($0) } == [])
        #expect(StreamCase.pipelines.allSatisfy { revisions[$0] ?? 0 > 100 }, "\(revisions)")
    }

    @Test("Any split into batches gives the same log", arguments: StreamCase.table(1...4))
    func batches(_ stream: StreamCase) throws {
        var fold = Fold(try stream.load())
        let lines = stream.lines(fold.pipeline)
        let whole = fold.run(lines)
        for sizes in [[1], [2, 3], [1, 40, 7]] {
            fold.batches = sizes
            #expect(fold.run(lines) == whole, "batches of \(sizes)")
        }
    }

    @Test("Any number of engines gives the same merged log", arguments: StreamCase.table(11...13))
    func engines(_ stream: StreamCase) throws {
        var fold = Fold(try stream.load())
        let lines = stream.lines(fold.pipeline)
        let one = fold.run(lines)
        for count in [2, 3, 5] {
            fold.engines = count
            fold.batches = [17]
            let several = fold.run(lines)
            #expect(several.tasks == one.tasks, "\(count) engines")
            #expect(several.statuses == one.statuses, "\(count) engines")
            #expect(several.deadLetters == one.deadLetters, "\(count) engines")
            #expect(several.tombstones == one.tombstones, "\(count) engines")
            var tally = several.tally
            // Every engine counts the day records that it folds.
            (tally.records, tally.dayRecords) = (one.tally.records, one.tally.dayRecords)
            #expect(tally == one.tally)
        }
    }

    @Test("Keyed by address or by pseudonym, the log is the same", arguments: StreamCase.table(21...24))
    func keying(_ stream: StreamCase) throws {
        var fold = Fold(try stream.load())
        var builder = StreamBuilder(seed: stream.seed, pipeline: fold.pipeline)
        builder.addressesOnly = true
        let lines = builder.lines(120).map(\.text)
        let byPseudonym = fold.run(lines)
        fold.keying = .address
        #expect(fold.run(lines) == byPseudonym)
        fold.engines = 3
        #expect(fold.run(lines).tasks == byPseudonym.tasks)
    }

    @Test(
        "Every record delivered twice in a row gives the same task log", arguments: StreamCase.table(31...35))
    func deliveredTwice(_ stream: StreamCase) throws {
        var fold = Fold(try stream.load())
        let lines = stream.lines(fold.pipeline)
        let once = fold.run(lines)
        fold.deliveries = 2
        let twice = fold.run(lines)
        #expect(twice.tasks == once.tasks)
        // A refused signal gets its status again, under the same id.
        #expect(Set(twice.statuses) == Set(once.statuses))
    }

    @Test(
        "`latest` is the last revision of each task in log order, without forgotten households",
        arguments: StreamCase.table(51...54))
    func latest(_ stream: StreamCase) throws {
        var fold = Fold(try stream.load())
        let lines = stream.lines(fold.pipeline)
        let full = fold.run(lines)
        let expected = try LogPropertyTests.lastRevisions(of: full)
        fold.emission = Emission(tasks: .latest, statuses: true)
        let latest = fold.run(lines)
        #expect(latest.tasks == expected)
        #expect(latest.statuses == full.statuses)
        fold.engines = 3
        #expect(fold.run(lines).tasks == expected)
    }

    @Test(
        "`latest` of a class is those last revisions that show at least that class",
        arguments: StreamCase.table(51...54))
    func latestOfClass(_ stream: StreamCase) throws {
        var fold = Fold(try stream.load())
        let lines = stream.lines(fold.pipeline)
        let names = fold.pipeline.classes.map(\.id)
        let last = try LogPropertyTests.lastRevisions(of: fold.run(lines))
        for least in names.indices {
            fold.emission = Emission(tasks: .latest, statuses: false, leastUrgentClass: least)
            let expected = try last.filter { names[...least].contains(try TaskRevision($0).klasse) }
            #expect(fold.run(lines).tasks == expected, "at least \(names[least])")
        }
    }

    /// The last line of each task, but those of households forgotten after it.
    private static func lastRevisions(of log: FoldedLog) throws -> [String] {
        var place: [String: Int] = [:]
        let tasks = try log.tasks.map { try TaskRevision($0) }
        for (index, task) in tasks.enumerated() { place[task.taak] = index }
        var forgotten: [String: Int] = [:]
        for tombstone in log.tombstones { forgotten[tombstone.household] = tombstone.tasksBefore }
        return tasks.indices.filter { index in
            place[tasks[index].taak] == index && index >= forgotten[tasks[index].huishouden] ?? 0
        }.map { log.tasks[$0] }
    }

    @Test(
        "How two households' records of one day are mixed changes nothing for each",
        arguments: StreamCase.table(71...73))
    func interleaving(_ stream: StreamCase) throws {
        let fold = Fold(try stream.load())
        var builder = StreamBuilder(seed: stream.seed, pipeline: fold.pipeline)
        builder.bringsDays = true
        let lines = builder.lines(120)
        let straight = fold.run(lines.map(\.text))
        var dice = SeededGenerator(seed: stream.seed)
        for _ in 0..<3 {
            let mixed = fold.run(LogPropertyTests.mixed(lines, &dice))
            for address in InventedAddress.all {
                let subject = "\"subject\":\"\(address.householdText)\""
                #expect(
                    mixed.tasks.filter { $0.contains(subject) }
                        == straight.tasks.filter { $0.contains(subject) })
                #expect(
                    mixed.statuses.filter { $0.contains(subject) }
                        == straight.statuses.filter { $0.contains(subject) })
            }
        }
    }

    /// Another order of the records between two day records, the same for each household.
    private static func mixed(_ lines: [StreamLine], _ dice: inout SeededGenerator) -> [String] {
        var result: [String] = []
        var waiting: [Int: [String]] = [:]
        func flush() {
            while !waiting.isEmpty {
                let house = dice.pick(waiting.keys.sorted())
                result.append(waiting[house]!.removeFirst())
                if waiting[house]!.isEmpty { waiting[house] = nil }
            }
        }
        for line in lines {
            if let house = line.household {
                waiting[house, default: []].append(line.text)
            } else {
                flush()
                result.append(line.text)
            }
        }
        flush()
        return result
    }
}
