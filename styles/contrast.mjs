// Stops the build when a pair of colours is too close: 4.5 for text, 3 for borders and shapes (WCAG 1.4.3 and 1.4.11).
const TEXT = [
  ["ink", "paper"], ["ink", "card"], ["ink", "band"], ["ink", "hover"], ["muted", "paper"], ["muted", "card"],
  ["link", "paper"], ["link", "card"], ["link", "band"], ["link-hover", "paper"], ["link-visited", "paper"],
  ["link-visited", "card"], ["link-visited", "band"], ["on-brand", "brand"], ["on-brand", "brand-strong"],
  ["on-stop", "stop"], ["on-stop", "stop-strong"], ["stop", "paper"], ["stop", "card"], ["stop", "stop-paper"],
  ["good", "good-paper"], ["attention", "attention-paper"], ["waiting", "waiting-paper"], ["plum", "paper"],
  ["plum", "card"], ["on-focus", "focus"], ["link", "attention-paper"], ["link", "waiting-paper"],
  ["link", "good-paper"], ["link", "stop-paper"], ["ink", "stop-paper"], ["ink", "good-paper"],
  ["ink", "attention-paper"], ["ink", "waiting-paper"], ["brand", "paper"], ["brand", "card"],
];
const SHAPES = [["edge", "paper"], ["edge", "card"], ["brand", "card"], ["good", "card"], ["plum", "band"]];

function light(hex) {
  const long = hex.length === 4 ? hex.replace(/[0-9a-f]/gi, "$&$&") : hex;
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = parseInt(long.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(one, other) {
  const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

export function checkContrast(css) {
  const palettes = [...css.matchAll(/:root\{([^}]*--paper[^}]*)\}/g)].map(([, rules]) =>
    Object.fromEntries([...rules.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{3,6})/gi)].map(([, name, hex]) => [name, hex])),
  );
  if (palettes.length !== 2) throw new Error("expected a palette for the day and one for the night");
  const wrong = palettes.flatMap((colours, at) =>
    [...TEXT.map((pair) => [pair, 4.5]), ...SHAPES.map((pair) => [pair, 3])]
      .map(([[one, other], least]) => [one, other, ratio(colours[one], colours[other]), least])
      .filter(([, , found, least]) => found < least)
      .map(([one, other, found]) => `${at ? "night" : "day"}: ${one} on ${other} is ${found.toFixed(2)}`),
  );
  if (wrong.length) throw new Error(`too little contrast:\n${wrong.join("\n")}`);
}
