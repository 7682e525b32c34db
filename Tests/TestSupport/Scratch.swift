// A folder for one test, gone with it.
// In: names and bytes. Out: files. Depends on: Foundation.

package import Foundation

/// A folder of its own in the temporary folder; removed when nobody holds it any more.
package final class Scratch: Sendable {
    package let url: URL

    package init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "seinpost-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    package func path(_ name: String) -> String { url.appending(path: name).path }

    /// Every file, hidden ones too, in order.
    package var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
    }

    /// The path of the new file.
    @discardableResult
    package func write(_ name: String, _ data: Data) throws -> String {
        try data.write(to: url.appending(path: name))
        return path(name)
    }

    @discardableResult
    package func write(_ name: String, _ text: String) throws -> String { try write(name, Data(text.utf8)) }

    package func read(_ name: String) throws -> String {
        try String(contentsOfFile: path(name), encoding: .utf8)
    }
}
