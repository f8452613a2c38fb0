"""Pictures: JPEG, PNG, WebP, HEIC."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from typing import Any

import pillow_heif
from PIL import ExifTags, Image, ImageCms, ImageDraw, PngImagePlugin, TiffImagePlugin

from tests.attacks.corpus import CANARY, PLACE, Specimen, spelt

pillow_heif.register_heif_opener()
SECRET = CANARY.encode()
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><dc:creator>' + SECRET + b"</dc:creator></rdf:RDF></x:xmpmeta>"
TURN = Image.Transpose
# How the pixels lie in a file whose orientation says how to turn them upright.
LYING = {
    2: TURN.FLIP_LEFT_RIGHT,
    3: TURN.ROTATE_180,
    4: TURN.FLIP_TOP_BOTTOM,
    5: TURN.TRANSPOSE,
    6: TURN.ROTATE_90,
    7: TURN.TRANSVERSE,
    8: TURN.ROTATE_270,
}


def upright() -> Image.Image:
    """Draw something that looks different from every side."""
    picture = Image.linear_gradient("L").resize((128, 96), Image.Resampling.BILINEAR).convert("RGB")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((8, 8, 40, 40), fill="red")
    draw.ellipse((80, 16, 112, 48), fill="blue")
    draw.polygon([(16, 88), (64, 56), (64, 88)], fill="green")
    return picture


UPRIGHT = upright()


def encoded(picture: Image.Image, name: str, **options: Any) -> bytes:
    room = io.BytesIO()
    picture.save(room, name, **options)
    return room.getvalue()


def exif(*, orientation: int = 1, **fields: object) -> bytes:
    made = Image.Exif()
    made[ExifTags.Base.Orientation] = orientation
    for name, value in fields.items():
        made[ExifTags.Base[name]] = value
    return made.tobytes()


def profile() -> bytes:
    """Return a true sRGB profile whose copyright text is the canary."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    text = CANARY.encode("utf-16-be")
    for place in range(128 + 4, 128 + 4 + 12 * int.from_bytes(made[128:132], "big"), 12):
        if made[place : place + 4] == b"cprt":
            start = int.from_bytes(made[place + 4 : place + 8], "big")
            at = start + int.from_bytes(made[start + 24 : start + 28], "big")
            made[at : at + len(text)] = text
    return bytes(made)


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def gps() -> bytes:
    made = Image.Exif()
    made.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            1: "N",
            2: (12.0, 34.0, 56.0),
            27: b"ASCII\0\0\0" + SECRET,
            28: b"ASCII\0\0\0" + PLACE.encode(),
            29: "2001:02:03",
        }
    )
    return made.tobytes()


def small_tags() -> dict[str, bytes]:
    """Return EXIF blocks, each with the canary in another place."""
    comment = Image.Exif()
    comment.get_ifd(ExifTags.IFD.Exif).update({0x9286: b"UNICODE\0" + CANARY.encode("utf-16-le"), 0xA431: CANARY})
    maker = Image.Exif()
    maker.get_ifd(ExifTags.IFD.Exif)[0x927C] = b"Apple iOS\0" + SECRET
    names = ("ImageDescription", "Artist", "Make", "Model", "Software", "HostComputer", "Copyright", "DocumentName")
    blocks = {f"exif {name}": exif(**dict[str, Any]({name: CANARY})) for name in names}
    blocks["exif XPComment"] = exif(XPComment=CANARY.encode("utf-16-le") + b"\0\0")
    return blocks | {"exif comment": comment.tobytes(), "exif maker note": maker.tobytes(), "exif gps": gps()}


def jpegs() -> Iterator[Specimen]:
    plain = encoded(UPRIGHT, "JPEG", quality=95)
    head, rest = plain[:20], plain[20:]
    second = encoded(UPRIGHT, "JPEG", comment=SECRET)
    segments = {
        "com": segment(0xFE, SECRET),
        "xmp": segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP),
        "extended xmp": segment(
            0xE1, b"http://ns.adobe.com/xmp/extension/\0" + b"0" * 32 + struct.pack(">II", 400, 0) + XMP
        ),
        "iptc": segment(
            0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", 28) + b"\x1c\x02\x50\0\x17" + SECRET
        ),
        "photoshop": segment(0xED, b"Photoshop 3.0\x008BIM\x04\x0c\0\0" + struct.pack(">I", len(second)) + second),
        "profile": segment(0xE2, b"ICC_PROFILE\0\x01\x01" + profile()),
        "content credentials": segment(0xEB, b"JP\0\x01\0\0\0\x01jumb" + SECRET),
        "ducky": segment(0xEC, b"Ducky\0\x01" + SECRET),
        "private": segment(0xEF, SECRET),
        "thumbnail of jfif": segment(0xE0, b"JFXX\0\x10" + second),
    }
    for name, made in segments.items():
        yield Specimen(f"jpeg {name}", head + made + rest, shows=UPRIGHT)
    for name, block in small_tags().items():
        yield Specimen(f"jpeg {name}", encoded(UPRIGHT, "JPEG", quality=95, exif=block), shows=UPRIGHT)
    for turn, lie in LYING.items():
        block = exif(orientation=turn, Artist=CANARY)
        lying = encoded(UPRIGHT.transpose(lie), "JPEG", quality=95, exif=block)
        yield Specimen(f"jpeg orientation {turn}", lying, shows=UPRIGHT)
    yield Specimen("jpeg trailer", plain + SECRET, shows=UPRIGHT)
    yield Specimen("jpeg second picture", plain + second, shows=UPRIGHT)
    frames = encoded(UPRIGHT, "MPO", save_all=True, append_images=[UPRIGHT], quality=95)
    yield Specimen("jpeg multi-picture", frames + segment(0xFE, SECRET), shows=UPRIGHT)


