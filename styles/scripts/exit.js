// Leave quickly: by a press on the button, or by three presses of Shift within five seconds. The page is covered at once.
"use strict";
(() => {
  const form = document.querySelector("form[data-exit]");
  if (!form) return;
  const button = form.querySelector("button");
  const own = form.elements.namedItem("visit").value;
  const voice = document.createElement("p");
  voice.className = "hidden-text";
  voice.setAttribute("role", "status");
  document.body.append(voice);
  const cover = document.createElement("div");
  cover.className = "exit-cover";
  let presses = 0;
  let timer = 0;
  let hasLeft = false;

  // Each page of this tab remembers its visit, so that all of them end: also from a page that belongs to none.
  if (own) window.navigation?.updateCurrentEntry({ state: { visit: own } });

  function visits() {
    const before = window.navigation?.entries().map((entry) => entry.getState()?.visit) ?? [];
    return [own, ...before.reverse()].filter(Boolean);
  }

  function leave() {
    hasLeft = true;
    document.body.append(cover);
    document.title = "";
    voice.textContent = button.dataset.leaving;
    // Told on the way out: nobody waits for an answer.
    navigator.sendBeacon(form.action, new URLSearchParams([["quiet", "yes"], ...visits().map((visit) => ["visit", visit])]));
    location.replace(form.dataset.exit);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    leave();
  });
  // Shift that makes a capital letter, or is pressed with another key, does not count; any key starts the count again.
  let isOfAnother = false;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Shift") {
      isOfAnother ||= event.altKey || event.ctrlKey || event.metaKey || event.getModifierState("AltGraph");
      return;
    }
    isOfAnother = event.shiftKey;
    presses = 0;
  });
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") return;
    if (isOfAnother) {
      isOfAnother = false;
      presses = 0;
      return;
    }
    presses += 1;
    clearTimeout(timer);
    if (presses >= 3) return leave();
    timer = setTimeout(() => { presses = 0; voice.textContent = ""; }, 5000);
    voice.textContent = presses === 1 ? button.dataset.once : button.dataset.twice;
  });
  // A page kept by the browser must not come back with what was typed; one that somebody has left stays covered.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    if (hasLeft) location.replace(form.dataset.exit);
    else location.reload();
  });
})();
