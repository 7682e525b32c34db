// The worklist: what is to be done, in order of the day before which it must be.
// In: nothing. Out: templates. Depends on: nothing.

enum WorklistTemplate {
    static let page = #"""
        {{<layout}}
        {{$main}}
        <div class="headline">
        <h1>{{title}}</h1>
        <p class="lead">{{summary}}</p>
        </div>
        <nav class="tabs" aria-label="[[Welke taken|Which tasks]]">
        <ul>
        {{#tabs}}
        <li><a href="{{href}}"{{#current}} aria-current="page"{{/current}}>{{label}}</a></li>
        {{/tabs}}
        </ul>
        </nav>
        <details class="filters"{{#isFiltered}} open{{/isFiltered}}>
        <summary>[[Filter de lijst|Filter the list]]{{#filterCount}} <span
        class="count">{{filterCount}}</span>{{/filterCount}}</summary>
        <form method="get" action="/">
        <input type="hidden" name="lijst" value="{{list}}">
        {{#selects}}
        <div class="field">
        <label for="filter-{{name}}">{{label}}</label>
        <select id="filter-{{name}}" name="{{name}}">
        <option value="">{{all}}</option>
        {{#options}}
        <option value="{{value}}"{{#chosen}} selected{{/chosen}}>{{text}}</option>
        {{/options}}
        </select>
        </div>
        {{/selects}}
        <div class="field">
        <label for="filter-wijk">[[Buurtcode begint met|Area code starts with]]</label>
        <input id="filter-wijk" name="wijk" value="{{area}}" maxlength="10" autocomplete="off" spellcheck="false">
        </div>
        <div class="field field--check">
        <input id="filter-telaat" type="checkbox" name="telaat" value="ja"{{#onlyLate}} checked{{/onlyLate}}>
        <label for="filter-telaat">[[Alleen te laat|Only late]]</label>
        </div>
        <div class="field-row">
        <button class="button" type="submit">[[Laat zien|Show]]</button>
        {{#isFiltered}}<a class="button button--quiet" href="{{unfiltered}}">[[Wis de filters|Clear
        filters]]</a>{{/isFiltered}}
        </div>
        </form>
        </details>
        <div data-live-region>
        {{#groups}}
        <section class="group group--{{kind}}" aria-labelledby="groep-{{kind}}">
        <h2 id="groep-{{kind}}">{{label}} <span class="count">{{count}}</span></h2>
        <ul class="tasks">
        {{#rows}}
        {{>row}}
        {{/rows}}
        </ul>
        </section>
        {{/groups}}
        {{^groups}}
        <div class="empty">
        <h2>[[Hier is nu niets te doen|Nothing to do here now]]</h2>
        <p>{{empty}}</p>
        </div>
        {{/groups}}
        {{#pages}}
        <nav class="pages" aria-label="[[Bladeren|Pages]]">
        {{#previous}}<a class="button button--quiet" rel="prev"
        href="{{previous}}">[[Vorige|Previous]]</a>{{/previous}}
        <span>{{position}}</span>
        {{#next}}<a class="button button--quiet" rel="next" href="{{next}}">[[Volgende|Next]]</a>{{/next}}
        </nav>
        {{/pages}}
        </div>
        <p class="feeds">[[Deze lijst ook als|This list also as]]
        {{#feeds}}<a href="{{href}}">{{label}}</a> {{/feeds}}</p>
        {{/main}}
        {{/layout}}
        """#

    static let row = #"""
        <li class="task task--{{urgency}}">
        <div class="task-what">
        <h3><a href="{{href}}">{{action}}</a></h3>
        <p class="task-facts"><span class="badge badge--{{rank}}">{{taskClass}}</span>
        {{#isLate}}<span class="badge badge--late">[[te laat|late]]</span>{{/isLate}}
        <span>{{kinds}}</span></p>
        {{#reason}}<p class="task-reason"><bdi lang="nl">{{.}}</bdi></p>{{/reason}}
        <p class="task-place">{{place}}</p>
        </div>
        <p class="task-due"><strong>{{left}}</strong> <time datetime="{{due}}">{{dueDay}}</time></p>
        <div class="task-who">
        {{#holder}}<p><bdi>{{.}}</bdi></p>{{/holder}}
        {{#claim}}
        <form method="post" action="{{claim}}">
        <input type="hidden" name="_token" value="{{token}}"><input type="hidden" name="revisie" value="{{revision}}">
        <input type="hidden" name="sleutel" value="{{key}}">
        <button class="button button--small" type="submit">[[Oppakken|Take up]]<span class="hidden">: {{action}},
        {{task}}</span></button>
        </form>
        {{/claim}}
        </div>
        </li>
        """#
}
