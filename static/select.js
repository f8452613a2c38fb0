// Rows of a list that are ticked to act on: ticks all of them, and says how many are. Without script each is ticked.
"use strict";
(() => {
  for (const bar of document.querySelectorAll("[data-select-bar]")) {
    const boxes = [...document.querySelectorAll(`input[type=checkbox][name][form="${bar.id}"]`)];
    const words = bar.querySelector(".action-bar__count");
    const count = bar.querySelector("[data-select-count]");
    const all = document.querySelector(`[data-select-all="${bar.id}"]`);
    const every = all?.querySelector("input");

    function say() {
      const ticked = boxes.filter((box) => box.checked).length;
      // Out of the way until there is something to act on.
      bar.classList.toggle("action-bar--idle", ticked === 0);
      // Said only when it is another number, or a screen reader would say it at every load.
      if (count.textContent !== String(ticked)) count.textContent = ticked;
      if (!every) return;
      every.checked = ticked > 0 && ticked === boxes.length;
      every.indeterminate = ticked > 0 && ticked < boxes.length;
    }

    for (const box of boxes) box.addEventListener("change", say);
    every?.addEventListener("change", () => {
      for (const box of boxes) box.checked = every.checked;
      say();
    });
    if (all) all.hidden = boxes.length === 0;
    words.hidden = false;
    // A page kept by the browser comes back with its ticks.
    addEventListener("pageshow", say);
    say();
  }
})();
