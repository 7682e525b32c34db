// The files that pages ask for: style, script, icon. All of them are in the program.
// In: a name. Out: bytes with a type and a tag. Depends on: Style/.

internal import Crypto

/// One file of the pages. Immutable.
struct WebAsset: Sendable {
    var type: String
    var text: String
    /// Changes with the text.
    var tag: String

    init(type: String, text: String) {
        self.type = type
        self.text = text
        tag = "\"" + Base64URL.text(of: SHA256.hash(data: Array(text.utf8)).prefix(12)) + "\""
    }
}

enum WebAssets {
    /// By path.
    ///
    /// - Parameter theme: what a municipality put in place of our theme.
    static func all(theme: String? = nil) -> [String: WebAsset] {
        [
            "/stijl/theme.css": WebAsset(type: "text/css; charset=utf-8", text: theme ?? Theme.css),
            "/stijl/site.css": WebAsset(type: "text/css; charset=utf-8", text: SiteStyle.css),
            "/stijl/live.js": WebAsset(type: "text/javascript; charset=utf-8", text: LiveScript.js),
            "/stijl/seinpost.svg": WebAsset(type: "image/svg+xml", text: Theme.icon),
        ]
    }
}
