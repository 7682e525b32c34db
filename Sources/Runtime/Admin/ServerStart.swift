// How a synchronous program learns that a port is open.
// In: a service that binds an address. Out: the address, or that there is none. Depends on: ServiceLifecycle, Dispatch.

internal import Dispatch
package import ServiceLifecycle
internal import Synchronization

/// The first address that is set, or that there is none.
package final class BoundAddress: Sendable {
    private let first = Mutex<NetworkAddress??>(nil)
    private let isSet = DispatchSemaphore(value: 0)

    package init() {}

    package func set(_ address: NetworkAddress?) {
        first.withLock { if $0 == nil { $0 = .some(address) } }
        isSet.signal()
    }

    package func wait() -> NetworkAddress? {
        isSet.wait()
        return first.withLock { $0 ?? nil }
    }
}

/// A service that tells when it has ended.
package struct EndingService: Service {
    let service: any Service
    let onEnd: @Sendable () -> Void

    package init(_ service: any Service, _ onEnd: @escaping @Sendable () -> Void) {
        self.service = service
        self.onEnd = onEnd
    }

    package func run() async throws {
        defer { onEnd() }
        try await service.run()
    }
}
