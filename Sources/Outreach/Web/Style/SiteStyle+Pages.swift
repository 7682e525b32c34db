// The second part of site.css: lists, tasks, charts, print.
// In: nothing. Out: CSS. Depends on: Theme.

extension SiteStyle {
    static let pages = #"""
        .headline { display: grid; gap: 0.5rem; margin-bottom: 1.25rem; }
        .crumbs { margin-bottom: 0.6rem; }
        .crumbs a { display: inline-block; padding-block: 0.3rem; }
        .crumbs a::before { content: "← "; }
        .count { display: inline-block; min-width: 1.9em; padding: 0.05em 0.5em; border-radius: 1em;
          text-align: center; font-size: 0.8em; font-weight: 600;
          background: var(--seinpost-color-sunken); color: var(--seinpost-color-text-soft);
          vertical-align: 0.08em; }
        .badge { display: inline-block; padding: 0.1rem 0.6rem; border-radius: 1rem; font-size: 0.9375rem;
          font-weight: 600;
          background: var(--seinpost-color-class-3-ground); color: var(--seinpost-color-class-3); }
        .badge--0 { background: var(--seinpost-color-class-0-ground);
          color: var(--seinpost-color-class-0); }
        .badge--1 { background: var(--seinpost-color-class-1-ground);
          color: var(--seinpost-color-class-1); }
        .badge--2 { background: var(--seinpost-color-class-2-ground);
          color: var(--seinpost-color-class-2); }
        .badge--late { background: var(--seinpost-color-late); color: var(--seinpost-color-late-ground); }
        .badges { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem; }

        .tabs { border-bottom: 1px solid var(--seinpost-color-line); margin-bottom: 1rem; }
        .tabs ul { display: flex; flex-wrap: wrap; list-style: none; gap: 0.25rem; }
        .tabs a { display: block; padding: 0.65rem 1rem; text-decoration: none; font-weight: 600;
          border-bottom: 4px solid transparent; margin-bottom: -1px; }
        .tabs a:hover { text-decoration: underline; }
        .tabs a[aria-current] { color: var(--seinpost-color-text);
          border-bottom-color: var(--seinpost-color-signal); }
        .filters { margin-bottom: 1.5rem; }
        summary { display: inline-flex; align-items: center; gap: 0.5rem; min-height: 2.75rem;
          padding: 0.35rem 0.3rem; cursor: pointer; font-weight: 600;
          color: var(--seinpost-color-link); }
        summary::before { content: ""; width: 0.5em; height: 0.5em; border: solid currentColor;
          border-width: 0 0.14em 0.14em 0; transform: rotate(-45deg); transition: transform 0.12s; }
        summary::-webkit-details-marker { display: none; }
        details[open] > summary::before { transform: rotate(45deg); }
        .filters form { display: grid; align-items: end;
          grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: 1rem;
          padding: 1.25rem;
          background: var(--seinpost-color-surface); border: 1px solid var(--seinpost-color-line);
          border-radius: var(--seinpost-radius); }
        .filters .field-row { grid-column: 1 / -1; }

