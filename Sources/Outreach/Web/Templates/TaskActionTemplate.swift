// What a worker can do with a task: take it up, register an attempt, close it, hand it on.
// In: nothing. Out: templates. Depends on: nothing.

enum TaskActionTemplate {
    static let actions = #"""
        <section class="card card--next" aria-labelledby="kop-stap">
        <h2 id="kop-stap">{{next.title}}</h2>
        {{#next.lead}}<p class="next-step">{{.}}</p>{{/next.lead}}
        {{#claim}}
        <form method="post" action="{{address}}/oppakken">
        <input type="hidden" name="_token" value="{{token}}"><input type="hidden" name="sleutel" value="{{key}}">
        <input type="hidden" name="revisie" value="{{revision}}">
        {{#takeover}}<input type="hidden" name="overname" value="ja">{{/takeover}}
        <button class="button button--main" type="submit">{{label}}</button>
        </form>
        {{/claim}}
        {{#quick}}
        <form method="post" action="{{address}}/pogingen" class="quick">
        <input type="hidden" name="_token" value="{{token}}"><input type="hidden" name="sleutel" value="{{key}}">
        <input type="hidden" name="soort" value="{{kind}}">
        <button class="button button--main" type="submit" name="bereikt" value="ja">[[Ja, ik heb iemand
        gesproken|Yes, I spoke to someone]]</button>
        <button class="button button--other" type="submit" name="bereikt" value="nee">[[Nee, niemand bereikt|No,
        nobody reached]]</button>
        </form>
        {{/quick}}
        {{#attempt}}
        {{>attempt}}
        {{/attempt}}
        {{#close}}
        <details class="more" id="afsluiten"{{#isNext}} open{{/isNext}}>
        <summary>[[Taak afsluiten|Close the task]]</summary>
        <form method="post" action="{{address}}/afsluiten">
        <input type="hidden" name="_token" value="{{token}}"><input type="hidden" name="sleutel" value="{{key}}">
        <input type="hidden" name="revisie" value="{{revision}}">
        <div class="field">
        <label for="resultaat">[[Hoe is het afgelopen?|How did it end?]]</label>
        <select id="resultaat" name="resultaat" required>
        <option value="">[[Kies een resultaat|Choose a result]]</option>
        {{#results}}
        <optgroup label="{{label}}">
        {{#options}}<option value="{{value}}">{{text}}</option>
        {{/options}}
        </optgroup>
        {{/results}}
        </select>
        </div>
        <div class="field"><label for="notitie-{{key}}">[[Notitie (mag leeg blijven)|Note (may stay empty)]]</label>
        <textarea id="notitie-{{key}}" name="notitie" rows="2" maxlength="2000"></textarea></div>
        <button class="button" type="submit">[[Sluit de taak|Close the task]]</button>
        </form>
        </details>
        {{/close}}
        {{#handOver}}
        <details class="more">
        <summary>[[Teruggeven of overdragen|Give back or hand over]]</summary>
        {{#giveBack}}
        <form method="post" action="{{address}}/teruggeven">
        <input type="hidden" name="_token" value="{{token}}"><input type="hidden" name="sleutel" value="{{key}}">
        <input type="hidden" name="revisie" value="{{revision}}">
        <p>[[De taak komt weer bij ‘Op te pakken’ te staan.|The task goes back to ‘To take up’.]]</p>
        <button class="button button--quiet" type="submit">[[Geef de taak terug|Give the task back]]</button>
        </form>
        {{/giveBack}}
        {{#assign}}
        <form method="post" action="{{address}}/toewijzen">
        <input type="hidden" name="_token" value="{{token}}"><input type="hidden" name="sleutel" value="{{key}}">
        <input type="hidden" name="revisie" value="{{revision}}">
        <div class="field"><label for="medewerker">[[Naar welke collega?|To which colleague?]]</label>
        <input id="medewerker" name="medewerker" maxlength="100" required autocomplete="off" spellcheck="false"></div>
        <button class="button button--quiet" type="submit">[[Wijs de taak toe|Assign the task]]</button>
        </form>
        {{/assign}}
        </details>
        {{/handOver}}
        </section>
        """#

    static let attempt = #"""
        <details class="more" id="poging">
        <summary>[[Iets anders gedaan|Did something else]]</summary>
        <form method="post" action="{{address}}/pogingen">
        <input type="hidden" name="_token" value="{{token}}"><input type="hidden" name="sleutel" value="{{key}}">
        <fieldset>
        <legend>[[Hoe hebt u contact gezocht?|How did you seek contact?]]</legend>
        <div class="choices">
        {{#kinds}}<label class="choice"><input type="radio" name="soort" value="{{value}}" required{{#chosen}}
        checked{{/chosen}}>
        <span>{{text}}</span></label>
        {{/kinds}}
        </div>
        </fieldset>
        <div class="field-row">
        <div class="field"><label for="datum">[[Op welke dag?|On which day?]]</label>
        <input id="datum" type="date" name="datum" value="{{today}}" max="{{today}}" required></div>
        <div class="field"><label for="dagdeel">[[Welk deel van de dag?|Which part of the day?]]</label>
        <select id="dagdeel" name="dagdeel"><option value="">[[Niet ingevuld|Not given]]</option>
        {{#parts}}<option value="{{value}}">{{text}}</option>{{/parts}}</select></div>
        </div>
        <div class="field"><label for="notitie-{{key}}">[[Notitie (mag leeg blijven)|Note (may stay empty)]]</label>
        <textarea id="notitie-{{key}}" name="notitie" rows="2" maxlength="2000"></textarea></div>
        <p class="question" id="vraag-bereikt">[[Hebt u iemand bereikt?|Did you reach someone?]]</p>
        <div class="quick" role="group" aria-labelledby="vraag-bereikt">
        <button class="button" type="submit" name="bereikt" value="ja">[[Ja, bereikt|Yes, reached]]</button>
        <button class="button button--other" type="submit" name="bereikt" value="nee">[[Nee, niet bereikt|No, not
        reached]]</button>
        </div>
        </form>
        </details>
        """#
}
