// A task: what to do now, who it is about, and why it is there.
// In: nothing. Out: templates. Depends on: nothing.

enum TaskTemplate {
    static let page = #"""
        {{<layout}}
        {{$main}}
        <nav class="crumbs" aria-label="[[Kruimelpad|Breadcrumb]]"><a href="{{list}}">[[Terug naar de lijst|Back to
        the list]]</a></nav>
        <div class="headline">
        <h1>{{title}}</h1>
        <p class="lead lead--{{urgency}}"><strong>{{left}}</strong>
        <span>[[uiterlijk|due]] <time datetime="{{due}}">{{dueDay}}</time></span></p>
        <p class="badges"><span class="badge badge--{{rank}}">{{taskClass}}</span>
        {{#isLate}}<span class="badge badge--late">[[te laat|late]]</span>{{/isLate}}
        {{#isClosed}}<span class="badge">[[afgesloten|closed]]</span>{{/isClosed}}
        <span>{{kinds}}</span></p>
        </div>
        <div class="columns">
        <div class="column column--wide">
        {{>actions}}
        {{>contact}}
        {{>why}}
        </div>
        <div class="column">
        <section class="card" aria-labelledby="kop-gegevens">
        <h2 id="kop-gegevens">[[Over deze taak|About this task]]</h2>
        <dl class="facts">
        {{#facts}}<div><dt>{{label}}</dt><dd><bdi>{{value}}</bdi></dd></div>
        {{/facts}}
        </dl>
        </section>
        {{#hasReferrals}}
        <section class="card" aria-labelledby="kop-hulp">
        <h2 id="kop-hulp">[[Wat kan helpen|What may help]]</h2>
        <ul class="plain">
        {{#referrals}}
        <li>{{#link}}<a href="{{link}}" rel="noreferrer
        noopener">{{name}}</a>{{/link}}{{^link}}<strong>{{name}}</strong>{{/link}}
        {{#note}}<p lang="nl">{{.}}</p>{{/note}}</li>
        {{/referrals}}
        </ul>
        </section>
        {{/hasReferrals}}
        {{>history}}
        </div>
        </div>
        {{/main}}
        {{/layout}}
        """#

    static let why = #"""
        <section class="card" aria-labelledby="kop-waarom">
        <h2 id="kop-waarom">[[Waarom deze taak?|Why this task?]]</h2>
        <p>{{why.summary}}</p>
        {{#why.hasReasons}}
        <ol class="reasons">
        {{#why.reasons}}
        <li>
        <p class="reason-text"><bdi lang="nl">{{text}}</bdi></p>
        <p class="reason-points"><svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"
        focusable="false">
        <rect class="bar-ground" width="100" height="8" rx="4"/><rect class="bar-value" width="{{share}}"
        height="8" rx="4"/></svg>
        <span>{{points}}</span></p>
        {{#signals}}<p class="reason-signals">[[Door|Because of]]: {{.}}</p>{{/signals}}
        </li>
        {{/why.reasons}}
        </ol>
        {{/why.hasReasons}}
        {{#why.sample}}<p>{{.}}</p>{{/why.sample}}
        <h3>[[De meldingen|The signals]]</h3>
        <div class="scroll" role="region" aria-label="[[De meldingen|The signals]]" tabindex="0">
        <table>
        <thead><tr><th scope="col">[[Datum|Date]]</th><th scope="col">[[Soort|Kind]]</th><th
        scope="col">[[Van|From]]</th>
        <th scope="col" class="number">[[Bedrag|Amount]]</th></tr></thead>
        <tbody>
        {{#why.signals}}
        <tr{{#withdrawn}} class="withdrawn"{{/withdrawn}}><td><time
        datetime="{{date}}">{{day}}</time></td><td>{{kind}}</td>
        <td><bdi>{{name}}</bdi>{{#withdrawn}} <span class="badge">[[ingetrokken|withdrawn]]:
        {{.}}</span>{{/withdrawn}}</td>
        <td class="number">{{amount}}</td></tr>
        {{/why.signals}}
        </tbody>
        </table>
        </div>
        <h3>[[Wat is er veranderd?|What changed?]]</h3>
        <ul class="plain">
        {{#why.changes}}<li>{{.}}</li>
        {{/why.changes}}
        </ul>
        <h3>[[Wat kan dit veranderen?|What would change this?]]</h3>
        <ul class="plain">
        {{#why.chances}}<li>{{.}}</li>
        {{/why.chances}}
        </ul>
        <p class="small">[[De regels staan vast en zijn voor iedereen gelijk. U beslist zelf hoe u contact zoekt.|
        The rules are fixed and equal for all. You decide how to make contact.]]</p>
        </section>
        """#

    static let history = #"""
        <section class="card" aria-labelledby="kop-verloop">
        <h2 id="kop-verloop">[[Verloop|History]]</h2>
        <ol class="timeline">
        {{#history}}
        <li><p class="timeline-day"><time datetime="{{date}}">{{day}}</time></p>
        <ul class="plain">
        {{#changes}}<li>{{.}}</li>
        {{/changes}}
        </ul></li>
        {{/history}}
        </ol>
        </section>
        """#
}
