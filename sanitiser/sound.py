"""Sounds: decoded and encoded again as Opus, one channel, 24 kbit/s, in Ogg; no field of the original is copied."""

from __future__ import annotations

import subprocess

import imageio_ffmpeg

from sanitiser.check import ogg
from sanitiser.kinds import MAX_SECONDS, Format, Refused, Why
from sanitiser.memory import nameless_file

RATE_HZ = 48000  # the sample rate Opus works in
# Played faster and then slowed down again: the pitch moves and so does the colour of the voice. It is no anonymity.
VOICES = {"": 1.0, "higher": 1.25, "lower": 0.8}
# What the accepted containers hold in practice; a decoder that is not here is not started.
DECODERS = "opus,vorbis,aac,alac,amrnb,amrwb,mp3,mp3float,flac,pcm_u8,pcm_s16le,pcm_s24le,pcm_s32le,pcm_f32le"
BEFORE = (
    *("-v", "quiet", "-nostdin", "-hide_banner", "-threads", "1", "-filter_threads", "1"),
    # The one open file and nothing else: a playlist, a reference or an address inside it leads nowhere.
    *("-protocol_whitelist", "fd", "-codec_whitelist", DECODERS),
)
AFTER = (
    *("-map", "0:a:0", "-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"),
    *("-ac", "1", "-ar", str(RATE_HZ), "-c:a", "libopus", "-b:a", "24k", "-application", "voip", "-threads", "1"),
    *("-f", "ogg", "pipe:1"),
)


def reencode(data: bytes, detected: Format, voice: str) -> tuple[str, bytes]:
    """Return the media type and the bytes of the same sound; `voice` is a key of VOICES. Raises Refused."""
    # A second more than is allowed, so that a longer one shows.
    length = ("-t", str(MAX_SECONDS + 1))
    command = (
        *(imageio_ffmpeg.get_ffmpeg_exe(), *BEFORE, "-f", detected.value, "-i", "fd:"),
        *("-af", _filter(VOICES[voice]), *length, *AFTER),
    )
    with nameless_file(data) as source, nameless_file() as result:
        done = subprocess.run(  # noqa: S603 - our own words; the upload is only its standard input
            command, stdin=source, stdout=result, stderr=subprocess.DEVNULL, env={"MALLOC_ARENA_MAX": "1"}, check=False
        )
        result.seek(0)
        encoded = result.read()
    if done.returncode or not encoded:
        raise Refused(Why.BROKEN)
    if ogg.measure(encoded) > MAX_SECONDS:
        raise Refused(Why.TOO_LONG)
    return "audio/ogg", encoded


def _filter(pitch: float) -> str:
    resample = f"aresample={RATE_HZ}"
    if pitch == 1:
        return resample
    return f"{resample},asetrate={round(RATE_HZ * pitch)},{resample},atempo={1 / pitch}"
