"""Uploads made to hurt whoever opens them."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.attacks.corpus import documents, sounds
from tests.attacks.corpus.pictures import UPRIGHT, chunk, encoded, segment

ZEROS = 1 << 28  # bytes that a few hundred kilobytes unpack to
HOST_FILE = "file:///etc/canary"


def bare_png(width: int, height: int, packed: bytes, before: bytes = b"") -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + before + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def zeros(count: int = ZEROS) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(count >> 20)) + packer.flush()


def zipped(depth: int = 6) -> bytes:
    data = bytes(1 << 20)
    for _ in range(depth):
        room = io.BytesIO()
        with zipfile.ZipFile(room, "w", zipfile.ZIP_DEFLATED) as archive:
            for copy in range(8):
                archive.writestr(f"{copy}.zip", data)
        data = room.getvalue()
    return data


def pages(count: int) -> bytes:
    """Return a PDF of many pages, which are all the same object written again."""
    kids = b" ".join(b"%d 0 R" % (3 + number) for number in range(count))
    parts = [
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Count %d/Kids[%s]>>endobj\n" % (count, kids),
        *(b"%d 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n" % (3 + number) for number in range(count)),
    ]
    return b"".join(parts) + b"trailer<</Root 1 0 R/Size %d>>\n%%%%EOF" % (count + 3)


def laughing_pdf() -> bytes:
    """Return a page whose form draws ten forms, each of which draws ten, nine times over."""
    pdf = documents.base()
    inner = pdf.make_stream(b"0 0 9 9 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    for _ in range(9):
        words = Dictionary(XObject=Dictionary(F=inner))
        inner = pdf.make_stream(
            b"/F Do " * 10, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]), Resources=words
        )
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(F=inner))
    pdf.pages[0].obj.Contents = pdf.make_stream(b"/F Do " * 10)
    return documents.saved(pdf)


def endless_font() -> bytes:
    """Return a page in a font whose only letter is written with that letter, twice."""
    pdf = documents.base()
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 9, 9])))
    glyph = pdf.make_stream(b"9 0 d0 BT /F 9 Tf (aa) Tj ET")
    font.FontMatrix = Array([1, 0, 0, 1, 0, 0])
    font.CharProcs = Dictionary(a=glyph)
    font.Encoding = Dictionary(Type=Name.Encoding, Differences=Array([97, Name.a]))
    font.FirstChar, font.LastChar, font.Widths = 97, 97, Array([9])
    font.Resources = Dictionary(Font=Dictionary(F=font))
    pdf.pages[0].obj.Resources = Dictionary(Font=Dictionary(F=font))
    pdf.pages[0].obj.Contents = pdf.make_stream(b"BT /F 9 Tf (" + b"a" * 2000 + b") Tj ET")
    return documents.saved(pdf)


def vast_picture_in_pdf() -> bytes:
    pdf = documents.base()
    drawn = pdf.pages[0].obj.Resources.XObject.Im
    drawn.write(zeros(), filter=Name.FlateDecode)
    drawn.Width = drawn.Height = 30000
    return documents.saved(pdf)


def with_password() -> bytes:
    room = io.BytesIO()
    documents.base().save(room, encryption=pikepdf.Encryption(owner="a", user="b"))
    return room.getvalue()


def reference_outside() -> bytes:
    """Return an M4A that says its sound lies in another file."""
    body = HOST_FILE.encode() + b"\0"
    plain = sounds.tone("m4a")
    return plain.replace(b"url \0\0\0\x01", b"url \0\0\0\0").replace(b"mdat", b"free", 1) + sounds.box(b"free", body)


def vast_jpeg() -> bytes:
    plain = encoded(UPRIGHT, "JPEG")
    return plain.replace(struct.pack(">HH", 96, 128), struct.pack(">HH", 65000, 65000), 1)


def vast_heic() -> bytes:
    plain = encoded(UPRIGHT, "HEIF")
    return plain.replace(struct.pack(">II", 128, 96), struct.pack(">II", 30000, 30000))


# Name, expected reason, and how to make what has no derivative; some take a second.
REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing": ("unknown_kind", bytes),
    "nested archives": ("unknown_kind", zipped),
    "playlist": ("unknown_kind", f"#EXTM3U\n#EXTINF:1,\n{HOST_FILE}\n".encode),
    "list of files": ("unknown_kind", f"ffconcat version 1.0\nfile '{HOST_FILE}'\n".encode),
    "address": ("unknown_kind", HOST_FILE.encode),
    "svg": ("unknown_kind", f'<svg><image href="{HOST_FILE}"/></svg>'.encode),
    "postscript": ("unknown_kind", "%!PS-Adobe-3.0\n(/etc/canary) (r) file\n".encode),
    "gif and archive": ("unknown_kind", lambda: encoded(UPRIGHT, "GIF") + zipped(1)),
    "playlist in disguise": ("broken", lambda: b"ID3\x03\0\0\0\0\0\0#EXTM3U\n" + HOST_FILE.encode()),
    "list in disguise": (
        "broken",
        lambda: b"RIFF\x40\0\0\0WAVEffconcat version 1.0\nfile '" + HOST_FILE.encode() + b"'\n",
    ),
    "400 million pixels": ("too_many_pixels", lambda: bare_png(20000, 20000, zeros(400 << 20)[:9_000_000])),
    "30 million pixels": ("too_many_pixels", lambda: bare_png(6000, 5000, zlib.compress(bytes(30_005_000)))),
    "packed words": (
        "broken",
        lambda: bare_png(9, 9, zlib.compress(bytes(90)), chunk(b"zTXt", b"a\0\0" + zeros())),
    ),
    "vast jpeg": ("too_many_pixels", vast_jpeg),
    "vast heic": ("too_many_pixels", vast_heic),
    "ten thousand pages": ("too_many_pages", lambda: pages(10_000)),
    "twenty-one pages": ("too_many_pages", lambda: pages(21)),
    "password": ("broken", with_password),
    "no pages": ("broken", lambda: pages(0)),
    "six minutes": ("too_long", lambda: sounds.tone("wav", "-ar", "8000", seconds=301)),
}


def refused() -> Iterator[tuple[str, str, bytes]]:
    """Yield name, expected reason and content of what has no derivative."""
    for name, (why, make) in REFUSED.items():
        yield name, why, make()


def exhausting() -> Iterator[tuple[str, bytes]]:
    """Yield what may be refused or drawn, as long as that ends."""
    yield "sound elsewhere", reference_outside()
    yield "vast picture in a pdf", vast_picture_in_pdf()
    yield "forms in forms", laughing_pdf()
    yield "endless font", endless_font()


def two_in_one() -> Iterator[tuple[str, bytes, bytes]]:
    """Yield name, content and what must be gone from it: files that are something else too."""
    script = b"<script>fetch('//x')</script><?php system('id') ?>"
    plain = encoded(UPRIGHT, "JPEG")
    paper = documents.saved(documents.base())
    yield "jpeg and pdf", plain[:2] + segment(0xFE, paper[:60000]) + plain[2:], b"%PDF-"
    yield "jpeg and archive", plain + zipped(1), b"PK\x03\x04"
    yield "jpeg and page", plain + script, b"<script>"
    yield "png and page", encoded(UPRIGHT, "PNG") + script, b"<script>"
    yield "pdf and archive", paper + zipped(1), b"PK\x03\x04"
    yield "pdf and page", b"%PDF-1.4\n%" + script + b"\n" + paper, b"<script>"
    yield "wav and archive", sounds.riff(sounds.tone("wav"), (b"junk", zipped(1))), b"PK\x03\x04"
    yield "webm and page", sounds.tone("webm") + script, b"<script>"


def damaged() -> Iterator[tuple[str, bytes]]:
    """Yield files cut off or changed in a few places, always the same ones."""
    whole = {name: encoded(UPRIGHT, name) for name in ("JPEG", "PNG", "WEBP", "HEIF")}
    whole |= {"PDF": documents.saved(documents.base())} | {name: sounds.tone(name) for name in sounds.CODECS}
    chance = random.Random(34)  # noqa: S311 - damage, the same each time
    for name, data in whole.items():
        yield f"{name} cut in the middle", data[: len(data) // 2]
        for turn in range(2):
            spoilt = bytearray(data)
            for _ in range(12):
                spoilt[chance.randrange(12, len(data))] = chance.randrange(256)
            yield f"{name} spoilt {turn}", bytes(spoilt)
