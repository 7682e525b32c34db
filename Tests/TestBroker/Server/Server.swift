// The one loop: waits for sockets, lets the broker answer, and writes what it answered.
// In: connections of clients and of the control channel. Out: frames and lines. Depends on: Broker, Connection.

internal import Glibc

final class Server {
    let broker: Broker
    private let options: Options
    private(set) var listener: Int32?
    private let controlListener: Int32?
    private let controlPort: UInt16
    private(set) var connections: [Connection] = []
    /// Standard input, and who came to the control port.
    private var controlLines: [ControlLines] = []
    private var buffer = [UInt8](repeating: 0, count: 1 << 20)
    var isRunning = true

    init(_ options: Options) throws {
        self.options = options
        broker = try Broker(options)
        let (descriptor, port) = try Sockets.listen(port: options.port)
        listener = descriptor
        broker.port = port
        let control = try options.controlPort.map { try Sockets.listen(port: $0) }
        controlListener = control?.descriptor
        controlPort = control?.port ?? 0
        if !options.isDetached { controlLines.append(ControlLines(input: 0, output: 1)) }
    }

    func run() throws {
        let control = controlListener == nil ? "" : " control \(controlPort)"
        print("listening \(Options.host) \(broker.port)\(control)")
        fflush(nil)
        while isRunning {
            wait()
            var isFirst = true
            // An answer to one may let another go on, which would otherwise wait for its socket.
            while isFirst || connections.contains(where: { $0.hasOutput }) {
                isFirst = false
                for connection in connections { try serve(connection) }
                try broker.tick()
                for connection in connections { connection.flush() }
                if connections.contains(where: { $0.hasOutput && !$0.isClosed }) { break }
            }
            connections.removeAll { $0.isClosed }
        }
    }

    /// Until something comes, or a short time: what is due has no clock of its own.
    private func wait() {
        var polled: [pollfd] = []
        func add(_ descriptor: Int32, _ events: Int32) {
            polled.append(pollfd(fd: descriptor, events: Int16(events), revents: 0))
        }
        for connection in connections {
            add(connection.descriptor, connection.hasOutput ? POLLIN | POLLOUT : POLLIN)
        }
        for lines in controlLines { add(lines.input, POLLIN) }
        if let listener { add(listener, POLLIN) }
        if let controlListener { add(controlListener, POLLIN) }
        guard poll(&polled, nfds_t(polled.count), 5) > 0 else { return }
        let ready = Set(polled.filter { $0.revents != 0 && $0.revents != Int16(POLLOUT) }.map(\.fd))
        for connection in connections where ready.contains(connection.descriptor) {
            connection.receive(into: &buffer)
        }
        for lines in controlLines where ready.contains(lines.input) { receive(lines) }
        if let listener, ready.contains(listener), let descriptor = Sockets.accept(listener) {
            connections.append(Connection(descriptor))
        }
        if let controlListener, ready.contains(controlListener),
            let descriptor = Sockets.accept(controlListener)
        {
            controlLines.append(ControlLines(input: descriptor, output: descriptor))
        }
    }

    // MARK: - Requests

    private func serve(_ connection: Connection) throws {
        do {
            if let delayed = connection.delayed, Clock.milliseconds() >= delayed.until {
                connection.delayed = nil
                try dispatch(delayed.frame, from: connection, mayDelay: false)
            }
            while let frame = try connection.nextFrame() {
                connection.isBusy = true
                try dispatch(frame, from: connection, mayDelay: true)
            }
        } catch is WireError {
            connection.close()
        }
    }

    private func dispatch(_ frame: [UInt8], from connection: Connection, mayDelay: Bool) throws {
        var reader = ByteReader(frame)
        let key = try reader.int16()
        let version = try reader.int16()
        let correlation = try reader.int32()
        connection.clientID = try reader.optionalString() ?? ""
        guard let api = API(rawValue: key) else { throw WireError(reason: "request \(key)") }
        if mayDelay, broker.faults.delayMilliseconds(of: api) > 0 {
            let until = Clock.milliseconds() + broker.faults.delayMilliseconds(of: api)
            connection.delayed = (frame, until)
            return
        }
        var request = Request(
            api: api, version: version, clientID: connection.clientID,
            fault: broker.faults.takeError(for: api),
            reply: Reply(
                connection: connection, correlation: correlation, isFlexible: api.isFlexible(version),
                isLost: broker.faults.takeLoss(of: api)))
        if api == .apiVersions, !api.versions.contains(version) {
            // So that a newer client learns which version to ask with.
            request.version = 0
            request.fault = .unsupportedVersion
        } else if api.isFlexible(version) {
            reader.isFlexible = true
            try reader.tags()
        }
        guard api.versions.contains(request.version) else {
            throw WireError(reason: "version \(version) of \(api)")
        }
        try broker.answer(request, reader)
    }

    // MARK: - Control

    private func receive(_ lines: ControlLines) {
        guard let commands = lines.receive() else {
            controlLines.removeAll { $0 === lines }
            // Whoever started us is gone.
            if lines.input == 0 { isRunning = false }
            return
        }
        for command in commands { lines.send(answer(toCommand: command)) }
    }

    /// Closes the connections of a client, or all; says how many.
    func cut(clientID: String?) -> Int {
        let cut = connections.filter { !$0.isClosed && clientID ?? $0.clientID == $0.clientID }
        for connection in cut { connection.close() }
        return cut.count
    }

    func goAway() {
        if let listener { close(listener) }
        listener = nil
        _ = cut(clientID: nil)
    }

    func comeBack() throws {
        if listener == nil { listener = try Sockets.listen(port: broker.port).descriptor }
    }
}
