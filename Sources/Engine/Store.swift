// All households of one engine, packed: an open-addressing index over rows, and one block of bytes each.
// In: keys. Out: a Household opened into its arrays, and put back. Depends on: Arena, Household.

import Signals

/// The identity of a household in one engine: a packed address or a pseudonym, never both kinds in one engine.
struct HouseholdID: Equatable {
    var high: UInt64
    var low: UInt64

    var hash: UInt64 { Fingerprint.fold(high ^ 0x9e37_79b9_7f4a_7c15, low ^ 0xbf58_476d_1ce4_e5b9) }
}

/// What the index holds of one household; the rest lies packed at `place`.
struct StoreRow {
    var id: HouseholdID
    var place: UInt32
    var units: UInt32
    var today: Int32
    var openedOn: Int32
    var openedCount: UInt32
    /// The day on which a day record would next change something; ``Store/never`` when none would.
    var wake: Int32
    var signals: UInt32
    var tasks: UInt32
    var persons: UInt32
    var shown: UInt32
    var texts: UInt32
    /// Whether persons are kept with their pseudonyms; while households are keyed by address a birth date says it all.
    var hasPseudonyms: Bool
    /// Whether lists that few households have follow, with a header of their own.
    var hasMore: Bool
    var isLive: Bool
    /// Whether the calendar has an entry on the day `wake`; otherwise it has one on an earlier day, or `wake` is never.
    var isEntered: Bool
}

/// The households of one engine. Finding, opening and putting back cost the same whatever their number.
struct Store: ~Copyable {
    static let never = Int32.max

    /// Open addressing: a row plus 1 in the low half, in the high half that of its hash, which tells nearly all other
    /// rows apart without touching them; 0 is free.
    private var slots = [UInt64](repeating: 0, count: 1024)
    private(set) var rows = RowList<StoreRow>()
    private var freeRows: [UInt32] = []
    private var arena = Arena()
    private(set) var count = 0
    private var expected = RowList<UInt32>()
    /// What ``warm(_:)`` read; keeps its loads from being left out.
    private var warmth: UInt64 = 0

    deinit {
        rows.deallocate()
        expected.deallocate()
    }

    /// What index, rows and packed blocks take.
    var bytes: Int {
        slots.count * MemoryLayout<UInt64>.stride + rows.count * MemoryLayout<StoreRow>.stride
            + arena.bytes
    }

    /// The row of a household, or nil when nothing is kept of it.
    func find(_ id: HouseholdID, hash: UInt64) -> Int? {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while true {
            let entry = slots[slot]
            if entry == 0 { return nil }
            let row = Store.row(entry)
            if entry >> 32 == hash >> 32, rows[row].id == id { return row }
            slot = (slot + 1) & (slots.count - 1)
        }
    }

