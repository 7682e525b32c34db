// Who the task is about: sealed until a worker asks for it, which is put on record.
// In: nothing. Out: a template. Depends on: nothing.

enum ContactTemplate {
    static let section = #"""
        {{#contact}}
        <section class="card" id="contact" aria-labelledby="kop-contact">
        <h2 id="kop-contact">[[Naam, adres en telefoon|Name, address and phone]]</h2>
        {{#ask}}
        <p>[[Deze gegevens zijn verzegeld. Opent u ze, dan leggen wij vast wie dat deed en wanneer.|
        These details are sealed. When you open them, we record who did and when.]]</p>
        <form method="post" action="{{address}}/contact#contact">
        <input type="hidden" name="_token" value="{{token}}">
        <button class="button" type="submit">[[Open de contactgegevens|Open the contact details]]</button>
        </form>
        {{/ask}}
        {{#isOpen}}
        {{^hasCards}}
        <p>[[Er zijn geen contactgegevens bij dit adres.|There are no contact details.]]</p>{{/hasCards}}
        <ul class="people">
        {{#cards}}
        <li>
        {{#name}}<p class="person-title"><bdi>{{.}}</bdi></p>{{/name}}
        {{#home}}<p class="address"><bdi>{{.}}</bdi></p>{{/home}}
        {{#phone}}<p>{{#link}}<a class="button button--other" href="{{link}}">[[Bel|Call]]
        <bdi>{{text}}</bdi></a>{{/link}}{{^link}}<bdi>{{text}}</bdi>{{/link}}</p>{{/phone}}
        {{#mail}}<p>{{#link}}<a
        href="{{link}}"><bdi>{{text}}</bdi></a>{{/link}}{{^link}}<bdi>{{text}}</bdi>{{/link}}</p>{{/mail}}
        {{#more}}<p class="small">{{.}}</p>{{/more}}
        </li>
        {{/cards}}
        </ul>
        <h3>[[Notities|Notes]]</h3>
        {{^hasNotes}}<p>[[Nog geen notities.|No notes yet.]]</p>{{/hasNotes}}
        <ul class="notes">
        {{#notes}}
        <li><p class="note-text"><bdi>{{text}}</bdi></p><p class="small"><bdi>{{worker}}</bdi>, <time
        datetime="{{time}}">{{day}}</time></p></li>
        {{/notes}}
        </ul>
        <form method="post" action="{{taskAddress}}/pogingen">
        <input type="hidden" name="_token" value="{{token}}"><input type="hidden" name="sleutel" value="{{key}}">
        <input type="hidden" name="soort" value="Administratief"><input type="hidden" name="bereikt" value="nee">
        <div class="field"><label for="notitie">[[Nieuwe notitie|New note]]</label>
        <textarea id="notitie" name="notitie" rows="3" maxlength="2000" required
        aria-describedby="notitie-uitleg"></textarea>
        <p class="small" id="notitie-uitleg">[[Schrijf alleen op wat een collega nodig heeft. De notitie wordt
        verzegeld bewaard.|
        Write only what a colleague needs. The note is kept sealed.]]</p></div>
        <button class="button button--quiet" type="submit">[[Bewaar de notitie|Save the note]]</button>
        </form>
        {{/isOpen}}
        </section>
        {{/contact}}
        """#
}
