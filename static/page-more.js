"use strict";
{
document.addEventListener("beforeinput", (event) => {
const box = event.target;
if (!/^insert(LineBreak|Paragraph)$/.test(event.inputType) || !box.matches("textarea[data-line]")) return;
event.preventDefault();
box.form.requestSubmit([...box.form.elements].find((each) => each.type === "submit"));
});
}
{
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
}
{
for (const button of document.querySelectorAll("[data-print-page]")) {
button.hidden = false;
button.addEventListener("click", () => print());
}
}
{
for (const field of document.querySelectorAll("input[data-largest]")) {
const said = document.createElement("p");
said.id = `${field.id}_too_large`;
said.className = "govuk-error-message";
said.setAttribute("role", "alert");
field.before(said);
field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${said.id}`.trim());
const megabytes = (bytes) =>
new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(bytes / 2 ** 20);
field.addEventListener("change", () => {
const size = field.files[0]?.size ?? 0;
const largest = Number(field.dataset.largest);
said.textContent = size > largest
? field.dataset.tooLarge.replace("{size}", megabytes(size)).replace("{largest}", megabytes(largest))
: "";
if (size > largest) field.value = "";
});
}
(() => {
const recorder = document.querySelector("[data-recorder]");
const field = recorder && document.getElementById(recorder.dataset.field);
if (!field || !window.MediaRecorder || !window.DataTransfer || !navigator.mediaDevices) return;
const part = (name) => recorder.querySelector(`[data-${name}]`);
const [record, stop, again, away] = ["record", "stop", "again", "throw"].map(part);
const [status, sound, level, time, seconds] = ["status", "sound", "level", "time", "seconds"].map(part);
const texts = recorder.dataset;
const kinds = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus", "audio/webm"];
const most = Number(texts.mostSeconds);
const LAST_MINUTE = most - 60;
const QUIET = 0.02; // of full loudness; under it for three seconds we say that nothing can be heard
let running = null;
let asking = false;
function say(text) {
if (status.textContent !== text) status.textContent = text;
}
function show(...parts) {
for (const each of [record, stop, again, away, sound, level, time]) each.hidden = !parts.includes(each);
}
function put(file) {
const transfer = new DataTransfer();
if (file) transfer.items.add(file);
field.files = transfer.files;
}
function forget() {
if (sound.src) URL.revokeObjectURL(sound.src);
sound.removeAttribute("src");
}
function ears(stream) {
const context = new AudioContext();
const analyser = context.createAnalyser();
context.createMediaStreamSource(stream).connect(analyser);
const samples = new Float32Array(analyser.fftSize);
return {
loudness() {
analyser.getFloatTimeDomainData(samples);
return Math.min(1, 3 * Math.sqrt(samples.reduce((sum, each) => sum + each * each, 0) / samples.length));
},
close: () => context.close(),
};
}
function watch() {
const { hear, began } = running;
const passed = Math.floor((performance.now() - began) / 1000);
seconds.textContent = `${Math.floor(passed / 60)}:${String(passed % 60).padStart(2, "0")}`;
level.value = hear.loudness();
if (level.value > QUIET) running.heard = passed;
const isQuiet = passed - running.heard >= 3;
say(isQuiet ? texts.quiet : passed >= LAST_MINUTE ? texts.lastMinute : texts.running);
if (passed >= most) end(texts.full);
}
async function start() {
if (running || asking) return;
forget();
put(null);
say(texts.asking);
asking = true;
let stream;
try {
stream = await navigator.mediaDevices.getUserMedia({ audio: true });
} catch {
show(record);
return say(texts.refused);
} finally {
asking = false;
}
const mimeType = kinds.find((kind) => MediaRecorder.isTypeSupported(kind));
const media = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: 32000 });
const pieces = [];
running = { stream, media, hear: ears(stream), began: performance.now(), heard: 0, said: "", given: true };
media.addEventListener("dataavailable", (event) => pieces.push(event.data));
media.addEventListener("stop", () => done(new Blob(pieces, { type: media.mimeType })));
media.start();
running.timer = setInterval(watch, 200);
show(stop, level, time);
say(texts.running);
stop.focus();
}
function end(text) {
if (!running || running.media.state === "inactive") return;
running.said = text;
clearInterval(running.timer);
running.media.stop();
running.stream.getTracks().forEach((track) => track.stop());
running.hear.close();
}
function done(blob) {
const { said, given } = running;
running = null;
if (!given) return;
put(new File([blob], "recording", { type: blob.type }));
sound.src = URL.createObjectURL(blob);
show(sound, again, away);
say(said);
again.focus();
}
record.addEventListener("click", start);
again.addEventListener("click", start);
stop.addEventListener("click", () => end(texts.ready));
away.addEventListener("click", () => {
forget();
put(null);
show(record);
say(texts.thrown);
record.focus();
});
field.addEventListener("change", () => {
if (running) running.given = false;
end("");
forget();
show(record);
say("");
});
field.form.addEventListener("submit", (event) => {
if (!running) return;
event.preventDefault();
end(texts.stopped);
});
addEventListener("pagehide", () => end(""));
show(record);
recorder.hidden = false;
})();
}
{
(() => {
const form = document.querySelector("form[data-work]");
if (!form) return;
const { work, salt, difficulty, seconds } = form.dataset;
const status = form.querySelector("[data-ready]");
const timer = setTimeout(ready, seconds * 1000);
function ready() {
clearTimeout(timer);
status.textContent = status.dataset.ready;
for (const waiting of document.querySelectorAll("[data-wait]")) waiting.hidden = true;
}
const own = { createScriptURL: (address) => address };
const address = window.trustedTypes ? trustedTypes.createPolicy("work", own).createScriptURL(work) : work;
const worker = new Worker(address);
worker.addEventListener("message", ({ data }) => {
worker.terminate();
form.elements.work.value = data;
ready();
});
worker.postMessage({ salt, difficulty: Number(difficulty) });
})();
}
