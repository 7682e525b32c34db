// The learned layouts against the scanner: the same answer for every line, whatever happens to it.

import Testing

@testable import Signals

@Suite struct LineShapeTests {
    private typealias Bytes = UnsafePointer<UInt8>

    /// Events of several layouts, as partners write them.
    private static let models: [String] = {
        let spaced = EventText.line(.signal).replacing(":", with: ": ").replacing(",", with: ", ")
        let signal: [[Change]] = [
            [], [Change("data.client.huisnummertoevoeging", nil)], [Change("data.client.huisnummer", "12")],
            [Change("data.crisissignaal", "null")], [Change("data.contact", nil)],
            [Change("x", "{\"y\":{\"z\":-1.5e3}}")],
            [Change("data.client.huisnummertoevoeging", "\"achterhuis boven\"")],
            [Change("data.buurtcode", "null")],
            [Change("kop", "\"\(String(repeating: "lang ", count: 30))\"")], [Change("data.persoon", "{}")],
            [Change("data.client.buurtcode", "{}")], [Change("data.lijst", "[1,2]")],
        ]
        let others = RecordType.allCases.map { EventText.line($0) }
        return signal.map { EventText.line(.signal, $0) } + others + [spaced, "  \(EventText.line(.day)) "]
    }()

    /// The same layout with other values.
    private static func vary(_ line: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var line = line
        let values: [[UInt8]] = [
            Array("Woonbron".utf8), Array("2003-04-05".utf8), Array("2511AB".utf8), Array("620.5".utf8),
            Array("S-1".utf8), Array("true".utf8),
        ]
        let others = [
            "", "x", "Yılmaz", "1999-12-31", "9999ZZ", "-0", "1e5", "0.25", "null", "false", "12345678",
            "een heel lange naam", "😀", "é",
        ]
        for value in values where Bool.random(using: &generator) {
            guard let found = line.firstRange(of: value) else { continue }
            line.replaceSubrange(found, with: Array((others.randomElement(using: &generator) ?? "").utf8))
        }
        return line
    }