    /// Touches what ``find(_:hash:)`` and ``open(_:into:)`` will need of some households.
    ///
    /// Memory answers questions that do not depend on each other at the same time, so the caches then hold it for
    /// hardly more than the price of one household.
    mutating func warm(_ hashes: RowList<UInt64>) {
        expected.removeAll()
        for hash in hashes {
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] != 0, slots[slot] >> 32 != hash >> 32 { slot = (slot + 1) & (slots.count - 1) }
            if slots[slot] != 0 { expected.append(UInt32(Store.row(slots[slot]))) }
        }
        for place in expected { warmth &+= UInt64(rows[Int(place)].units) }
        for place in expected {
            let row = rows[Int(place)]
            guard row.units > 0 else { continue }
            let block = arena.pointer(row.place)
            // The signals, and the task behind them.
            let middle = (Int(row.units) - 1) * Arena.unitBytes / 2
            warmth &+= UInt64(block.load(as: UInt8.self))
            warmth &+= UInt64(block.load(fromByteOffset: middle, as: UInt8.self))
            warmth &+= UInt64(
                block.load(fromByteOffset: (Int(row.units) - 1) * Arena.unitBytes, as: UInt8.self))
        }
    }

    /// A new row for a household that ``find(_:hash:)`` did not find.
    mutating func add(_ id: HouseholdID, hash: UInt64) -> Int {
        let fresh = StoreRow(
            id: id, place: 0, units: 0, today: Household.unknownDate, openedOn: Household.unknownDate,
            openedCount: 0,
            wake: Store.never, signals: 0, tasks: 0, persons: 0, shown: 0, texts: 0,
            hasPseudonyms: false, hasMore: false, isLive: true, isEntered: false)
        let row: Int
        if let free = freeRows.popLast() {
            row = Int(free)
            rows[row] = fresh
        } else {
            row = rows.count
            rows.append(fresh)
        }
        count += 1
        if count * 5 > slots.count * 3 { grow() } else { insert(row, hash: hash) }
        return row
    }

    /// Forgets a household: its row, its slot and its bytes.
    mutating func remove(_ row: Int) {
        let mask = slots.count - 1
        var hole = Int(truncatingIfNeeded: rows[row].id.hash) & mask
        while Store.row(slots[hole]) != row { hole = (hole + 1) & mask }
        // Close the gap, so that no mark is needed where a household was.
        var next = (hole + 1) & mask
        while slots[next] != 0 {
            let home = Int(truncatingIfNeeded: rows[Store.row(slots[next])].id.hash) & mask
            if (next - home) & mask >= (next - hole) & mask {
                slots[hole] = slots[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        slots[hole] = 0
        if rows[row].units > 0 { arena.giveBack(rows[row].place, units: Int(rows[row].units)) }
        rows[row].isLive = false
        rows[row].units = 0
        freeRows.append(UInt32(row))
        count -= 1
    }

    mutating func setWake(_ row: Int, _ date: Int32) {
        rows[row].wake = date
        rows[row].isEntered = false
    }

    mutating func setEntered(_ row: Int) { rows[row].isEntered = true }

    /// Copies the household's state into `house`, whose arrays are empty.
    func open(_ index: Int, into house: inout Household) {
        let row = rows[index]
        house.today = row.today
        house.openedOn = row.openedOn
        house.openedCount = row.openedCount
        guard row.units > 0 else { return }
        var reader = Reader(at: UnsafeRawPointer(arena.pointer(row.place)))
        reader.read(row.signals, into: &house.signals)
        reader.read(row.tasks, into: &house.tasks)
        if row.hasPseudonyms {
            reader.read(row.persons, into: &house.persons)
        } else {
            reader.readBirths(row.persons, into: &house.persons)
        }
        reader.read(row.shown, into: &house.shown)
        if row.hasMore {
            let counts = reader.header()
            reader.read(counts.0, into: &house.attempts)
            reader.read(counts.1, into: &house.withdrawals)
            reader.read(counts.2, into: &house.circumstances)
            reader.read(counts.3, into: &house.awaiting)
        }
        reader.read(row.texts, into: &house.texts)
    }

    /// The tasks of a household where they lie, until the store next changes.
    func tasks(of index: Int) -> UnsafeBufferPointer<TaskRow> {
        let row = rows[index]
        guard row.tasks > 0 else { return UnsafeBufferPointer(start: nil, count: 0) }
        let start = arena.pointer(row.place) + Int(row.signals) * MemoryLayout<SignalRow>.stride
        return UnsafeBufferPointer(start: start.assumingMemoryBound(to: TaskRow.self), count: Int(row.tasks))
    }

    /// Puts the household's state back.
    mutating func close(_ index: Int, _ house: borrowing Household) {
        var row = rows[index]
        row.today = house.today
        row.openedOn = house.openedOn
        row.openedCount = house.openedCount
        row.signals = UInt32(house.signals.count)
        row.tasks = UInt32(house.tasks.count)
        row.persons = UInt32(house.persons.count)
        row.shown = UInt32(house.shown.count)
        row.texts = UInt32(house.texts.count)
        row.hasMore =
            !(house.attempts.isEmpty && house.withdrawals.isEmpty && house.circumstances.isEmpty
            && house.awaiting.isEmpty)
        row.hasPseudonyms = house.persons.contains { $0.pseudonym != .none }
        let bytes = Store.size(house, row)
        let units = UInt32((bytes + Arena.unitBytes - 1) / Arena.unitBytes)
        if units != row.units {
            if row.units > 0 { arena.giveBack(row.place, units: Int(row.units)) }
            row.place = units > 0 ? arena.take(units: Int(units)) : 0
            row.units = units
        }
        rows[index] = row
        guard units > 0 else { return }
        var writer = Writer(at: arena.pointer(row.place))
        writer.write(house.signals)
        writer.write(house.tasks)
        if row.hasPseudonyms {
            writer.write(house.persons)
        } else {
            writer.writeBirths(house.persons)
        }
        writer.write(house.shown)
        if row.hasMore {
            writer.header(
                UInt32(house.attempts.count), UInt32(house.withdrawals.count),
                UInt32(house.circumstances.count),
                UInt32(house.awaiting.count))
            writer.write(house.attempts)
            writer.write(house.withdrawals)
            writer.write(house.circumstances)
            writer.write(house.awaiting)
        }
        writer.write(house.texts)
    }

    private static func size(_ house: borrowing Household, _ row: StoreRow) -> Int {
        // The order of writing, each list at the next multiple of 8.
        func padded<Element>(_ list: RowList<Element>) -> Int {
            (list.count * MemoryLayout<Element>.stride + 7) & ~7
        }
        var bytes =
            padded(house.signals) + padded(house.tasks) + padded(house.shown)
            + (row.hasPseudonyms ? padded(house.persons) : (house.persons.count * 4 + 7) & ~7)
            + ((house.texts.count + 7) & ~7)
        if row.hasMore {
            bytes +=
                16 + padded(house.attempts) + padded(house.withdrawals) + padded(house.circumstances)
                + padded(house.awaiting)
        }
        return bytes
    }

    private mutating func insert(_ row: Int, hash: UInt64) {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = hash & ~0xffff_ffff | UInt64(row + 1)
    }

    private static func row(_ entry: UInt64) -> Int { Int(truncatingIfNeeded: entry & 0xffff_ffff) - 1 }

    private mutating func grow() {
        slots = [UInt64](repeating: 0, count: slots.count * 2)
        for row in rows.indices where rows[row].isLive { insert(row, hash: rows[row].id.hash) }
    }
}

/// Reads lists of plain values one after another.
private struct Reader {
    private var at: UnsafeRawPointer
    init(at pointer: UnsafeRawPointer) { at = pointer }

    @inline(__always)
    mutating func read<Element: BitwiseCopyable>(_ count: UInt32, into list: inout RowList<Element>) {
        guard count > 0 else { return }
        let typed = at.assumingMemoryBound(to: Element.self)
        list.append(contentsOf: UnsafeBufferPointer(start: typed, count: Int(count)))
        at += (Int(count) * MemoryLayout<Element>.stride + 7) & ~7
    }

    mutating func readBirths(_ count: UInt32, into persons: inout RowList<PersonRow>) {
        let births = at.assumingMemoryBound(to: Int32.self)
        for place in 0..<Int(count) { persons.append(PersonRow(birth: births[place], pseudonym: .none)) }
        at += (Int(count) * 4 + 7) & ~7
    }

    mutating func read(_ count: UInt32, into bytes: inout [UInt8]) {
        guard count > 0 else { return }
        bytes.append(contentsOf: UnsafeRawBufferPointer(start: at, count: Int(count)))
        at += (Int(count) + 7) & ~7
    }

    mutating func header() -> (UInt32, UInt32, UInt32, UInt32) {
        defer { at += 16 }
        return (
            at.load(as: UInt32.self), at.load(fromByteOffset: 4, as: UInt32.self),
            at.load(fromByteOffset: 8, as: UInt32.self), at.load(fromByteOffset: 12, as: UInt32.self)
        )
    }
}

/// Writes lists of plain values one after another.
private struct Writer {
    private var at: UnsafeMutableRawPointer
    init(at pointer: UnsafeMutableRawPointer) { at = pointer }

    @inline(__always)
    mutating func write<Element: BitwiseCopyable>(_ list: RowList<Element>) {
        guard !list.isEmpty else { return }
        list.withUnsafeBytes { copy($0) }
    }

    mutating func writeBirths(_ persons: RowList<PersonRow>) {
        for place in persons.indices {
            at.storeBytes(of: persons[place].birth, toByteOffset: place * 4, as: Int32.self)
        }
        at += (persons.count * 4 + 7) & ~7
    }

    mutating func write(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        bytes.withUnsafeBytes { copy($0) }
    }

    @inline(__always)
    private mutating func copy(_ bytes: UnsafeRawBufferPointer) {
        at.copyMemory(from: bytes.baseAddress!, byteCount: bytes.count)
        at += (bytes.count + 7) & ~7
    }

    mutating func header(_ first: UInt32, _ second: UInt32, _ third: UInt32, _ fourth: UInt32) {
        at.storeBytes(of: first, as: UInt32.self)
        at.storeBytes(of: second, toByteOffset: 4, as: UInt32.self)
        at.storeBytes(of: third, toByteOffset: 8, as: UInt32.self)
        at.storeBytes(of: fourth, toByteOffset: 12, as: UInt32.self)
        at += 16
    }
}
