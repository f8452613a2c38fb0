// Returns a line for everything that hostile words have brought about on this page.
(() => {
  const found = new Set();
  const wide = document.documentElement.clientWidth;
  const name = (part) => `${part.localName}${part.className && !part.closest("svg") ? `.${part.className}` : ""}`;
  const cuts = (part) => getComputedStyle(part).overflowX !== "visible";
  // Nothing came alive.
  if (window.ran) found.add("a script ran");
  const strange = "iframe, object, embed, base, style, marquee, meta[http-equiv], script:not([src]), form form, main link";
  for (const part of document.querySelectorAll(strange)) found.add(`there is ${name(part)}`);
  for (const part of document.querySelectorAll("*")) {
    for (const { name: key, value } of part.attributes) {
      if (key.startsWith("on") || key === "style" || key === "srcdoc") found.add(`${name(part)} has ${key}`);
      if (!["href", "src", "action", "formaction", "data", "background"].includes(key)) continue;
      // Who helps at once may be called, written to and visited.
      if (key === "href" && part.closest(".help-lines") && /^(tel:|sms:|https:\/\/999bsl\.co\.uk\/$)/.test(value)) continue;
      // A meeting may be put into a calendar elsewhere; what somebody wrote is encoded in the query.
      if (key === "href" && /^https:\/\/(calendar\.google\.com|outlook\.(live|office)\.com)\/calendar\//.test(value)) continue;
      if (new URL(value, location.href).origin !== location.origin) found.add(`${name(part)} leads to ${value}`);
    }
  }
  // Nothing runs out of the window.
  if (document.documentElement.scrollWidth > wide + 1) found.add(`the page is ${document.documentElement.scrollWidth} wide`);
  const inside = (box, left, right) => box.width <= 1 || (box.left >= left - 2 && box.right <= right + 2);
  for (const part of document.querySelectorAll("main *")) {
    if (part.closest("svg, .hidden-text, .trap, .table-box") || getComputedStyle(part).position === "absolute") continue;
    if (!inside(part.getBoundingClientRect(), 0, wide)) found.add(`${name(part)} hangs out of the window`);
  }
  // No letter leaves its box, and none of our own words is turned round by those beside it.
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const left = (text, place) => {
    range.setStart(text, place);
    range.setEnd(text, place + 1);
    return range.getBoundingClientRect();
  };
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const parent = text.parentElement;
    if (!text.data.trim() || parent.closest("svg, .hidden-text, .trap, .table-box, option, textarea")) continue;
    let box = parent;
    while (getComputedStyle(box).display.startsWith("inline") && !cuts(box)) box = box.parentElement;
    const cut = box.closest(".words");
    if (cut && !cuts(cut)) found.add("what is piled on letters is not cut off");
    const around = box.getBoundingClientRect();
    range.selectNodeContents(text);
    const lines = [...range.getClientRects()];
    if (!cuts(box) && !cut && lines.some((line) => !inside(line, around.left, around.right))) {
      found.add(`letters hang out of ${name(box)}: ${text.data.trim().slice(0, 40)}`);
    }
    const own = /[A-Za-z]{2}/.exec(text.data);
    if (!own || text.data.includes("mark") || text.data.includes("turned")) continue;
    const [first, second] = [left(text, own.index), left(text, own.index + 1)];
    if (Math.abs(first.top - second.top) < 2 && first.left > second.left + 0.5) {
      found.add(`turned round: ${text.data.trim().slice(0, 60)}`);
    }
  }
  return [...found];
})()
