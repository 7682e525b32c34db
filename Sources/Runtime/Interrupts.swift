// What happens on Ctrl-C, on `kill` and when a reader of our output goes away.
// In: signals of the operating system. Out: the end of the process. Depends on: TemporaryFiles.

internal import Glibc

/// The signals of the operating system (not ours: those are records).
package enum Interrupts {
    /// Ends the process with 128 + the signal's number on SIGINT, SIGTERM and SIGHUP, after removing every file that
    /// is not finished; makes a write to a closed pipe, or beyond the largest file that is allowed, an error instead
    /// of a signal.
    ///
    /// Must be called before any other thread is made, as those inherit what this thread blocks. A thread of its own
    /// waits, so that nothing has to be safe inside a signal handler. A signal that our parent chose to ignore, as
    /// `nohup` does, stays ignored.
    package static func watch() {
        Glibc.signal(SIGPIPE, SIG_IGN)
        Glibc.signal(SIGXFSZ, SIG_IGN)
        var set = sigset_t()
        sigemptyset(&set)
        for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) { sigaddset(&set, number) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, { _ in Interrupts.wait() }, nil)
        if code == 0 {
            pthread_detach(thread)
        } else {
            pthread_sigmask(SIG_UNBLOCK, &set, nil)
        }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    private static func wait() -> Never {
        var set = sigset_t()
        pthread_sigmask(SIG_BLOCK, nil, &set)
        var number: Int32 = 0
        while sigwait(&set, &number) != 0 {}
        TemporaryFiles.shared.removeAllAndExit(128 + number)
    }
}
