/*
 * The preview shows the network that was chosen.
 *
 * Wagtail passes over a choice made while an older preview still loads, and offers its
 * default again when the first save of a new page replaces the panel.
 */
(() => {
  "use strict";

  const MODE = "[data-w-preview-target='mode']";
  let chosen = null;

  function catchUp(panel) {
    const mode = panel.querySelector(MODE);
    if (!mode) return;
    if (chosen !== null) mode.value = chosen;
    const shown = new URL(panel.querySelector("iframe").src).searchParams.get("mode");
    if (shown !== mode.value) mode.dispatchEvent(new Event("change"));
  }

  document.addEventListener("change", ({ target }) => {
    if (target.matches(MODE)) chosen = target.value;
  });
  // Wagtail takes a choice again only when the one that tells of this is through.
  document.addEventListener("w-preview:loaded", ({ target }) =>
    queueMicrotask(() => catchUp(target)),
  );
})();
