// Long work that goes on: looks every ten seconds how far it is, and says so. Without script a link does.
"use strict";
(() => {
  const EVERY_MS = 10_000;

  async function look(id) {
    const shown = document.querySelector(`[data-progress="${id}"]`);
    if (!shown) return;
    // A page that nobody sees asks for nothing, and what has the focus is not taken away.
    if (!document.hidden && !shown.contains(document.activeElement)) {
      const answer = await fetch(location.href).catch(() => null);
      if (answer?.ok) show(shown, new DOMParser().parseFromString(await answer.text(), "text/html"), id);
    }
    if (document.querySelector(`[data-progress="${id}"] progress`)) setTimeout(look, EVERY_MS, id);
  }

  function show(shown, page, id) {
    const fresh = page.querySelector(`[data-progress="${id}"]`);
    if (!fresh) return;
    const words = shown.querySelector("[role=status]");
    // The element stays and its words change: so they are said aloud, and only when there are others.
    const said = fresh.querySelector("[role=status]").textContent;
    shown.className = fresh.className;
    for (const part of [...shown.children]) if (part !== words) part.remove();
    const before = [...fresh.children];
    const at = before.findIndex((part) => part.matches("[role=status]"));
    words.before(...before.slice(0, at));
    words.after(...before.slice(at + 1));
    if (words.textContent !== said) words.textContent = said;
  }

  for (const { dataset } of document.querySelectorAll("[data-progress]")) setTimeout(look, EVERY_MS, dataset.progress);
})();
