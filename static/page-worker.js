// Looks for a number whose SHA-256 together with the salt is rare: one in `difficulty` is. Many at a time, because each
// hash is worth less than asking for it.
"use strict";
const AT_ONCE = 512;
addEventListener("message", async ({ data: { salt, difficulty } }) => {
  const encoder = new TextEncoder();
  const below = Math.floor(2 ** 32 / difficulty);
  for (let start = 0; ; start += AT_ONCE) {
    const hashes = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) => crypto.subtle.digest("SHA-256", encoder.encode(`${salt}:${start + index}`))),
    );
    const found = hashes.findIndex((hash) => new DataView(hash).getUint32(0) < below);
    if (found >= 0) return postMessage(String(start + found));
  }
});
