// Reads the picture of a code, in this page alone: no picture leaves the device. What was read is put where the code is
// typed, and the button is pressed. The browser's own reader does it, or else the one beside this file.
const SIDES = [1600, 800, 2800]; // of a photo, in pixels: a small picture is read fastest, a large one if it must be
const PAUSE_MS = 200; // between two looks through the camera
let camera = null;

async function decoder(scan) {
  try {
    const formats = await BarcodeDetector.getSupportedFormats();
    if (formats.includes("qr_code")) {
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      return async (canvas) => (await detector.detect(canvas))[0]?.rawValue;
    }
  } catch {
    // This browser has none.
  }
  const { decodeQR } = await import(scan.dataset.decoder);
  return (canvas) => {
    const { width, height } = canvas;
    try {
      return decodeQR(canvas.getContext("2d", { willReadFrequently: true }).getImageData(0, 0, width, height));
    } catch {
      return "";
    }
  };
}

// The code in what a picture holds, "" where it holds something else.
function codeIn(text) {
  const code = (text ?? "").replace(/^code:/i, "").replace(/[^0-9a-z]/gi, "");
  return code.length === 20 ? code : "";
}

function say(scan, name) {
  scan.querySelector("[data-scan-status]").textContent = scan.dataset[name];
}

// Returns whether it was a code, and opens what it opens.
function use(scan, text) {
  const code = codeIn(text);
  if (!code) {
    if (text) say(scan, "other");
    return false;
  }
  stop(scan);
  const field = document.querySelector("[name=code]");
  field.value = code;
  say(scan, "found");
  field.form.requestSubmit();
  return true;
}

function drawn(source, width, height, longest) {
  const scale = Math.min(1, longest / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext("2d", { willReadFrequently: true }).drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}

export async function look(scan, file) {
  say(scan, "looking");
  const decode = await decoder(scan);
  try {
    const picture = await createImageBitmap(file);
    for (const side of SIDES) {
      const text = await decode(drawn(picture, picture.width, picture.height, side));
      if (text) return void use(scan, text);
    }
    say(scan, "nothing");
  } catch {
    say(scan, "unreadable");
  }
}

function stop(scan) {
  if (!camera) return;
  for (const track of camera.getTracks()) track.stop();
  camera = null;
  scan.querySelector("[data-scan-view]").hidden = true;
}

export async function watch(scan) {
  if (camera) return;
  const view = scan.querySelector("[data-scan-view]");
  const video = view.querySelector("video");
  say(scan, "asking");
  const decode = await decoder(scan);
  try {
    camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    return say(scan, "refused");
  }
  video.srcObject = camera;
  view.hidden = false;
  view.querySelector("#scan-stop").onclick = () => {
    stop(scan);
    say(scan, "stopped");
  };
  say(scan, "watching");
  await video.play();
  while (camera) {
    const text = await decode(drawn(video, video.videoWidth, video.videoHeight, 800));
    if (camera && use(scan, text)) return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

addEventListener("pagehide", () => stop(document.querySelector("[data-scan]")));