        .group { margin-bottom: 2rem; }
        .group > h2, .route > h2 { font-size: 1.1875rem; margin-bottom: 0.6rem; }
        .group--voorbij > h2 { color: var(--seinpost-color-late); }
        .tasks, .plain, .people, .notes, .stops, .timeline, .legend, .reasons { list-style: none; }
        .tasks { background: var(--seinpost-color-surface); border: 1px solid var(--seinpost-color-line);
          border-radius: var(--seinpost-radius); overflow: clip; }
        .task { position: relative; display: grid; gap: 0.35rem 1.5rem; padding: 1rem 1.1rem;
          border-left: 6px solid transparent;
          grid-template-columns: 1fr; }
        .task + .task { border-top: 1px solid var(--seinpost-color-line); }
        .task--late { border-left-color: var(--seinpost-color-late); }
        .task--soon { border-left-color: var(--seinpost-color-signal); }
        .task:hover { background: color-mix(in srgb, var(--seinpost-color-sunken) 40%, transparent); }
        .task-what { display: grid; gap: 0.25rem; min-width: 0; }
        .task h3 { margin: 0; font-size: 1.25rem; }
        .task h3 a::after { content: ""; position: absolute; inset: 0; }
        .task-facts { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 0.6rem; }
        .task-reason, .task-place { font-size: 1rem; color: var(--seinpost-color-text-soft); }
        .task-due strong { display: block; font-size: 1.1875rem; line-height: 1.3; }
        .task-due time { color: var(--seinpost-color-text-soft); }
        .task--late .task-due strong { color: var(--seinpost-color-late); }
        .task--soon .task-due strong { color: var(--seinpost-color-soon); }
        .task-who { position: relative; }
        .task-who:empty { display: none; }
        .empty { padding: 2.5rem 1.25rem; text-align: center; background: var(--seinpost-color-surface);
          border: 1px dashed var(--seinpost-color-edge);
          border-radius: var(--seinpost-radius); }
        .empty h2 { margin-bottom: 0.4rem; }
        .pages { display: flex; flex-wrap: wrap; align-items: center; justify-content: center; gap: 1rem;
          margin-block: 1.5rem; }
        .feeds { font-size: 0.9375rem; color: var(--seinpost-color-text-soft); }
        .feeds a { display: inline-block; padding: 0.3rem 0.25rem; }
        @media (min-width: 48rem) {
          .task { grid-template-columns: minmax(0, 1fr) 13rem 9rem; align-items: center; }
          .task-who { text-align: right; }
        }

        .columns { display: grid; gap: 1.25rem; align-items: start; }
        .column { display: grid; gap: 1.25rem; min-width: 0; }
        @media (min-width: 60rem) { .columns { grid-template-columns: minmax(0, 1fr) 22rem; } }
        .lead--late strong { color: var(--seinpost-color-late); }
        .lead--soon strong { color: var(--seinpost-color-soon); }
        .card { background: var(--seinpost-color-surface); border: 1px solid var(--seinpost-color-line);
          border-radius: var(--seinpost-radius);
          padding: 1.25rem; display: grid; gap: 0.85rem; align-content: start; min-width: 0; }
        .card--next { border-top: 5px solid var(--seinpost-color-signal); }
        .card form { display: grid; gap: 0.85rem; justify-items: start; }
        .card form > .field, .card form > .field-row, .card form > fieldset { width: 100%; }
        .next-step { font-size: 1.25rem; }
        .quick, .card form.quick { display: flex; flex-wrap: wrap; gap: 0.75rem; }
        .more { border-top: 1px solid var(--seinpost-color-line); padding-top: 0.35rem; }
        .more form { padding-block: 0.5rem 0.75rem; }
        .facts { display: grid; gap: 0.5rem; }
        .facts dt { font-size: 0.9375rem; color: var(--seinpost-color-text-soft); }
        .facts dd { margin: 0; overflow-wrap: anywhere; }
        .plain { display: grid; gap: 0.4rem; }
        .reasons { display: grid; gap: 1rem; }
        .reasons li { padding-left: 0.9rem; border-left: 3px solid var(--seinpost-color-chart-rest);
          display: grid; gap: 0.3rem; }
        .reason-text { font-weight: 600; }
        .reason-points { display: flex; align-items: center; gap: 0.75rem; }
        .reason-points span { white-space: nowrap; }
        .reason-signals { font-size: 1rem; color: var(--seinpost-color-text-soft); }
        .bar { width: min(100%, 16rem); height: 0.6rem; }
        .bar-ground { fill: var(--seinpost-color-sunken); }
        .bar-value { fill: var(--seinpost-color-chart-rest); }
        .scroll { overflow-x: auto; }
        table { width: 100%; border-collapse: collapse; }
        caption { text-align: left; font-weight: 600; padding-bottom: 0.5rem; }
        th, td { padding: 0.5rem 0.75rem 0.5rem 0; text-align: left; vertical-align: top;
          border-bottom: 1px solid var(--seinpost-color-line); }
        thead th { font-size: 0.9375rem; color: var(--seinpost-color-text-soft); }
        tfoot th, tfoot td { font-weight: 700; border-bottom: 0; }
        .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        td time { white-space: nowrap; }
        .withdrawn td { color: var(--seinpost-color-text-soft); }
        .withdrawn .number { text-decoration: line-through; }
        .timeline { display: grid; gap: 0.9rem; border-left: 2px solid var(--seinpost-color-line);
          padding-left: 1rem; font-size: 1rem; }
        .timeline li { position: relative; }
        .timeline > li::before { content: ""; position: absolute; left: calc(-1rem - 6px); top: 0.45em;
          width: 10px; height: 10px; border-radius: 50%;
          background: var(--seinpost-color-action); }
        .timeline-day { font-weight: 600; }
        .people, .notes { display: grid; gap: 1rem; }
        .people li { display: grid; gap: 0.4rem; justify-items: start; }
        .people li + li, .notes li + li { border-top: 1px solid var(--seinpost-color-line);
          padding-top: 1rem; }
        .person-title { font-size: 1.25rem; font-weight: 600; }
        .address { font-size: 1.25rem; }
        .note-text { white-space: pre-wrap; }

