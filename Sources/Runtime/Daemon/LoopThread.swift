// Threads of our own: a loop blocks, and Swift's pool must not.
// In: a body. Out: a running thread that can be joined. Depends on: Glibc.

internal import Glibc

/// A thread that runs one body.
package struct LoopThread: ~Copyable {
    private let handle: pthread_t

    /// Starts a thread.
    package init(_ body: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(BodyBox(body))
        var handle = pthread_t()
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, 4 << 20)
        let code = pthread_create(
            &handle, &attributes,
            { argument in
                guard let argument else { return nil }
                Unmanaged<BodyBox>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            }, box.toOpaque())
        pthread_attr_destroy(&attributes)
        precondition(code == 0, "the system gives a thread")
        self.handle = handle
    }

    /// Waits until the body has ended.
    package consuming func join() { pthread_join(handle, nil) }

    /// Sleeps the calling thread.
    package static func sleep(milliseconds: UInt32) { usleep(milliseconds * 1000) }
}

private final class BodyBox: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}
