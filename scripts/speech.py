"""Make the recordings that read pages of the form aloud: a computer's voice, one small file for each text and language.

Usage: `python scripts/speech.py` makes what is missing in `static/speech/` and removes what belongs to no text any
more; `--check` changes nothing and fails where that would change something. Needs espeak-ng, and for Arabic the package
mishkal, which adds the vowels that Arabic is written without (`pip install mishkal`; it is not needed to run anything).

The texts are taken from the pages themselves, in every language. What is not translated yet is left out.
It is a computer's voice, and the page says so. Nobody who speaks Arabic or Polish has listened to these recordings; the
vowels of the Arabic ones are guessed word by word, so some are read wrongly.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import environments
import imageio_ffmpeg

VOICES = {"en": "en-gb", "es": "es", "ar": "ar", "pl": "pl"}
# Words a minute: slower than people speak, for people who listen in a second language.
SPEED = 135
# Clear enough for one voice; a page of ten sentences is some 40 kilobytes.
QUALITY = ("-ac", "1", "-ar", "16000", "-b:a", "16k", "-map_metadata", "-1", "-id3v2_version", "0", "-write_xing", "0")
SENTENCE_END = re.compile(r"(?<=[.?!؟])\s+")


class Spoken(HTMLParser):
    """Collects the parts of a page that are read aloud: the question before each, and its markup."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[tuple[str, str]] = []
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "div" and self.depth:
            self.depth += 1
        for name, value in attrs:
            if name == "data-spoken":
                self.depth = 1
                self.parts.append((value or "", ""))
                return
        self._add(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "div" and self.depth:
            self.depth -= 1
        self._add(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._add(data)

    def handle_entityref(self, name: str) -> None:
        self._add(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._add(f"&#{name};")

    def _add(self, markup: str) -> None:
        if self.depth:
            question, before = self.parts[-1]
            self.parts[-1] = (question, before + markup)


def pages(language: str) -> Iterator[str]:
    """Yield every page of the two ways that can be heard, as somebody sees it who has said one thing."""
    from django.test import RequestFactory  # noqa: PLC0415 - Django is started first

    from feedback import steps  # noqa: PLC0415
    from feedback.form_state import FormState, SentState  # noqa: PLC0415
    from feedback.views import pages as views  # noqa: PLC0415

    for mode, way, answers in (("easy", "easy", {"text": "x"}), ("faces", "pictures", {"face": "4"})):
        request = RequestFactory().get(f"/{language}/feedback/{way}/")
        state = FormState(mode=mode, answers=answers)
        answered = [views.start(request, state), views.check(request, state), views.show_code(request, state)]
        answered += [views.go(request, state, name) for name in steps.sequence(mode)]
        for new in (True, False):
            sent = SentState(feedback="", number="", mode=mode)
            answered.append(views.page(request, "sent", sent, new=new, after={}))
        for response in answered:
            yield response.content.decode()


def texts(language: str) -> Iterator[str]:
    from django.utils.translation import override  # noqa: PLC0415

    from core import speech  # noqa: PLC0415

    with override(language):
        for page in pages(language):
            parser = Spoken()
            parser.feed(page)
            for question, markup in parser.parts:
                yield speech.spoken(question, without_player(markup))


def without_player(markup: str) -> str:
    return re.sub(r'<p class="player">.*?</p>', "", markup, flags=re.DOTALL)


def voweled(line: str) -> str:
    """Return an Arabic line with its vowels, which the voice cannot guess."""
    try:
        from mishkal.tashkeel import TashkeelClass  # type: ignore[import-not-found] # noqa: PLC0415
    except ImportError:
        sys.exit("Arabic needs the package mishkal, which adds vowels: pip install mishkal, then make speech again.")

    return ". ".join(TashkeelClass().tashkeel(part).strip() for part in SENTENCE_END.split(line))


def speak(text: str, language: str, target: Path) -> None:
    """Write one recording. Each line ends like a sentence, so that there is a pause after it."""
    lines = [line if line[-1] in ".?!؟" else f"{line}." for line in text.split("\n")]
    if language == "ar":
        lines = [f"{voweled(line)}." for line in lines]
    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder) / "voice.wav"
        command = ["espeak-ng", "-v", VOICES[language], "-s", str(SPEED), "-w", str(wave), "--stdin"]
        subprocess.run(command, input="\n".join(lines), text=True, check=True)
        convert = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-y", "-i", str(wave), *QUALITY, str(target)]
        subprocess.run(convert, check=True)


def wanted() -> dict[str, tuple[str, str]]:
    """Return text and language of each recording that there should be, by its name."""
    from core import speech  # noqa: PLC0415

    english = {line for text in texts("en") for line in text.split("\n")}
    found = {}
    for language in VOICES:
        for text in texts(language):
            # What is not translated yet is not read by the voice of another language.
            if language == "en" or english.isdisjoint(text.split("\n")):
                found[speech.file_name(text, language)] = (text, language)
    return found


def start_django(folder: str) -> None:
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    os.environ.update(environments.embedded(folder))
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    # Pages are looked at as they are in the source, without files that were collected for serving.
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.ALLOWED_HOSTS = ["testserver"]
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true")
    is_check = parser.parse_args().check
    with tempfile.TemporaryDirectory(prefix="answerable-speech-") as folder:
        start_django(folder)
        from core import speech  # noqa: PLC0415

        recordings = wanted()
        speech.folder().mkdir(exist_ok=True)
        missing = recordings.keys() - speech.recordings()
        left_over = speech.recordings() - recordings.keys()
        if is_check and (missing or left_over):
            sys.exit(f"{len(missing)} recordings are missing, {len(left_over)} belong to no text: make speech")
        if missing and not shutil.which("espeak-ng"):
            sys.exit("espeak-ng is needed to make recordings.")
        for name in sorted(missing):
            speak(*recordings[name], speech.folder() / name)
        for name in left_over:
            (speech.folder() / name).unlink()
        size = sum(path.stat().st_size for path in speech.folder().iterdir())
        print(f"{len(recordings)} recordings, {len(missing)} new, {len(left_over)} removed, {size // 1024} KiB")


if __name__ == "__main__":
    main()
