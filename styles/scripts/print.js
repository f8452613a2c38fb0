// Shows the button that prints this page. Without script the browser's own print command does it.
"use strict";
for (const button of document.querySelectorAll("[data-print-page]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
