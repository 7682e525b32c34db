// A short list of texts that bytes are looked up in: member names by object, and the code lists.
// In: texts. Out: their place in the list. Depends on: nothing.

/// Finds bytes in a short fixed list without making a string of them.
///
/// Compares the length and the first eight bytes of every entry as one number each, the rest only when these
/// agree.
package struct NameTable: Sendable {
    private var heads: [UInt64] = []
    private var counts: [Int] = []
    private var starts: [Int] = []
    private var pool: [UInt8] = []

    /// A table of the names of a code list, in their order.
    package init(_ names: some Sequence<String>) {
        for name in names {
            let bytes = Array(name.utf8)
            heads.append(bytes.withUnsafeBufferPointer { Self.head($0.baseAddress, $0.count) })
            counts.append(bytes.count)
            starts.append(pool.count)
            pool += bytes
        }
    }

    /// The place of these bytes in the list, or -1. Linear in the list; no allocation.
    @inline(__always) func place(of start: UnsafePointer<UInt8>, count: Int) -> Int {
        let head = Self.head(start, count)
        return heads.withUnsafeBufferPointer { heads in
            for place in 0..<heads.count where heads[place] == head && counts[place] == count {
                if count <= 8 || isSameTail(place, start, count) { return place }
            }
            return -1
        }
    }

    @inline(never) private func isSameTail(_ place: Int, _ start: UnsafePointer<UInt8>, _ count: Int) -> Bool
    {
        for index in 8..<count where pool[starts[place] + index] != start[index] { return false }
        return true
    }

    /// The first eight bytes, the first in the low byte; zeros after the last. Reads nothing beyond `count`.
    @inline(__always) static func head(_ start: UnsafePointer<UInt8>?, _ count: Int) -> UInt64 {
        guard let start, count > 0 else { return 0 }
        let raw = UnsafeRawPointer(start)
        if count >= 8 { return raw.loadUnaligned(as: UInt64.self) }
        if count >= 4 {
            // Two halves that may overlap; the overlapping bytes are equal, so "or" is right.
            let low = UInt64(raw.loadUnaligned(as: UInt32.self))
            let high = UInt64(raw.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
            return low | high &<< UInt64(truncatingIfNeeded: (count &- 4) &* 8)
        }
        var head = UInt64(start[0])
        if count > 1 { head |= UInt64(start[1]) &<< 8 }
        if count > 2 { head |= UInt64(start[2]) &<< 16 }
        return head
    }
}

/// The names of every object that we know, for the scanner.
struct SlotNames: Sendable {
    private var tables: [NameTable]
    private var slots: [[UInt8]]

    init() {
        tables = []
        slots = []
        for scope in Slot.Scope.allCases {
            let members = Slot.allCases.filter { $0.scope == scope }
            tables.append(NameTable(members.map(\.name)))
            slots.append(members.map(\.rawValue))
        }
    }

    /// The place of a member of an object, or ``SlotTable/nowhere``.
    @inline(__always) func place(_ start: UnsafePointer<UInt8>, _ count: Int, in scope: Slot.Scope) -> Int {
        guard scope != .elsewhere else { return SlotTable.nowhere }
        let found = tables[scope.rawValue].place(of: start, count: count)
        return found < 0 ? SlotTable.nowhere : Int(slots[scope.rawValue][found])
    }
}
