// Leave quickly: by a press on the button, or by three presses of Shift within five seconds. The page is covered at once.
"use strict";
(() => {
  const button = document.querySelector("a[data-exit]");
  if (!button) return;
  const voice = document.createElement("p");
  voice.className = "hidden-text";
  voice.setAttribute("role", "status");
  document.body.append(voice);
  const cover = document.createElement("div");
  cover.className = "exit-cover";
  let presses = 0;
  let timer = 0;

  function leave() {
    document.body.append(cover);
    document.title = "";
    voice.textContent = button.dataset.leaving;
    location.replace(button.href);
  }

  button.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  // Shift that makes a capital letter does not count, and any other key starts the count again.
  let capital = false;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Shift") return;
    capital = event.shiftKey;
    presses = 0;
  });
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") return;
    if (capital) {
      capital = false;
      return;
    }
    presses += 1;
    clearTimeout(timer);
    if (presses >= 3) return leave();
    timer = setTimeout(() => { presses = 0; voice.textContent = ""; }, 5000);
    voice.textContent = presses === 1 ? button.dataset.once : button.dataset.twice;
  });
  // A page kept by the browser must not come back covered, nor with what was typed.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
