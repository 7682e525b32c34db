// Tasks and what they show, as bytes and back; part of HouseholdCoding.
// In: the household at hand. Out: bytes; tasks. Depends on: StateBytes, Contributions.

import Rules
import Signals

extension Engine {
    mutating func encodeTask(_ index: Int, to writer: inout StateWriter) {
        let task = house.tasks[index]
        writer.write(task.sequence)
        recallTime(of: index)
        keptTime.withUnsafeBytes { writer.write($0) }
        writer.write(task.opened)
        writer.write(task.number)
        writer.write(task.revision)
        vocabulary.withBytes(task.classID) { writer.write($0) }
        vocabulary.withBytes(task.team) { writer.write($0) }
        vocabulary.withBytes(task.worker) { writer.write($0) }
        for number in [
            task.totalScore, task.householdScore, task.due, task.nextFrom, task.lastAttempt, task.attachedOn,
            task.closed, task.revisedOn, task.evaluatedOn,
        ] {
            writer.write(number)
        }
        writer.write(task.failures)
        writer.write(task.person)
        let stamp = stamps[Int(task.stamp)]
        writer.write(stamp.id)
        writer.write(stamp.version)
        writer.write(stamp.hash)
        writer.write(byte: task.nextKind)
        writer.write(byte: task.result)
        writer.write(UInt64(task.flags.subtracting(.timeInTexts).rawValue))
        let contributions = shownContributions(of: index)
        writer.write(contributions.count)
        for contribution in contributions { encode(contribution, to: &writer) }
    }

    private func encode(_ contribution: ShownContribution, to writer: inout StateWriter) {
        templates[contribution.template].encode(to: &writer)
        writer.write(contribution.points)
        for value in contribution.values { writer.write(value) }
        writer.write(contribution.signals.count)
        for signal in contribution.signals { writer.write(UInt32(signal)) }
    }

    mutating func decodeTask(from reader: inout StateReader, version: UInt8) throws(StateError) {
        let sequence = try reader.unsigned()
        keptTime.removeAll()
        keptTime.append(try reader.text())
        var task = TaskRow(
            sequence: sequence, time: 0, opened: try reader.int32(), number: try reader.uint32(),
            revision: try reader.uint32(), classID: 0, team: 0, worker: 0, totalScore: 0, householdScore: 0,
            due: 0,
            nextFrom: 0, failures: 0, lastAttempt: 0, attachedOn: 0, closed: 0, revisedOn: 0, evaluatedOn: 0,
            person: 0, shownStart: 0, shownCount: 0, stamp: 0, nextKind: TaskRow.none, result: TaskRow.none,
            flags: [])
        task.classID = try number(of: &reader)
        task.team = try number(of: &reader)
        task.worker = try number(of: &reader)
        task.totalScore = try reader.int32()
        task.householdScore = try reader.int32()
        task.due = try reader.int32()
        task.nextFrom = try reader.int32()
        task.lastAttempt = try reader.int32()
        task.attachedOn = try reader.int32()
        task.closed = try reader.int32()
        task.revisedOn = try reader.int32()
        task.evaluatedOn = version == 1 ? task.opened : try reader.int32()
        task.failures = try reader.uint32()
        task.person = try reader.place(upTo: house.persons.count)
        task.stamp = try stamp(from: &reader)
        task.nextKind = try reader.optionalCode(ContactKind.self)
        task.result = try reader.optionalCode(TaskResult.self)
        guard let flags = UInt16(exactly: try reader.unsigned()) else { throw .damaged }
        task.flags = TaskRow.Flags(rawValue: flags).subtracting(.timeInTexts)
        guard task.isOpen == (task.result == TaskRow.none) else { throw .damaged }
        house.tasks.append(task)
        keepTime(keptTime, on: house.tasks.count - 1)
        var contributions: [ShownContribution] = []
        for _ in 0..<(try reader.count()) { contributions.append(try contribution(from: &reader)) }
        setShown(contributions, of: house.tasks.count - 1)
    }

    private mutating func number(of reader: inout StateReader) throws(StateError) -> UInt32 {
        let text = try reader.text()
        return text.withUnsafeBytes { vocabulary.number(of: $0) }
    }

    private mutating func stamp(from reader: inout StateReader) throws(StateError) -> UInt16 {
        let stamp = PipelineStamp(
            id: try reader.string(), version: try reader.string(), hash: try reader.string())
        if let known = stamps.firstIndex(of: stamp) { return UInt16(known) }
        guard stamps.count < Int(UInt16.max) else { throw .damaged }
        add(stamp)
        return UInt16(stamps.count - 1)
    }

    private mutating func contribution(from reader: inout StateReader) throws(StateError) -> ShownContribution
    {
        let template = try ContributionTemplate(from: &reader)
        let place = templates.firstIndex(of: template) ?? templates.count
        if place == templates.count { add(template) }
        var contribution = ShownContribution(
            template: place, points: try reader.int32(), values: [], signals: [])
        for _ in template.keys { contribution.values.append(try reader.signed()) }
        for _ in 0..<(try reader.count()) {
            let signal = try reader.uint32()
            guard Int(signal) < house.signals.count else { throw .damaged }
            contribution.signals.append(Int32(signal))
        }
        return contribution
    }
}

extension ContributionTemplate {
    func encode(to writer: inout StateWriter) {
        writer.write(rule)
        writer.write(isPersonRule)
        writer.write(keys.count)
        for (key, type) in zip(keys, types) {
            writer.write(key)
            writer.write(type.rawValue)
        }
        writer.write(reason.count)
        for part in reason {
            switch part {
            case .text(let text):
                writer.write(true)
                writer.write(text)
            case .value(let place):
                writer.write(false)
                writer.write(place)
            }
        }
        writer.write(referrals.count)
        for place in referrals.indices {
            writer.write(referrals[place])
            writer.write(referralOrder[place])
            writer.write(referralValidity[place].from?.dayNumber ?? .min)
            writer.write(referralValidity[place].until?.dayNumber ?? .max)
        }
    }

    init(from reader: inout StateReader) throws(StateError) {
        rule = try reader.string()
        isPersonRule = try reader.flag()
        keys = []
        types = []
        for _ in 0..<(try reader.count()) {
            keys.append(try reader.string())
            guard let type = ValueType(rawValue: try reader.string()) else { throw .damaged }
            types.append(type)
        }
        reason = []
        for _ in 0..<(try reader.count()) {
            if try reader.flag() {
                reason.append(.text(try reader.string()))
            } else {
                let place = try reader.unsigned()
                guard place < UInt64(keys.count) else { throw .damaged }
                reason.append(.value(Int(place)))
            }
        }
        referrals = []
        referralOrder = []
        referralValidity = []
        for _ in 0..<(try reader.count()) {
            referrals.append(try reader.string())
            guard let order = Int(exactly: try reader.unsigned()) else { throw .damaged }
            referralOrder.append(order)
            let from = try reader.int32()
            let until = try reader.int32()
            referralValidity.append(
                Validity(
                    from: from == .min ? nil : CivilDate(dayNumber: from),
                    until: until == .max ? nil : CivilDate(dayNumber: until)))
        }
    }
}