def pngs() -> Iterator[Specimen]:
    plain = encoded(UPRIGHT, "PNG")
    head, rest = plain[:33], plain[33:]
    chunks = {
        "text": chunk(b"tEXt", b"Author\0" + SECRET),
        "packed text": chunk(b"zTXt", b"Author\0\0" + zlib.compress(SECRET)),
        "wide text": chunk(b"iTXt", b"Author\0\0\0en\0\0" + SECRET),
        "packed wide text": chunk(b"iTXt", b"Author\0\x01\0en\0\0" + zlib.compress(SECRET)),
        "xmp": chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP),
        "exif": chunk(b"eXIf", exif(Artist=CANARY).removeprefix(b"Exif\0\0")),
        "profile": chunk(b"iCCP", b"sRGB\0\0" + zlib.compress(profile())),
        "private": chunk(b"prVt", SECRET),
        "palette name": chunk(b"sPLT", SECRET + b"\0\x08"),
    }
    for name, made in chunks.items():
        yield Specimen(f"png {name}", head + made + rest, shows=UPRIGHT)
    yield Specimen("png text after the pixels", plain[:-12] + chunks["text"] + plain[-12:], shows=UPRIGHT)
    yield Specimen("png trailer", plain + SECRET, shows=UPRIGHT)
    stamp = struct.pack(">HBBBBB", 2001, 2, 3, 4, 5, 6)
    yield Specimen("png time", head + chunk(b"tIME", stamp) + rest, needles=(stamp,), shows=UPRIGHT)
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", CANARY)
    glass = UPRIGHT.convert("RGBA")
    glass.putalpha(Image.linear_gradient("L").resize(UPRIGHT.size))
    yield Specimen("png glass", encoded(glass, "PNG", pnginfo=info), shows=glass)


def webps() -> Iterator[Specimen]:
    block = exif(Artist=CANARY)
    made = {
        "exif": encoded(UPRIGHT, "WEBP", quality=95, exif=block),
        "xmp": encoded(UPRIGHT, "WEBP", quality=95, xmp=XMP),
        "profile": encoded(UPRIGHT, "WEBP", quality=95, icc_profile=profile()),
    }
    for name, data in made.items():
        yield Specimen(f"webp {name}", data, shows=UPRIGHT)
    yield Specimen("webp trailer", encoded(UPRIGHT, "WEBP", quality=95) + b"priv" + SECRET, shows=UPRIGHT)
    lying = encoded(UPRIGHT.transpose(LYING[6]), "WEBP", quality=95, exif=exif(orientation=6, Artist=CANARY))
    yield Specimen("webp orientation", lying, shows=UPRIGHT)


def heics() -> Iterator[Specimen]:
    box = struct.pack(">I4s", 8 + len(SECRET), b"free") + SECRET
    yield Specimen("heic exif", encoded(UPRIGHT, "HEIF", quality=95, exif=exif(Artist=CANARY)), shows=UPRIGHT)
    yield Specimen("heic xmp", encoded(UPRIGHT, "HEIF", quality=95, xmp=XMP), shows=UPRIGHT)
    yield Specimen("heic free box", encoded(UPRIGHT, "HEIF", quality=95) + box, shows=UPRIGHT)
    lying = encoded(UPRIGHT.transpose(LYING[6]), "HEIF", quality=95, exif=exif(orientation=6, Artist=CANARY))
    yield Specimen("heic orientation", lying, shows=UPRIGHT)


def not_taken() -> Iterator[Specimen]:
    """Pictures outside the list, which are refused whatever they hold."""
    yield Specimen("gif comment", encoded(UPRIGHT, "GIF", comment=SECRET))
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[ExifTags.Base.Artist] = CANARY
    yield Specimen("tiff artist", encoded(UPRIGHT, "TIFF", tiffinfo=tags))
    yield Specimen("svg", b'<svg xmlns="http://www.w3.org/2000/svg"><desc>' + SECRET + b"</desc></svg>", spelt(CANARY))
