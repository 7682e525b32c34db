// The bytes that texts of one batch lie in, lent while someone folds the batch.
// In: a RecordBatch. Out: the bytes of its texts, without copies or closures. Depends on: Record.

/// Where the texts of a batch lie. Valid only inside ``RecordBatch/withTexts(_:)``; never kept.
package struct TextSource {
    private let plain: UnsafeRawBufferPointer
    private let unescaped: UnsafeRawBufferPointer

    init(plain: UnsafeRawBufferPointer, unescaped: UnsafeRawBufferPointer) {
        self.plain = plain
        self.unescaped = unescaped
    }

    /// The bytes of a text; none for an absent one. Ten instructions.
    package func bytes(of text: Text) -> UnsafeRawBufferPointer {
        if text.isAbsent { return UnsafeRawBufferPointer(start: nil, count: 0) }
        let isPlain = text.start & Text.unescapedMark == 0
        let source = isPlain ? plain : unescaped
        let start = Int(text.start & ~Text.unescapedMark)
        return UnsafeRawBufferPointer(rebasing: source[start..<start + Int(text.count)])
    }

    /// The text as a Swift string; for messages to people, never in the loop. nil when absent.
    package func string(_ text: Text) -> String? {
        text.isAbsent ? nil : String(decoding: bytes(of: text), as: UTF8.self)
    }
}

extension RecordBatch {
    /// Lends the bytes that the texts of this batch lie in.
    package func withTexts(_ body: (TextSource) -> Void) {
        bytes.withUnsafeBytes { plain in
            unescaped.withUnsafeBytes { body(TextSource(plain: plain, unescaped: $0)) }
        }
    }
}
