// The repository's own rules, checked over its own files.
// In: the working tree. Out: failures that name file, line and what to use instead. Depends on: SourceTree, Bans.

import Testing

@Suite("Tidy")
struct TidyTests {
    @Test("A folder does without what its rules forbid", arguments: Bans.all) func banned(_ ban: Ban) {
        let files = SourceTree.swiftFiles(under: ban.folder)
        #expect(!files.isEmpty, "a ban that looks at no file proves nothing")
        #expect(ban.violations(in: files) == [])
    }

    @Test("No exception outlives its reason", arguments: Bans.all.filter { !$0.allowed.isEmpty })
    func exceptions(_ ban: Ban) {
        let everywhere = Ban(folder: ban.folder, text: ban.text, use: ban.use)
        let used = everywhere.violations(in: SourceTree.swiftFiles(under: "Sources"))
        for path in ban.allowed where path.hasPrefix(ban.folder) {
            #expect(used.contains { $0.hasPrefix(path) }, "\(path) no longer needs `\(ban.text)`")
        }
    }

    /// Where bytes of lines and rows, C and hashes make a pointer worth its care.
    static let withPointers = [
        "Engine/Arena", "Engine/Digest", "Engine/Engine+Signals",
        "Engine/Engine+Tasks", "Engine/Engine", "Engine/Fingerprint", "Engine/HouseholdCoding",
        "Engine/JSONWriting", "Engine/PackedID", "Engine/RowList", "Engine/StateBytes", "Engine/Store",
        "Engine/TaskCoding", "Engine/Vocabulary",
        "Kafka/ClientEvent", "Kafka/ClientInbox", "Kafka/GroupMetadata", "Kafka/Message",
        "Kafka/MessageBatch", "Kafka/OutgoingRecord", "Kafka/PartitionList", "Kafka/Partitioner",
        "Kafka/Producer", "Kafka/TopicLayout", "Kafka/TransactionalProducer",
        "Rules/Language/Expression",
        "Runtime/Accountability/AuditCheck+File", "Runtime/Admin/AdminClient", "Runtime/BlockReader",
        // Journals lend keys and values as the broker or SQLite lends them.
        "Runtime/Daemon/JSONBytes", "Runtime/Daemon/Journal", "Runtime/Daemon/JournalExport",
        "Runtime/Daemon/LogFold",
        "Runtime/Daemon/Outbox", "Runtime/Daemon/Scorer", "Runtime/Daemon/Stages", "Runtime/Daemon/Worker",
        "Runtime/DeadLetters/DeadLetterList", "Runtime/DeadLetters/KafkaDeadLetters",
        "Runtime/KafkaJournal/BinaryEvent", "Runtime/KafkaJournal/KafkaJournal+Restore",
        "Runtime/KafkaJournal/KafkaProducer", "Runtime/SQLite/Binding", "Runtime/SQLite/SQLiteJournal",
        "Runtime/SQLite/SQLiteReader", "Runtime/SQLite/SQLiteWriter",
        "Runtime/Gzip", "Runtime/InputFiles",
        "Runtime/OwnedDescriptor",
        "Runtime/Intake/DeliveredTable", "Runtime/ReplayShard", "Runtime/SmallFile", "Runtime/Spool",
        "Runtime/Systemd/SystemdNotifier", "Runtime/Terminal",
        // A password's key is lent as bytes.
        "Outreach/Access/PasswordHash",
        "Signals/Address+Text", "Signals/EventReader", "Signals/FieldValues", "Signals/JSONScanner",
        "Signals/LineShape", "Signals/NameTable", "Signals/Pseudonyms", "Signals/Record",
        "Signals/RecordDecoder+Faults", "Signals/RecordDecoder+Types", "Signals/RecordDecoder",
        "Signals/TextSource", "Signals/UTF8Text",
    ].map { "Sources/\($0).swift" }

    @Test("Unsafe pointers stay in the files that are named for it") func pointers() {
        let files = SourceTree.swiftFiles(under: "Sources")
        #expect(!files.isEmpty, "a check that looks at no file proves nothing")
        let found = files.filter { file in file.codeLines.contains { $0.contains("Unsafe") } }.map(\.path)
        let others = found.filter { !TidyTests.withPointers.contains($0) }
        #expect(others == [], "use arrays and spans, or name the file here")
        #expect(TidyTests.withPointers.filter { !found.contains($0) } == [], "no longer needed here")
    }

