// An exported audit, read from a file.
// In: NDJSON, plain or gzip. Out: lines for the check. Depends on: InputFiles.

extension AuditCheck {
    /// No line of ours is so long; what lies beyond makes it none.
    private static var longestBytes: Int { 1 << 20 }

    /// Reads the lines of a file, in order; places are `name:line`. `-` is standard input.
    package mutating func read(file path: String) throws(InputError) {
        let inputs = try InputFiles(paths: [path])
        var reader = try inputs.open(0)
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        var line: [UInt8] = []
        var number = 0
        while true {
            let count = try chunk.withUnsafeMutableBufferPointer { buffer throws(InputError) in
                try reader.read(into: UnsafeMutableRawBufferPointer(buffer))
            }
            for byte in chunk[..<count] {
                if byte == UInt8(ascii: "\n") {
                    number += 1
                    if !line.isEmpty { read(line, place: "\(path):\(number)") }
                    line.removeAll(keepingCapacity: true)
                } else if line.count < Self.longestBytes {
                    line.append(byte)
                }
            }
            if count == 0 { break }
        }
        if !line.isEmpty { read(line, place: "\(path):\(number + 1)") }
    }
}
