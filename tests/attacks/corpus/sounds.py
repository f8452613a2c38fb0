"""Sounds: M4A, WAV, WebM, MP3, Ogg, Opus, FLAC."""

from __future__ import annotations

import struct
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import imageio_ffmpeg

from tests.attacks.corpus import CANARY, PLACE, Specimen, spelt
from tests.attacks.corpus.pictures import SECRET, UPRIGHT, encoded

SECONDS = 2
HERTZ = 440
TAGS = ("-metadata", f"title={CANARY}", "-metadata", f"artist={CANARY}", "-metadata", f"comment={CANARY}")
CODECS = {
    "m4a": ("-c:a", "aac"),
    "wav": ("-c:a", "pcm_s16le"),
    "webm": ("-c:a", "libopus"),
    "mp3": ("-c:a", "libmp3lame"),
    "ogg": ("-c:a", "libvorbis"),
    "opus": ("-c:a", "libopus"),
    "flac": ("-c:a", "flac"),
    # As telephones record them: old Android, some recorders, a memo in QuickTime.
    "amr": ("-c:a", "libopencore_amrnb", "-ar", "8000", "-ac", "1"),
    "3gp": ("-c:a", "libopencore_amrnb", "-ar", "8000", "-ac", "1"),
    "aac": ("-c:a", "aac"),
    "mov": ("-c:a", "aac"),
}
# They have no place for any.
WITHOUT_TAGS = {"amr", "aac"}
FILMS = {
    "mp4": ("-c:v", "libx264", "-c:a", "aac"),
    "mov": ("-c:v", "libx264", "-c:a", "aac"),
    "3gp": ("-c:v", "h263", "-s", "176x144", "-c:a", "aac"),
    "webm": ("-c:v", "libvpx", "-c:a", "libopus"),
}


def ffmpeg(*words: str, data: bytes = b"") -> bytes:
    """Run the encoder and return what it writes to standard output."""
    command = (imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *words)
    return subprocess.run(command, input=data, capture_output=True, check=True, timeout=60).stdout


def tone(name: str, *options: str, seconds: float = SECONDS, hertz: int = HERTZ) -> bytes:
    """Return a sine in the named kind of file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"a.{name}")
        source = ("-f", "lavfi", "-i", f"sine={hertz}:duration={seconds}:sample_rate=48000")
        ffmpeg(*source, *CODECS[name], *options, str(path))
        return path.read_bytes()


def film(name: str) -> bytes:
    """Return a film of one second with a sound, in the named kind of file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"a.{name}")
        moving = ("-f", "lavfi", "-i", "testsrc=duration=1:size=352x288:rate=10")
        ffmpeg(*moving, "-f", "lavfi", "-i", f"sine={HERTZ}:duration=1", *FILMS[name], str(path))
        return path.read_bytes()


def box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + name + body


def riff(plain: bytes, *added: tuple[bytes, bytes]) -> bytes:
    """Append chunks to a WAV file."""
    body = plain[8:] + b"".join(
        name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for name, data in added
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def id3(name: bytes, body: bytes) -> bytes:
    frame = name + struct.pack(">I", len(body)) + b"\0\0" + body
    return b"ID3\x03\0\0" + bytes((len(frame) >> shift) & 127 for shift in (21, 14, 7, 0)) + frame


def heard(name: str, data: bytes, needles: tuple[bytes, ...] = spelt(CANARY)) -> Specimen:
    return Specimen(name, data, needles, seconds=SECONDS)


def sounds() -> Iterator[Specimen]:
    for name in CODECS:
        if name not in WITHOUT_TAGS:
            yield heard(f"{name} tags", tone(name, *TAGS))
    yield from m4as()
    yield from wavs()
    yield from mp3s()
    yield from webms()
    yield from oggs()


def m4as() -> Iterator[Specimen]:
    plain = tone("m4a")
    # The film's head stands last, so that it can grow.
    start = plain.index(b"moov") - 4
    where = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(PLACE), 0x15C7) + PLACE.encode()))
    yield heard("m4a place", plain[:start] + box(b"moov", plain[start + 8 :] + where), spelt(PLACE))
    keys = ("-movflags", "use_metadata_tags", "-metadata", f"com.apple.quicktime.location.ISO6709={PLACE}")
    yield heard("m4a place by keys", tone("m4a", *keys), spelt(PLACE))
    # Seconds since 1904, in the heads of the film, the track and the medium.
    since = struct.pack(">I", 981173106 + 2082844800)
    yield heard("m4a date", tone("m4a", "-metadata", "creation_time=2001-02-03T04:05:06Z"), (since,))
    yield heard("m4a handler", tone("m4a", "-metadata:s:a", f"handler_name={CANARY}"))
    yield heard("m4a free box", plain + box(b"free", SECRET))
    yield heard(
        "m4a xmp box",
        plain + box(b"uuid", b"\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac" + SECRET),
    )


