// Tells systemd how the daemon is (sd_notify(3)), without its library.
// In: states. Out: datagrams to $NOTIFY_SOCKET. Depends on: the operating system's sockets.

internal import Glibc

/// The line to the service manager; there is one when the unit has `Type=notify`.
package struct SystemdNotifier: Sendable {
    private let path: String
    /// How often the manager wants to hear that we are alive; nil when it does not watch.
    package let watchdogMilliseconds: Int64?

    /// Nil when no manager listens.
    package init?(_ surroundings: Surroundings) {
        let environment = surroundings.environment
        guard let path = environment["NOTIFY_SOCKET"], path.hasPrefix("/") || path.hasPrefix("@"),
            path.utf8.count < 108
        else { return nil }
        self.path = path
        let isOurs = environment["WATCHDOG_PID"].map { Int32($0) == getpid() } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
        watchdogMilliseconds = isOurs && microseconds > 0 ? max(1, microseconds / 1_000) : nil
    }

    /// The daemon does its work; `status` is shown by `systemctl status`.
    package func ready(_ status: String) { send("READY=1\nSTATUS=\(Self.oneLine(status))") }
    package func status(_ status: String) { send("STATUS=\(Self.oneLine(status))") }
    /// The pipeline is read again; ``ready(_:)`` follows.
    package func reloading() {
        let microseconds = HealthBoard.monotonicMilliseconds() * 1_000
        send("RELOADING=1\nMONOTONIC_USEC=\(microseconds)")
    }
    package func stopping() { send("STOPPING=1\nSTATUS=stops") }
    package func watchdog() { send("WATCHDOG=1") }
    /// Starting or stopping takes longer than the unit says, such as with much to restore.
    package func extend(bySeconds seconds: Int) { send("EXTEND_TIMEOUT_USEC=\(seconds * 1_000_000)") }

    private static func oneLine(_ text: String) -> String { String(text.map { $0.isNewline ? " " : $0 }) }

    /// What goes wrong is let go: the manager notices by itself when it hears nothing.
    private func send(_ message: String) {
        let raw = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard raw >= 0 else { return }
        let descriptor = OwnedDescriptor(raw: raw)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var name = Array(path.utf8)
        // An abstract name starts with a zero byte.
        if name.first == UInt8(ascii: "@") { name[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let length = MemoryLayout<sa_family_t>.size + name.count + (name[0] == 0 ? 0 : 1)
        let bytes = Array(message.utf8)
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { target in
                _ = sendto(
                    descriptor.raw, bytes, bytes.count, Int32(MSG_NOSIGNAL), target,
                    socklen_t(length))
            }
        }
    }
}
