"""Take the pictures of the README from a running demo, with the Chromium on PATH, into docs/pictures/.

Usage: `python scripts/pictures.py [ADDRESS [DATA_DIR]]`, by default http://127.0.0.1:8000 and var. Start the demo with
`make run-fresh` first: the pictures show its story, and codes to come back with are read from DATA_DIR/demo-codes.txt.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
# Pixels.
WIDE = 1280
NARROW = 390
TALLEST = 1400
# All pictures together: the README is read over slow connections too.
MAX_TOTAL_BYTES = 1_500_000


@dataclass(frozen=True)
class Demo:
    """A running demo: its address, codes by language and the password of its people."""

    address: str
    codes: dict[str, str]
    password: str


def door(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}/es/feedback/")
    page.locator("button[value=begin]").click()


def code(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}/en/feedback/")
    page.locator("button[value=begin]").click()
    page.locator("#id_text").fill("The letter was three pages long and I could not find the date in it.")
    page.locator("button[value=words]").click()
    page.locator("button[value=code]").click()


def conversation(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}/ar/feedback/1/")
    page.locator("#id_code").fill(demo.codes["ar"])
    page.locator("main form button[type=submit]").first.click()


def home(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}/en/")


def change(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}/en/changes/")
    page.locator("main .card a").first.click()


def _signed_in(page: Page, demo: Demo, role: str, path: str) -> None:
    # Without `?lang=` the pages would be in the language that the person chose for themselves (ADR 6).
    page.goto(f"{demo.address}/accounts/login/?lang=en")
    page.locator("input[name=login]").fill(f"{role}@demo.example")
    page.locator("input[name=password]").fill(demo.password)
    page.locator("input[name=password]").press("Enter")
    # The next page asked for any sooner would be answered to somebody who is not signed in yet.
    page.wait_for_url(lambda address: "/accounts/login/" not in address)
    page.goto(f"{demo.address}{path}")


def desk(page: Page, demo: Demo) -> None:
    _signed_in(page, demo, "reader", "/desk/")


def meeting(page: Page, demo: Demo) -> None:
    _signed_in(page, demo, "chair", "/meetings/")
    page.locator("main .card a, main h2 a, main h3 a").first.click()


SHOTS: dict[str, tuple[int, str, Callable[[Page, Demo], None]]] = {
    "home": (WIDE, "en", home),
    "door": (NARROW, "es", door),
    "code": (NARROW, "en", code),
    "conversation": (NARROW, "ar", conversation),
    "desk": (WIDE, "en", desk),
    "meeting": (WIDE, "en", meeting),
    "change": (WIDE, "en", change),
}


def take(browser: Browser, demo: Demo, name: str) -> None:
    width, language, walk = SHOTS[name]
    context = browser.new_context(
        viewport={"width": width, "height": 800}, locale=language, color_scheme="light", reduced_motion="reduce"
    )
    page = context.new_page()
    walk(page, demo)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement?.blur(); window.scrollTo(0, 0)")
    height = min(int(page.evaluate("document.documentElement.scrollHeight")), TALLEST)
    clip = {"x": 0, "y": 0, "width": width, "height": height}
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True, clip=clip)  # type: ignore[arg-type]
    context.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("address", nargs="?", default="http://127.0.0.1:8000")
    parser.add_argument("data_dir", nargs="?", default=ROOT / "var", type=Path)
    arguments = parser.parse_args()
    # A code is nowhere in the database: those of the demo are written down when its story is told.
    lines = (arguments.data_dir / "demo-codes.txt").read_text(encoding="ascii").splitlines()
    codes = {line[:2]: line[2:].strip() for line in lines}
    demo = Demo(arguments.address.rstrip("/"), codes, os.environ.get("DEMO_PASSWORD") or "demo-only-passphrase")
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        sys.exit("A Chromium on PATH is needed for this: apt-get install chromium")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        for name in SHOTS:
            take(browser, demo, name)
            print(f"{name}.png {(PICTURES / f'{name}.png').stat().st_size / 1000:.0f} kB", flush=True)
        browser.close()
    total = sum(path.stat().st_size for path in PICTURES.glob("*.png"))
    if total > MAX_TOTAL_BYTES:
        sys.exit(f"Together the pictures are {total / 1e6:.1f} MB: too much for a README.")


if __name__ == "__main__":
    main()
