// The look of a municipality: design tokens as CSS custom properties, and nothing else.
// In: nothing. Out: theme.css, which a municipality may replace by a file of its own. Depends on: nothing.

enum Theme {
    static let css = #"""
        /* Seinpost: the tokens of the house style. Copy this file, change the values,
          and name yours in the configuration.
           Each pair of text and ground has a contrast of at least 4.5, of edges and focus 3 (WCAG 2.2 AA). */
        :root {
        color-scheme: light dark;
        --seinpost-font-family: "Source Sans 3", "Source Sans Pro", "Segoe UI", system-ui, -apple-system, Roboto,
          sans-serif;
        --seinpost-font-family-heading: var(--seinpost-font-family);
        --seinpost-font-size: 1.125rem;
        --seinpost-line-height: 1.55;
        --seinpost-radius: 0.5rem;
        --seinpost-measure: 72rem;

        --seinpost-color-page: #f6f5f1;
        --seinpost-color-surface: #ffffff;
        --seinpost-color-sunken: #eceae3;
        --seinpost-color-text: #1d2a30;
        --seinpost-color-text-soft: #4c5a61;
        --seinpost-color-line: #d5d2c7;
        --seinpost-color-edge: #7d8a8f;
        --seinpost-color-brand: #0d4a54;
        --seinpost-color-on-brand: #ffffff;
        --seinpost-color-on-brand-soft: #cfe3e5;
        --seinpost-color-link: #0b5a68;
        --seinpost-color-action: #0b5a68;
        --seinpost-color-action-hover: #08434e;
        --seinpost-color-on-action: #ffffff;
        --seinpost-color-focus: #1d2a30;
        --seinpost-color-focus-ground: #ffd54a;
        --seinpost-color-signal: #e8833a;
        --seinpost-color-late: #a3260f;
        --seinpost-color-late-ground: #fbe9e4;
        --seinpost-color-soon: #7a4a00;
        --seinpost-color-soon-ground: #fdf1d7;
        --seinpost-color-done: #1d5b31;
        --seinpost-color-done-ground: #e4f2e7;
        --seinpost-color-class-0: #8c1d18;
        --seinpost-color-class-0-ground: #fbe4e1;
        --seinpost-color-class-1: #7a4a00;
        --seinpost-color-class-1-ground: #fdeecb;
        --seinpost-color-class-2: #0b4f5c;
        --seinpost-color-class-2-ground: #dceff1;
        --seinpost-color-class-3: #414e54;
        --seinpost-color-class-3-ground: #e7e9e8;
        --seinpost-color-chart-late: #b5381f;
        --seinpost-color-chart-week: #d9952b;
        --seinpost-color-chart-rest: #4f8f98;
        }
        @media (prefers-color-scheme: dark) {
        :root {
        --seinpost-color-page: #11181b;
        --seinpost-color-surface: #1a2327;
        --seinpost-color-sunken: #232e33;
        --seinpost-color-text: #e9eeee;
        --seinpost-color-text-soft: #b3bfc3;
        --seinpost-color-line: #344147;
        --seinpost-color-edge: #83949a;
        --seinpost-color-brand: #0a343b;
        --seinpost-color-on-brand: #ffffff;
        --seinpost-color-on-brand-soft: #bcd9dc;
        --seinpost-color-link: #86d0db;
        --seinpost-color-action: #86d0db;
        --seinpost-color-action-hover: #b4e4eb;
        --seinpost-color-on-action: #0d2227;
        --seinpost-color-focus: #11181b;
        --seinpost-color-focus-ground: #ffd54a;
        --seinpost-color-late: #ffb3a3;
        --seinpost-color-late-ground: #43201a;
        --seinpost-color-soon: #f6cd7f;
        --seinpost-color-soon-ground: #3a2d14;
        --seinpost-color-done: #a5dfb6;
        --seinpost-color-done-ground: #1b3523;
        --seinpost-color-class-0: #ffb8b0;
        --seinpost-color-class-0-ground: #4a1d1a;
        --seinpost-color-class-1: #f6cd7f;
        --seinpost-color-class-1-ground: #3d2f13;
        --seinpost-color-class-2: #a3dbe3;
        --seinpost-color-class-2-ground: #163a41;
        --seinpost-color-class-3: #c4cfd3;
        --seinpost-color-class-3-ground: #2a363b;
        --seinpost-color-chart-late: #e0755f;
        --seinpost-color-chart-week: #d9a44a;
        --seinpost-color-chart-rest: #5fa3ad;
        }
        }
        """#

    /// The signal post, as the browser's tab shows it.
    static let icon = #"""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#0d4a54"/>
        <path d="M14 6h4v22h-4z" fill="#fff"/>
        <path d="M16 4l12 4-12 6z" fill="#e8833a"/><path d="M9 26h14v3H9z" fill="#fff"/></svg>
        """#
}
