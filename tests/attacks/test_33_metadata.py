"""Attack 33: what a file says about its maker. Nothing of it survives, and what it shows or says stays the same."""

from __future__ import annotations

import datetime
import io
import struct
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pypdfium2
import pytest
import time_machine
from PIL import Image

from sanitiser import check, documents, images
from sanitiser.kinds import MAX_EDGE, detect
from sanitiser.run import Cleaned, clean
from tests.attacks import corpus
from tests.attacks.corpus import Specimen, pictures, sounds
from tests.attacks.corpus import documents as paper
from tests.attacks.corpus.pictures import SECRET

# One process for all of them: to draw every specimen takes longer than any test of what was drawn.
pytestmark = [pytest.mark.long, pytest.mark.xdist_group("specimens"), pytest.mark.slow]
BEGUN = time.time()
ONE_OF_EACH = ("jpeg com", "png glass", "pdf info", "m4a tags")


@pytest.fixture(scope="module")
def specimens() -> list[Specimen]:
    made = (pictures.jpegs, pictures.pngs, pictures.webps, pictures.heics, paper.pdfs, sounds.sounds)
    return [specimen for maker in made for specimen in maker()]


@pytest.fixture(scope="module")
def cleaned(specimens: list[Specimen]) -> dict[str, Cleaned]:
    with ThreadPoolExecutor(2) as pool:
        return dict(zip((s.name for s in specimens), pool.map(lambda s: clean(s.data), specimens), strict=True))


def page(data: bytes) -> Image.Image:
    shown: Image.Image = pypdfium2.PdfDocument(data)[0].render(scale=1).to_pil()
    return shown


def loudness(data: bytes) -> tuple[float, float]:
    """Return the mean level of a sound and how often a second it crosses zero."""
    raw = sounds.ffmpeg("-i", "pipe:0", "-ac", "1", "-ar", "48000", "-f", "s16le", "pipe:1", data=data)
    values = struct.unpack(f"<{len(raw) // 2}h", raw)
    middle = values[24000:72000]
    crossings = sum(a < 0 <= b for a, b in pairwise(middle))
    return sum(abs(value) for value in middle) / len(middle), crossings


def test_every_specimen_holds_its_canary(specimens: list[Specimen]) -> None:
    assert len(specimens) >= 60
    assert len({s.name for s in specimens}) == len(specimens)
    assert [s.name for s in specimens if not corpus.holds(s.data, s.needles)] == []


def test_every_specimen_is_drawn_anew(cleaned: dict[str, Cleaned]) -> None:
    assert {name: done.why for name, done in cleaned.items() if not done.ok} == {}
    assert {done.type for done in cleaned.values()} == {"image/jpeg", "image/png", "application/pdf", "audio/ogg"}


def test_no_canary_survives(specimens: list[Specimen], cleaned: dict[str, Cleaned]) -> None:
    found = [s.name for s in specimens if corpus.holds(cleaned[s.name].data, (*s.needles, SECRET))]
    assert found == []


def test_pictures_stay_the_same_and_stand_upright(specimens: list[Specimen], cleaned: dict[str, Cleaned]) -> None:
    alike = {
        s.name: corpus.similarity(s.shows, Image.open(io.BytesIO(cleaned[s.name].data)).convert(s.shows.mode))
        for s in specimens
        if s.shows
    }
    assert len(alike) >= 40
    assert {name: value for name, value in alike.items() if value < 0.98} == {}


def test_pages_stay_the_same(specimens: list[Specimen], cleaned: dict[str, Cleaned]) -> None:
    alike = {
        s.name: corpus.similarity(page(s.data), page(cleaned[s.name].data))
        for s in specimens
        if s.name.startswith("pdf")
    }
    assert len(alike) >= 20
    assert {name: value for name, value in alike.items() if value < 0.98} == {}


def test_sounds_stay_as_long_and_as_loud(specimens: list[Specimen], cleaned: dict[str, Cleaned]) -> None:
    spoken = {s.name: cleaned[s.name] for s in specimens if s.seconds}
    assert len(spoken) >= 20
    assert {name: done.amount for name, done in spoken.items() if not 2 <= done.amount <= 3} == {}
    level, pitch = loudness(next(s.data for s in specimens if s.name == "wav tags"))
    for name in ("wav tags", "m4a tags", "webm tags", "mp3 tags"):
        heard = loudness(spoken[name].data)
        assert heard[0] == pytest.approx(level, rel=0.15), name
        assert heard[1] == pytest.approx(pitch, abs=2), name


@pytest.mark.parametrize(("voice", "factor"), [("higher", 1.25), ("lower", 0.8)])
def test_a_voice_is_moved_and_stays_as_long(voice: str, factor: float) -> None:
    done = clean(sounds.tone("wav"), voice=voice)
    assert 2 <= done.amount <= 3
    assert loudness(done.data)[1] == pytest.approx(sounds.HERTZ * factor, rel=0.02)


