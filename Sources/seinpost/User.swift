// `seinpost user hash`: what stands in a users file instead of a password.
// In: a password from the keyboard or standard input. Out: its hash. Depends on: Outreach.

import ArgumentParser
import Glibc
import Outreach
import Runtime

struct User: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Helps with the users file of one machine.", subcommands: [Hash.self])

    struct Hash: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes the hash of a password, for `password` in the users file.",
            discussion: """
                Asks for the password without showing it, or reads one line from standard input. Some words in a row \
                are better than one with signs; at least 12 characters.

                Example:
                  seinpost user hash
                """)

        func run() throws {
            let password = Self.password()
            guard password.count >= PasswordHash.shortestCharacters else {
                throw Failure(.data, "a password has at least \(PasswordHash.shortestCharacters) characters")
            }
            guard let hash = PasswordHash(of: password) else {
                throw Failure(.data, "a password has at most \(PasswordHash.longestBytes) bytes")
            }
            let output = try OutputFile()
            try output.write("\(hash)\n")
            try output.finish()
        }

        /// One line; what is typed is not shown.
        private static func password() -> String {
            guard isatty(STDIN_FILENO) == 1 else { return readLine() ?? "" }
            var shown = termios()
            guard tcgetattr(STDIN_FILENO, &shown) == 0 else { return readLine() ?? "" }
            var hidden = shown
            hidden.c_lflag &= ~tcflag_t(ECHO)
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
            defer {
                tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
                Terminal.say("\n")
            }
            Terminal.say("password: ")
            return readLine() ?? ""
        }
    }
}
