// Builds static/ from styles/: Sass, then our colours in place of govuk-frontend's, then a right-to-left twin; the one
// script of the pages that anybody may meet; and the reader of QR pictures, for browsers that have none: the package
// "qr", in one file.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import rtlcss from "rtlcss";
import * as sass from "sass";
import { checkContrast } from "./contrast.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const modules = join(root, "node_modules");
const DOOR_LIMIT = 9 * 1024; // bytes compressed: the whole first page must fit in 25 KB

// govuk-frontend's colour names -> the names in _colours.scss. Its fallbacks are dropped.
const COLOURS = {
  brand: "brand", text: "ink", "inverse-text": "on-brand", "template-background": "paper",
  "body-background": "paper", "print-text": "ink", "secondary-text": "muted", focus: "focus",
  "focus-text": "on-focus", error: "stop", success: "good", border: "line", "input-border": "edge",
  hover: "hover", link: "link", "link-visited": "link-visited", "link-hover": "link-hover",
  "link-active": "ink", "surface-background": "card", "surface-text": "ink", "surface-border": "line",
};

function compile(name) {
  const file = join(root, "styles", `${name}.scss`);
  return sass.compile(file, { loadPaths: [modules], style: "compressed", charset: false }).css;
}

// Shades govuk-frontend mixes itself.
const SHADES = { "#651b1b": "stop-strong", "#f3f3f3": "hover" };

function ownColours(css) {
  css = css.replaceAll("background-color:#fff}", "background-color:var(--card)}");
  for (const [shade, name] of Object.entries(SHADES)) css = css.replaceAll(shade, `var(--${name})`);
  return css.replace(/var\(--govuk-([a-z-]+)-colour,\s*#[0-9a-f]+\)/gi, (_, name) => {
    if (!(name in COLOURS)) throw new Error(`no colour of ours for govuk's "${name}"`);
    return `var(--${COLOURS[name]})`;
  });
}

// What the page already says once on <body>, and old prefixes.
function withoutRepeats(css) {
  return css
    .replace(/:root\{--govuk-frontend-version:[^}]*\}/g, "")
    .replace(/@media print\{\.govuk-[^{}]*\{[^{}]*\}\}/g, "")
    .replace(/font-family:[^;{}]*;-webkit-font-smoothing:antialiased;-moz-osx-font-smoothing:grayscale;?/g, "")
    .replace(/-webkit-clip-path:[^;}]*;|-ms-user-select:[^;}]*;?/g, "")
    .replace(/rgba\(0,0,0,0\)/g, "transparent")
    .replace(/[^{}]+\{\}/g, "");
}

function check(name, css) {
  const rules = css.replace(/:root\{[^}]*\}/g, "");
  const raw = rules.match(/#[0-9a-f]{3,8}\b(?![^{}]*\{)/gi);
  if (raw) throw new Error(`${name}: colours outside _colours.scss: ${[...new Set(raw)].join(" ")}`);
  const far = css.match(/url\([^)]*\)/g);
  if (far) throw new Error(`${name}: addresses, where none is fetched: ${far.join(" ")}`);
}

// The same two files for every page of the door: which of them was visited must not be readable from what a browser
// keeps. The first is all that a first page needs.
const SCRIPTS = { page: ["exit"], "page-more": ["line", "copy", "print", "record", "work"] };

function script(name) {
  const lines = readFileSync(join(root, "styles", "scripts", `${name}.js`), "utf8").split("\n");
  const kept = lines.map((line) => line.trim()).filter((line) => line && !line.startsWith("//"));
  // Each in a block of its own, so that none meets the names of another.
  return `{\n${kept.filter((line) => line !== '"use strict";').join("\n")}\n}\n`;
}

for (const [name, parts] of Object.entries(SCRIPTS)) {
  writeFileSync(join(root, "static", `${name}.js`), `"use strict";\n${parts.map(script).join("")}`);
}
checkContrast(compile("site"));
const fixes = compile("rtl");
// What the door's pages load has a name that tells nothing: a browser keeps it after its history is cleared.
for (const [source, name] of [["site", "site"], ["door", "page"]]) {
  const left = withoutRepeats(ownColours(compile(source)));
  const right = rtlcss.process(left) + fixes;
  for (const [file, css] of [[`${name}.css`, left], [`${name}.rtl.css`, right]]) {
    check(file, css);
    writeFileSync(join(root, "static", file), css + "\n");
    const small = Math.max(gzipSync(css, { level: 6 }).length, brotliCompressSync(css).length);
    console.log(`${file}: ${css.length} bytes, ${small} compressed`);
    if (source === "door" && small > DOOR_LIMIT) throw new Error(`${file} is over ${DOOR_LIMIT} bytes compressed`);
  }
}

const { version, license } = JSON.parse(readFileSync(join(modules, "qr", "package.json"), "utf8"));
const decoder = await build({
  stdin: { contents: 'export { decodeQR } from "qr/decode.js";', resolveDir: root },
  banner: { js: `// Built by "npm run build" from the package qr ${version}, ${license}, (c) Paul Miller.` },
  bundle: true, minify: true, format: "esm", target: "es2020", legalComments: "none", write: false,
});
const { contents } = decoder.outputFiles[0];
writeFileSync(join(root, "static", "qr-decoder.js"), contents);
console.log(`qr-decoder.js: ${contents.length} bytes, ${gzipSync(contents).length} compressed`);
