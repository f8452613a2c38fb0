"use strict";
{
const form = document.querySelector("form[data-exit]");
const { more } = document.currentScript.dataset;
if (more) addEventListener("load", () => import(more));
if (form) {
const button = form.lastElementChild;
const own = form.elements.visit;
const voice = document.createElement("p");
voice.className = "hidden-text";
voice.setAttribute("role", "status");
document.body.append(voice);
const cover = document.createElement("div");
cover.className = "exit-cover";
const { navigation } = window;
let presses = 0;
let timer = 0;
let isOfAnother = false;
if (own && navigation) navigation.updateCurrentEntry({ state: own.value });
function leave() {
document.body.append(cover);
document.title = "";
voice.textContent = button.dataset.leaving;
const told = new FormData(form);
told.append("quiet", "yes");
if (navigation) navigation.entries().forEach((entry) => told.append("visit", entry.getState() || ""));
navigator.sendBeacon(form.action, told);
location.replace(form.dataset.exit);
}
form.addEventListener("submit", (event) => {
event.preventDefault();
leave();
});
document.addEventListener("keydown", (event) => {
const isShift = event.key === "Shift";
if (isShift ? event.altKey || event.ctrlKey || event.metaKey : event.shiftKey) isOfAnother = true;
else if (!isShift) isOfAnother = false;
if (isOfAnother || !isShift) presses = 0;
});
document.addEventListener("keyup", (event) => {
if (event.key !== "Shift") return;
clearTimeout(timer);
if (isOfAnother) {
isOfAnother = false;
return;
}
presses += 1;
if (presses > 2) return leave();
timer = setTimeout(() => { presses = 0; voice.textContent = ""; }, 5000);
voice.textContent = presses > 1 ? button.dataset.twice : button.dataset.once;
});
addEventListener("pageshow", (event) => {
if (!event.persisted) return;
if (cover.isConnected) location.replace(form.dataset.exit);
else location.reload();
});
}
}
