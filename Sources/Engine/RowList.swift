// A growing list of plain values without reference counts, for the household and the line at hand.
// In: values. Out: values. Depends on: nothing. Unsafe: owns its memory by hand.

import Glibc

/// Where some rows stand in a list.
struct RowSpan {
    var start: Int
    var count: Int
    var places: Range<Int> { start..<start + count }
}

/// A list whose room stays when it is emptied, and whose use costs no retain, release or uniqueness check.
///
/// Not a value: a copy is the same list. Only ``Household`` and the engine hold them, and the engine frees them;
/// nothing else keeps one. Every index is checked.
struct RowList<Row: BitwiseCopyable>: RandomAccessCollection, MutableCollection {
    private var start: UnsafeMutablePointer<Row>
    private(set) var count = 0
    private var capacity: Int

    init() {
        capacity = 16
        start = RowList.resize(nil, to: capacity)
    }

    func deallocate() { free(start) }

    /// Long lists are moved by the kernel, page by page, and so are never there twice.
    private static func resize(_ old: UnsafeMutablePointer<Row>?, to capacity: Int) -> UnsafeMutablePointer<
        Row
    > {
        guard let memory = realloc(old, capacity * MemoryLayout<Row>.stride) else {
            preconditionFailure("there is no memory left")
        }
        return memory.assumingMemoryBound(to: Row.self)
    }

    var startIndex: Int { 0 }
    var endIndex: Int { count }
    var isEmpty: Bool { count == 0 }
    var indices: Range<Int> { 0..<count }

    subscript(index: Int) -> Row {
        @inline(__always) get {
            precondition(index >= 0 && index < count, "a row that is there")
            return start[index]
        }
        @inline(__always) unsafeMutableAddress {
            precondition(index >= 0 && index < count, "a row that is there")
            return start + index
        }
    }

    mutating func append(_ row: Row) {
        if count == capacity { grow(to: count + 1) }
        start[count] = row
        count += 1
    }

    mutating func append(contentsOf rows: UnsafeBufferPointer<Row>) {
        guard let source = rows.baseAddress else { return }
        if count + rows.count > capacity { grow(to: count + rows.count) }
        (start + count).update(from: source, count: rows.count)
        count += rows.count
    }

    /// Appends some rows of another list.
    mutating func append(_ span: RowSpan, of rows: RowList<Row>) { append(contentsOf: rows.rows(span)) }

    mutating func append(contentsOf rows: RowList<Row>) {
        append(contentsOf: UnsafeBufferPointer(start: rows.start, count: rows.count))
    }

    /// Appends rows and returns where they stand.
    mutating func append(rows: [Row]) -> RowSpan {
        defer { for row in rows { append(row) } }
        return RowSpan(start: count, count: rows.count)
    }

    /// Makes so many more rows and returns where they start, for the caller to write before anyone reads.
    @inline(__always)
    mutating func makeRoom(_ added: Int) -> UnsafeMutablePointer<Row> {
        if count + added > capacity { grow(to: count + added) }
        defer { count += added }
        return start + count
    }

    /// Lends some rows where they lie, until the list next grows.
    func rows(_ span: RowSpan) -> UnsafeBufferPointer<Row> {
        precondition(span.start >= 0 && span.start + span.count <= count, "rows that are there")
        return UnsafeBufferPointer(start: start + span.start, count: span.count)
    }

    /// Lends the place of the first row, until the list next grows.
    var base: UnsafeMutablePointer<Row> { start }

    mutating func removeAll() { count = 0 }

    mutating func replaceAll(with rows: RowList<Row>) {
        count = 0
        append(contentsOf: rows)
    }

    mutating func replaceAll(with rows: [Row]) {
        if rows.count > capacity { grow(to: rows.count) }
        count = 0
        for row in rows {
            start[count] = row
            count += 1
        }
    }

    @discardableResult
    mutating func remove(at index: Int) -> Row {
        let row = self[index]
        (start + index).update(from: start + index + 1, count: count - index - 1)
        count -= 1
        return row
    }

    mutating func removeAll(where isRemoved: (Row) -> Bool) {
        var kept = 0
        for index in 0..<count where !isRemoved(start[index]) {
            start[kept] = start[index]
            kept += 1
        }
        count = kept
    }

    /// Puts other rows in place of a range.
    mutating func replace(_ range: Range<Int>, with rows: RowList<Row>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "rows that are there")
        let tail = count - range.upperBound
        let newCount = count - range.count + rows.count
        if newCount > capacity { grow(to: newCount) }
        (start + range.lowerBound + rows.count).update(from: start + range.upperBound, count: tail)
        (start + range.lowerBound).update(from: rows.start, count: rows.count)
        count = newCount
    }

    func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        body(UnsafeRawBufferPointer(UnsafeBufferPointer(start: start, count: count)))
    }

    private mutating func grow(to wanted: Int) {
        let larger = Swift.max(wanted, capacity * 2)
        start = RowList.resize(start, to: larger)
        capacity = larger
    }
}

extension RowList<UInt8> {
    /// Copies the bytes to the end of an array.
    func append(to bytes: inout [UInt8]) { withUnsafeBytes { bytes.append(contentsOf: $0) } }

    /// Appends the first few of the eight bytes of a word, from its low end.
    @inline(__always)
    mutating func append(word: UInt64, bytes added: Int) {
        if count + 8 > capacity { grow(to: count + 8) }
        UnsafeMutableRawPointer(start + count).storeBytes(of: word.littleEndian, as: UInt64.self)
        count += added
    }
}
