"""The picture of a code is read by the page that asks for it: from the camera, from a photo, and nothing is sent."""

from __future__ import annotations

import datetime
import io
import uuid
from pathlib import Path
from typing import Any

import pytest
import segno
from PIL import Image
from playwright.sync_api import FilePayload, Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from feedback import actions, codes
from tests.feedback.conftest import MonthKey
from tests.feedback.conversations import content
from tests.rig.browser import Browser

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]
WITHOUT_OWN_READER = "delete window.BarcodeDetector"


def picture(text: str, *, turned: float = 0) -> Image.Image:
    """Return a photo of a QR picture, grey around it, perhaps not held straight."""
    stream = io.BytesIO()
    segno.make_qr(text, error="m").save(stream, kind="png", scale=8, border=4)
    drawn = Image.open(stream).convert("L").rotate(turned, expand=True, fillcolor=255)
    photo = Image.new("L", (640, 480), 200)
    photo.paste(drawn, ((640 - drawn.width) // 2, (480 - drawn.height) // 2))
    return photo


def film(photo: Image.Image, path: Path) -> Path:
    """Write a film of one picture, as Chromium's pretended camera reads it."""
    grey = bytes([128]) * (photo.width * photo.height // 2)
    header = f"YUV4MPEG2 W{photo.width} H{photo.height} F10:1 Ip A1:1 C420jpeg\nFRAME\n"
    path.write_bytes(header.encode() + photo.tobytes() + grey)
    return path


def jpeg(photo: Image.Image) -> FilePayload:
    stream = io.BytesIO()
    photo.save(stream, "JPEG", quality=70)
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": stream.getvalue()}


@pytest.fixture
def code(month_key: MonthKey) -> str:
    """A code that opens something."""
    code = codes.new()
    today = datetime.datetime.now(tz=datetime.UTC).date()
    actions.submit(content=content(text="Nobody came."), code=code, submission=uuid.uuid4(), on=today)
    return code


def arrive(browser: Browser, server: LiveServer, **options: Any) -> tuple[Page, list[Request]]:
    page = browser.page(base_url=server.url, width=360, **options)
    page.add_init_script(WITHOUT_OWN_READER)
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - Playwright wants a function
    page.goto("/en/feedback/return/")
    return page, asked


def scripts(asked: list[Request]) -> list[str]:
    names = [request.url.rpartition("/")[2] for request in asked]
    return sorted(name for name in names if name in {"scan-reader.js", "qr-decoder.js"})


def test_photo_of_the_picture_opens_what_its_code_opens_and_is_not_sent(
    browser: Browser, live_server: LiveServer, code: str
) -> None:
    page, asked = arrive(browser, live_server)
    assert scripts(asked) == []
    page.set_input_files("#scan-photo", jpeg(picture(codes.in_picture(code), turned=7)))
    expect(page.locator("h1")).to_have_text("Your feedback")
    assert scripts(asked) == ["qr-decoder.js", "scan-reader.js"]
    posted = [len(request.post_data_buffer or b"") for request in asked if request.method == "POST"]
    # The code, and the sealed number of the visit: some two thousand bytes, a tenth of the photograph.
    assert [size < 3000 for size in posted] == [True]
    assert {request.method for request in asked} == {"GET", "POST"}


def test_reader_of_the_browser_itself_is_used_where_there_is_one(
    browser: Browser, live_server: LiveServer, code: str
) -> None:
    page, asked = arrive(browser, live_server)
    page.evaluate(
        """text => { window.BarcodeDetector = class {
             static async getSupportedFormats() { return ["qr_code"]; }
             async detect() { return [{ rawValue: text }]; }
           }; }""",
        codes.in_picture(code),
    )
    page.set_input_files("#scan-photo", jpeg(Image.new("L", (64, 64), 200)))
    expect(page.locator("h1")).to_have_text("Your feedback")
    assert scripts(asked) == ["scan-reader.js"]


def test_photo_without_a_code_is_said_and_the_page_stays(browser: Browser, live_server: LiveServer, code: str) -> None:
    page, _asked = arrive(browser, live_server)
    status = page.locator("[data-scan-status]")
    page.set_input_files("#scan-photo", jpeg(Image.new("L", (640, 480), 200)))
    expect(status).to_contain_text("We found no code in this photo.")
    page.set_input_files("#scan-photo", jpeg(picture("https://elsewhere.example/")))
    expect(status).to_contain_text("This is another picture.")
    page.set_input_files("#scan-photo", {"name": "x.heic", "mimeType": "image/heic", "buffer": b"nothing"})
    expect(status).to_contain_text("Your browser cannot open this photo.")
    assert page.locator("[name=code]").input_value() == ""


def test_camera_that_sees_the_picture_opens_what_its_code_opens(
    browser: Browser, live_server: LiveServer, tmp_path: Path, code: str
) -> None:
    sees = browser.that_sees(film(picture(codes.in_picture(code)), tmp_path / "code.y4m"))
    page, asked = arrive(sees, live_server)
    page.click("[data-scan-start]")
    expect(page.locator("h1")).to_have_text("Your feedback")
    assert scripts(asked) == ["qr-decoder.js", "scan-reader.js"]


def test_without_script_the_code_is_typed_and_no_camera_is_offered(browser: Browser, live_server: LiveServer) -> None:
    page = browser.page(base_url=live_server.url, javascript=False)
    page.goto("/en/feedback/return/")
    expect(page.locator("[data-scan]")).to_be_hidden()
    expect(page.locator("[name=code]")).to_be_visible()


def test_what_the_picture_holds_can_be_typed_too() -> None:
    code = codes.new()
    assert codes.read(codes.in_picture(code)) == code
    assert codes.read(codes.shown(code)) == code