    /// Flips, cuts, doubles, swaps and puts in a few bytes.
    private static func damage(_ line: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var line = line
        for _ in 0..<Int.random(in: 1...3, using: &generator) where !line.isEmpty {
            let place = Int.random(in: 0..<line.count, using: &generator)
            let signs =
                Array(" \"\\{}[]:,0123456789aZn-+.eE\t\r".utf8) + [
                    0x00, 0x1F, 0x7F, 0x80, 0xC3, 0xE9, 0xF0, 0xFF,
                ]
            switch Int.random(in: 0..<7, using: &generator) {
            case 0: line[place] = signs.randomElement(using: &generator) ?? 0
            case 1: line[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
            case 2:
                line.removeSubrange(place..<min(line.count, place + Int.random(in: 1...9, using: &generator)))
            case 3:
                line.insert(
                    contentsOf: ["\\u00e9", "é", "\"", "\\", "0", "null", "\\ud800"].randomElement(
                        using: &generator)?.utf8.map { $0 } ?? [], at: place)
            case 4: line.removeSubrange(place...)
            case 5: line.swapAt(place, Int.random(in: 0..<line.count, using: &generator))
            default: line.insert(contentsOf: line[place..<min(line.count, place + 20)], at: place)
            }
        }
        return line.filter { $0 != 0x0A }
    }

    @Test("the tables of a matched line and of the scanner are the same")
    func sameTables() throws {
        var generator = SeededGenerator(seed: 3)
        var shapes = LineShapes()
        var scanner = JSONScanner()
        var fast = SlotTable()
        var slow = SlotTable()
        var matched = 0
        var scanned = 0
        for round in 0..<6000 {
            let model = Array((Self.models.randomElement(using: &generator) ?? "").utf8)
            var line = Self.vary(model, &generator)
            if round % 3 == 0 { line = Self.damage(line, &generator) }
            line += round % 5 == 0 ? [0x0D, 0x0A] : [0x0A]
            let bytes =
                [0x7D, 0x0A] + line + [UInt8](repeating: UInt8(ascii: "\""), count: RecordBatch.slack)
            bytes.withUnsafeBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return }
                let text = 2..<2 + line.count
                let isJSON = withUnsafeMutablePointer(to: &slow) {
                    scanner.scan(base, from: text.lowerBound, to: text.upperBound, into: $0)
                }
                let next = shapes.withMatcher { matcher in
                    withUnsafeMutablePointer(to: &fast) {
                        matcher.match(base + text.lowerBound, base + buffer.count, base, $0)
                    }
                }
                if let next {
                    matched += 1
                    #expect(
                        isJSON && next - base == text.upperBound && fast.isSame(as: slow),
                        "\(String(decoding: line, as: UTF8.self))")
                } else if isJSON {
                    scanned += 1
                    shapes.withMatcher { matcher in
                        matcher.learn(
                            base + 2, next: base + text.upperBound, scanner.trace, .signal,
                            places: slow.present | slow.nulls)
                    }
                }
            }
        }
        #expect(matched > 1500 && scanned > 200, "both ways were taken: \(matched), \(scanned)")
    }

    /// What a batch says, without where its texts stand.
    private func story(_ batch: RecordBatch) -> [String] {
        batch.items.map { item in
            guard case .record(let record) = item.decoded else {
                return "\(item.line) \(Decoding.code(item.decoded))"
            }
            let texts = [record.source, record.id, record.time, record.origin].map { batch.string($0) ?? "-" }
            return "\(item.line) \(texts) \(record.timeDate) \(body(record.body, batch))"
        }
    }

    private func body(_ body: Record.Body, _ batch: RecordBatch) -> String {
        func subject(_ subject: Subject) -> String {
            let household =
                switch subject.household {
                case .address(let address): address.canonicalText(in: batch)
                case .pseudonym(let pseudonym): pseudonym.text(as: .household)
                }
            return "\(household) \(String(describing: subject.birthDate)) \(subject.person) \(subject.area)"
        }
        switch body {
        case .signal(let signal):
            let texts = [signal.id, signal.name, signal.reference].map { batch.string($0) ?? "-" }
            let dates = "\(signal.signalDate) \(String(describing: signal.originDate))"
            return "\(texts) \(signal.partner) \(signal.amountCents) \(dates) \(signal.isCrisis) "
                + subject(signal.subject)
        case .withdrawal(let back):
            return "\(batch.string(back.id) ?? "-") \(back.reason) \(back.date) \(subject(back.subject))"
        case .assignment(let claim):
            return "\(claim.household) \(batch.string(claim.worker) ?? "-") \(claim.isTakeover)"
        case .attempt(let attempt):
            return
                "\(attempt.kind) \(attempt.wasReached) \(attempt.date) \(String(describing: attempt.dayPart))"
        case .closing(let closing): return "\(closing.result) \(closing.date)"
        case .circumstance(let change): return "\(change.kind) \(change.from) \(subject(change.subject))"
        case .day(let date): return "\(date)"
        case .erasure(let erased): return subject(erased)
        }
    }

    @Test(
        "a file says the same whatever was learned before, line by line or at once, with room after it or not"
    )
    func sameRecords() throws {
        var generator = SeededGenerator(seed: 4)
        var lines: [[UInt8]] = []
        for round in 0..<1500 {
            var line = Self.vary(Array((Self.models.randomElement(using: &generator) ?? "").utf8), &generator)
            if round % 4 == 0 { line = Self.damage(line, &generator) }
            lines.append(line)
        }
        let file = Array(lines.joined(separator: [0x0A]))
        let atOnce = story(try Decoding.batch(file))
        #expect(atOnce.count > 1400)
        #expect(story(try Decoding.batch(file, slack: 0)) == atOnce)
        // A decoder that never saw another line.
        var alone: [String] = []
        for (index, line) in lines.enumerated() {
            var decoder = try Decoding.decoder()
            var batch = RecordBatch()
            batch.bytes = line
            decoder.decode(lines: 0..<line.count, firstLine: index + 1, startsFile: false, into: &batch)
            alone += story(batch)
        }
        #expect(alone == atOnce)
    }

    @Test("more layouts than there is room for are read all the same")
    func manyLayouts() throws {
        let lines = (0..<40).map { EventText.line(.day, [Change("veld\($0)", "\($0)")]) }
        let text = (0..<200).map { lines[$0 * 7 % 40] }.joined(separator: "\n") + "\n"
        let batch = try Decoding.batch(text.utf8)
        #expect(batch.items.count == 200)
        #expect(batch.items.allSatisfy { Decoding.code($0.decoded) == "ok" })
    }

    @Test("layouts with too many or too long pieces are read by the scanner")
    func unlearnable() throws {
        let many = "{" + (0..<100).map { "\"v\($0)\":\($0)" }.joined(separator: ",") + "}"
        let long = "{\"\(String(repeating: "naam", count: 2000))\":1}"
        for value in [many, long] {
            let line = EventText.line(.day, [Change("x", value)])
            let batch = try Decoding.batch((line + "\n" + line + "\n" + line + "\n").utf8)
            #expect(batch.items.map { Decoding.code($0.decoded) } == ["ok", "ok", "ok"])
        }
    }

    @Test("good lines cut off at every byte, and random bytes, never trap")
    func garbage() throws {
        for type in RecordType.allCases {
            let line = Array(EventText.line(type).utf8)
            let file = Array((0...line.count).map { Array(line[..<$0]) }.joined(separator: [0x0A]))
            let batch = try Decoding.batch(file)
            #expect(batch.items.count == line.count)
            #expect(batch.items.dropLast().allSatisfy { Decoding.code($0.decoded) == "niet-json" })
        }
        var generator = SeededGenerator(seed: 5)
        for round in 0..<400 {
            let count = Int.random(in: 0...300, using: &generator)
            let bytes = (0..<count).map { _ in
                round % 2 == 0
                    ? UInt8.random(in: 0...255, using: &generator)
                    : Array("{}[]\":,\\u0123e.-tfn \n".utf8).randomElement(using: &generator) ?? 0
            }
            _ = try Decoding.batch(bytes, slack: round % 3 * 32)
        }
    }
}
