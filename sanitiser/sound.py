"""Sounds: decoded and spoken again as Opus, one channel, 24 kbit/s, in Ogg; no field of the original is copied."""

from __future__ import annotations

import subprocess

import imageio_ffmpeg

from sanitiser.check import ogg
from sanitiser.kinds import MAX_SECONDS, Format, Refused, Why
from sanitiser.memory import held

RATE = 48000  # samples a second, what Opus works in
# Played faster and then slowed down again: the pitch moves and so does the colour of the voice. It is no anonymity.
VOICES = {"": 1.0, "higher": 1.25, "lower": 0.8}
# What the accepted containers hold in practice; a decoder that is not here is not started.
DECODERS = "opus,vorbis,aac,alac,mp3,mp3float,flac,pcm_u8,pcm_s16le,pcm_s24le,pcm_s32le,pcm_f32le"
BEFORE = (
    *("-v", "quiet", "-nostdin", "-hide_banner", "-threads", "1", "-filter_threads", "1"),
    # The one open file and nothing else: a playlist, a reference or an address inside it leads nowhere.
    *("-protocol_whitelist", "fd", "-codec_whitelist", DECODERS),
)
AFTER = (
    *("-map", "0:a:0", "-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"),
    *("-ac", "1", "-ar", str(RATE), "-c:a", "libopus", "-b:a", "24k", "-application", "voip", "-threads", "1"),
    *("-f", "ogg", "pipe:1"),
)


def redraw(data: bytes, found: Format, voice: str) -> tuple[str, bytes]:
    """Return the media type and the bytes of the same sound; `voice` is a key of VOICES. Raises Refused."""
    # A second more than is allowed, so that a longer one shows.
    length = ("-t", str(MAX_SECONDS + 1))
    command = (
        *(imageio_ffmpeg.get_ffmpeg_exe(), *BEFORE, "-f", found.value, "-i", "fd:"),
        *("-af", _filter(VOICES[voice]), *length, *AFTER),
    )
    with held(data) as source, held() as result:
        done = subprocess.run(  # noqa: S603 - our own words; the upload is only its standard input
            command, stdin=source, stdout=result, stderr=subprocess.DEVNULL, env={"MALLOC_ARENA_MAX": "1"}, check=False
        )
        result.seek(0)
        spoken = result.read()
    if done.returncode or not spoken:
        raise Refused(Why.BROKEN)
    if ogg.measure(spoken) > MAX_SECONDS:
        raise Refused(Why.TOO_LONG)
    return "audio/ogg", spoken


def _filter(pitch: float) -> str:
    same = f"aresample={RATE}"
    return same if pitch == 1 else f"{same},asetrate={round(RATE * pitch)},{same},atempo={1 / pitch}"
