// Colours only where somebody sees them and did not forbid them (https://no-color.org).

import Testing

@testable import Runtime

@Suite struct TerminalTests {
    @Test(
        "NO_COLOR forbids colours when it is not empty",
        arguments: [
            (true, nil, true), (true, "", true), (true, "1", false), (true, "0", false), (false, nil, false),
        ]
            as [(Bool, String?, Bool)])
    func colors(_ isInteractive: Bool, _ noColor: String?, _ expected: Bool) {
        #expect(Terminal.wantsColor(isInteractive: isInteractive, noColor: noColor) == expected)
    }
}
