// How the process ends, in the numbers of sysexits(3).
// In: nothing. Out: exit codes. Depends on: nothing.

/// What a script may rely on when `seinpost` has ended.
package enum ExitStatus: Int32, Sendable {
    case success = 0
    /// Failed tests, or findings of `check`.
    case findings = 1
    case usage = 64
    /// The input is not what it should be, such as damaged gzip.
    case data = 65
    case noInput = 66
    /// A daemon that was asked something does not answer.
    case unavailable = 69
    case inputOutput = 74
    /// Trying again may help: what the daemon stands on is away, or it is not known how a step ended.
    case temporary = 75
    /// The pipeline or the configuration does not load or check.
    case configuration = 78
}
