/*
 * Parts of a page that keep themselves up to date, while somebody reads or uses them.
 *
 * [data-live] asks its address ([data-live-src], with the page's own query if it has
 * [data-live-query]) every [data-live-pause] seconds, as long as the page is visible.
 * Its parts ([data-live-part]) are compared one by one: what has focus, the pointer or a
 * tick is left alone until it has none. Only [data-live-summary] is read aloud, in
 * [data-live-status]. Without this script one reloads.
 */
(() => {
  "use strict";

  const AFTER_A_FAILURE = 30; // seconds
  const memory = new WeakMap();

  const remembered = (root) => {
    if (!memory.has(root)) {
      memory.set(root, { etag: "", parts: new Map(), due: later(root) });
    }
    return memory.get(root);
  };

  const later = (root) => Date.now() + 1000 * Number(root.dataset.livePause || 20);

  const partsOf = (root) =>
    new Map(
      [...root.querySelectorAll("[data-live-part]")].map((part) => [
        part.dataset.livePart,
        part,
      ]),
    );

  const ticked = (root) => root.querySelector("input:checked") !== null;

  const inUse = (part) =>
    part.matches(":hover, :focus-within") ||
    part.querySelector("[aria-expanded='true']") !== null;

  /** Whether all could be brought up to date. */
  function merge(root, fresh) {
    const empty = !root.querySelector("table");
    if (empty === Boolean(fresh.querySelector("table"))) {
      if (empty ? root.matches(":focus-within") : inUse(root) || ticked(root)) {
        return false;
      }
      root.replaceChildren(...fresh.childNodes);
      return true;
    }
    const ticking = ticked(root);
    const busy = (part) => inUse(part) || (ticking && part.tagName === "TBODY");
    const left = removeGone(root, partsOf(fresh), busy);
    const put = placeAll(root, partsOf(fresh), busy, ticking);
    return left && put;
  }

  function removeGone(root, fresh, busy) {
    let all = true;
    for (const [name, part] of partsOf(root)) {
      if (fresh.has(name)) continue;
      if (busy(part)) all = false;
      else part.remove();
    }
    return all;
  }

  function placeAll(root, fresh, busy, ticking) {
    const { parts } = remembered(root);
    const old = partsOf(root);
    let before = root.querySelector("table > thead");
    let all = true;
    for (const [name, part] of fresh) {
      const html = part.outerHTML;
      let here = old.get(name);
      if (!here && (ticking || part.tagName !== "TBODY")) {
        all = false;
        continue;
      }
      if (!here) {
        before.after(part);
        here = part;
      } else if (parts.get(name) !== html) {
        if (busy(here)) {
          all = false;
        } else {
          here.replaceWith(part);
          here = part;
          parts.set(name, html);
        }
      }
      if (here.tagName !== "TBODY") continue;
      if (before.nextElementSibling !== here) {
        if (busy(here)) all = false;
        else before.after(here);
      }
      before = here;
    }
    return all;
  }

  function say(root, text) {
    if (text === root.dataset.liveSummary) return;
    root.dataset.liveSummary = text;
    const status = document.querySelector("[data-live-status]");
    if (status) status.textContent = text;
  }

  /** Wagtail's bulk actions look for new checkboxes at this event. */
  function tellOfNewCheckboxes(root) {
    if (!ticked(root) && root.querySelector("[data-bulk-action-checkbox]")) {
      document.dispatchEvent(new CustomEvent("w-swap:success"));
    }
  }

  function take(root, html, etag) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const fresh = page.getElementById(root.id);
    if (!fresh) return;
    const known = remembered(root);
    root.dataset.livePause = fresh.dataset.livePause;
    say(root, fresh.dataset.liveSummary);
    known.etag = merge(root, fresh) ? etag : "";
    tellOfNewCheckboxes(root);
  }

  async function refresh(root) {
    const known = remembered(root);
    const query = "liveQuery" in root.dataset ? location.search : "";
    const headers = { "X-Requested-With": "XMLHttpRequest" };
    if (known.etag) headers["If-None-Match"] = known.etag;
    known.due = Infinity;
    try {
      const address = root.dataset.liveSrc + query;
      const answer = await fetch(address, { headers, cache: "no-store" });
      if (answer.ok && root.isConnected) {
        take(root, await answer.text(), answer.headers.get("ETag"));
      }
      // Signed out, or no longer allowed to see it: there is nothing to wait for.
      known.due = answer.status === 403 ? Infinity : later(root);
    } catch {
      known.due = Date.now() + 1000 * AFTER_A_FAILURE;
    }
  }

  function tick() {
    if (document.hidden) return;
    for (const root of document.querySelectorAll("[data-live][data-live-src]")) {
      if (remembered(root).due <= Date.now()) refresh(root);
    }
  }

  setInterval(tick, 1000);
  document.addEventListener("visibilitychange", tick);
})();
