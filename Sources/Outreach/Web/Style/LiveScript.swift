// The one script: shows that something changed, as it happens. Every page works without it.
// In: nothing. Out: live.js. Depends on: the live feed's ids.

enum LiveScript {
    static let js = #"""
        "use strict";
        (() => {
          const region = document.querySelector("[data-live-region]");
          const notice = document.querySelector("[data-live-notice]");
          if (!("EventSource" in window) || !notice) return;
          const text = notice.querySelector("[data-live-text]");
          const parts = location.pathname.split("/");
          const task = parts[1] === "taken" ? decodeURIComponent(parts[2]) : null;
          const dutch = document.documentElement.lang !== "en";
          const say = (nl, en) => dutch ? nl : en;
          let waiting = 0;

          const tell = (words) => { text.textContent = words; notice.hidden = false; };

          // A list is put in place of the old one, unless somebody is in the middle of it.
          const refresh = async () => {
            waiting = 0;
            if (!region) return tell(say("Er is iets veranderd.", "Something changed."));
            if (region.contains(document.activeElement) && document.activeElement !== document.body) {
              return tell(say("De lijst is veranderd.", "The list changed."));
            }
            try {
              const answer = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "error" });
              if (!answer.ok) return tell(say("De lijst is veranderd.", "The list changed."));
              const page = new DOMParser().parseFromString(await answer.text(), "text/html");
              const fresh = page.querySelector("[data-live-region]");
              if (!fresh) return;
              region.replaceChildren(...fresh.childNodes);
              for (const part of [".tabs", ".headline"]) {
                const old = document.querySelector(part), other = page.querySelector(part);
                if (old && other && !old.contains(document.activeElement)) old.replaceWith(other);
              }
              notice.hidden = true;
            } catch {
              tell(say("De lijst is veranderd.", "The list changed."));
            }
          };

          const changed = (event) => {
            if (task !== null) {
              let id = null;
              try { id = JSON.parse(event.data).taak; } catch { return; }
              if (id === task) tell(say("Deze taak is net veranderd.", "This task was changed just now."));
            } else if (!waiting) {
              waiting = setTimeout(refresh, 400);
            }
          };

          const feed = new EventSource("/v1/taken/stroom");
          for (const name of ["message", "taak", "opnieuw"]) feed.addEventListener(name, changed);
          addEventListener("pagehide", () => feed.close());
        })();
        """#
}
