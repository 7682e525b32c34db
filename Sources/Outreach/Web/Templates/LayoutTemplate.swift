// What stands around each page: heading, navigation, foot.
// In: nothing. Out: a template. Depends on: nothing.

enum LayoutTemplate {
    static let page = #"""
        <!DOCTYPE html>
        <html lang="{{language}}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="robots" content="noindex, nofollow">
        <meta name="referrer" content="same-origin">
        <title>{{title}} – Seinpost</title>
        <link rel="icon" href="/stijl/seinpost.svg" type="image/svg+xml">
        <link rel="stylesheet" href="/stijl/theme.css">
        <link rel="stylesheet" href="/stijl/site.css">
        {{#live}}
        <script src="/stijl/live.js" defer></script>
        {{/live}}
        </head>
        <body>
        <a class="skip" href="#inhoud">[[Naar de inhoud|Skip to content]]</a>
        <header class="masthead">
        <div class="measure masthead-row">
        <a class="brand" href="/">
        <svg class="brand-mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
        <path class="mark-post" d="M14 6h4v22h-4z"/><path class="mark-arm" d="M16 4l13 4-13 6z"/>
        <path class="mark-foot" d="M8 27h16v3H8z"/></svg>
        <span><span class="brand-name">Seinpost</span> <span class="brand-place">{{municipality}}</span></span>
        </a>
        {{#person}}
        <nav class="menu" aria-label="[[Hoofdmenu|Main menu]]">
        <ul>
        {{#menu}}
        <li><a href="{{href}}"{{#current}} aria-current="page"{{/current}}>{{label}}</a></li>
        {{/menu}}
        </ul>
        </nav>
        <form class="person" method="post" action="/uitloggen">
        <input type="hidden" name="_token" value="{{token}}">
        <span class="person-name"><bdi>{{name}}</bdi></span>
        <button class="button button--quiet" type="submit">[[Uitloggen|Log out]]</button>
        </form>
        {{/person}}
        </div>
        </header>
        <main id="inhoud" class="measure" tabindex="-1">
        {{#notice}}
        <p class="notice notice--{{kind}}" role="status">{{text}}</p>
        {{/notice}}
        {{#live}}
        <p class="notice notice--live" role="status" data-live-notice hidden>
        <span data-live-text></span> <a href="{{pageAddress}}">[[Ververs de pagina|Refresh the page]]</a></p>
        {{/live}}
        {{$main}}{{/main}}
        </main>
        <footer class="foot">
        <div class="measure foot-row">
        <p>[[Hulp nodig? Vraag het uw teamleider. Inwoners bellen gratis en anoniem met Geldfit: 0800-8115.|
        Need help? Ask your team lead. Residents can call Geldfit, free and anonymous: 0800-8115.]]</p>
        <ul>
        <li><a href="/toegankelijkheid">[[Toegankelijkheid|Accessibility]]</a></li>
        <li><a href="/taal/[[en|nl]]?terug={{back}}" hreflang="[[en|nl]]"
        lang="[[en|nl]]">[[English|Nederlands]]</a></li>
        </ul>
        </div>
        </footer>
        </body>
        </html>
        """#
}
