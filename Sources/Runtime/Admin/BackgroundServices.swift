// Services that run beside a synchronous program: started from a plain thread, stopped from a plain thread.
// In: services. Out: a handle that stops them. Depends on: swift-service-lifecycle, Dispatch.

internal import Dispatch
internal import Logging
package import ServiceLifecycle
internal import Synchronization

/// Services on Swift's cooperative pool, while the caller's threads do the work.
package final class BackgroundServices: Sendable {
    private let group: ServiceGroup
    private let ended = DispatchSemaphore(value: 0)
    private let failure = Mutex<(any Error)?>(nil)

    /// Starts at once and returns at once. Signals of the operating system are left to the caller.
    ///
    /// - Parameter graceSeconds: as long as a service may take to end before it is cancelled.
    package init(_ services: [any Service], graceSeconds: Int = 1) {
        var configuration = ServiceGroupConfiguration(
            services: services.map {
                .init(
                    service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup)
            }, logger: BackgroundServices.logger)
        configuration.maximumGracefulShutdownDuration = .seconds(graceSeconds)
        let group = ServiceGroup(configuration: configuration)
        self.group = group
        Task.detached { [ended, self] in
            do {
                try await group.run()
            } catch {
                self.failure.withLock { $0 = error }
            }
            ended.signal()
        }
    }

    private static var logger: Logger {
        var logger = Logger(label: "seinpost.services")
        logger.logLevel = .critical
        return logger
    }

    /// Stops the services and waits until they have ended, which takes at most the grace period and a moment.
    ///
    /// Blocks: call it from a thread of your own.
    ///
    /// - Returns: why a service had ended by itself; nil when all was well.
    @discardableResult
    package func stop() -> (any Error)? {
        let group = group
        Task.detached { await group.triggerGracefulShutdown() }
        ended.wait()
        // For whoever stops them once more.
        ended.signal()
        return failure.withLock { $0 }
    }
}
