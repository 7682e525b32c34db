// Where a request comes from: the address of the caller, also when a proxy of ours stands between.
// In: a channel's address, `X-Forwarded-For`, our proxies. Out: an address, and what limits count by.
// Depends on: nothing.

/// Reads where a request comes from.
enum RequestOrigin {
    /// The last address in `X-Forwarded-For` that is none of our proxies, when one of those hands the request over;
    /// else the address of the channel. What callers write there themselves counts for nothing.
    static func address(peer: String, forwarded: [String], proxies: Set<String>) -> String {
        guard proxies.contains(peer) else { return peer }
        let hops = forwarded.flatMap { $0.split(separator: ",") }.map { hop in
            String(hop.drop { $0 == " " }.prefix { $0 != " " })
        }
        guard let last = hops.last(where: { !proxies.contains($0) }), isAddress(last) else { return peer }
        return last
    }

    /// What limits count by: an IPv4 address, or the network of an IPv6 address, since one customer has all of a /64.
    static func network(_ address: String) -> String {
        guard address.contains(":") else { return address }
        let plain = address.prefix { $0 != "%" }.lowercased()
        let halves = plain.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        var groups = halves[0].split(separator: ":").map(String.init)
        if halves.count == 2 {
            let tail = halves[1].split(separator: ":").count
            groups += repeatElement("0", count: max(0, 8 - groups.count - tail))
            groups += halves[1].split(separator: ":").map(String.init)
        }
        return groups.prefix(4).joined(separator: ":") + "::"
    }

    private static func isAddress(_ text: String) -> Bool {
        (2...45).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x61...0x66).contains($0 | 0x20) || ":.".utf8.contains($0)
            }
    }
}
