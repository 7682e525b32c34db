// The work of the teams: a chart drawn on the server, and the same figures in a table.
// In: nothing. Out: a template. Depends on: nothing.

enum OverviewTemplate {
    static let page = #"""
        {{<layout}}
        {{$main}}
        <div class="headline">
        <h1>{{title}}</h1>
        <p class="lead">{{summary}}</p>
        </div>
        {{#chart}}
        <figure class="card chart">
        <figcaption id="kop-grafiek">[[Open taken per team|Open tasks by team]]</figcaption>
        <ul class="legend" aria-hidden="true">
        <li><svg width="14" height="14" viewBox="0 0 14 14"><rect class="chart-late" width="14" height="14"/></svg>
        [[te laat|late]]</li>
        <li><svg width="14" height="14" viewBox="0 0 14 14"><rect class="chart-week" width="14" height="14"/></svg>
        [[deze week af|due this week]]</li>
        <li><svg width="14" height="14" viewBox="0 0 14 14"><rect class="chart-rest" width="14" height="14"/></svg>
        [[later|later]]</li>
        </ul>
        <svg class="bars" viewBox="0 0 {{width}} {{height}}" role="img" aria-labelledby="kop-grafiek"
        focusable="false">
        {{#bars}}
        <text class="chart-label" x="{{labelX}}" y="{{textY}}">{{team}}</text>
        {{#late}}<rect class="chart-late" x="{{x}}" y="{{y}}" width="{{width}}" height="{{height}}"/>{{/late}}
        {{#week}}<rect class="chart-week" x="{{x}}" y="{{y}}" width="{{width}}" height="{{height}}"/>{{/week}}
        {{#rest}}<rect class="chart-rest" x="{{x}}" y="{{y}}" width="{{width}}" height="{{height}}"/>{{/rest}}
        <text class="chart-value" x="{{valueX}}" y="{{textY}}">{{total}}</text>
        {{/bars}}
        </svg>
        </figure>
        {{/chart}}
        <div class="scroll" role="region" aria-labelledby="kop-tabel" tabindex="0">
        <table>
        <caption id="kop-tabel">[[Dezelfde cijfers in een tabel|The same figures in a table]]</caption>
        <thead><tr><th scope="col">Team</th><th scope="col" class="number">[[Open|Open]]</th><th scope="col"
        class="number">[[Nog van niemand|Unclaimed]]</th>
        <th scope="col" class="number">[[Deze week af|Due this week]]</th><th scope="col" class="number">[[Te
        laat|Late]]</th></tr></thead>
        <tbody>
        {{#teams}}
        <tr><th scope="row"><a href="{{href}}">{{team}}</a></th><td class="number">{{open}}</td><td
        class="number">{{free}}</td>
        <td class="number">{{week}}</td><td class="number">{{late}}</td></tr>
        {{/teams}}
        </tbody>
        {{#total}}<tfoot><tr><th scope="row">[[Samen|Total]]</th><td class="number">{{open}}</td><td
        class="number">{{free}}</td>
        <td class="number">{{week}}</td><td class="number">{{late}}</td></tr></tfoot>{{/total}}
        </table>
        </div>
        {{#calendar}}
        <section class="card" aria-labelledby="kop-agenda">
        <h2 id="kop-agenda">[[Uw agenda|Your calendar]]</h2>
        <p>[[Zet uw termijnen en bezoeken in uw eigen agenda. Neem een abonnement op dit adres. Deel het met niemand.|
        Put your due dates and visits in your own calendar. Subscribe to this address. Share it with nobody.]]</p>
        <p><a class="long" href="{{.}}">[[Agenda-abonnement|Calendar subscription]]</a></p>
        </section>
        {{/calendar}}
        {{/main}}
        {{/layout}}
        """#
}
