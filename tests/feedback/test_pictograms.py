"""Each pictogram has one meaning across the whole door, and each meaning one pictogram."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
DRAWINGS = TEMPLATES / "feedback" / "drawings"
# Where a drawing stands beside words: as a line, on a large button, or before a text.
BESIDE = (
    re.compile(r'easy_line\.html" with drawing="(?P<drawing>\w+)" line=(?:_\("(?P<words>[^"]*)"\)|(?P<name>\w+))'),
    re.compile(r'component "way" text=_\("(?P<words>[^"]*)"\) drawing="(?P<drawing>\w+)"'),
    re.compile(r'drawings/(?P<drawing>\w+)\.html" %}\s*(?:<[^>]*>)?\s*{% translate "(?P<words>[^"]*)"'),
)
# What each drawing says, and all the words it stands beside. Words that say something else want another drawing.
MEANINGS: dict[str, tuple[str, set[str]]] = {
    "add": (
        "add what was chosen",
        {
            "Add this",
        },
    ),
    "arrived": (
        "it is with us",
        {
            "It is with us.",
            "It was with us already. We keep it once.",
            "Your words are with us.",
        },
    ),
    "back": (
        "go back",
        {
            "Go back",
        },
    ),
    "camera": (
        "take or choose a photo",
        {
            "Or choose a photo of it",
            "Take a photo of this picture.",
            "Take a photo of your code.",
            "Write it down. Or take a photo of it.",
            "You can add a picture.",
        },
    ),
    "cared_for": (
        "somebody who was cared for",
        {
            "They used services too, or looked after someone.",
        },
    ),
    "change": (
        "something becomes different",
        {
            "We do this only when something changes.",
            "What should be different next time?",
        },
    ),
    "council": (
        "the council",
        {
            "The council is a group of people.",
        },
    ),
    "day": (
        "on this day",
        {
            "answer",
        },
    ),
    "envelope": (
        "our answer",
        {
            "They write an answer.",
            "With the photo someone you trust can open our answer for you.",
            "You need it to read our answer.",
        },
    ),
    "faces": (
        "choose a face",
        {
            "Choose a face, without writing",
            "Choose a face.",
        },
    ),
    "heart": (
        "good, kind",
        {
            "What was good? Who was kind?",
        },
    ),
    "hidden": (
        "others must not see it",
        {
            "Do not show it to others.",
            "Is there a person who must not read your words?",
        },
    ),
    "history": (
        "the phone remembers",
        {
            "Your phone remembers that you were here. You can delete that.",
        },
    ),
    "key": (
        "the code",
        {
            "This code is new. Your old code stops working when you send.",
            "This is your secret code.",
            "You get a secret code. With it you can read the answer.",
        },
    ),
    "known": (
        "somebody can be recognised",
        {
            "Voices, faces and names can show who you are.",
            "Your story can show who you are. You can leave out names.",
            "Your voice can show who you are. You can change it before you send it.",
        },
    ),
    "leave": (
        "leave this page",
        {
            "Do you want to go away fast? Press “Leave this page now”.",
        },
    ),
    "listen": (
        "hear it",
        {
            "Listen. A computer’s voice reads this.",
        },
    ),
    "look": (
        "look at it again",
        {
            "This is what you said. Nothing is sent yet.",
        },
    ),
    "lost": (
        "a lost code",
        {
            "Lost codes are gone. We cannot find them.",
        },
    ),
    "microphone": (
        "speak",
        {
            "Speak, if you like.",
            "You can speak.",
        },
    ),
    "next": (
        "go on",
        {
            "Go on",
            "Start",
        },
    ),
    "no_key": (
        "without a code",
        {
            "Send. I do not need a code",
        },
    ),
    "no_name": (
        "without a name",
        {
            "We take names out first.",
            "You do not need to write names.",
            "You do not say who you are.",
        },
    ),
    "other_reader": (
        "somebody else instead",
        {
            "Then someone else reads it.",
        },
    ),
    "pen": (
        "write",
        {
            "Write it in your own words",
            "Write what happened to you.",
            "Write who it is.",
            "You can tell us what happened to you.",
        },
    ),
    "people": (
        "the small team",
        {
            "A small team reads your words.",
            "A small team sees and hears what you send.",
            "seen",
        },
    ),
    "phone": (
        "call",
        {
            "emergency",
        },
    ),
    "rescue": (
        "help for somebody in danger",
        {
            "If someone is in danger, staff must try to help. But they do not know who you are.",
        },
    ),
    "scan": (
        "come back with the picture",
        {
            "Come back and show this photo. You do not have to type.",
            "Scan the picture",
            "Show the picture of your code",
        },
    ),
    "send": (
        "send",
        {
            "I have my code. Send",
            "It is not sent yet. Press Send below the code.",
            "Send it.",
        },
    ),
    "skip": (
        "leave it out",
        {
            "You can leave out any question.",
            "You can leave this out.",
        },
    ),
    "steps": (
        "short questions",
        {
            "Easy words, one question on a page",
            "We ask six short questions.",
        },
    ),
    "unwatched": (
        "nobody is there all the time",
        {
            "Nobody watches this page all the time.",
        },
    ),
    "world": (
        "everybody",
        {
            "We can show your words to everyone.",
        },
    ),
}


def used() -> dict[str, set[str]]:
    """Return the words beside each drawing; of words that are put together, the name they have on the page."""
    found: dict[str, set[str]] = {}
    for path in TEMPLATES.rglob("*.html"):
        markup = path.read_text(encoding="utf-8")
        for pattern in BESIDE:
            for match in pattern.finditer(markup):
                beside = match.groupdict()
                found.setdefault(beside["drawing"], set()).add(beside["words"] or beside["name"])
    return found


def test_every_drawing_stands_beside_words_of_its_one_meaning() -> None:
    assert used() == {drawing: words for drawing, (_meaning, words) in MEANINGS.items()}


def test_no_words_and_no_meaning_have_two_drawings() -> None:
    words = [each for _meaning, beside in MEANINGS.values() for each in beside]
    assert len(words) == len(set(words))
    assert len({meaning for meaning, _words in MEANINGS.values()}) == len(MEANINGS)


def test_no_two_drawings_look_the_same_and_none_is_left_over() -> None:
    faces = {f"face_{number}" for number in range(1, 6)}
    assert {path.stem for path in DRAWINGS.iterdir()} == set(MEANINGS) | faces
    shapes = ["".join(path.read_text(encoding="utf-8").split()) for path in DRAWINGS.iterdir()]
    assert len(shapes) == len(set(shapes))
