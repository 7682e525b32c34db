// Whether a name of a time zone exists. The only place of this target that needs Foundation.
// In: a name. Out: yes or no, and known names for hints. Depends on: Foundation.

private import Foundation

enum Zone {
    static func exists(_ name: String) -> Bool { TimeZone(identifier: name) != nil }
    static var known: [String] { TimeZone.knownTimeZoneIdentifiers }
}
