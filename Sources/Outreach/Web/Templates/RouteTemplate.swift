// House visits by neighbourhood, for a walk and for paper: no amounts.
// In: nothing. Out: a template. Depends on: nothing.

enum RouteTemplate {
    static let page = #"""
        {{<layout}}
        {{$main}}
        <div class="headline">
        <h1>{{title}}</h1>
        <p class="lead">{{summary}}</p>
        </div>
        <nav class="tabs" aria-label="[[Welke bezoeken|Which visits]]">
        <ul>
        {{#tabs}}
        <li><a href="{{href}}"{{#current}} aria-current="page"{{/current}}>{{label}}</a></li>
        {{/tabs}}
        </ul>
        </nav>
        {{#ask}}
        <div class="card no-print">
        <p>[[U ziet nog geen adressen. Opent u ze, dan leggen wij dat vast voor elk huishouden op de lijst.|
        You see no addresses yet. When you open them, we record it for each household on the list.]]</p>
        <form method="post" action="{{pageAddress}}">
        <input type="hidden" name="_token" value="{{token}}">
        <button class="button button--main" type="submit">[[Toon de adressen|Show the addresses]]</button>
        </form>
        </div>
        {{/ask}}
        {{#isOpen}}<p class="no-print hint">[[Druk deze lijst af met de printknop van uw browser. Bewaar hem veilig
        en gooi hem na gebruik in de papiervernietiger.|
        Print this list with your browser. Keep it safe and shred it after use.]]</p>{{/isOpen}}
        {{#areas}}
        <section class="route" aria-labelledby="buurt-{{number}}">
        <h2 id="buurt-{{number}}">{{label}} <span class="count">{{count}}</span></h2>
        <ol class="stops">
        {{#stops}}
        <li class="stop">
        <svg class="tick" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false"><rect
        x="1" y="1" width="18" height="18" rx="2"/></svg>
        <div>
        {{#homes}}<p class="stop-home"><bdi>{{home}}</bdi></p>
        {{#name}}<p class="stop-name"><bdi>{{.}}</bdi></p>{{/name}}{{/homes}}
        <p><a href="{{href}}">{{action}}</a> <span class="badge badge--{{rank}}">{{taskClass}}</span>
        {{#isLate}}<span class="badge badge--late">[[te laat|late]]</span>{{/isLate}}</p>
        <p class="small">[[uiterlijk|due]] <time datetime="{{due}}">{{dueDay}}</time> · {{kinds}}{{#holder}} ·
        <bdi>{{.}}</bdi>{{/holder}} · {{task}}</p>
        </div>
        <p class="stop-lines" aria-hidden="true"></p>
        </li>
        {{/stops}}
        </ol>
        </section>
        {{/areas}}
        {{^areas}}
        <div class="empty"><h2>[[Geen huisbezoeken|No home visits]]</h2>
        <p>[[Er staan nu geen huisbezoeken open voor u of uw team.|There are no home visits for you or your team
        now.]]</p></div>
        {{/areas}}
        {{/main}}
        {{/layout}}
        """#
}
