// What systemd hears, over a socket of the test's own.

import Glibc
import Runtime
import TestSupport
import Testing

@Suite("systemd")
struct SystemdTests {
    /// Receives datagrams; never waits, as a sent one is there.
    struct Listener: ~Copyable {
        private let raw: Int32

        init(_ path: String) {
            raw = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
            withUnsafePointer(to: address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    _ = bind(raw, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
        }

        deinit { close(raw) }

        func next() -> String? {
            var bytes = [UInt8](repeating: 0, count: 4_096)
            let count = recv(raw, &bytes, bytes.count, Int32(MSG_DONTWAIT))
            return count >= 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
        }
    }

    @Test("The manager hears that we are ready, reload, live and stop") func messages() throws {
        let scratch = try Scratch()
        let listener = Listener(scratch.path("notify"))
        let notifier = try #require(
            SystemdNotifier(
                Surroundings(environment: [
                    "NOTIFY_SOCKET": scratch.path("notify"), "WATCHDOG_USEC": "30000000",
                ])))
        #expect(notifier.watchdogMilliseconds == 30_000)
        notifier.ready("4 partitions\nof 12")
        #expect(listener.next() == "READY=1\nSTATUS=4 partitions of 12")
        notifier.reloading()
        #expect(listener.next()?.hasPrefix("RELOADING=1\nMONOTONIC_USEC=") == true)
        notifier.extend(bySeconds: 60)
        #expect(listener.next() == "EXTEND_TIMEOUT_USEC=60000000")
        notifier.stopping()
        #expect(listener.next()?.hasPrefix("STOPPING=1") == true)
    }

    @Test("The watchdog is fed while every loop goes round, and not when one stands still") func watchdog()
        throws
    {
        let scratch = try Scratch()
        let listener = Listener(scratch.path("notify"))
        let environment = ["NOTIFY_SOCKET": scratch.path("notify"), "WATCHDOG_USEC": "2000000"]
        let board = HealthBoard([])
        let watchdog = try #require(
            SystemdWatchdog(SystemdNotifier(Surroundings(environment: environment)), board))
        watchdog.feed()
        #expect(listener.next() == "WATCHDOG=1")
        let loop = board.loop("scoring-0", limitMilliseconds: -1)
        watchdog.feed()
        #expect(listener.next() == nil)
        loop.end()
        watchdog.feed()
        #expect(listener.next() == "WATCHDOG=1")
    }

    @Test("Without a manager nothing is sent, and a watchdog of another process is not ours") func nobody() {
        #expect(SystemdNotifier(Surroundings()) == nil)
        #expect(SystemdNotifier(Surroundings(environment: ["NOTIFY_SOCKET": "vsock:2:1"])) == nil)
        let environment = ["NOTIFY_SOCKET": "@abstract", "WATCHDOG_USEC": "1000", "WATCHDOG_PID": "1"]
        let notifier = SystemdNotifier(Surroundings(environment: environment))
        #expect(notifier?.watchdogMilliseconds == nil)
        #expect(SystemdWatchdog(notifier, HealthBoard([])) == nil)
        notifier?.watchdog()
    }
}