    @Test("A Swift file starts with a header that says what it is", arguments: ["Sources", "Tests"])
    func headers(folder: String) {
        let files = SourceTree.swiftFiles(under: folder)
        #expect(!files.isEmpty, "a check that looks at no file proves nothing")
        let wrong = files.filter { !TidyTests.hasHeader($0) }.map(\.path)
        #expect(wrong == [], "two or three lines: what it is; in and out; what it depends on")
    }

    /// A comment of two or three lines, with more below an empty one if need be; for a test one line is enough.
    static func hasHeader(_ file: SourceFile) -> Bool {
        let header = file.lines.prefix { $0.hasPrefix("// ") }.count
        let least = file.path.hasPrefix("Tests/") ? 1 : 2
        guard (least...3).contains(header) else { return false }
        return header == file.lines.count || ["", "//"].contains(file.lines[header])
    }

    @Test(
        "Lines have at most 110 columns, comments and texts 120",
        arguments: ["Sources", "Tests", "Package.swift"])
    func columns(folder: String) {
        let files = SourceTree.swiftFiles(under: folder)
        #expect(!files.isEmpty, "a check that looks at no file proves nothing")
        #expect(files.flatMap { TidyTests.tooWide($0) } == [])
    }

    /// The formatter cuts code; what people read it leaves alone.
    static func tooWide(_ file: SourceFile) -> [String] {
        file.lines.indices.filter { index in
            let line = file.lines[index]
            guard line.utf8.count > 110 else { return false }
            let isForPeople =
                line.contains("//") || line.contains("\"") || !line.contains { "(){}".contains($0) }
            return line.count > (isForPeople ? 120 : 110)
        }.map { "\(file.path):\($0 + 1)" }
    }

    @Test("A function fits a screen: at most 70 lines", arguments: ["Sources", "Tests"])
    func functions(folder: String) {
        let files = SourceTree.swiftFiles(under: folder)
        #expect(!files.isEmpty, "a check that looks at no file proves nothing")
        let all = files.flatMap { file in Functions.lengths(in: file).map { (file.path, $0) } }
        #expect(all.count > files.count, "functions are found")
        #expect(all.filter { $0.1.lines > 70 }.map { "\($0.0):\($0.1.line) has \($0.1.lines) lines" } == [])
    }

    @Test("No work is put off in a comment", arguments: ["Sources", "Tests", "ops"])
    func putOff(folder: String) {
        let files = SourceTree.files(under: folder) { !$0.hasPrefix("Tests/TidyTests/") }
        #expect(!files.isEmpty, "a check that looks at no file proves nothing")
        #expect(files.flatMap { TidyTests.putOff(in: $0) } == [], "write an issue")
    }

    static func putOff(in file: SourceFile) -> [String] {
        let words = ["TODO", "FIXME", "HACK"]
        return file.lines.indices.filter { index in
            let line = file.lines[index]
            guard words.contains(where: { line.contains($0) }) else { return false }
            return line.split { !$0.isLetter && !$0.isNumber }.contains { words.contains(String($0)) }
        }.map { "\(file.path):\($0 + 1)" }
    }

    @Test("No file names a person's folder or a machine") func places() {
        let files = SourceTree.files(under: "") { path in
            !path.hasPrefix("Tests/TidyTests/") && !path.hasSuffix(".ndjson")
        }
        #expect(files.count > 100, "a check that looks at no file proves nothing")
        #expect(
            files.flatMap { TidyTests.places(in: $0) } == [], "use a path from the root of the repository")
    }

    static func places(in file: SourceFile) -> [String] {
        let places = [
            "/home/", "/Users/", "/root/", "/work/", ":\\Users", ".internal/", "10.0.0.", "192.168.",
        ]
        return file.lines.indices.filter { index in places.contains { file.lines[index].contains($0) } }
            .map { "\(file.path):\($0 + 1)" }
    }
}