def wavs() -> Iterator[Specimen]:
    plain = tone("wav", "-fflags", "+bitexact")
    entry = b"IART" + struct.pack("<I", len(SECRET)) + SECRET + b"\0" * (len(SECRET) % 2)
    yield heard("wav list", riff(plain, (b"LIST", b"INFO" + entry)))
    yield heard("wav broadcast", riff(plain, (b"bext", SECRET.ljust(602, b"\0"))))
    yield heard("wav id3", riff(plain, (b"id3 ", id3(b"TIT2", b"\0" + SECRET))))
    yield heard("wav interview", riff(plain, (b"iXML", b"<BWFXML><NOTE>" + SECRET + b"</NOTE></BWFXML>")))


def mp3s() -> Iterator[Specimen]:
    plain = tone("mp3", "-id3v2_version", "0", "-write_xing", "0")
    yield heard("mp3 id3 in wide letters", id3(b"TIT2", b"\x01\xff\xfe" + CANARY.encode("utf-16-le")) + plain)
    yield heard("mp3 private frame", id3(b"PRIV", b"owner\0" + SECRET) + plain)
    cover = encoded(UPRIGHT, "JPEG", comment=SECRET)
    yield heard("mp3 cover", id3(b"APIC", b"\0image/jpeg\0\x03\0" + cover) + plain)
    yield heard("mp3 id3 at the end", plain + b"TAG" + SECRET.ljust(125, b"\0"))
    yield heard("mp3 ape", plain + b"APETAGEX" + struct.pack("<IIII", 2000, 64, 1, 0) + b"\0" * 8 + SECRET)


def webms() -> Iterator[Specimen]:
    with tempfile.TemporaryDirectory() as folder:
        notes = Path(folder, "notes.txt")
        notes.write_text(CANARY, encoding="ascii")
        chapters = Path(folder, "chapters.txt")
        chapters.write_text(
            f";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1\nSTART=0\nEND=1\ntitle={CANARY}\n", encoding="ascii"
        )
        attached = ("-f", "matroska", "-attach", str(notes), "-metadata:s:t", "mimetype=text/plain")
        yield heard("webm attached file", tone("webm", *attached))
        yield heard("webm chapters", tone("webm", "-i", str(chapters), "-map_metadata", "1", "-map", "0:a"))
    yield heard("webm name of a track", tone("webm", "-metadata:s:a", f"title={CANARY}"))
    yield heard("webm void", tone("webm") + b"\xec" + bytes((0x80 | len(SECRET),)) + SECRET)


def oggs() -> Iterator[Specimen]:
    plain = tone("opus", "-fflags", "+bitexact")
    yield heard("opus trailer", plain + SECRET)
    flac = tone("flac")
    block = b"\x02" + struct.pack(">I", 4 + len(SECRET))[1:] + b"priv" + SECRET
    yield heard("flac application block", flac[:42] + block + flac[42:])
    cover = struct.pack(">II", 3, 9) + b"image/png" + struct.pack(">I", len(SECRET)) + SECRET + b"\0" * 16 + b"\0\0\0\0"
    yield heard("flac cover", flac[:42] + b"\x06" + struct.pack(">I", len(cover))[1:] + cover + flac[42:])
    yield heard("flac trailer", flac + SECRET)
