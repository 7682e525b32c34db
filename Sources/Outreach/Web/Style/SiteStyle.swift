// How the pages are laid out: reads the tokens of theme.css and sets no colour of its own.
// In: nothing. Out: site.css, in two parts. Depends on: Theme.

enum SiteStyle {
    static let css = frame + "\n" + SiteStyle.pages

    /// Type, heading, foot, buttons, forms.
    private static let frame = #"""
        *, *::before, *::after { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 1rem; }
        body { margin: 0; background: var(--seinpost-color-page); color: var(--seinpost-color-text);
          font: 400 var(--seinpost-font-size)/var(--seinpost-line-height) var(--seinpost-font-family);
          display: flex; flex-direction: column; min-height: 100vh; overflow-wrap: break-word; }
        main { flex: 1; padding-block: 1.5rem 3rem; }
        main:focus { outline: none; }
        .measure { width: 100%; max-width: var(--seinpost-measure); margin-inline: auto;
          padding-inline: 1rem; }
        h1, h2, h3, p, ul, ol, dl, figure, fieldset { margin: 0; padding: 0; }
        h1, h2, h3 { font-family: var(--seinpost-font-family-heading); line-height: 1.2;
          text-wrap: balance; }
        h1 { font-size: clamp(1.75rem, 1.4rem + 1.6vw, 2.5rem); letter-spacing: -0.01em; }
        h2 { font-size: 1.375rem; }
        h3 { font-size: 1.125rem; margin-block: 1.25rem 0.35rem; }
        a { color: var(--seinpost-color-link); text-underline-offset: 0.18em;
          text-decoration-thickness: 0.07em; }
        a:hover { text-decoration-thickness: 0.14em; }
        :focus-visible { outline: 3px solid var(--seinpost-color-focus); outline-offset: 2px;
          box-shadow: 0 0 0 5px var(--seinpost-color-focus-ground); border-radius: 2px; }
        main:focus-visible { outline: none; box-shadow: none; }
        .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
          white-space: nowrap; }
        .skip { position: absolute; left: 1rem; top: -6rem; z-index: 2; padding: 0.6rem 1rem;
          background: var(--seinpost-color-focus-ground);
          color: #1d2a30; font-weight: 600; }
        .skip:focus { top: 0.5rem; }
        .small { font-size: 0.9375rem; color: var(--seinpost-color-text-soft); }
        .lead { font-size: 1.25rem; color: var(--seinpost-color-text-soft); max-width: 42rem; }
        .narrow { max-width: 34rem; margin-inline: auto; display: grid; gap: 1.25rem; }
        .text { max-width: 42rem; display: grid; gap: 0.9rem; }
        .text h2 { margin-top: 1rem; }
        .text ul { padding-left: 1.2rem; }

        .masthead { background: var(--seinpost-color-brand); color: var(--seinpost-color-on-brand);
          border-bottom: 4px solid var(--seinpost-color-signal); }
        .masthead-row { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 1.5rem;
          padding-block: 0.65rem; }
        .masthead a { color: inherit; text-decoration: none; }
        .masthead :focus-visible { outline-color: var(--seinpost-color-focus-ground); box-shadow: none; }
        .brand { display: inline-flex; align-items: center; gap: 0.6rem; min-height: 2.75rem; }
        .brand-name { font-weight: 700; font-size: 1.3rem; letter-spacing: -0.01em; }
        .brand-place { color: var(--seinpost-color-on-brand-soft); margin-left: 0.35rem; }
        .mark-post, .mark-foot { fill: var(--seinpost-color-on-brand); }
        .mark-arm { fill: var(--seinpost-color-signal); }
        .menu ul { display: flex; flex-wrap: wrap; list-style: none; gap: 0.15rem; }
        .menu a { display: block; padding: 0.6rem 0.85rem; border-radius: var(--seinpost-radius); }
        .menu a:hover { text-decoration: underline; }
        .menu a[aria-current] {
          background: color-mix(in srgb, var(--seinpost-color-on-brand) 16%, transparent);
          font-weight: 600; }
        .person { display: flex; align-items: center; gap: 0.75rem; margin-left: auto; }
        .person-name { color: var(--seinpost-color-on-brand-soft); }
        .person .button { color: inherit; border-color: var(--seinpost-color-on-brand-soft);
          background: transparent; min-height: 2.5rem; padding-block: 0.3rem; }
        .foot { border-top: 1px solid var(--seinpost-color-line); font-size: 0.9375rem;
          color: var(--seinpost-color-text-soft); }
        .foot-row { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.5rem 2rem;
          padding-block: 1.1rem; }
        .foot ul { display: flex; flex-wrap: wrap; list-style: none; gap: 0 1.25rem; }
        .foot li a { display: inline-block; padding-block: 0.3rem; }

        .button { display: inline-flex; align-items: center; justify-content: center; gap: 0.4rem;
          min-height: 2.75rem; padding: 0.5rem 1.1rem;
          font: inherit; font-weight: 600; line-height: 1.25; text-decoration: none; text-align: center;
          cursor: pointer;
          color: var(--seinpost-color-on-action); background: var(--seinpost-color-action);
          border: 2px solid var(--seinpost-color-action); border-radius: var(--seinpost-radius); }
        .button:hover { background: var(--seinpost-color-action-hover);
          border-color: var(--seinpost-color-action-hover); }
        .button--main { min-height: 3.25rem; font-size: 1.1875rem; padding-inline: 1.4rem; }
        .button--other, .button--quiet { color: var(--seinpost-color-link); background: transparent; }
        .button--quiet { border-color: var(--seinpost-color-edge); }
        .button--other:hover, .button--quiet:hover { color: var(--seinpost-color-on-action);
          background: var(--seinpost-color-action-hover); }
        .button--small { padding-inline: 0.9rem; }

        .field { display: grid; gap: 0.3rem; min-width: 0; }
        .field label, legend, .question { font-weight: 600; }
        .field--check { display: flex; align-items: center; gap: 0.6rem; min-height: 2.75rem;
          align-self: end; }
        .field--check label { font-weight: 400; }
        input[type=checkbox], input[type=radio] { width: 1.35rem; height: 1.35rem; margin: 0;
          accent-color: var(--seinpost-color-action); flex: none; }
        input:not([type=checkbox], [type=radio], [type=hidden]), select, textarea { width: 100%;
          min-height: 2.75rem; padding: 0.5rem 0.7rem; font: inherit;
          color: var(--seinpost-color-text); background: var(--seinpost-color-surface);
          border: 1px solid var(--seinpost-color-edge); border-radius: calc(var(--seinpost-radius) / 2); }
        .field-row { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: end; }
        .field-row > .field { flex: 1 1 12rem; }
        fieldset { border: 0; min-width: 0; }
        legend { padding: 0; margin-bottom: 0.4rem; }
        .choices { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr));
          gap: 0.5rem; }
        .choice { display: flex; align-items: center; gap: 0.6rem; min-height: 2.75rem;
          padding: 0.35rem 0.75rem;
          cursor: pointer;
          border: 1px solid var(--seinpost-color-edge); border-radius: calc(var(--seinpost-radius) / 2); }
        .choice:has(:checked) { border-color: var(--seinpost-color-action);
          background: var(--seinpost-color-class-2-ground); }

        .notice { padding: 0.8rem 1.1rem; margin-bottom: 1.25rem;
          border-left: 6px solid var(--seinpost-color-done); border-radius: 2px;
          background: var(--seinpost-color-done-ground); color: var(--seinpost-color-done);
          font-weight: 600; }
        .notice--problem { border-color: var(--seinpost-color-late);
          background: var(--seinpost-color-late-ground); color: var(--seinpost-color-late); }
        .notice--live { border-color: var(--seinpost-color-action);
          background: var(--seinpost-color-class-2-ground); color: var(--seinpost-color-class-2); }
        .notice a { color: inherit; }
        .notice[hidden] { display: none; }
        """#
}
