// Waiting for something that only grows.

import Runtime
import Testing

@Suite struct MilestonesTests {
    @Test("who waits before the start is told when the start is far enough, and when it is reached later")
    func early() async {
        let milestones = Milestones<String>()
        async let started = milestones.wait(for: "a", 5, within: .seconds(120))
        async let reached = milestones.wait(for: "b", 7, within: .seconds(120))
        // Both wait, or find it there: either way they must hear of it.
        await Task.yield()
        milestones.start("a", at: 5)
        milestones.start("b", at: 3)
        milestones.reach("b", 7)
        #expect(await started)
        #expect(await reached)
        #expect(milestones.reached == ["a": 5, "b": 7])
    }

    @Test("who waits for what never comes is told at the end")
    func end() async {
        let milestones = Milestones<String>()
        milestones.start("a", at: 1)
        async let never = milestones.wait(for: "a", 2, within: .seconds(120))
        await Task.yield()
        milestones.end()
        #expect(await never == false)
    }
}
