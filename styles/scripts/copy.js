// Shows the "copy" and "print" buttons beside a private code, but not on a tablet that many people share. Without script
// they stay hidden and nothing is missing.
"use strict";
const isShared = document.querySelector("dialog[data-kiosk]");
for (const receipt of isShared ? [] : document.querySelectorAll(".receipt")) {
  const source = receipt.querySelector("[data-copy-source]");
  const actions = receipt.querySelector("[data-copy-actions]");
  const status = receipt.querySelector("[data-copy-status]");
  const copy = receipt.querySelector("[data-copy]");
  actions.hidden = false;
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      status.textContent = copy.dataset.copied;
    } catch {
      getSelection().selectAllChildren(source);
      status.textContent = copy.dataset.failed;
    }
  });
  receipt.querySelector("[data-print]").addEventListener("click", () => print());
}