        .route { margin-bottom: 2rem; }
        .stop { display: grid; grid-template-columns: auto minmax(0, 1fr) minmax(0, 14rem); gap: 0.9rem;
          padding: 0.9rem 1.1rem; background: var(--seinpost-color-surface);
          border: 1px solid var(--seinpost-color-line); }
        .stop + .stop { border-top: 0; }
        .stop-home { font-size: 1.25rem; font-weight: 600; }
        .tick rect { fill: none; stroke: var(--seinpost-color-edge); stroke-width: 2; }
        .tick { margin-top: 0.3rem; }
        .stop-lines { display: none; }
        .hint { margin-bottom: 1.25rem; }
        .chart figcaption { font-weight: 600; font-size: 1.1875rem; }
        .legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; font-size: 0.9375rem; }
        .legend li { display: inline-flex; align-items: center; gap: 0.4rem; }
        .bars { width: 100%; height: auto; max-width: 46rem; }
        .chart-label, .chart-value { font: 400 15px var(--seinpost-font-family);
          fill: var(--seinpost-color-text); }
        .chart-label { text-anchor: end; }
        .chart-value { font-weight: 700; }
        .chart-late { fill: var(--seinpost-color-chart-late); }
        .chart-week { fill: var(--seinpost-color-chart-week); }
        .chart-rest { fill: var(--seinpost-color-chart-rest); }
        .chart + .scroll { margin-top: 1.25rem; }
        .scroll + .card { margin-top: 1.5rem; }
        .long { overflow-wrap: anywhere; }

        @media (max-width: 30rem) {
          .quick .button, .card--next > form > .button { width: 100%; }
          .person { margin-left: 0; width: 100%; justify-content: space-between; }
        }
        @media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
        @media (forced-colors: active) { .task, .card { border: 1px solid; } }
        @media print {
          @page { size: A4; margin: 14mm; }
          :root { color-scheme: light; }
          body { background: #fff; color: #000; font-size: 11pt; display: block; }
          .masthead, .foot, .no-print, .crumbs, .tabs, .filters, .feeds, .skip, .more, .button {
          display: none; }
          main { padding: 0; }
          a { color: inherit; text-decoration: none; }
          .badge { border: 1px solid #000; background: none; color: #000; }
          .route > h2 { break-after: avoid; }
          .stop { break-inside: avoid; border-color: #000; background: none; padding: 8pt; }
          .stop-lines { display: block; border-bottom: 1px dotted #000; align-self: end; height: 2.2em; }
          .small, .lead { color: #000; }
        }
        """#
}
