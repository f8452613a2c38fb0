// A box for one line: Enter, or "Go" on a phone, presses the first button of its form, as in any box for one line.
"use strict";
document.addEventListener("beforeinput", (event) => {
  const box = event.target;
  if (!/^insert(LineBreak|Paragraph)$/.test(event.inputType) || !box.matches("textarea[data-line]")) return;
  event.preventDefault();
  box.form.requestSubmit([...box.form.elements].find((each) => each.type === "submit"));
});
