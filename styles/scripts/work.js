// On the page that asks to wait: lets the device work for its owner, and says when they can go on. It presses nothing.
// Without script, or where a worker is not allowed, the wait is half a minute and nothing is missing.
"use strict";
(() => {
  const form = document.querySelector("form[data-work]");
  if (!form) return;
  const { work, salt, difficulty, seconds } = form.dataset;
  const status = form.querySelector("[data-ready]");
  const timer = setTimeout(ready, seconds * 1000);

  function ready() {
    clearTimeout(timer);
    status.textContent = status.dataset.ready;
    for (const waiting of document.querySelectorAll("[data-wait]")) waiting.hidden = true;
  }

  // Browsers that guard which scripts may start want to hear that this address is ours.
  const own = { createScriptURL: (address) => address };
  const address = window.trustedTypes ? trustedTypes.createPolicy("work", own).createScriptURL(work) : work;
  const worker = new Worker(address);
  worker.addEventListener("message", ({ data }) => {
    worker.terminate();
    form.elements.work.value = data;
    ready();
  });
  worker.postMessage({ salt, difficulty: Number(difficulty) });
})();
