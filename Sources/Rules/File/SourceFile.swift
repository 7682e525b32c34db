// One file as a person wrote it, cut into lines, and the places in it that findings point at.
// In: a path and bytes. Out: text, lines, places. Depends on: Diagnostic.

/// Where something stands: a file by its number, and columns in Unicode scalars from 1.
package struct Place: Hashable, Sendable {
    package var file: Int
    package var line: Int
    package var column: Int
    package var length: Int

    package init(file: Int, line: Int, column: Int, length: Int) {
        self.file = file
        self.line = line
        self.column = column
        self.length = length
    }
}

/// A text file that was read.
package struct SourceFile: Sendable {
    /// Larger files are refused: a pipeline is some tens of kilobytes.
    static let byteLimit = 1 << 20

    package let path: String
    let bytes: [UInt8]
    /// Without the byte order mark that some editors put at the start.
    let text: String
    /// Cut at the line ends of YAML 1.1: LF, CR LF, CR, U+0085, U+2028, U+2029.
    let lines: [[Unicode.Scalar]]

    /// Reads as much as is valid UTF-8; `problem` says where and why it stopped.
    init(path: String, bytes: [UInt8], number: Int) {
        self.path = path
        self.bytes = bytes
        var lines: [[Unicode.Scalar]] = [[]]
        var text = String.UnicodeScalarView()
        var decoder = UTF8()
        var input = bytes.prefix(SourceFile.byteLimit).makeIterator()
        var problem: (place: Place, message: String)?
        var isFirst = true
        var previous: Unicode.Scalar = " "
        if bytes.count > SourceFile.byteLimit {
            let place = Place(file: number, line: 1, column: 1, length: 1)
            problem = (place, "the file is larger than \(SourceFile.byteLimit) bytes")
        }
        reading: while true {
            let place = Place(
                file: number, line: lines.count, column: lines[lines.count - 1].count + 1, length: 1)
            switch decoder.decode(&input) {
            case .emptyInput: break reading
            case .error:
                problem = problem ?? (place, "this byte is not valid UTF-8; save the file as UTF-8")
                break reading
            case .scalarValue("\u{FEFF}") where isFirst: isFirst = false
            case .scalarValue(let scalar):
                isFirst = false
                guard SourceFile.isPrintable(scalar) else {
                    let name = String(scalar.value, radix: 16, uppercase: true)
                    let code = String(repeating: "0", count: max(0, 4 - name.count)) + name
                    problem = problem ?? (place, "the character U+\(code) may not stand in YAML; remove it")
                    break reading
                }
                text.append(scalar)
                if SourceFile.endsLine(scalar) {
                    if !(scalar == "\n" && previous == "\r") { lines.append([]) }
                } else {
                    lines[lines.count - 1].append(scalar)
                }
                previous = scalar
            }
        }
        self.lines = lines
        self.text = String(text)
        self.problem = problem
    }

    /// Why the file cannot be used at all, and where.
    let problem: (place: Place, message: String)?

    /// The line with this number from 1; empty when there is none.
    func line(_ number: Int) -> [Unicode.Scalar] {
        lines.indices.contains(number - 1) ? lines[number - 1] : []
    }

    /// Whether a line begins with one of these keys and a colon.
    func hasLine(withKeyAmong keys: [String]) -> Bool {
        let heads = keys.map { Array(($0 + ":").unicodeScalars) }
        return lines.contains { line in heads.contains { line.starts(with: $0) } }
    }

    static func endsLine(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }

    /// The characters that YAML 1.1 allows in a stream (§5.1).
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD,
            0x10000...0x10FFFF:
            true
        default: false
        }
    }
}
