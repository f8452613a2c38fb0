// On the page that asks for a code: offers to read its picture, from the camera or from a photo. The reader is fetched
// only when somebody asks for it. Without script the code is typed.
"use strict";
(() => {
  const scan = document.querySelector("[data-scan]");
  if (!scan || !window.createImageBitmap) return;
  const [start, photo] = ["start", "photo"].map((name) => scan.querySelector(`[data-scan-${name}]`));
  const status = scan.querySelector("[data-scan-status]");
  const reader = async (use) => {
    try {
      use(await import(scan.dataset.reader));
    } catch {
      status.textContent = scan.dataset.failed;
    }
  };
  start.hidden = !navigator.mediaDevices;
  start.addEventListener("click", () => reader(({ watch }) => watch(scan)));
  photo.addEventListener("change", () => photo.files.length && reader(({ look }) => look(scan, photo.files[0])));
  scan.hidden = false;
})();
