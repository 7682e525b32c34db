// Roles carry the names that tokens and user files use.

import Outreach
import Testing

@Suite struct ActorTests {
    @Test func `roles have the names of the municipality`() {
        #expect(Role.allCases.map(\.rawValue) == ["medewerker", "teamleider", "beleid", "beheer"])
    }
}
