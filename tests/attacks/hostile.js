// Returns a line for everything on a page that hostile words have brought about, or nothing.
(() => {
  const found = [];
  const name = (part) => part.tagName.toLowerCase() + (part.className ? `.${part.className}` : "");
  if (window.ran) found.push("a script ran");
  for (const part of document.querySelectorAll("*")) {
    for (const { name: key, value } of part.attributes) {
      if (key.startsWith("on")) found.push(`${name(part)} has ${key}`);
      if (key === "style") found.push(`${name(part)} has a style`);
      if (/^(href|src|action|formaction|data|srcdoc)$/.test(key) && !/^(\/|#|tel:|\?|$)/.test(value)
        && new URL(value, location.href).origin !== location.origin) found.push(`${name(part)} leads to ${value}`);
    }
  }
  const strange = document.querySelectorAll("iframe, object, embed, base, style, main svg script, main > script, marquee, form form");
  for (const part of strange) found.push(`there is ${name(part)}`);
  for (const script of document.scripts) if (!script.src) found.push("there is a script without an address");
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > wide + 1) found.push(`the page is ${document.documentElement.scrollWidth} wide`);
  // A box is left only where it says that it scrolls or cuts off, or where it is hidden for the eye.
  const scrolls = (part) => getComputedStyle(part).overflowX !== "visible";
  for (const part of document.querySelectorAll("main *")) {
    const box = part.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1 || part.closest("svg, .hidden-text")) continue;
    let above = part.parentElement;
    while (above.tagName !== "MAIN" && !scrolls(above) && getComputedStyle(above).display.startsWith("inline")) above = above.parentElement;
    if (scrolls(above)) continue;
    const around = above.getBoundingClientRect();
    if (box.left < around.left - 2 || box.right > around.right + 2) {
      if (box.left < -1 || box.right > wide + 1) found.push(`${name(part)} hangs out of ${name(above)}`);
    }
  }
  // Letters themselves, which may hang out of a box that is wide enough; and our own words, which may be turned round.
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const parent = text.parentElement;
    if (!text.data.trim() || parent.closest("svg, .hidden-text, script, option, textarea")) continue;
    const scrolling = parent.closest(".table-box");
    range.selectNodeContents(text);
    for (const box of range.getClientRects()) {
      if (!scrolling && box.width > 1 && (box.left < -1 || box.right > wide + 1)) found.push(`letters of ${name(parent)} hang out: ${text.data.slice(0, 40)}`);
    }
    const own = /[A-Za-z]{2}/.exec(text.data);
    if (!own || /mark|turned/.test(text.data)) continue;
    const at = (place) => { range.setStart(text, place); range.setEnd(text, place + 1); return range.getBoundingClientRect(); };
    const [first, second] = [at(own.index), at(own.index + 1)];
    if (Math.abs(first.top - second.top) < 2 && first.left > second.left + 0.5) found.push(`turned round: ${text.data.trim().slice(0, 60)}`);
  }
  return [...new Set(found)];
})()
