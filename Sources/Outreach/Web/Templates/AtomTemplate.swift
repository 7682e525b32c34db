// Tasks as an Atom feed (RFC 4287): ids, terms and kinds, never who it is about.
// In: nothing. Out: a template. Depends on: nothing.

enum AtomTemplate {
    static let feed = #"""
        <?xml version="1.0" encoding="utf-8"?>
        <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{{language}}">
        <id>{{id}}</id>
        <title>{{title}}</title>
        <updated>{{updated}}</updated>
        <author><name>Seinpost</name></author>
        <link rel="self" type="application/atom+xml" href="{{itself}}"/>
        <link rel="alternate" type="text/html" href="{{page}}"/>
        {{#entries}}
        <entry>
        <id>{{id}}</id>
        <title>{{title}}</title>
        <updated>{{updated}}</updated>
        <published>{{published}}</published>
        <link rel="alternate" type="text/html" href="{{url}}"/>
        {{#tags}}<category term="{{.}}"/>{{/tags}}
        <summary>{{text}}</summary>
        </entry>
        {{/entries}}
        </feed>
        """#
}
