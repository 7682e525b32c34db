// Log-in, the statement on accessibility, and pages that only say something.
// In: nothing. Out: templates. Depends on: nothing.

enum PlainTemplate {
    static let login = #"""
        {{<layout}}
        {{$main}}
        <div class="narrow">
        <h1>{{title}}</h1>
        <p class="lead">[[Alleen voor medewerkers van vroegsignalering.|Only for outreach workers.]]</p>
        {{#failed}}
        <p class="notice notice--problem" role="alert" id="inlogfout">{{.}}</p>
        {{/failed}}
        {{#password}}
        <form class="card" method="post" action="/inloggen">
        <input type="hidden" name="_token" value="{{token}}">
        <div class="field"><label for="gebruiker">[[Gebruikersnaam|User name]]</label>
        <input id="gebruiker" name="naam" autocomplete="username" autocapitalize="none" spellcheck="false"
        maxlength="100" required></div>
        <div class="field"><label for="wachtwoord">[[Wachtwoord|Password]]</label>
        <input id="wachtwoord" name="wachtwoord" type="password" autocomplete="current-password" maxlength="200"
        required></div>
        <button class="button button--main" type="submit">[[Log in|Log in]]</button>
        </form>
        {{/password}}
        {{#provider}}
        <p><a class="button button--main" href="{{.}}">[[Log in met uw werkaccount|Log in with your work
        account]]</a></p>
        {{/provider}}
        <p class="small">[[Lukt het niet? Vraag uw beheerder om hulp.|Does it fail? Ask your administrator.]]</p>
        </div>
        {{/main}}
        {{/layout}}
        """#

    static let message = #"""
        {{<layout}}
        {{$main}}
        <div class="narrow">
        <h1>{{title}}</h1>
        <p class="lead">{{detail}}</p>
        {{#errors}}<ul>{{#list}}<li>{{.}}</li>
        {{/list}}</ul>{{/errors}}
        {{#retry}}
        <form method="post" action="{{action}}">
        {{#fields}}<input type="hidden" name="{{name}}" value="{{value}}">{{/fields}}
        <button class="button button--main" type="submit">[[Probeer het opnieuw|Try again]]</button>
        </form>
        {{/retry}}
        <p><a class="button button--quiet" href="{{href}}">{{label}}</a></p>
        </div>
        {{/main}}
        {{/layout}}
        """#

    static let accessibility = #"""
        {{<layout}}
        {{$main}}
        <article class="text">
        <h1>{{title}}</h1>
        <p class="lead">[[Iedereen moet met Seinpost kunnen werken: met de muis, met het toetsenbord, met een
        schermlezer, op een telefoon en op papier.|
        Everybody must be able to work with Seinpost: by mouse, by keyboard, with a screen reader, on a phone and
        on paper.]]</p>
        <h2>[[Waar wij ons aan houden|What we hold to]]</h2>
        <p>[[Wij bouwen naar WCAG 2.2, niveau A en AA. Dat is strenger dan de Europese norm EN 301 549, die de wet
        vraagt.|
        We build to WCAG 2.2, levels A and AA. That is stricter than EN 301 549, which the law asks for.]]</p>
        <h2>[[Hoe wij dit controleren|How we check this]]</h2>
        <ul>
        <li>[[Bij elke wijziging bekijkt het programma axe alle pagina’s in een echte browser, licht en donker, op
        telefoon en bureau.|
        With every change the program axe looks at all pages in a real browser, light and dark, on phone and
        desktop.]]</li>
        <li>[[Tests doen het dagelijks werk met alleen het toetsenbord, en zonder JavaScript.|
        Tests do the daily work by keyboard alone, and without JavaScript.]]</li>
        <li>[[Geen enkele informatie staat alleen in kleur. De grafiek heeft een tabel ernaast.|
        Nothing is told by colour alone. The chart has a table beside it.]]</li>
        </ul>
        <h2>[[Wat wij niet kunnen controleren|What we cannot check]]</h2>
        <p>[[Een programma vindt niet elk probleem. De gemeente laat de site daarom ook door mensen onderzoeken en
        publiceert haar verklaring met de nalevingsstatus op toegankelijkheidsverklaring.nl.|
        A program does not find every problem. The municipality has the site examined by people too, and publishes
        its statement with the status of compliance on toegankelijkheidsverklaring.nl.]]</p>
        <h2>[[Werkt iets niet voor u?|Does something not work for you?]]</h2>
        <p>[[Meld het bij uw beheerder. Zeg welke pagina het is en wat u wilde doen. U hoort binnen twee weken wat
        er gebeurt.|
        Tell your administrator which page it is and what you wanted to do. You will hear within two weeks.]]</p>
        </article>
        {{/main}}
        {{/layout}}
        """#
}
