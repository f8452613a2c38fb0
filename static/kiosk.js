// A tablet that many people share: after a quiet while, and on the way back through the history, to the beginning.
"use strict";
(() => {
  // Runs before anything is drawn: pages of whoever was here before must not come back with Back and Reload.
  const [arrival] = performance.getEntriesByType("navigation");
  const cameBack = ["back_forward", "reload"].includes(arrival?.type);
  document.documentElement.hidden = cameBack;
  let timer = 0;

  function leave(start) {
    clearTimeout(timer);
    document.documentElement.hidden = true;
    location.replace(start);
  }

  addEventListener("DOMContentLoaded", () => {
    const watch = document.querySelector("dialog[data-kiosk]");
    if (!watch) return;
    const { start, quiet, answer } = watch.dataset;
    const isFirst = "first" in watch.dataset;
    if (cameBack && !isFirst) return leave(start);
    document.documentElement.hidden = false;

    function ask() {
      // On the first page nothing can be lost, so nothing is asked.
      if (isFirst) return leave(start);
      watch.showModal();
      timer = setTimeout(leave, answer * 1000, start);
    }

    function begin() {
      clearTimeout(timer);
      timer = setTimeout(ask, quiet * 1000);
    }

    // Not on "close", which is told a moment later: until then the time to leave would go on running.
    watch.addEventListener("cancel", begin);
    watch.querySelector("[data-kiosk-stay]").addEventListener("click", () => {
      begin();
      watch.close();
    });
    watch.querySelector("[data-kiosk-leave]").addEventListener("click", (event) => {
      event.preventDefault();
      leave(start);
    });
    for (const sign of ["pointerdown", "keydown", "input", "scroll"]) {
      addEventListener(sign, () => { if (!watch.open) begin(); }, { capture: true, passive: true });
    }
    addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      event.stopImmediatePropagation();
      leave(start);
    });
    // The first page may stand there all day as long as nobody has touched it.
    if (!("untouched" in watch.dataset)) begin();
  });
})();
