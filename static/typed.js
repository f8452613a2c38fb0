// Keep what somebody types until it is sent, and count letters near the limit. Without script forms are sent the same.
"use strict";
(() => {
  const told = document.querySelector("[data-typed]");
  if (!told) return;
  const texts = told.dataset;
  const EVERY_MS = 10_000;
  const PATIENCE_MS = 3_000;
  const SOON_MS = 1_500;
  const NEAR = 0.1; // of all the room there is
  const SECRET = new Set(["hidden", "password", "file"]);
  const inWords = new Intl.NumberFormat(document.documentElement.lang);

  function line(box) {
    const status = document.createElement("p");
    status.className = "govuk-hint typed";
    status.setAttribute("role", "status");
    box.after(status);
    return status;
  }

  function say(status, text) {
    // Not again and again: screen readers read every change aloud.
    if (status.textContent !== text) status.textContent = text;
  }

  // One form with a long text, and what of it is safe with us.
  class Writing {
    constructor(form, boxes) {
      this.form = form;
      this.status = line(boxes.at(-1));
      this.address = new URL(form.getAttribute("action") || "", location.href).pathname;
      // A form that came back is on this page alone: as good as changed.
      this.saved = this.address === texts.sent ? "" : this.typed().toString();
      this.isSending = false;
      this.running = null;
    }

    typed() {
      const fields = new URLSearchParams();
      for (const [name, value] of new FormData(this.form)) {
        const field = this.form.elements.namedItem(name);
        if (typeof value === "string" && !SECRET.has(field.type)) fields.append(name, value);
      }
      return fields;
    }

    get isDirty() {
      return !this.isSending && this.typed().toString() !== this.saved;
    }

    save(isLeaving = false) {
      // One after the other: an older text must not come in last.
      this.running = (this.running || Promise.resolve()).then(() => this.send(isLeaving));
      return this.running;
    }

    async send(isLeaving) {
      if (!this.isDirty) return;
      const fields = this.typed();
      const now = fields.toString();
      fields.set("_page", this.form.elements.namedItem("_page").value);
      fields.set("_address", this.address);
      try {
        const answer = await fetch(texts.typed, { method: "POST", body: fields, keepalive: isLeaving, redirect: "error" });
        if (answer.ok) await this.wasSaved(now, answer);
        else say(this.status, answer.status === 413 ? texts.tooLong : texts.refused);
      } catch {
        say(this.status, navigator.onLine ? texts.refused : texts.offline);
      }
    }

    async wasSaved(now, answer) {
      const { at } = await answer.json();
      this.saved = now;
      // English times end with a full stop of their own.
      say(this.status, at ? texts.saved.replace("{time}", at).replace("..", ".") : "");
    }
  }

  function count(box) {
    const room = Number(box.dataset.room);
    const status = line(box);
    let soon = 0;
    const tell = () => {
      // As the server counts: letters, not halves of them.
      const left = room - [...box.value].length;
      const text = left < 0 ? texts.over : left < room * NEAR ? texts.left : "";
      say(status, text.replace("{number}", inWords.format(Math.abs(left))));
    };
    box.addEventListener("input", () => {
      clearTimeout(soon);
      soon = setTimeout(tell, SOON_MS);
    });
    tell();
  }

  const writings = [];
  for (const form of document.forms) {
    const boxes = [...form.querySelectorAll("textarea:not([readonly])")];
    if (form.method !== "post" || !boxes.length || !form.elements.namedItem("_page")) continue;
    writings.push(new Writing(form, boxes));
    boxes.filter((box) => box.dataset.room).forEach(count);
  }
  if (!writings.length) return;

  function saveAll(isLeaving, ...but) {
    const open = writings.filter((each) => !but.includes(each));
    return open.filter((each) => each.isDirty).map((each) => each.save(isLeaving));
  }

  async function waitFor(saves) {
    const enough = new Promise((done) => setTimeout(done, PATIENCE_MS));
    await Promise.race([Promise.allSettled(saves), enough]);
  }

  setInterval(() => saveAll(false), EVERY_MS);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && saveAll(true));
  addEventListener("pagehide", () => saveAll(true));
  addEventListener("pageshow", () => writings.forEach((each) => (each.isSending = false)));

  // What is in another form of this page is safe before this one is sent; and nothing is kept of it after it was sent.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const own = writings.find((each) => each.form === form);
    const saves = saveAll(false, own);
    if (own?.running) saves.push(own.running);
    if (own) own.isSending = true;
    if (event.defaultPrevented || !saves.length || form.dataset.waited) return;
    event.preventDefault();
    form.dataset.waited = "yes";
    await waitFor(saves);
    form.requestSubmit(event.submitter);
    delete form.dataset.waited;
  });

  // Another language is another page: what is typed is safe before it opens, and is offered there.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[hreflang]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const saves = saveAll(false);
    if (!saves.length) return;
    event.preventDefault();
    await waitFor(saves);
    location.assign(link.href);
  });
})();