def test_a_picture_outside_the_list_is_refused() -> None:
    assert {s.name: clean(s.data).why for s in pictures.not_taken()} == dict.fromkeys(
        ("gif comment", "tiff artist", "svg"), "unknown_kind"
    )


def test_colours_under_glass_are_wiped() -> None:
    glass = Image.new("RGBA", (64, 64), (201, 202, 203, 0))
    glass.paste((1, 2, 3, 255), (0, 0, 8, 8))
    drawn = Image.open(io.BytesIO(clean(pictures.encoded(glass, "PNG")).data))
    assert sorted(colour for _, colour in drawn.getcolors() or []) == [(0, 0, 0, 0), (1, 2, 3, 255)]


def test_sixteen_bits_do_not_turn_white() -> None:
    grey = Image.new("I;16", (16, 16), 0x8000)
    drawn = Image.open(io.BytesIO(clean(pictures.encoded(grey, "PNG")).data))
    assert drawn.getpixel((8, 8)) == (128, 128, 128)


def test_a_large_picture_is_made_smaller() -> None:
    wide = pictures.encoded(Image.new("RGB", (5000, 1000), "teal"), "JPEG")
    assert Image.open(io.BytesIO(clean(wide).data)).size == (MAX_EDGE, round(MAX_EDGE / 5))


def test_the_hour_leaves_no_mark(specimens: list[Specimen], cleaned: dict[str, Cleaned]) -> None:
    """Another hour in this process, and at least another second in the child's: the bytes are the same."""
    upload = {s.name: s.data for s in specimens}
    picture, document = upload["jpeg com"], upload["pdf info"]
    drawn = []
    for year in (2001, 2031):
        with time_machine.travel(datetime.datetime(year, 2, 3, 4, 5, 6, tzinfo=datetime.UTC), tick=False):
            drawn.append((images.reencode(picture, detect(picture)), documents.reencode(document)))
    assert drawn[0] == drawn[1]
    assert time.time() - BEGUN > 1
    assert {name: clean(upload[name]) == cleaned[name] for name in ONE_OF_EACH} == dict.fromkeys(ONE_OF_EACH, True)


def after(needle: bytes, added: bytes) -> tuple[bytes, bytes]:
    return needle, needle + added


PLANTED = {
    "jpeg comment": ("jpeg com", after(b"\xff\xd8", pictures.segment(0xFE, SECRET))),
    "jpeg exif": ("jpeg com", (b"\xff\xdb", pictures.segment(0xE1, b"Exif\0\0" + SECRET) + b"\xff\xdb")),
    "jpeg density": ("jpeg com", (b"JFIF\0\x01\x01\0\0\x01", b"JFIF\0\x01\x01\0\0\x02")),
    "jpeg trailer": ("jpeg com", after(b"\xff\xd9", SECRET)),
    "png text": ("png glass", (b"\0\0\0\0IEND", pictures.chunk(b"tEXt", b"a\0" + SECRET) + b"\0\0\0\0IEND")),
    "png trailer": ("png glass", after(b"IEND\xaeB`\x82", SECRET)),
    "png empty extra": ("png glass", (b"\0\0\0\0IEND", pictures.chunk(b"IDAT", SECRET) + b"\0\0\0\0IEND")),
    "pdf metadata": ("pdf info", (b"/Pages 2 0 R", b"/Metadata 9 0 R /Pages 2 0 R")),
    "pdf action": ("pdf info", (b"/Pages 2 0 R", b"/OpenAction << /S /JavaScript /JS (x) >> /Pages 2 0 R")),
    "pdf note": ("pdf info", (b"/MediaBox", b"/Annots [ ] /MediaBox")),
    "pdf information": ("pdf info", (b"trailer << ", b"trailer << /Info 9 0 R ")),
    "pdf revision": ("pdf info", after(b"%%EOF\n", b"9 0 obj\n(x)\nendobj\n%%EOF\n")),
    "pdf comment": ("pdf info", (b"xref\n0", b"%" + SECRET + b"\nxref\n0")),
    "ogg comment": ("m4a tags", (b"encoder=Lavc", b"artist =Zoe!")),
    "ogg vendor": ("m4a tags", (b"\x06\0\0\0ffmpeg", b"\x06\0\0\0canary")),
    "ogg trailer": ("m4a tags", None),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_field_is_seen_in_a_derivative(cleaned: dict[str, Cleaned], name: str) -> None:
    of, change = PLANTED[name]
    good = cleaned[of]
    assert check.measure(good.type, good.data) == good.amount
    bad = good.data.replace(*change, 1) if change else good.data + SECRET
    assert bad != good.data
    with pytest.raises(check.Unsafe):
        check.measure(good.type, bad)
