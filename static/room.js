// What goes on in the room: looks every fifteen seconds who is there, which cards are up and which votes are open.
// Without script the page is as true, and is loaded again by its reader.
"use strict";
(() => {
  const EVERY_MS = 15_000;
  const parts = () => [...document.querySelectorAll("[data-live]")];
  if (!parts().length) return;

  function show(page) {
    for (const part of parts()) {
      const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
      // What somebody is choosing or has open is not taken away; what is as it was is not read aloud again.
      const isInUse = part.contains(document.activeElement);
      if (fresh && !isInUse && fresh.textContent !== part.textContent) part.replaceChildren(...fresh.childNodes);
    }
  }

  async function look() {
    // A page that nobody sees asks for nothing. What lacks a signal asks again.
    if (!document.hidden) {
      const answer = await fetch(location.href).catch(() => null);
      if (answer?.ok && !answer.redirected) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    }
    setTimeout(look, EVERY_MS);
  }

  setTimeout(look, EVERY_MS);
})();
