// Memory for the households' packed state: blocks of 16-byte units in chunks of 1 MiB.
// In: sizes. Out: places. Depends on: nothing. Unsafe: the pointers never leave Store.swift.

/// Blocks of bytes that are named by a 32-bit place, so that state costs bytes and not objects.
///
/// A freed block is reused by the next of the same size; a household that grows moves. Up to 64 GiB. Freed as a whole.
struct Arena: ~Copyable {
    static let unitBytes = 16
    private static let chunkUnits = 1 << 16

    private var chunks: [UnsafeMutableRawPointer] = []
    /// Which chunks start an allocation of their own.
    private var owned: [UnsafeMutableRawPointer] = []
    private var bumpUnit = 0
    private var bumpEnd = 0
    /// By size in units: the first freed block, plus 1; each freed block names the next in its first four bytes.
    private var freed: [UInt32] = []

    deinit {
        for chunk in owned { chunk.deallocate() }
    }

    var bytes: Int { chunks.count * Arena.chunkUnits * Arena.unitBytes }

    @inline(__always)
    func pointer(_ place: UInt32) -> UnsafeMutableRawPointer {
        chunks[Int(place) / Arena.chunkUnits] + Int(place) % Arena.chunkUnits * Arena.unitBytes
    }

    /// A block of `units` times 16 bytes, its contents undefined.
    mutating func take(units: Int) -> UInt32 {
        if units < freed.count, freed[units] != 0 {
            let place = freed[units] - 1
            freed[units] = pointer(place).load(as: UInt32.self)
            return place
        }
        if bumpEnd - bumpUnit < units { addChunks(units) }
        defer { bumpUnit += units }
        return UInt32(bumpUnit)
    }

    mutating func giveBack(_ place: UInt32, units: Int) {
        while freed.count <= units { freed.append(0) }
        pointer(place).storeBytes(of: freed[units], as: UInt32.self)
        freed[units] = place + 1
    }

    private mutating func addChunks(_ units: Int) {
        // What is left of the last chunk serves smaller blocks.
        if bumpEnd > bumpUnit { giveBack(UInt32(bumpUnit), units: bumpEnd - bumpUnit) }
        let count = (units + Arena.chunkUnits - 1) / Arena.chunkUnits
        precondition(
            chunks.count + count < Int(UInt32.max) / Arena.chunkUnits, "the state has outgrown 64 GiB")
        let base = UnsafeMutableRawPointer.allocate(
            byteCount: count * Arena.chunkUnits * Arena.unitBytes, alignment: 64)
        owned.append(base)
        bumpUnit = chunks.count * Arena.chunkUnits
        for index in 0..<count { chunks.append(base + index * Arena.chunkUnits * Arena.unitBytes) }
        bumpEnd = chunks.count * Arena.chunkUnits
    }
}
